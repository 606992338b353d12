"""ISO 8601 durations of weeks, days, hours, minutes and seconds, as playbooks and campaigns write them."""

from __future__ import annotations

import re
from math import ceil

_DURATION = re.compile(r"-?P(?:(\d{1,4})W)?(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?(?:(\d{1,7})S)?)?")


def seconds_of(value: str) -> int:
    """``PT1M30S`` → 90; the sign is left out. ``ValueError`` for what is no duration."""
    match = _DURATION.fullmatch(value)
    if not match or value.endswith(("P", "T")):
        raise ValueError(value)
    weeks, days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return (weeks * 7 + days) * 86_400 + hours * 3600 + minutes * 60 + seconds


def minutes_of(value: str) -> int:
    """``P1DT2H`` → 1560, a minute that was begun counted whole."""
    return ceil(seconds_of(value) / 60)


def days_of(value: str) -> float:
    """``PT12H`` → 0.5."""
    return seconds_of(value) / 86_400
