from __future__ import annotations

import pytest

from agent.proportions import newcombe


def test_shares_are_of_all_conversations_of_the_period(shop) -> None:
    # four conversations; "배송" is on three of them: 75 %
    for tags in [("배송",), ("배송", "VIP"), ("배송",), ()]:
        shop.talk(tags=tags)
    signals = shop.signals()
    assert signals.conversations == 4
    assert [(topic.tag, topic.count, topic.share) for topic in signals.tags] == [("배송", 3, 0.75), ("VIP", 1, 0.25)]


def test_equal_counts_are_sorted_by_name(shop) -> None:
    for tag in ("나", "가", "b", "a"):
        shop.talk(tags=(tag,))
    assert [topic.tag for topic in shop.signals().tags] == ["a", "b", "가", "나"]


@pytest.mark.parametrize(
    "opened, inside",
    [
        ("2026-09-30 23:59:59", False),
        ("2026-10-01 00:00:00", True),
        ("2026-10-30 23:59:59", True),
        ("2026-10-31 00:00:00", False),
        (None, False),
    ],
)
def test_the_period_starts_inclusive_and_ends_exclusive(shop, opened: str | None, inside: bool) -> None:
    shop.talk(opened, tags=("배송",))
    signals = shop.signals()
    assert signals.conversations == int(inside)
    assert len(signals.tags) == int(inside)


def test_the_change_against_the_period_before(compared) -> None:
    # now 6 of 8 conversations in 30 days, before 2 of 10 in 30 days
    for number in range(10):
        compared.talk("2026-09-10 10:00", tags=("재입고",) if number < 2 else ())
    for number in range(8):
        compared.talk("2026-10-10 10:00", tags=("재입고",) if number < 6 else ())
    signals = compared.signals()
    (topic,) = signals.tags
    assert (signals.conversations, signals.conversations_before) == (8, 10)
    assert (topic.count, topic.before_count, topic.share, topic.before_share) == (6, 2, 0.75, 0.2)
    assert topic.change is not None
    assert topic.change.difference == pytest.approx(0.55)
    assert (topic.change.low, topic.change.high) == newcombe(6, 8, 2, 10)
    assert topic.change.ratio == pytest.approx(3.0)


def test_the_ratio_is_per_day_when_the_periods_differ_in_length(shop) -> None:
    # now 3 in 30 days (0.1 a day), before 1 in 15 days (1/15 a day): 1.5 times as often
    shop.before = shop.period.model_copy(update={"start": shop.period.start.replace(month=9, day=16)})
    shop.before = shop.before.model_copy(update={"end": shop.period.start})
    shop.talk("2026-09-20 10:00", tags=("재입고",))
    for _ in range(3):
        shop.talk("2026-10-10 10:00", tags=("재입고",))
    (topic,) = shop.signals().tags
    assert topic.change.ratio == pytest.approx(1.5)


def test_a_new_topic_has_no_ratio_and_a_gone_one_is_not_listed(compared) -> None:
    compared.talk("2026-09-10 10:00", tags=("옛말",))
    compared.talk("2026-10-10 10:00", tags=("새말",))
    (topic,) = compared.signals().tags
    assert (topic.tag, topic.before_count, topic.before_share) == ("새말", 0, 0.0)
    assert topic.change.ratio is None


def test_an_empty_period_before_compares_nothing(compared) -> None:
    compared.talk("2026-10-10 10:00", tags=("배송",))
    signals = compared.signals()
    assert signals.conversations_before == 0
    assert (signals.tags[0].before_count, signals.tags[0].before_share, signals.tags[0].change) == (0, None, None)


def test_without_a_period_before_nothing_is_compared(shop) -> None:
    shop.talk("2026-09-10 10:00", tags=("배송",))
    shop.talk("2026-10-10 10:00", tags=("배송",))
    signals = shop.signals()
    assert signals.conversations_before is None
    assert (signals.tags[0].before_count, signals.tags[0].change) == (None, None)


def test_customers_are_distinct_and_the_unknown_count_one_each(shop) -> None:
    # a twice, b once, two without an id: 4 customers in 5 conversations
    for customer in ("a", "a", "b", None, None):
        shop.talk(customer=customer, tags=("배송",), intents={"delivery_status": "neutral"})
    signals = shop.signals()
    assert (signals.customers, signals.tags[0].customers, signals.intents[0].customers) == (4, 4, 4)


def test_open_and_closed(shop) -> None:
    for customer, still_open in [("a", True), ("a", True), ("b", False), ("c", False)]:
        shop.talk(customer=customer, open=still_open, tags=("늦음",), intents={"delivery_delay": "upset"})
    signals = shop.signals()
    assert (signals.tags[0].open, signals.tags[0].closed) == (2, 2)
    assert (signals.intents[0].open, signals.intents[0].closed, signals.intents[0].open_customers) == (2, 2, 1)


