"""The hours of the day in which advertising may arrive: federal, by state, and by custom.

A law that forbids "before 8 a.m. or after 9 p.m." allows the stroke of nine itself, and so does this.
"""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.arrival import Arrival, arrivals
from agent.campaigns.rules.types import Edit
from retrieval.playbook import Channel

Span = tuple[int, int] | None
"""First and last second of the day; None: not on this day."""
Hours = Callable[[int], Span]
"""By day of the week, 1 = Monday."""


def _span(first: float, last: float) -> tuple[int, int]:
    return round(first * 3600), round(last * 3600)


DAYTIME = _span(8, 21)
SATURDAY, SUNDAY = 6, 7
EVERYWHERE = _span(9, 20)
"""Monday to Saturday, what every state but Rhode Island allows."""

_STATES: dict[str, tuple[Span, Span, Span]] = {  # weekday, Saturday, Sunday
    "FL": (_span(8, 20), _span(8, 20), _span(8, 20)),
    "MD": (_span(8, 20), _span(8, 20), _span(8, 20)),
    "OK": (_span(8, 20), _span(8, 20), _span(8, 20)),
    "MS": (_span(8, 20), _span(8, 20), None),
    "TX": (_span(9, 21), _span(9, 21), _span(12, 21)),
    "CT": (_span(9, 20), _span(9, 20), _span(9, 20)),
    "RI": (_span(9, 18), _span(10, 17), _span(10, 17)),
}
THREE_A_DAY = ("FL", "MD", "OK")
STRICTER = tuple(_STATES)

_ZONES = {
    "America/New_York": "CT DC DE FL GA IN KY MA MD ME MI NC NH NJ NY OH PA RI SC VA VT WV",
    "America/Chicago": "AL AR IA IL KS LA MN MO MS ND NE OK SD TN TX WI",
    "America/Denver": "CO ID MT NM UT WY",
    "America/Phoenix": "AZ",
    "America/Los_Angeles": "CA NV OR WA",
    "America/Anchorage": "AK",
    "Pacific/Honolulu": "HI",
    "America/Puerto_Rico": "PR",
}
ZONE_OF = {state: zone for zone, states in _ZONES.items() for state in states.split()}
MAINLAND = ("America/New_York", "America/Chicago", "America/Denver", "America/Los_Angeles")


def daytime(_day: int) -> Span:
    return DAYTIME


def by_custom(_day: int) -> Span:
    """08:00 to 21:00, the stroke of nine no longer: nobody's statute allows it."""
    return DAYTIME[0], DAYTIME[1] - 1


def in_state(state: str) -> Hours:
    weekday, saturday, sunday = _STATES[state]
    return lambda day: sunday if day == SUNDAY else saturday if day == SATURDAY else weekday


def everywhere(day: int) -> Span:
    return None if day == SUNDAY else EVERYWHERE


def states_of(plan: Plan) -> tuple[str, ...]:
    return tuple(dict.fromkeys(state.strip().upper() for state in plan.recipients.states))


def in_zones(plan: Plan, *zones: str) -> Plan:
    """``plan`` for recipients in ``zones``; as it is where none are given."""
    return (
        plan.model_copy(update={"recipients": plan.recipients.model_copy(update={"zones": zones})}) if zones else plan
    )


def outside(plan: Plan, hours: Hours, channels: Collection[Channel] | None = None) -> Iterator[Arrival]:
    """Arrivals of which some part is outside ``hours``; ``channels``: only of steps that go over one of these."""
    for one in arrivals(plan, channels):
        spans = [hours(day) for day in one.days]
        if any(span is None or one.first < span[0] or one.last > span[1] for span in spans):
            yield one


def own_clock(plan: Plan) -> bool:
    """Whether the sender's clock decides when it goes out, or a moment names its zone."""
    window, entry = plan.send_window, plan.entry
    by_sender = window is not None and window.clock == "sender"
    return by_sender or (entry is not None and entry.start_at is not None and entry.start_at.tzinfo is not None)


def into(plan: Plan, hours: Hours) -> Iterator[Edit]:
    """The window moved into ``hours`` on the recipients' clocks, on those of its days that are as free as any."""
    window = plan.send_window
    days = window.days if window else (1, 2, 3, 4, 5, 6, 7)
    open_days = tuple(day for day in days if hours(day)) or tuple(day for day in range(1, 8) if hours(day))
    kept = tuple(day for day in open_days if hours(day) == hours(1)) or open_days
    spans = [span for day in kept if (span := hours(day))]
    first, last = max(span[0] for span in spans), min(span[1] for span in spans)
    start, end = max(window.start if window else 0, first), min(window.end if window else last, last)
    if start >= end:
        start, end = first, last
    yield Edit(("send_window", "start"), start // 60)
    yield Edit(("send_window", "end"), end // 60)
    if kept != days:
        yield Edit(("send_window", "days"), list(kept))
    if window and window.clock == "sender":
        yield Edit(("send_window", "clock"), "recipient")


def clock(seconds: int) -> str:
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}"


def facts_of(one: Arrival) -> dict[str, object]:
    return {"start": clock(one.first), "end": clock(one.last + 1) if one.last > one.first else clock(one.last)}
