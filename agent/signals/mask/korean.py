"""What a Korean name looks like, what only looks like one, and checks for Korean numbers."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from agent.signals.mask.common import is_day, no_barcode
from agent.signals.mask.lexicon import digits, words
from agent.signals.mask.rule import Check

_FIRST: Final = "".join(sorted(words("ko_given_first")))
_LAST: Final = "".join(sorted(words("ko_given_last")))
_GIVEN: Final = frozenset(_FIRST + _LAST)
_SURNAMES: Final = words("ko_surnames")
_DOUBLE: Final = words("ko_double_surnames")
_TITLES: Final = words("ko_titles")
_LONG_TITLES: Final = tuple(sorted(title for title in _TITLES if len(title) > 1))
_NOT_NAMES: Final = words("ko_not_names")
_GIVEN_WORDS: Final = words("ko_given_words")
_NOT_GIVEN: Final = words("ko_not_given")
_NOT_TAILS: Final = words("ko_not_tails")
# A common noun of two syllables with one of these is a noun still (이용중, 소중한); with others a name (이상훈).
_TAILS_OF_NOUNS: Final = ("중", "예", "한", "하", "만")
_NEVER_IN_NAMES: Final = re.compile(
    "하는|되는|했던|해서|세요|습니|니다|어요|아요|에요|예요|네요|나요|까요|은데|는데|할게|드려|주신|하신"
)


def full_name(text: str) -> bool:
    """Whether a match of ``FULL`` is a name and no common noun."""
    if text in _NOT_NAMES or text in _TITLES or text.endswith(_LONG_TITLES):
        return False
    return text[1:] not in _NOT_TAILS and not (text[2:] in _TAILS_OF_NOUNS and text[:2] in _NOT_NAMES)


def addressed(text: str) -> bool:
    """Whether what stands before 님 is a person's name or nickname: anything but a role or the tail of a verb."""
    ordinary = text in _TITLES or text in _NOT_NAMES or text.endswith(_LONG_TITLES)
    return not ordinary and not _NEVER_IN_NAMES.search(text)


def given_name(text: str) -> bool:
    """Whether two syllables before 씨 or a spaced 님 are a given name."""
    return text not in _NOT_GIVEN and text not in _NOT_NAMES and text not in _TITLES


def labelled(text: str) -> bool:
    """Whether what follows ``받는 분:`` is a name: it starts with a surname and is no common noun."""
    surnamed = text[:2] in _DOUBLE or text[0] in _SURNAMES
    return surnamed and not _NEVER_IN_NAMES.search(text) and full_name(text)


def likely_name(text: str) -> bool:
    """As ``labelled``, and written with syllables of given names: for a label without a colon."""
    given = text[2:] if text[:2] in _DOUBLE else text[1:]
    return labelled(text) and (given in _GIVEN_WORDS or all(syllable in _GIVEN for syllable in given))


def _addressed_in_latin(text: str) -> bool:
    return text not in {"cs", "md"}


def _resident_number(text: str) -> bool:
    number = digits(text)
    century = 1900 if number[6] in "1256" else 2000
    return no_barcode(text) and is_day(century + int(number[:2]), int(number[2:4]), int(number[4:6]))


def _birthdate(text: str) -> bool:
    parts = [int(part) for part in re.findall(r"\d+", text)]
    if len(parts) == 1:
        number = digits(text)
        parts = [int(number[:-4]), int(number[-4:-2]), int(number[-2:])]
    return len(parts) == 3 and is_day(2000 if parts[0] < 100 else parts[0], parts[1], parts[2])


def _no_service_number(text: str) -> bool:
    return not text.startswith(("15", "16", "18"))


_SURNAME: Final = f"(?:{'|'.join(sorted(_DOUBLE))}|[{''.join(sorted(_SURNAMES))}])"

FRAGMENTS: Final[Mapping[str, str]] = {
    # A surname and two syllables that given names are written with: certain enough beside a hint, not by itself.
    "FULL": f"{_SURNAME}(?:[{_FIRST}][{_LAST}]|{'|'.join(sorted(_GIVEN_WORDS))})",
    "GIVEN": f"[{_FIRST}][{_LAST}]",
    "ANY": "[가-힣]{2,4}",
}
CHECKS: Final[Mapping[str, Check]] = {
    "addressed": addressed,
    "addressed_in_latin": _addressed_in_latin,
    "birthdate": _birthdate,
    "full_name": full_name,
    "given_name": given_name,
    "labelled": labelled,
    "likely_name": likely_name,
    "no_service_number": _no_service_number,
    "resident_number": _resident_number,
}
