"""When messages arrive: inside the hours that law and custom allow, near this shop's own busy hour."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta

from agent.campaigns.schema import SendWindow
from agent.profile import Country, ShopProfile

ALLOWED: dict[Country, tuple[int, int, tuple[int, ...]]] = {
    # KR-04 forbids 21:00-08:00 without a consent of its own; Kakao stops at 20:50, and arrival counts, not sending.
    "KR": (8 * 60, 20 * 60 + 50, (1, 2, 3, 4, 5, 6, 7)),
    # No statutory hours in Japan; 09:00-20:00 is the custom of mail-order shops.
    "JP": (9 * 60, 20 * 60, (1, 2, 3, 4, 5, 6, 7)),
    # TCPA 08:00-21:00 local; the strictest states end at 20:00, begin at 09:00 and spare Sunday.
    "US": (9 * 60, 20 * 60, (1, 2, 3, 4, 5, 6)),
    "EU": (9 * 60, 20 * 60, (1, 2, 3, 4, 5, 6)),
}
GUESS_HOUR = 11  # the usual late-morning slot, used and labelled as a guess when the shop's own hours are unknown
SMALLEST_HISTOGRAM = 50  # chats; with fewer the busiest hour of 24 is mostly luck


def best_hour(hours: Sequence[int], first: int, last: int) -> tuple[int, bool]:
    """The hour in ``first``..``last`` with most chats, smoothed over its neighbours, and whether it was measured."""
    if len(hours) != 24 or sum(hours) < SMALLEST_HISTOGRAM:
        return min(max(GUESS_HOUR, first), last), False

    def around(hour: int) -> float:
        return hours[hour] + 0.5 * (hours[(hour - 1) % 24] + hours[(hour + 1) % 24])

    return max(range(first, last + 1), key=lambda hour: (around(hour), -hour)), True


def send_window(profile: ShopProfile, hours: Sequence[int], *, waits_days: bool) -> SendWindow:
    """Two hours around the shop's busiest hour when a message waits for days anyway; else all allowed hours.

    A reminder an hour after the question would lose its point if it waited for tomorrow's best hour.
    """
    start, end, days = ALLOWED[profile.country]
    hour, measured = best_hour(hours, start // 60 + 1, end // 60 - 2)
    if waits_days:
        start, end = hour * 60, (hour + 2) * 60
    return SendWindow(days=days, start=start, end=end, timezone=profile.timezone, best_hour=hour, measured=measured)


TIME_TO_LOOK = timedelta(days=2)  # from the proposal to the first sending that is planned for a day


def next_day(now: datetime) -> date:
    """The first day on which something planned for a day may go out."""
    return now.date() + TIME_TO_LOOK


def next_start(now: datetime, window: SendWindow) -> datetime:
    """The first allowed day that leaves the operator two days to look, at the window's start."""
    day = next_day(now)
    while day.isoweekday() not in window.days:
        day += timedelta(days=1)
    return datetime.combine(day, time(window.start // 60, window.start % 60))
