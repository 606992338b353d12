"""When messages arrive: moments, windows and clocks, as spans of seconds of the recipient's day."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.plan import DAY, plan_of
from agent.campaigns.rules.arrival import ANY_TIME, Arrival, arrivals, zones_of

HOUR = 3600


def plan(*channels: str, **more: Any) -> Any:
    steps = [{"channel": channel, "variants": [{"body": "x"}]} for channel in channels or ("lms",)]
    return plan_of({"steps": steps, **more})


def spans(made: Any) -> list[tuple[str, int, int]]:
    return [(one.path, one.first, one.last) for one in arrivals(made)]


def test_with_neither_moment_nor_window_it_is_any_time() -> None:
    assert arrivals(plan()) == (Arrival("send_window", 0, DAY - 1, ANY_TIME),)
    assert arrivals(plan(entry={"type": "event", "event": "chat_closed"})) == arrivals(plan())
    assert arrivals(plan(entry={"type": "schedule"})) == arrivals(plan())


@pytest.mark.parametrize(
    ("start", "end", "first", "last"),
    [
        ("10:00", "12:00", 10 * HOUR, 12 * HOUR - 1),
        ("10:00", "10:00", 10 * HOUR, 10 * HOUR),
        ("22:00", "06:00", 22 * HOUR, 30 * HOUR - 1),
        ("00:00", "24:00", 0, DAY - 1),
    ],
)
def test_a_window_is_a_span_that_may_pass_midnight(start: str, end: str, first: int, last: int) -> None:
    assert spans(plan(send_window={"start": start, "end": end})) == [("send_window", first, last)]


def test_a_moment_lasts_as_long_as_it_takes_on_its_own_day() -> None:
    entry = {"type": "schedule", "start_at": "2026-12-01T20:30:15", "takes": "PT1H"}
    (one,) = arrivals(plan(entry=entry))
    start = 20 * HOUR + 30 * 60 + 15
    assert (one.first, one.last, one.days, one.zone) == (start, start + HOUR, (2,), None)
    assert spans(plan(entry=entry | {"takes": None})) == [("entry.start_at", start, start)]
    assert spans(plan("email", entry=entry)) == spans(plan("email", "lms", entry=entry))[:1]


def test_only_the_steps_of_the_channels_in_question() -> None:
    entry = {"type": "schedule", "start_at": "2026-12-01T10:00:00"}
    made = plan("email", "lms", entry=entry)
    later = made.model_copy(update={"steps": (made.steps[0], made.steps[1].model_copy(update={"delay": "P1DT2H"}))})
    assert [(one.path, one.first, one.days) for one in arrivals(later)] == [
        ("entry.start_at", 10 * HOUR, (2,)),
        ("steps[1].delay", 12 * HOUR, (3,)),
    ]
    assert [one.path for one in arrivals(later, {"lms"})] == ["steps[1].delay"]
    assert [one.path for one in arrivals(later, {"email"})] == ["entry.start_at"]


@pytest.mark.parametrize(
    ("more", "zones"),
    [
        ({}, ("Asia/Seoul",)),
        ({"country": "JP"}, ("Asia/Tokyo",)),
        ({"country": "US"}, (None,)),
        ({"recipients": {"countries": ["KR", "US"]}}, ("Asia/Seoul", None)),
        ({"recipients": {"zones": ["Europe/Paris"]}}, ("Europe/Paris",)),
        ({"send_window": {"timezone": "Asia/Tokyo"}}, ("Asia/Tokyo",)),
        ({"send_window": {"timezone": "Asia/Tokyo", "clock": "sender"}}, ("Asia/Seoul",)),
    ],
)
def test_where_recipients_live(more: dict[str, Any], zones: tuple[str | None, ...]) -> None:
    assert zones_of(plan(**more)) == zones


def test_a_senders_clock_is_turned_into_theirs_in_winter_and_summer() -> None:
    window = {"start": "10:00", "end": "11:00", "clock": "sender", "timezone": "Asia/Seoul"}
    there = arrivals(plan(send_window=window, recipients={"zones": ["America/New_York"]}))
    assert [(one.first // HOUR, one.last - one.first, one.zone) for one in there] == [
        (20, HOUR - 1, "America/New_York"),
        (21, HOUR - 1, "America/New_York"),
    ]
    assert spans(plan(send_window=window)) == [("send_window", 10 * HOUR, 11 * HOUR - 1)]
    assert spans(plan(send_window=window | {"timezone": "No/Where"})) == spans(plan(send_window=window))
    assert spans(plan(country="US", send_window=window))[0][1] == 10 * HOUR


def test_a_moment_with_a_zone_is_told_on_every_recipients_clock() -> None:
    entry = {"type": "schedule", "start_at": "2026-12-01T09:00:00+09:00"}
    both = arrivals(plan(entry=entry, recipients={"zones": ["Asia/Seoul", "America/New_York"]}))
    assert [(one.first // HOUR, one.days, one.zone) for one in both] == [
        (9, (2,), "Asia/Seoul"),
        (19, (1,), "America/New_York"),
    ]
    assert [(one.first // HOUR, one.zone) for one in arrivals(plan(country="US", entry=entry))] == [(9, None)]
