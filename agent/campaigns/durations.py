"""ISO 8601 durations of days, hours and minutes, as playbooks and campaigns write them."""

from __future__ import annotations

import re

_DURATION = re.compile(r"^-?P(?:(\d{1,4})D)?(?:T(?:(\d{1,4})H)?(?:(\d{1,4})M)?)?$")


def minutes_of(value: str) -> int:
    """``P1DT2H`` → 1560; the sign is left out. ``ValueError`` for anything else, numbers of five digits too."""
    match = _DURATION.match(value)
    if not match:
        raise ValueError(value)
    days, hours, minutes = (int(part or 0) for part in match.groups())
    return days * 1440 + hours * 60 + minutes


def days_of(value: str) -> float:
    """``PT12H`` → 0.5."""
    return minutes_of(value) / 1440
