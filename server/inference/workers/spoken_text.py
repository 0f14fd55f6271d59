"""Cuts a text into what F5-TTS speaks in one go."""

from __future__ import annotations

import re

#: F5-TTS drags shorter texts out (it forces speed 0.3): they go together with their neighbour.
MIN_BYTES = 10
#: The first sound comes when the first chunk is complete: some 20 hanzi, or one short English clause.
FIRST_CHUNK_BYTES = 60

_SENTENCE_END = re.compile(r"(?<=[;:,.!?])\s+|(?<=[；：，。！？、])")
# Words with the blanks after them; Chinese and its neighbours character by character.
_WORD = re.compile(r"[^\s\u2e80-\uffff]{1,40}\s*|.", re.DOTALL)


def size(text: str) -> int:
    """Bytes of UTF-8: F5-TTS reckons how long a text takes from these."""
    return len(text.encode())


def has_speech(text: str) -> bool:
    """False for punctuation alone, of which F5-TTS makes noise."""
    return any(character.isalnum() for character in text)


def chunk_for_speech(text: str, max_bytes: int) -> list[str]:
    """
    Chunks of at most some `max_bytes`, cut at punctuation where there is any, the first one short. F5-TTS's own
    `chunk_text` leaves sentences without punctuation as long as they are and has no short first chunk.
    No chunk but an only one is below MIN_BYTES.
    """
    sentences = [piece for piece in _SENTENCE_END.split(" ".join(text.split())) if piece]
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


def _cut(sentence: str, max_bytes: int) -> list[str]:
    parts = [""]
    for word in _WORD.findall(sentence):
        if parts[-1] and size(parts[-1]) + size(word) > max_bytes:
            parts.append("")
        parts[-1] += word
    return [part.strip() for part in parts if part.strip()]


def _join(left: str, right: str) -> str:
    """Splitting took the blank after an ASCII mark or word; Chinese has none."""
    return f"{left} {right}" if left and left[-1].isascii() and right[:1] else left + right
