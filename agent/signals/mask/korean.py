"""Checks for Korean numbers, and the patterns of names that ``korean.yaml`` is written with."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Final

from agent.signals.mask.common import is_day, no_barcode
from agent.signals.mask.english import introduced
from agent.signals.mask.korean_names import (
    FULL,
    GIVEN,
    addressed,
    full_name,
    given_name,
    labelled,
    likely_name,
    plausible,
)
from agent.signals.mask.lexicon import digits
from agent.signals.mask.rule import Check


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


FRAGMENTS: Final[Mapping[str, str]] = {"FULL": FULL, "GIVEN": GIVEN, "ANY": "[가-힣]{2,4}"}
CHECKS: Final[Mapping[str, Check]] = {
    "addressed": addressed,
    "addressed_in_latin": _addressed_in_latin,
    "birthdate": _birthdate,
    "full_name": full_name,
    "given_name": given_name,
    "labelled": labelled,
    "likely_name": likely_name,
    "named_in_latin": introduced,
    "no_service_number": _no_service_number,
    "plausible": plausible,
    "resident_number": _resident_number,
}
