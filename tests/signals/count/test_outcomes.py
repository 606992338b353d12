from __future__ import annotations

import pytest

ASK = {"restock_request": "friction"}


def asked(shop, intent: str = "restock_request") -> tuple[int | None, int | None]:
    topic = shop.signals().intent(intent)
    return topic.asked_then_bought, topic.asked_not_bought


@pytest.fixture
def selling(shop):
    """Orders are known up to 30 October; none of them is by anyone who asks."""
    shop.order("someone", "2026-10-30 18:00")
    return shop


@pytest.mark.parametrize(
    "ordered, bought",
    [
        ("2026-10-10 11:59", False),  # a minute before asking
        ("2026-10-10 12:00", True),
        ("2026-10-17 12:00", True),  # seven days later to the minute
        ("2026-10-17 12:01", False),
        ("2026-10-10", True),  # a day without a time: maybe after asking
        ("2026-10-09", False),
        ("2026-10-18", False),
    ],
)
def test_who_orders_within_seven_days_bought(selling, ordered: str, bought: bool) -> None:
    selling.talk("2026-10-10 12:00", customer="a", intents=ASK)
    selling.order("a", ordered)
    assert asked(selling) == ((1, 0) if bought else (0, 1))


def test_the_first_question_counts_and_each_customer_once(selling) -> None:
    # asked on the 5th and the 20th, ordered on the 21st: not within seven days of the first
    selling.talk("2026-10-05 12:00", customer="a", intents=ASK)
    selling.talk("2026-10-20 12:00", customer="a", intents=ASK)
    selling.order("a", "2026-10-21 12:00")
    selling.order("a", "2026-10-22 12:00")
    assert asked(selling) == (0, 1)


@pytest.mark.parametrize("opened, over", [("2026-10-24 00:00", 1), ("2026-10-24 00:01", 0)])
def test_whose_days_are_not_over_is_in_neither_number(selling, opened: str, over: int) -> None:
    # the data ends with 30 October, that is at 31 October 00:00
    selling.talk(opened, customer="a", intents=ASK)
    assert asked(selling) == (0, over)


def test_orders_after_the_period_are_seen(selling) -> None:
    selling.talk("2026-10-29 12:00", customer="a", intents=ASK)
    selling.order("a", "2026-11-03 12:00")
    assert asked(selling) == (1, 0)


def test_who_has_no_id_is_in_neither_number(selling) -> None:
    selling.talk("2026-10-05 12:00", customer=None, intents=ASK)
    assert asked(selling) == (0, 0)


def test_without_orders_it_is_not_known(shop) -> None:
    shop.talk("2026-10-05 12:00", customer="a", intents=ASK)
    assert asked(shop) == (None, None)


def test_an_order_list_that_stops_early_is_not_taken_for_no_orders(shop) -> None:
    # orders to the 14th, questions to the 30th: known up to the 15th, 16 days before the end of the data
    shop.order("someone", "2026-10-14 18:00")
    shop.talk("2026-10-07 12:00", customer="a", intents=ASK)
    shop.talk("2026-10-09 12:00", customer="b", intents=ASK)
    shop.talk("2026-10-30 12:00", customer="c", intents=ASK)
    assert asked(shop) == (0, 1)
    assert "orders_end_early:2026-10-14" in shop.signals().notes


def test_a_week_without_orders_is_no_early_end(shop) -> None:
    shop.order("someone", "2026-10-23 18:00")
    shop.talk("2026-10-20 12:00", customer="a", intents=ASK)
    shop.talk("2026-10-30 12:00", customer="b", intents=ASK)
    assert asked(shop) == (0, 1)
    assert not any(note.startswith("orders") for note in shop.signals().notes)


def finished(shop, intent: str = "exchange_request") -> int:
    return shop.signals().intent(intent).finished_well


EXCHANGE = {"exchange_request": "friction"}
UPSET = {"complaint": "upset"}


def test_a_closed_conversation_finished_well(shop) -> None:
    shop.talk(customer="a", intents=EXCHANGE)
    shop.talk(customer="a", intents=EXCHANGE)
    shop.talk(customer="b", intents=EXCHANGE, open=True)
    shop.talk(customer=None, intents=EXCHANGE)
    assert finished(shop) == 2  # a, and the one without an id


@pytest.mark.parametrize(
    "opened, still_open, well",
    [
        ("2026-10-09 12:00", False, 1),  # upset before, and over
        ("2026-10-09 12:00", True, 0),  # upset before, and still open
        ("2026-08-01 12:00", True, 0),  # however long ago
        ("2026-10-11 12:00", False, 0),  # upset after
        ("2026-11-20 12:00", False, 0),  # even after the period
        (None, False, 0),  # nobody knows when
    ],
)
def test_anger_after_it_or_still_open_spoils_it(shop, opened: str | None, still_open: bool, well: int) -> None:
    shop.talk("2026-10-10 12:00", customer="a", intents=EXCHANGE)
    shop.talk(opened, customer="a", open=still_open, intents=UPSET)
    shop.talk("2026-10-12 12:00", customer="someone else", open=True, intents=UPSET)
    assert finished(shop) == well


def test_an_upset_conversation_that_was_closed_finished_well_itself(shop) -> None:
    shop.talk("2026-10-10 12:00", customer="a", intents={"delivery_delay": "upset"})
    shop.talk("2026-10-10 12:00", customer="b", intents={"delivery_delay": "upset"}, open=True)
    assert finished(shop, "delivery_delay") == 1
