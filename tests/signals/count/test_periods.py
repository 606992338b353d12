from __future__ import annotations

from datetime import date, timedelta

import pytest

from agent.errors import BadInput
from agent.signals.count import find_periods
from agent.signals.types import Period
from agent.words import LOCALES, say


def days(start: str, end: str) -> Period:
    return Period(start=date.fromisoformat(start), end=date.fromisoformat(end))


def by_itself(shop, *, period: Period | None = None, before: Period | None = None):
    return find_periods(shop.connection, period=period, before=before)


def test_sixty_days_are_a_month_and_the_month_before(shop) -> None:
    shop.talk("2026-08-02 09:00")
    shop.talk("2026-09-30 23:59")
    assert by_itself(shop) == (days("2026-09-01", "2026-10-01"), days("2026-08-02", "2026-09-01"))


def test_a_longer_history_still_gives_thirty_days(shop) -> None:
    shop.talk("2024-01-01 09:00")
    shop.talk("2026-09-30 09:00")
    assert by_itself(shop) == (days("2026-09-01", "2026-10-01"), days("2026-08-02", "2026-09-01"))


def test_eleven_days_are_two_times_five(shop) -> None:
    shop.talk("2026-10-01 00:00")
    shop.talk("2026-10-11 00:00")
    assert by_itself(shop) == (days("2026-10-07", "2026-10-12"), days("2026-10-02", "2026-10-07"))


def test_a_single_day_has_nothing_before_it(shop) -> None:
    shop.talk("2026-10-10 12:00")
    assert by_itself(shop) == (days("2026-10-10", "2026-10-11"), None)


def test_no_dates_no_periods(shop) -> None:
    shop.talk(None)
    assert by_itself(shop) == (None, None)


def test_undated_conversations_are_not_dated_by_the_orders(shop) -> None:
    shop.talk(None)
    shop.order("a", "2026-10-01 10:00")
    assert by_itself(shop) == (None, None)


def test_neither_is_a_report_of_counts(shop) -> None:
    shop.tag_count("배송", 3)
    shop.order("a", "2026-10-01 10:00")
    assert by_itself(shop) == (None, None)


def test_orders_alone_date_themselves(shop) -> None:
    shop.order("a", "2026-10-01 10:00")
    shop.order("a", "2026-10-04 10:00")
    assert by_itself(shop) == (days("2026-10-03", "2026-10-05"), days("2026-10-01", "2026-10-03"))


def test_nothing_at_all(shop) -> None:
    assert by_itself(shop) == (None, None)


@pytest.mark.parametrize("first, covered", [("2026-09-07", True), ("2026-09-08", False)])
def test_the_period_before_needs_four_fifths_of_its_days(shop, first: str, covered: bool) -> None:
    # 30 days from 1 September; from the 7th on 24 of them (80 %), from the 8th on 23
    shop.talk(f"{first} 10:00")
    shop.talk("2026-10-30 10:00")
    period = days("2026-10-01", "2026-10-31")
    before = days("2026-09-01", "2026-10-01") if covered else None
    assert by_itself(shop, period=period) == (period, before)


def test_what_is_given_wins(shop) -> None:
    shop.talk("2026-10-10 12:00")
    period, before = days("2026-09-11", "2026-10-11"), days("2025-05-01", "2025-06-01")
    assert by_itself(shop, period=period, before=before) == (period, before)


@pytest.mark.parametrize("first, end", [("2026-05-01", "2026-06-01"), ("2026-10-11", "2026-10-12")])
def test_a_period_without_any_record_is_refused(shop, first: str, end: str) -> None:
    shop.talk("2026-09-10 12:00")
    shop.talk("2026-10-10 12:00")
    with pytest.raises(BadInput) as caught:
        by_itself(shop, period=days(first, end))
    assert (caught.value.code, caught.value.facts) == (
        "periods.outside",
        {"first": "2026-09-10", "last": "2026-10-10"},
    )


def test_what_is_given_needs_no_data(shop) -> None:
    period = days("2026-05-01", "2026-06-01")
    assert by_itself(shop, period=period) == (period, None)


@pytest.mark.parametrize(
    "period, before, code",
    [
        (days("2026-10-01", "2026-10-01"), None, "periods.empty"),
        (days("2026-10-02", "2026-10-01"), None, "periods.empty"),
        (days("2026-10-01", "2026-10-31"), days("2026-09-01", "2026-09-01"), "periods.empty"),
        (days("2026-10-01", "2026-10-31"), days("2026-09-02", "2026-10-02"), "periods.overlap"),
    ],
)
def test_periods_that_cannot_be_compared_are_refused(shop, period: Period, before: Period | None, code: str) -> None:
    with pytest.raises(BadInput) as refused:
        by_itself(shop, period=period, before=before)
    assert refused.value.code == code
    assert all(str(refused.value.facts["start"]) in say(locale, code, **refused.value.facts) for locale in LOCALES)
    with pytest.raises(BadInput):
        shop.signals(period=period, before=before)


def test_the_two_periods_touch_whatever_the_span(shop) -> None:
    last = date(2026, 10, 31)
    for span in range(2, 80):
        shop.connection.execute("DELETE FROM conversations")
        shop.talk(f"{last - timedelta(days=span - 1)} 10:00")
        shop.talk(f"{last} 10:00")
        period, before = by_itself(shop)
        assert period.end == last + timedelta(days=1)
        assert (before.end, before.days) == (period.start, period.days)
        assert period.days == min(30, span // 2)
