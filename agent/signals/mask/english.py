"""What an English name looks like, what only looks like one, and checks for American and British numbers."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from agent.signals.mask.common import personal_phone
from agent.signals.mask.lexicon import digits, words
from agent.signals.mask.rule import Check

_FIRST_NAMES: Final = words("en_first_names")
_WORDS_TOO: Final = words("en_first_names_words_too")
_NOT_NAMES: Final = words("en_not_names")
_SHOP_WORDS: Final = words("en_shop_words")
_BRANDS: Final = words("en_title_brands")
_LOGIN_MARKS: Final = frozenset("._0123456789")


def known(text: str) -> bool:
    """Whether a text starts with a usual first name."""
    return text.split(maxsplit=1)[0].strip("'-").lower() in _FIRST_NAMES


def known_or_two(text: str) -> bool:
    """Whether a text is a usual first name, or two words of which none is an ordinary one."""
    parts = text.lower().replace(".", "").split()
    ordinary = any(part in _NOT_NAMES for part in parts)
    return not ordinary and (parts[0] in _FIRST_NAMES or len(parts) >= 2)


def known_full(text: str) -> bool:
    """Whether a text starts with a usual first name and holds no ordinary word."""
    return known(text) and known_or_two(text)


def introduced(text: str) -> bool:
    """Whether capital words before an honorific or after "I'm" are a name: a first name, or two words of no shop's."""
    parts = text.lower().replace(".", "").split()
    if any(part in _NOT_NAMES or part in _SHOP_WORDS for part in parts):
        return False
    return parts[0] in _FIRST_NAMES or len(parts) >= 2


def plainly_known(text: str) -> bool:
    """Whether a text, perhaps in small letters, starts with a first name that is no ordinary word (will, mark)."""
    first = text.split(maxsplit=1)[0].lower()
    return first in _FIRST_NAMES and first not in _WORDS_TOO


def signed(text: str) -> bool:
    """Whether what follows "Regards," is a name."""
    return text.split(maxsplit=1)[0].lower() not in _NOT_NAMES


def titled(text: str) -> bool:
    """Whether what follows "Mr." is a person and no brand."""
    return text.split(maxsplit=1)[0].lower() not in _BRANDS


def _greeted(text: str) -> bool:
    return text[0].isupper() and known(text)


def _account_number(text: str) -> bool:
    return 4 <= len(digits(text)) <= 17


def _eight_digits(text: str) -> bool:
    return len(digits(text)) >= 8


def _local_phone(text: str) -> bool:
    return len(digits(text)) == 7 or personal_phone(text)


def _login(text: str) -> bool:
    return not _LOGIN_MARKS.isdisjoint(text)


def _handle(text: str) -> bool:
    return text.startswith("@") or _login(text)


FRAGMENTS: Final[Mapping[str, str]] = {"STOP": rf"(?!(?:{'|'.join(sorted(_NOT_NAMES))})\b)"}
CHECKS: Final[Mapping[str, Check]] = {
    "account_number": _account_number,
    "eight_digits": _eight_digits,
    "greeted": _greeted,
    "handle": _handle,
    "introduced": introduced,
    "known": known,
    "known_full": known_full,
    "known_or_two": known_or_two,
    "local_phone": _local_phone,
    "login": _login,
    "plainly_known": plainly_known,
    "signed": signed,
    "titled": titled,
}
