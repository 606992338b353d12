"""A report of counts: no conversations behind it."""

from __future__ import annotations

import pytest

from agent.proportions import newcombe


@pytest.fixture
def report(shop, meaning):
    shop.period = None
    shop.mappings = {
        "배송지연": meaning("delivery_delay"),
        "배송 늦음": meaning("delivery_delay"),
        "사이즈": meaning("size_fit"),
        "김대리": meaning(None, 1.0, "none:staff"),
    }
    shop.tag_count("배송지연", 60, 20)
    shop.tag_count("배송 늦음", 20, 10)
    shop.tag_count("사이즈", 15, 70)
    shop.tag_count("김대리", 5, 0)
    shop.tag_count("지난달만", 0, 100)
    return shop


def test_conversations_are_the_sum_of_the_counts(report) -> None:
    signals = report.signals()
    assert (signals.conversations, signals.conversations_before) == (100, 200)
    assert (signals.customers, signals.without_intent) == (100, 5)
    assert signals.notes == ("customers_unknown",)
    assert signals.languages == {"ko": 100}
    assert signals.period is None


def test_tags_are_listed_with_their_change(report) -> None:
    tags = report.signals().tags
    assert [(topic.tag, topic.count, topic.before_count) for topic in tags] == [
        ("배송지연", 60, 20),
        ("배송 늦음", 20, 10),
        ("사이즈", 15, 70),
        ("김대리", 5, 0),
    ]
    first = tags[0]
    assert (first.share, first.before_share, first.customers, first.intent) == (0.6, 0.1, 60, "delivery_delay")
    assert (first.change.low, first.change.high) == newcombe(60, 100, 20, 200)
    assert first.change.ratio == pytest.approx(3.0)


def test_intents_add_up_their_tags(report) -> None:
    intents = report.signals().intents
    assert [(topic.intent, topic.count, topic.before_count) for topic in intents] == [
        ("delivery_delay", 80, 30),
        ("size_fit", 15, 70),
    ]
    assert (intents[0].asked_not_bought, intents[0].finished_well, intents[0].hours) == (None, 0, ())


def test_a_missing_previous_count_is_unknown_not_none(report) -> None:
    report.tag_count("배송 늦어요", 10)
    report.mappings["배송 늦어요"] = report.mappings["배송지연"]
    signals = report.signals()
    assert {topic.tag: topic.before_count for topic in signals.tags}["배송 늦어요"] is None
    assert signals.intent("delivery_delay").before_count is None
    assert signals.intent("size_fit").before_count == 70


def test_without_previous_counts_nothing_is_compared(shop, meaning) -> None:
    shop.mappings = {"사이즈": meaning("size_fit")}
    shop.tag_count("사이즈", 3)
    shop.tag_count("사이즈", 4)
    signals = shop.signals()
    assert signals.conversations_before is None
    assert [(topic.count, topic.change) for topic in signals.tags] == [(7, None)]


def test_named_periods_of_different_length_are_compared_by_the_day(report) -> None:
    # 60 in 30 days against 20 in 15 days: 2 a day against 4/3 a day
    from datetime import date

    from agent.signals.types import Period

    october = Period(start=date(2026, 10, 1), end=date(2026, 10, 31))
    before = Period(start=date(2026, 9, 16), end=date(2026, 10, 1))
    first = report.signals(period=october, before=before).tags[0]
    assert first.change.ratio == pytest.approx(1.5)


def test_customers_and_orders_join_in(report) -> None:
    report.customer("a", joined_at="2026-01-01", consent_sms=True)
    report.order("a", "2026-10-01 10:00", 5_000)
    signals = report.signals()
    assert (signals.customer_facts.total, signals.customer_facts.never_bought) == (1, 0)
    assert (signals.order_facts.orders, signals.funnel) == (1, ())
