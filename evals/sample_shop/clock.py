"""When things happen: the 75 days, how each topic is spread over them, and the hours at which people write."""

from __future__ import annotations

from datetime import datetime, timedelta
from functools import cache
from random import Random

START = datetime(2026, 8, 18)
END = datetime(2026, 11, 1)  # exclusive; the export is taken at midnight
DAYS = (END - START).days
NOW = datetime(2026, 10, 2)  # the last 30 days, and the 30 before them
BEFORE = datetime(2026, 9, 2)
CHUSEOK = datetime(2026, 9, 25)

_HOURS = (26, 16, 9, 5, 3, 3, 6, 12, 22, 34, 42, 46, 74, 70, 46, 40, 38, 40, 44, 52, 76, 84, 80, 56)
_WEEKDAYS = (1.25, 1.1, 1.0, 1.0, 0.95, 0.75, 0.9)


def _weight(shape: str, day: int) -> float:
    """How busy a topic is on the day ``day`` of the export, 1.0 being ordinary."""
    share = day / (DAYS - 1)
    since_holiday = day - (CHUSEOK - START).days
    if shape == "rising":
        return 0.55 + 1.25 * share
    if shape == "season":
        return 0.3 + 2.0 * share**2
    if shape == "spike":  # a short video of the ring went round in mid October
        return 0.25 if day < DAYS - 21 else 2.0 + (day - DAYS + 21) / 10
    if shape == "delay":  # the workshop was shut over the holiday and never quite caught up
        if since_holiday < 3:
            return 0.14
        return 2.4 if since_holiday < 15 else 1.0 if day < DAYS - 10 else 2.6
    return 1.0


@cache
def _day_weights(shape: str) -> tuple[float, ...]:
    weights = []
    for day in range(DAYS):
        date = START + timedelta(days=day)
        holiday = 0.35 if -1 <= (date - CHUSEOK).days <= 2 else 1.0
        weights.append(_weight(shape, day) * _WEEKDAYS[date.weekday()] * holiday)
    return tuple(weights)


def at_hour(rng: Random, date: datetime) -> datetime:
    """A moment of ``date``, at lunch or in the evening more often than not."""
    hour = rng.choices(range(24), weights=_HOURS)[0]
    return date.replace(hour=hour, minute=rng.randrange(60), second=rng.randrange(60))


def moment(rng: Random, shape: str) -> datetime:
    """A moment within the 75 days, spread as ``shape`` says."""
    day = rng.choices(range(DAYS), weights=_day_weights(shape))[0]
    return at_hour(rng, START + timedelta(days=day))


def reply_after(rng: Random, asked: datetime) -> datetime:
    """When the one person who runs the shop gets round to it: not while asleep."""
    answered = asked + timedelta(seconds=rng.randint(90, 5400))
    if answered.hour < 9:
        answered = answered.replace(hour=9, minute=rng.randrange(60))
    return answered


def soon(rng: Random, said: datetime) -> datetime:
    """When the same person writes the next bubble."""
    return said + timedelta(seconds=rng.randint(4, 55))
