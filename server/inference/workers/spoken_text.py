"""Cuts a text into what F5-TTS speaks in one go."""

from __future__ import annotations

import re

#: F5-TTS speaks shorter texts slowly (it forces speed 0.3), so they are joined with their neighbour.
MIN_BYTES = 10
#: The first sound comes when the first chunk is complete: some 20 hanzi, or one short English clause.
FIRST_CHUNK_BYTES = 60

_CLOSERS = r"""["'”’」』】）)\]》〉]*"""
#: A mark with the closing quotes after it: full-width ones anywhere, ASCII ones before a blank.
_PLACE = re.compile(rf"(?:[;:,.!?…]+{_CLOSERS}\s+|[；：，。！？、…]+{_CLOSERS}\s*)")
# What follows is the table of lib/speech-text/sentence-ends.ts, as far as it matters here; a test compares the two.
#: After these a full stop ends no sentence.
_NEVER_END = frozenset(
    "mr mrs ms mx dr prof st gen col sgt rev hon mt ft vs e.g i.e cf approx fig dept est vol pp".split()
)
#: After these it ends none before a number.
_BEFORE_NUMBER = frozenset("no ext jan feb mar apr jun jul aug sep sept oct nov dec".split())
_INITIALS = re.compile(r"(?:[A-Z]\.)*[A-HJ-Z]|(?:[A-Z]\.)+I")
_LAST_WORD = re.compile(r"[A-Za-z.]*$")
# Words with the blanks after them; Chinese and its neighbours character by character.
_WORD = re.compile(r"[^\s\u2e80-\uffff]{1,40}\s*|.", re.DOTALL)


def size(text: str) -> int:
    """Bytes of UTF-8: F5-TTS estimates the duration of a text from these."""
    return len(text.encode())


def has_speech(text: str) -> bool:
    """False for punctuation alone, which F5-TTS turns into noise."""
    return any(character.isalnum() for character in text)


def chunk_for_speech(text: str, max_bytes: int) -> list[str]:
    """
    Chunks of at most some `max_bytes`, cut at punctuation where there is any, the first one short. F5-TTS's own
    `chunk_text` leaves sentences without punctuation as long as they are and has no short first chunk.
    No chunk but an only one is below MIN_BYTES.
    """
    sentences = pieces(" ".join(text.split()))
    chunks: list[str] = []
    current = ""
    for piece in (part for sentence in sentences for part in _cut(sentence, max_bytes)):
        together = _join(current, piece)
        limit = max_bytes if chunks else min(FIRST_CHUNK_BYTES, max_bytes)
        if size(current) >= MIN_BYTES and size(together) > limit:
            chunks.append(current)
            current = piece
        else:
            current = together
    if chunks and size(current) < MIN_BYTES:
        current = _join(chunks.pop(), current)
    return [*chunks, current] if current else chunks


def pieces(text: str) -> list[str]:
    """The text cut after each mark that makes a pause, without the blanks there."""
    found: list[str] = []
    start = 0
    for place in _PLACE.finditer(text):
        if not _goes_on(text, start, place):
            found.append(text[start : place.end()].strip())
            start = place.end()
    return [piece for piece in (*found, text[start:]) if piece]


def _goes_on(text: str, start: int, place: re.Match[str]) -> bool:
    """True for a full stop that ends no sentence, as in "Dr. Chen", "No. 5", "6 p.m. tomorrow" and "1. Wash it"."""
    marks, following = place.group(), text[place.end() : place.end() + 1]
    if not marks.startswith(".") or marks.startswith(".."):
        return False
    last = _LAST_WORD.search(text[max(start, place.start() - 16) : place.start()])
    word = last.group() if last else ""
    is_list_number = re.fullmatch(r"\d{1,3}", text[start : place.start()]) is not None
    if is_list_number or following.islower() or word.lower() in _NEVER_END or _INITIALS.fullmatch(word):
        return True
    return word.lower() in _BEFORE_NUMBER and following.isdecimal()


def _cut(sentence: str, max_bytes: int) -> list[str]:
    parts = [""]
    for word in _WORD.findall(sentence):
        if parts[-1] and size(parts[-1]) + size(word) > max_bytes:
            parts.append("")
        parts[-1] += word
    return [part.strip() for part in parts if part.strip()]


def _join(left: str, right: str) -> str:
    """Joins two pieces. Splitting removed the blank after an ASCII mark or word; Chinese has none."""
    return f"{left} {right}" if left and left[-1].isascii() and right[:1] else left + right
