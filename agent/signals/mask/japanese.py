"""What a Japanese name looks like, what only looks like one, and checks for Japanese numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from agent.signals.mask.common import is_day, personal_phone
from agent.signals.mask.lexicon import digits, words
from agent.signals.mask.rule import Check

_SURNAMES: Final = words("ja_surnames")
_WEAK: Final = words("ja_weak_surnames")
_HIRAGANA: Final = words("ja_hiragana_names")
_HIRAGANA_GIVEN: Final = words("ja_hiragana_given")
_NOT_NAMES: Final = words("ja_not_names")
_LONG_NOT_NAMES: Final = tuple(sorted(word for word in _NOT_NAMES if len(word) > 1))
_ROLE_ENDINGS: Final = tuple(sorted(words("ja_role_endings")))
_LONGEST: Final = max(map(len, _SURNAMES))

# Surnames are put together from few characters: 深町 is one, though no list of the usual ones holds it.
_SURNAME_FIRST: Final = words("ja_surname_first") | {name[0] for name in _SURNAMES if len(name) == 2}
_SURNAME_LAST: Final = words("ja_surname_last") | {name[1] for name in _SURNAMES if len(name) == 2}

_K: Final = "一-鿿々ヶノ\uf900-\ufaff"
_ONE_SCRIPT: Final = re.compile(f"(?:[{_K}]{{1,3}}|[ぁ-ん]{{2,5}}|[ァ-ヶー]{{2,8}})$")
_KANJI_AND_HIRAGANA: Final = re.compile(f"([{_K}]{{1,3}}) ?([ぁ-ん]{{2,4}})$")
_HALF_KANA: Final = re.compile(f"([{_K}]{{1,3}}) ?[ぁ-ん]{{1,2}}[子美江枝代]$")
_KANJI_ONLY: Final = re.compile(f"[{_K}]{{1,5}} ?[{_K}]{{1,3}}$")
_KATAKANA_FULL: Final = re.compile("[ァ-ヶー]{2,7}[ ・]?[ァ-ヶー]{2,7}$")
_KATAKANA: Final = re.compile("[ァ-ヶー]{4,9}$")


def _surname(text: str) -> str | None:
    """The longest known surname that the text starts with."""
    return next((text[:size] for size in range(_LONGEST, 0, -1) if text[:size] in _SURNAMES), None)


def person(text: str) -> bool:
    """Whether kanji or katakana before an honorific are a name: no role, no part of a longer word."""
    if text in _NOT_NAMES or text.endswith(("お客", "皆", "奥")):
        return False
    known = _surname(text) is not None
    return known or not (len(text) == 1 or text.endswith(_ROLE_ENDINGS) or text.endswith(_LONG_NOT_NAMES))


def full_name(text: str) -> bool:
    """Whether a text is a known surname alone, or one with a given name in one script."""
    surname = _surname(text)
    if surname is None or text in _NOT_NAMES:
        return False
    given = text[len(surname) :].strip()
    return not given or (_ONE_SCRIPT.match(given) is not None and given not in _NOT_NAMES)


def two_part_name(text: str) -> bool:
    """Whether a text is a known surname and a given name."""
    return full_name(text) and text not in _SURNAMES


def said(text: str) -> bool:
    """Whether ``…です`` says a name: surnames that are places or colours first do not count."""
    return text not in _WEAK and full_name(text)


def labelled(text: str) -> bool:
    """Whether what follows 名前は is a name, known or not."""
    if text in _NOT_NAMES or text.endswith(_LONG_NOT_NAMES) or text.startswith(_LONG_NOT_NAMES):
        return False
    mixed = _KANJI_AND_HIRAGANA.match(text)
    if mixed is not None:
        return full_name(text) or mixed[2] in _HIRAGANA_GIVEN
    return any(shape.match(text) for shape in (_KANJI_ONLY, _KATAKANA_FULL, _KATAKANA))


def with_hiragana(text: str) -> bool:
    """Whether kanji and hiragana are a surname and a usual given name (佐藤から is not)."""
    mixed = _KANJI_AND_HIRAGANA.match(text)
    if mixed is None:
        half = _HALF_KANA.match(text)
        return half is not None and _shaped(half[1])
    return mixed[2] in _HIRAGANA_GIVEN and _shaped(mixed[1])


def surname_like(text: str) -> bool:
    """Whether a text, where somebody gives a name, is a full name or two characters that surnames are made of."""
    return full_name(text) or (_shaped(text) and not text.endswith(_ROLE_ENDINGS))


def _shaped(text: str) -> bool:
    if text in _NOT_NAMES:
        return False
    return text in _SURNAMES or (len(text) == 2 and text[0] in _SURNAME_FIRST and text[1] in _SURNAME_LAST)


def _person_in_katakana(text: str) -> bool:
    return person(text) and not text.endswith("ー")


def _no_common_noun(text: str) -> bool:
    return text not in _NOT_NAMES


def _hiragana_name(text: str) -> bool:
    return text in _HIRAGANA


def _japanese_phone(text: str) -> bool:
    number = digits(text)
    mobile = number.startswith(("050", "070", "080", "090"))
    return number[1] != "0" and len(number) == (11 if mobile else 10) and personal_phone(text)


def _written_abroad(text: str) -> bool:
    return text.startswith("+") or " " in text or "-" in text


def _parcel_number(text: str) -> bool:
    return len(digits(text)) >= 11 and not text.startswith("0")


def _birthdate(text: str) -> bool:
    parts = [int(part) for part in re.findall(r"\d+", text)]
    if len(parts) == 1:
        number = digits(text)
        parts = [int(number[:4]), int(number[4:6]), int(number[6:])]
    # The year of an era stays a small number: any leap year serves to check month and day.
    return is_day(parts[0] if parts[0] > 1900 else 2000, parts[1], parts[2])


FRAGMENTS: Final[Mapping[str, str]] = {"K": _K}
CHECKS: Final[Mapping[str, Check]] = {
    "birthdate": _birthdate,
    "full_name": full_name,
    "hiragana_name": _hiragana_name,
    "japanese_phone": _japanese_phone,
    "labelled": labelled,
    "no_common_noun": _no_common_noun,
    "parcel_number": _parcel_number,
    "person": person,
    "person_in_katakana": _person_in_katakana,
    "said": said,
    "surname_like": surname_like,
    "two_part_name": two_part_name,
    "with_hiragana": with_hiragana,
    "written_abroad": _written_abroad,
}
