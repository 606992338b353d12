"""What a Korean name looks like, and what only looks like one.

Three grades, by how strongly a text points at a name: after ``이름:`` any two to four syllables that names can be
written with; beside a label, an honorific or a phone number (``plausible``) a surname and such syllables; by itself
(``FULL`` and ``full_name``) a surname and syllables that given names are usually written with.
"""

from __future__ import annotations

import re
from typing import Final

from agent.signals.mask.lexicon import words

_FIRST: Final = "".join(sorted(words("ko_given_first")))
_LAST: Final = "".join(sorted(words("ko_given_last")))
_SURNAMES: Final = words("ko_surnames")
_RARE: Final = words("ko_rare_surnames")
_DOUBLE: Final = words("ko_double_surnames")
_TITLES: Final = words("ko_titles")
_LONG_TITLES: Final = tuple(sorted(title for title in _TITLES if len(title) > 1))
_NOT_NAMES: Final = words("ko_not_names")
_NOUNS: Final = words("ko_nouns")
_NOUNS_OF_TWO: Final = frozenset(noun for noun in _NOT_NAMES if len(noun) == 2)
_GIVEN_WORDS: Final = words("ko_given_words")
_NOT_GIVEN: Final = words("ko_not_given")
_NOT_TAILS: Final = words("ko_not_tails")
_NEVER_LAST: Final = frozenset("".join(words("ko_never_last")))
# A common noun of two syllables with one of these is a noun still (이용중, 소중한); with others a name (이상훈).
_TAILS_OF_NOUNS: Final = ("중", "예", "한", "하", "만")
_TAILS_OF_PLAUSIBLE: Final = frozenset("중예한하만은이의도인자용형로가온원성적별건음")
_NEVER_IN_NAMES: Final = re.compile(
    "하는|되는|했던|해서|세요|습니|니다|어요|아요|에요|예요|네요|나요|까요|은데|는데|할게|드려|주신|하신"
)
# Names have no tense consonant at the start of a syllable, and at its end only ㄱ ㄴ ㄹ ㅁ ㅂ ㅇ: verbs fail by this.
_TENSE: Final = frozenset((1, 4, 8, 10, 13))
_ENDS: Final = frozenset((0, 1, 4, 8, 16, 17, 21))
_SAYABLE_TOO: Final = frozenset("빛샛꽃햇")
SURNAME: Final = f"(?:{'|'.join(sorted(_DOUBLE))}|[{''.join(sorted(_SURNAMES))}])"
GIVEN: Final = f"[{_FIRST}][{_LAST}]"
# A surname and two syllables that given names are written with: certain enough beside a hint, not by itself.
FULL: Final = f"{SURNAME}(?:{GIVEN}|{'|'.join(sorted(_GIVEN_WORDS))})"


def full_name(text: str) -> bool:
    """Whether a match of ``FULL`` is a name and no common noun."""
    if text[1:] in _GIVEN_WORDS:
        return text not in _NOT_NAMES
    if _role_or_noun(text) or text[:2] in _NOUNS:
        return False
    return text[1:] not in _NOT_TAILS and not (text[2:] in _TAILS_OF_NOUNS and text[:2] in _NOT_NAMES)


def addressed(text: str) -> bool:
    """Whether what stands before 님 is a person's name or nickname: anything but a role or the tail of a verb."""
    return not _role_or_noun(text) and not _NEVER_IN_NAMES.search(text)


def given_name(text: str) -> bool:
    """Whether two syllables before 씨 or a spaced 님 are a given name."""
    return text not in _NOT_GIVEN and text not in _NOT_NAMES and text not in _TITLES


def labelled(text: str) -> bool:
    """Whether what follows ``받는 분:`` is a name: two to four syllables of names that are no common noun."""
    return _sayable(text) and not _ordinary(text)


def likely_name(text: str) -> bool:
    """As ``plausible``, or a surname and one syllable."""
    if len(text) == 2:
        return text[0] in _SURNAMES and labelled(text)
    return plausible(text)


def plausible(text: str) -> bool:
    """Whether three syllables, or four with a surname of two, can be a full name and are no common noun."""
    surname = 2 if text[:2] in _DOUBLE else 1
    if not (surname == 2 or text[0] in _SURNAMES or text[0] in _RARE) or len(text) - surname != 2:
        return len(text) == 3 and surname == 2 and labelled(text)
    given = text[surname:]
    return (given in _GIVEN_WORDS and text not in _NOT_NAMES) or (_sayable(given) and not _ordinary(text))


def listed(text: str) -> bool:
    """Whether a name of a shop's customer list is one, and not a role or a word (네이버페이, 비회원)."""
    return text[1:] in _GIVEN_WORDS or (not _role_or_noun(text) and text[:2] not in _NOUNS)


def _role_or_noun(text: str) -> bool:
    return text in _NOT_NAMES or text in _TITLES or text.endswith(_LONG_TITLES)


def _ordinary(text: str) -> bool:
    if _role_or_noun(text) or text[-1] in _NEVER_LAST or _NEVER_IN_NAMES.search(text):
        return True
    if text[1:] in _NOT_TAILS or (text[:2] in _NOUNS and not _usual(text[1:])):
        return True
    return (text[:2] in _NOUNS or text[:2] in _NOUNS_OF_TWO) and text[2:] in _TAILS_OF_PLAUSIBLE


def _usual(given: str) -> bool:
    return len(given) == 2 and given[0] in _FIRST and given[1] in _LAST


def _sayable(text: str) -> bool:
    for syllable in text:
        onset, rest = divmod(ord(syllable) - 0xAC00, 588)
        if (onset in _TENSE or rest % 28 not in _ENDS) and syllable not in _SAYABLE_TOO:
            return False
    return True
