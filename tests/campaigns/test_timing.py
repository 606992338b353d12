"""Hours at the minute, days at their edges."""

from __future__ import annotations

from datetime import datetime

import pytest
from pydantic import ValidationError

from agent.campaigns.schema import SendWindow
from agent.campaigns.timing import SMALLEST_HISTOGRAM, best_hour, next_start, send_window
from agent.profile import Country, ShopProfile

EVEN = (10,) * 24
ALL_WEEK, NOT_SUNDAY = (1, 2, 3, 4, 5, 6, 7), (1, 2, 3, 4, 5, 6)


def peak(*hours: int, height: int = 100) -> tuple[int, ...]:
    return tuple(height if hour in hours else 0 for hour in range(24))


@pytest.mark.parametrize(
    ("country", "start", "end", "days"),
    [
        ("KR", "08:00", "20:50", ALL_WEEK),
        ("JP", "09:00", "20:00", ALL_WEEK),
        ("US", "09:00", "20:00", NOT_SUNDAY),
        ("EU", "09:00", "20:00", NOT_SUNDAY),
    ],
)
def test_the_widest_window_of_each_country(country: Country, start: str, end: str, days: tuple[int, ...]) -> None:
    window = send_window(ShopProfile(country=country), EVEN, waits_days=False)
    assert (f"{window.start // 60:02}:{window.start % 60:02}", f"{window.end // 60:02}:{window.end % 60:02}") == (
        start,
        end,
    )
    assert window.days == days


@pytest.mark.parametrize("country", ["KR", "JP", "US", "EU"])
@pytest.mark.parametrize("busy", range(24))
def test_a_busy_night_never_moves_the_window_out_of_the_allowed_hours(country: Country, busy: int) -> None:
    profile = ShopProfile(country=country)
    widest = send_window(profile, EVEN, waits_days=False)
    window = send_window(profile, peak(busy), waits_days=True)
    assert widest.start <= window.start < window.end <= widest.end
    assert window.end - window.start == 120


def test_the_window_opens_at_the_shops_busy_hour() -> None:
    window = send_window(ShopProfile(), peak(15), waits_days=True)
    assert (window.start, window.end, window.best_hour, window.measured) == (900, 1020, 15, True)
    assert (window.timezone, window.clock) == ("Asia/Seoul", "recipient")


def test_of_equal_hours_the_earlier_one() -> None:
    assert best_hour(EVEN, 9, 18) == (9, True)
    assert best_hour(peak(11, 16), 9, 18) == (11, True)


def test_neighbours_break_a_tie() -> None:
    hours = list(peak(11, 16))
    hours[17] = 30
    assert best_hour(hours, 9, 18) == (16, True)


def test_too_few_chats_or_none_give_a_guess_and_say_so() -> None:
    few = peak(16, height=SMALLEST_HISTOGRAM - 1)
    assert best_hour(few, 9, 18) == (11, False)
    assert best_hour(peak(16, height=SMALLEST_HISTOGRAM), 9, 18) == (16, True)
    assert best_hour((), 9, 18) == (11, False)
    assert best_hour((), 13, 18) == (13, False)


@pytest.mark.parametrize(
    ("country", "now", "start"),
    [
        ("KR", datetime(2026, 11, 6, 23, 59), datetime(2026, 11, 8, 15)),  # a Sunday is fine in Korea
        ("US", datetime(2026, 11, 6, 0, 0), datetime(2026, 11, 9, 15)),  # and skipped in the United States
        ("US", datetime(2026, 11, 5, 0, 0), datetime(2026, 11, 7, 15)),
        ("KR", datetime(2026, 12, 30, 9, 0), datetime(2027, 1, 1, 15)),
        ("KR", datetime(2028, 2, 27, 9, 0), datetime(2028, 2, 29, 15)),
    ],
)
def test_it_starts_two_days_on_upon_an_allowed_day(country: Country, now: datetime, start: datetime) -> None:
    window = send_window(ShopProfile(country=country), peak(15), waits_days=True)
    assert next_start(now, window) == start


def test_a_window_that_ends_before_it_starts_does_not_exist() -> None:
    with pytest.raises(ValidationError):
        SendWindow(start=600, end=600, timezone="Asia/Seoul", measured=False)
