"""One spelling for the many ways a tag is written: width, case, separators, emoji, invisible characters."""

from __future__ import annotations

import re
import unicodedata

_APOSTROPHE = re.compile(r"['’`´]")
_HUMP = re.compile(r"(?<=[a-z])(?=[A-Z][a-z])")
# Single letters (ㅠㅠ, ㅋㅋ) too, which NFKC turns into the second range.
_NOT_WORD = re.compile(r"[\W_ㄱ-ㅣ\u1100-\u11ff]+")
_INVISIBLE = re.compile(
    "[\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e\u2060-\u206f\ufe00-\ufe0f\ufeff]"
)
_CJK = "\u3005-\u30ff\u3400-\u9fff\uac00-\ud7a3"
_SPACE_BESIDE_CJK = re.compile(f"(?<=[{_CJK}]) | (?=[{_CJK}])")


def clean(text: str) -> str:
    """Words in lower case with one space between them; brackets, signs, emoji and invisible characters are gone."""
    if not text.isascii():
        text = _INVISIBLE.sub("", unicodedata.normalize("NFKC", text))
    text = _HUMP.sub(" ", _APOSTROPHE.sub("", text))
    return _NOT_WORD.sub(" ", text).strip().lower()


def compact(cleaned: str) -> str:
    """The same without spaces beside Korean and Japanese letters, where spacing carries no meaning in a tag."""
    return cleaned if cleaned.isascii() else _SPACE_BESIDE_CJK.sub("", cleaned)


def seams(cleaned: str) -> list[int]:
    """Places in ``compact(cleaned)`` where a space was: there a Korean word begins."""
    return [gap.start() - number for number, gap in enumerate(_SPACE_BESIDE_CJK.finditer(cleaned))]


def tag_key(tag: str) -> str:
    """Under this key a shop's correction of a tag is remembered: spellings that differ in signs only share it."""
    return compact(clean(tag))
