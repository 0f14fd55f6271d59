"""
Texts in the characters that F5-TTS reads rightly. Its converter to pinyin knows the words of Simplified Chinese only, and
a mark outside its vocabulary becomes a blank without a pause. Nobody sees these texts: the model alone reads them.
"""

from __future__ import annotations

import re
import unicodedata
from functools import lru_cache
from typing import Callable

#: Marks that the vocabulary lacks → the one in it that sounds the same.
_MARKS = str.maketrans(
    {
        **dict.fromkeys("：；（）﹔﹕︰", "，"),
        **{"『": "「", "』": "」", "〈": "《", "〉": "》", "﹁": "「", "﹂": "」", "﹃": "「", "﹄": "」"},
        **dict.fromkeys("‧・•", "·"),
        **dict.fromkeys("─―–", "—"),
    }
)
#: Full-width marks and signs of the vocabulary, which NFKC would replace by others.
_KEPT = frozenset("，。！？、「」《》【】…—·℃°")
#: Some single characters unfold to whole phrases, which nobody wrote.
_MAX_FOLDED = 4
_BETWEEN_DIGITS = re.compile(r"(?<=\d)：(?=\d)")
#: A comma that came from a bracket or stands at an edge makes no second pause.
_NEEDLESS_COMMA = re.compile(r"^[，\s]+|，(?=[，。！？、…,.!?;:])|(?<=[。！？、…,.!?;:「《])，")
#: Words whose usual Taiwanese spelling the converter keeps, and pypinyin does not know.
_WORDS = {"倒楣": "倒霉"}
_WORD = re.compile("|".join(_WORDS))


def to_model_alphabet(text: str) -> str:
    """
    The same words, in the characters of the model's vocabulary: Simplified (its characters, not the mainland's words),
    half-width letters and digits, known marks. Blanks at the edges go.
    """
    composed = unicodedata.normalize("NFC", text)
    marked = _BETWEEN_DIGITS.sub(":", composed).translate(_MARKS)
    folded = _NEEDLESS_COMMA.sub("", "".join(map(_fold, marked)))
    simplified = _taiwan_to_china()(folded.strip())
    return _WORD.sub(lambda word: _WORDS[word.group()], simplified)


def _fold(character: str) -> str:
    if character in _KEPT:
        return character
    # Joiners and variation selectors make no sound, and would part a word.
    if unicodedata.category(character) == "Cf" or "\ufe00" <= character <= "\ufe0f":
        return ""
    folded = unicodedata.normalize("NFKC", character)
    return folded if len(folded) <= _MAX_FOLDED else character


@lru_cache(maxsize=1)
def _taiwan_to_china() -> Callable[[str], str]:
    """OpenCC's `tw2s`. Its `tw2sp` would also say other words: 鼠标 for 滑鼠."""
    from opencc import OpenCC

    convert: Callable[[str], str] = OpenCC("tw2s").convert
    return convert
