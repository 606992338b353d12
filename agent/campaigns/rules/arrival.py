"""When messages arrive, in seconds of the recipient's own day."""

from __future__ import annotations

from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import datetime, time, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from agent.campaigns.durations import seconds_of
from agent.campaigns.plan import DAY, Plan, PlanWindow
from retrieval.playbook import Channel

ANY_TIME = (1, 2, 3, 4, 5, 6, 7)
HOME: dict[str, str] = {"KR": "Asia/Seoul", "JP": "Asia/Tokyo"}
"""Countries with one clock, for recipients of whom no more is known."""


@dataclass(frozen=True)
class Arrival:
    """From the first message to the last, in seconds of the day; ``last`` may lie beyond midnight (more than a day).

    ``path`` is the place that sets it, ``days`` the days of the week (1 = Monday), ``zone`` the recipients' time zone
    where the sender's clock decides.
    """

    path: str
    first: int
    last: int
    days: tuple[int, ...]
    zone: str | None = None


def arrivals(plan: Plan, channels: Collection[Channel] | None = None) -> tuple[Arrival, ...]:
    """When messages of ``plan`` may arrive: within its window, and at its moment if it has one.

    A campaign with neither sends at any time. A window's end no longer counts, so the last second is the one before.
    ``channels``: only steps that go over one of these.
    """
    found = [*_moments(plan, channels), *_windows(plan)]
    return tuple(found) or (Arrival("send_window", 0, DAY - 1, ANY_TIME),)


def _moments(plan: Plan, channels: Collection[Channel] | None) -> Iterator[Arrival]:
    entry = plan.entry
    if entry is None or entry.type != "schedule" or entry.start_at is None:
        return
    if plan.send_window and entry.start_at.time() == time():
        return  # a day without an hour: the window tells the hour
    takes = _duration(entry.takes)
    for path, delay in _starts(plan, channels):
        for zone, local in _local(entry.start_at + delay, plan):
            first = local.hour * 3600 + local.minute * 60 + local.second
            last = first + round(takes.total_seconds())
            yield Arrival(path, first, last, (local.isoweekday(),), zone)


def _starts(plan: Plan, channels: Collection[Channel] | None) -> Iterator[tuple[str, timedelta]]:
    """Each step's place and delay; with a window later steps wait for it."""
    for number, step in enumerate(plan.steps):
        delay = _duration(step.delay)
        if channels is not None and not set(channels).intersection(step.channels):
            continue
        if not delay:
            yield "entry.start_at", delay
        elif not plan.send_window:
            yield f"steps[{number}].delay", delay


def _duration(value: str | None) -> timedelta:
    """Nothing for what is no duration: S-05 tells of that."""
    try:
        return timedelta(seconds=seconds_of(value)) if value else timedelta()
    except ValueError:
        return timedelta()


def zones_of(plan: Plan) -> tuple[str | None, ...]:
    """Where the recipients live: as the plan says, or else by country; None where that does not tell."""
    if plan.recipients.zones:
        return plan.recipients.zones
    window = plan.send_window
    if window and window.timezone and window.clock == "recipient":
        return (window.timezone,)
    return tuple(HOME.get(country) for country in plan.recipients.countries or (plan.country,))


def _local(moment: datetime, plan: Plan) -> Iterator[tuple[str | None, datetime]]:
    """``moment`` on the recipients' clocks: theirs already unless it names a zone or the sender's clock decides."""
    window = plan.send_window
    if moment.tzinfo is None and window and window.clock == "sender" and (own := _zone(window.timezone)):
        moment = moment.replace(tzinfo=own)
    if moment.tzinfo is None:
        yield None, moment
        return
    for name in dict.fromkeys(zones_of(plan)):
        zone = _zone(name)
        yield (name, moment.astimezone(zone)) if zone else (None, moment)


def _windows(plan: Plan) -> Iterator[Arrival]:
    window = plan.send_window
    if window is None:
        return
    length = max((window.end - window.start) % DAY if window.end < window.start else window.end - window.start, 1)
    for zone, shift in _shifts(window, plan):
        first = (window.start + shift) % DAY
        yield Arrival("send_window", first, first + length - 1, window.days, zone)


def _shifts(window: PlanWindow, plan: Plan) -> list[tuple[str | None, int]]:
    """Seconds by which each recipient zone's clock is ahead of the sender's, in winter and in summer."""
    own = _zone(window.timezone) if window.clock == "sender" else None
    if own is None:
        return [(None, 0)]
    found: dict[tuple[str | None, int], None] = {}
    for name in zones_of(plan):
        zone = _zone(name)
        for month in (1, 7):
            moment = datetime(2026, month, 15, 12, tzinfo=own)
            ahead = _offset(moment.astimezone(zone)) - _offset(moment) if zone else 0
            found[name if zone else None, ahead] = None
    return list(found)


def _offset(moment: datetime) -> int:
    return round((moment.utcoffset() or timedelta()).total_seconds())


def _zone(name: str | None) -> ZoneInfo | None:
    try:
        return ZoneInfo(name) if name else None
    except (ZoneInfoNotFoundError, ValueError, OSError):
        return None