def test_hours_are_those_of_opening(shop) -> None:
    for opened in ("2026-10-10 00:10", "2026-10-11 23:50", "2026-10-12 23:00"):
        shop.talk(opened, tags=("배송",))
    signals = shop.signals()
    expected = (1, *(0 for _ in range(22)), 2)
    assert (signals.hours, signals.tags[0].hours) == (expected, expected)


def test_an_export_with_dates_only_has_no_hours(shop) -> None:
    for day in ("2026-10-10", "2026-10-11"):
        shop.talk(day, tags=("배송",))
    signals = shop.signals()
    assert (signals.hours, signals.tags[0].hours) == ((), ())


def test_tags_carry_what_they_were_mapped_to(shop, meaning) -> None:
    shop.mappings = {"늦음": meaning("delivery_delay", 0.9, "words:늦"), "김대리": meaning(None, 0.8, "none:staff")}
    shop.talk(tags=("늦음", "김대리", "처음 보는 말"))
    found = {topic.tag: (topic.intent, topic.score, topic.reason) for topic in shop.signals().tags}
    assert found == {
        "늦음": ("delivery_delay", 0.9, "words:늦"),
        "김대리": (None, 0.8, "none:staff"),
        "처음 보는 말": (None, 0.0, "none:not_mapped"),
    }


@pytest.mark.parametrize("reason, intent", [("words:배송", None), ("correction", "delivery_status")])
def test_a_tag_on_everything_means_nothing_unless_the_shop_says_so(shop, meaning, reason: str, intent) -> None:
    shop.mappings = {"배송": meaning("delivery_status", 1.0, reason)}
    for _ in range(50):
        shop.talk(tags=("배송",))
    (topic,) = shop.signals().tags
    assert topic.count == 50
    assert topic.intent == intent
    assert topic.reason == (reason if intent else "none:on_everything")


def test_conversations_without_an_intent_are_counted(compared) -> None:
    compared.talk("2026-09-10 10:00")
    compared.talk(intents={"delivery_delay": "upset", "size_fit": "neutral"})
    compared.talk(tags=("보류",))
    signals = compared.signals()
    assert signals.without_intent == 1
    assert [(topic.intent, topic.share) for topic in signals.intents] == [("delivery_delay", 0.5), ("size_fit", 0.5)]


@pytest.mark.parametrize(
    "facts, language",
    [
        ({"messages": "배송 언제 오나요 plz"}, "ko"),
        ({"messages": "いつ届きますか"}, "ja"),
        ({"messages": "ギフト"}, "ja"),
        ({"messages": "où est ma commande"}, "en"),
        ({"messages": "返品"}, "other"),
        ({"messages": "いつ届きますか", "summary": "배송 문의", "tags": ("배송",)}, "ja"),
        ({"summary": "배송 문의", "tags": ("shipping",)}, "ko"),
        ({"tags": ("shipping",)}, "en"),
        ({}, "other"),
    ],
)
def test_the_language_is_that_of_the_customers_script(shop, facts: dict, language: str) -> None:
    shop.talk(**facts)
    assert shop.signals().languages == {language: 1}


def test_without_dates_everything_counts(shop) -> None:
    shop.period = None
    shop.order("a", "2026-10-01 10:00")
    shop.talk(None, customer="a", tags=("배송",), intents={"delivery_status": "neutral"})
    signals = shop.signals()
    assert (signals.conversations, signals.hours, signals.tags[0].count) == (1, (), 1)
    assert signals.intents[0].asked_not_bought is None


def test_nothing_at_all_is_an_empty_snapshot(shop) -> None:
    signals = shop.signals()
    assert (signals.conversations, signals.customers, signals.tags, signals.intents) == (0, 0, (), ())
    assert (signals.customer_facts, signals.order_facts, signals.funnel) == (None, None, ())


def test_notes_are_handed_on_and_added_to(shop) -> None:
    shop.talk(None)
    shop.talk(customer=None)
    shop.tag_count("배송", 3)
    signals = shop.signals(notes=("calls_skipped:2",), masked={"phone": 3})
    assert signals.notes == (
        "calls_skipped:2",
        "customers_unknown",
        "conversations_without_date:1",
        "tag_counts_ignored:1",
    )
    assert signals.masked == {"phone": 3}


def test_counting_leaves_the_tables_as_they_were(shop) -> None:
    shop.talk(tags=("배송",))
    before = shop.connection.execute("SHOW ALL TABLES").fetchall()
    shop.signals()
    assert shop.connection.execute("SHOW ALL TABLES").fetchall() == before


def test_a_topic_without_dates_beside_dated_ones_has_empty_hours(shop) -> None:
    shop.period = None
    shop.talk("2026-10-10 09:30", tags=("배송",))
    shop.talk(None, tags=("반품",))
    hours = {topic.tag: sum(topic.hours) for topic in shop.signals().tags}
    assert hours == {"배송": 1, "반품": 0}
