"""The table of people: made anew when the shop's tables have changed, and only then."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime

import pytest

from agent.campaigns.audience import count_audience
from agent.campaigns.people import forget, prepare, remember

from .conftest import AS_OF, Shop
from .test_audience import ANYBODY, PLAIN, advertise, excluded, where


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
