"""The table of people: made anew when the shop's tables have changed, and only then."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

import pytest

from agent.campaigns.audience import count_audience, list_audience
from agent.campaigns.people import forget, prepare, remember

from .conftest import AS_OF, Shop
from .test_audience import ANYBODY, PLAIN, advertise, excluded, matched, where


def made(shop: Shop) -> int:
    """When the table was made, as a number that grows."""
    sql = "SELECT table_oid FROM duckdb_tables() WHERE table_name = 'audience_people'"
    return int(shop.connection.execute(sql).fetchall()[0][0])


@pytest.fixture
def counted(shop: Shop) -> Shop:
    shop.customer("ann", consent_sms=True)
    shop.chat("ann", "size_fit")
    shop.order("ann")
    shop.sent("ann", "2026-10-01")
    count_audience(shop.connection, ANYBODY, PLAIN)
    return shop


def test_several_campaigns_are_counted_on_one_table(counted: Shop) -> None:
    first = made(counted)
    for _ in range(3):
        count_audience(counted.connection, where(("order.count", "$gte", 1)), PLAIN)
        counted.connection.execute("SELECT count(*) FROM customers")
    assert made(counted) == first


CHANGES: dict[str, Callable[[Shop], object]] = {
    "customer": lambda shop: shop.customer("bo"),
    "chat": lambda shop: shop.chat("ann"),
    "order": lambda shop: shop.order("ann"),
    "sent": lambda shop: shop.sent("ann", "2026-10-02"),
    "refusal": lambda shop: shop.connection.execute("UPDATE customers SET refused = true"),
    "amount": lambda shop: shop.connection.execute("UPDATE orders SET amount = 5"),
    "mood": lambda shop: shop.connection.execute("UPDATE conversation_intents SET mood = 'upset'"),
    "closed": lambda shop: shop.connection.execute("UPDATE conversations SET is_open = true"),
    "deleted": lambda shop: shop.connection.execute("DELETE FROM sent"),
    "said so": lambda shop: forget(shop.connection),
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_is_noticed(counted: Shop, change: str) -> None:
    first = made(counted)
    CHANGES[change](counted)
    count_audience(counted.connection, ANYBODY, PLAIN)
    assert made(counted) != first


@pytest.mark.parametrize("change", ["customer", "chat", "order", "sent", "refusal", "deleted", "said so"])
def test_in_a_big_shop_too(counted: Shop, change: str) -> None:
    forget(counted.connection)
    prepare(counted.connection, AS_OF, look_through=0)
    first = made(counted)
    prepare(counted.connection, AS_OF, look_through=0)
    assert made(counted) == first
    CHANGES[change](counted)
    prepare(counted.connection, AS_OF, look_through=0)
    assert made(counted) != first


def test_a_refusal_within_a_transaction_is_noticed(shop: Shop) -> None:
    shop.customer("ann", consent_sms=True)
    shop.connection.begin()
    assert excluded(advertise(shop, "lms")) == {}
    shop.connection.execute("UPDATE customers SET refused = true")
    assert excluded(advertise(shop, "lms")) == {"refused": 1}
    shop.connection.rollback()
    assert excluded(advertise(shop, "lms")) == {}
    shop.connection.begin()
    shop.customer("bo", refused=True, consent_sms=True)
    assert excluded(advertise(shop, "lms")) == {"refused": 1}
    shop.connection.rollback()
    assert excluded(advertise(shop, "lms")) == {}


def test_another_connection_to_the_same_tables_sees_its_own_people(counted: Shop) -> None:
    with counted.connection.cursor() as other:
        counted.customer("bo")
        assert count_audience(other, ANYBODY, PLAIN).matched == 2
    assert count_audience(counted.connection, ANYBODY, PLAIN).matched == 2


def test_another_moment_is_another_table(counted: Shop) -> None:
    first = made(counted)
    remember(counted.connection)
    assert prepare(counted.connection, AS_OF) == {"customers", "orders", "sent"}
    assert made(counted) == first
    prepare(counted.connection, datetime(2026, 12, 1))
    assert made(counted) != first


def test_whom_the_shop_knows(shop: Shop) -> None:
    shop.customer("listed")
    shop.order("buyer", amount=0.1)
    shop.order("buyer", amount=0.2)
    shop.order(None)
    shop.chat("writer")
    shop.chat(None)
    assert prepare(shop.connection, AS_OF) == {"customers", "orders", "amounts"}
    rows = shop.connection.execute("SELECT person, kind, listed, spent FROM audience_people ORDER BY person").fetchall()
    assert rows == [
        ("buyer", 0, False, 0.3),  # added up exactly
        ("chat:c0005", 1, False, None),
        ("listed", 0, True, None),
        ("order:o0003", 2, False, None),
        ("writer", 0, False, None),
    ]


@pytest.fixture
def alike(shop: Shop) -> Shop:
    """A guest's order and a chat of nobody, beside two members who are called as those would be."""
    shop.order(None, order_id="7", amount=5, items=["ring"])
    shop.chat(None, "praise", mood="upset", open=True)
    for name in ("order:7", "chat:c0002"):
        shop.customer(name, consent_sms=True)
    shop.order("order:7", "2026-08-01", amount=90, items=["cuff"])
    shop.sent("order:7", "2026-10-30")
    return shop


def test_a_member_called_like_a_guests_order_or_a_chat_stays_a_member(alike: Shop) -> None:
    prepare(alike.connection, AS_OF)
    columns = "person, kind, listed, guest, orders, spent, stage IS NOT NULL, upset_open, last_sent_at IS NOT NULL"
    assert alike.connection.execute(f"SELECT {columns} FROM audience_people ORDER BY 1, 2").fetchall() == [
        ("chat:c0002", 0, True, False, 0, None, False, False, False),
        ("chat:c0002", 1, False, True, 0, None, False, True, False),
        ("order:7", 0, True, False, 1, 90.0, True, False, True),
        ("order:7", 2, False, True, 1, 5.0, False, False, False),
    ]


def test_they_are_reached_as_members(alike: Shop) -> None:
    audience = advertise(alike, "lms", spared=("upset_open", "upset_lately"))
    assert (excluded(audience), audience.by_channel) == ({"not_reachable": 2}, {"lms": 2})
    counting = replace(PLAIN, channels=("lms",))
    assert list_audience(alike.connection, ANYBODY, counting) == [("chat:c0002", "lms"), ("order:7", "lms")]
    assert list_audience(alike.connection, where(("order.product", "$eq", "ring")), counting) == []


@pytest.mark.parametrize(
    ("clause", "people"),
    [
        (("order.product", "$eq", "ring"), 1),  # the guest
        (("order.product", "$eq", "cuff"), 1),  # the member
        (("order.product", "$ne", "ring"), 3),
        (("order.last_days_ago", "$gte", 60), 1),
        (("contact.count_7_days", "$gte", 1), 1),
        (("contact.count_7_days", "$eq", 0), 3),
        (("contact.last_days_ago", "$lte", 7), 1),
        (("customer.guest", "$eq", False), 2),
        (("support.upset_open", "$eq", True), 1),
    ],
)
def test_the_keys_tell_them_apart(alike: Shop, clause: tuple[object, ...], people: int) -> None:
    assert matched(alike, clause) == people


def test_a_regular_called_like_a_chat_makes_no_regular_of_the_chat(alike: Shop) -> None:
    alike.chat("chat:c0002", "vip_service")
    assert matched(alike, ("customer.vip", "$eq", True)) == 1
