"""Checks for numbers that look the same in every language."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from agent.signals.mask.lexicon import digits
from agent.signals.mask.rule import Check

# A shop's own lines: Korean service numbers, Japanese and American free numbers.
_SHOP_NUMBER: Final = re.compile(r"(?:15|16|18)\d{6}$|(?:0120|0570|1?8(?:00|88|77|66|55|44|33))")
_KOREAN_MOBILE: Final = re.compile(r"01[016789]\d{7,8}$")
# First digits of product codes in Korea and Japan, and of books.
_BARCODES: Final = ("880", "45", "49", "978", "979")


def luhn(text: str) -> bool:
    """Whether the check digit of a card number is right."""
    total = 0
    for place, digit in enumerate(map(int, reversed(digits(text)))):
        total += digit if place % 2 == 0 else sum(divmod(2 * digit, 10))
    return total % 10 == 0


def is_day(year: int, month: int, day: int) -> bool:
    """Whether there is such a day."""
    try:
        date(year, month, day)
    except ValueError:
        return False
    return True


def personal_phone(text: str) -> bool:
    """Whether a number belongs to a person: not a shop's service line or a free number."""
    number = digits(text)
    return 9 <= len(number) <= 15 and not _SHOP_NUMBER.match(number)


def no_barcode(text: str) -> bool:
    """Whether digits in a row are no product code or book number with a right check digit."""
    if len(text) != 13 or not text.startswith(_BARCODES):
        return True
    return sum(int(digit) * (1, 3)[place % 2] for place, digit in enumerate(text)) % 10 != 0


def enough_digits(text: str) -> bool:
    """Whether a labelled number holds at least four digits, so that it can point at somebody."""
    return len(digits(text)) >= 4


def account_like(text: str) -> bool:
    """Whether a number near the word for a bank is as long as an account, and no mobile phone."""
    number = digits(text)
    return 7 <= len(number) <= 16 and not _KOREAN_MOBILE.match(number)


def _card_number(text: str) -> bool:
    return luhn(text) and no_barcode(text)


def _spaced_card(text: str) -> bool:
    groups = text.split()
    prices = all(group.endswith("0") for group in groups)
    years = all(group.startswith(("19", "20")) for group in groups)
    return luhn(text) or not (prices or years)


def _account_shape(text: str) -> bool:
    groups = text.split("-")
    length = sum(map(len, groups))
    return 11 <= length <= 16 and (max(map(len, groups)) >= 5 or (len(groups) == 4 and len(groups[-1]) == 2))


def _dated_order(text: str) -> bool:
    return is_day(int(text[:4]), int(text[4:6]), int(text[6:8]))


def _long_number(text: str) -> bool:
    return no_barcode(text) and not text.endswith("00000")


def _iban(text: str) -> bool:
    code = text.replace(" ", "")
    moved = code[4:] + code[:4]
    return 15 <= len(code) <= 34 and int("".join(str(int(char, 36)) for char in moved)) % 97 == 1


FRAGMENTS: Final[Mapping[str, str]] = {}
CHECKS: Final[Mapping[str, Check]] = {
    "account_like": account_like,
    "account_shape": _account_shape,
    "card_number": _card_number,
    "dated_order": _dated_order,
    "enough_digits": enough_digits,
    "iban": _iban,
    "long_number": _long_number,
    "personal_phone": personal_phone,
    "spaced_card": _spaced_card,
}
