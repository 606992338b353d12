"""Scores and stages, each worked out by hand."""

from __future__ import annotations

from datetime import datetime, timedelta
from random import Random

import pytest

from agent.campaigns.keys import STAGES
from agent.campaigns.people import prepare
from agent.campaigns.rfm import USUAL_PAUSE, usual_pause

from .conftest import AS_OF, Shop


def scores(shop: Shop, as_of: datetime = AS_OF) -> dict[str, tuple[int, int, int, str]]:
    prepare(shop.connection, as_of)
    rows = shop.connection.execute(
        "SELECT person, recency, frequency, money, stage FROM audience_people WHERE stage IS NOT NULL"
    ).fetchall()
    return {person: (recency, frequency, money, STAGES[stage]) for person, recency, frequency, money, stage in rows}


def ago(days: float) -> str:
    return (AS_OF - timedelta(days=days)).isoformat()


def test_a_score_counts_those_who_are_strictly_worse(shop: Shop) -> None:
    for number in range(10):
        shop.order(f"p{number}", ago(number + 1), amount=1000 * (number // 2))
    found = scores(shop)
    assert [found[f"p{n}"][0] for n in range(10)] == [5, 5, 4, 4, 3, 3, 2, 2, 1, 1]
    assert [found[f"p{n}"][1] for n in range(10)] == [1] * 10  # all equal: nobody is worse
    assert [found[f"p{n}"][2] for n in range(10)] == [1, 1, 2, 2, 3, 3, 4, 4, 5, 5]


def test_six_customers_and_five_scores(shop: Shop) -> None:
    for number in range(6):
        for _ in range(number + 1):
            shop.order(f"p{number}", ago(5))
    assert [scores(shop)[f"p{n}"][1] for n in range(6)] == [1, 1, 2, 3, 4, 5]  # 1 + floor(5 · worse / 6)


def test_only_customers_with_an_order_up_to_the_moment_count(shop: Shop) -> None:
    shop.customer("never")
    shop.order(None, ago(1))
    shop.order("ann", ago(0))  # at the very moment
    shop.order("late", ago(-1))
    assert set(scores(shop)) == {"ann"}


def test_an_order_without_an_amount_is_worth_nothing(shop: Shop) -> None:
    shop.order("ann", ago(1))
    shop.order("bo", ago(1), amount=1)
    found = scores(shop)
    assert (found["ann"][2], found["bo"][2]) == (1, 3)


@pytest.mark.parametrize(
    ("days", "orders", "stage"),
    [
        (90, 1, "new"),
        (90, 2, "active"),
        (91, 1, "at_risk"),
        (91, 2, "at_risk"),
        (180, 1, "at_risk"),
        (181, 3, "gone"),
    ],
)
def test_stages_of_a_shop_with_few_repeats(shop: Shop, days: int, orders: int, stage: str) -> None:
    for _ in range(orders):
        shop.order("ann", ago(days))
    assert usual_pause(shop.connection, AS_OF) == USUAL_PAUSE == 45
    assert scores(shop)["ann"][3] == stage


def test_the_shops_own_rhythm_counts_from_thirty_pauses(shop: Shop) -> None:
    for number in range(29):
        shop.order(f"p{number}", ago(20))
        shop.order(f"p{number}", ago(10))
        shop.order(f"p{number}", ago(10))  # the same day is no pause
    assert usual_pause(shop.connection, AS_OF) == 45
    shop.order("one more", ago(21))
    shop.order("one more", ago(10))
    assert usual_pause(shop.connection, AS_OF) == 10
    shop.order("quiet", ago(21))
    shop.order("away", ago(41))
    found = scores(shop)
    assert (found["p1"][3], found["quiet"][3], found["away"][3]) == ("active", "at_risk", "gone")


def test_a_shop_where_people_come_daily_loses_nobody_over_a_weekend(shop: Shop) -> None:
    for day in range(40):
        shop.order("ann", ago(day))
    assert usual_pause(shop.connection, AS_OF) == 7


def test_the_order_of_the_rows_changes_nothing(shop: Shop) -> None:
    chance = Random(7)
    orders = [(f"p{chance.randrange(40)}", ago(chance.randrange(300)), chance.random() * 1e5) for _ in range(400)]
    found = []
    for _ in range(3):
        shop.connection.execute("DELETE FROM orders")
        for customer, at, amount in orders:
            shop.order(customer, at, amount=amount)
        found.append(
            (scores(shop), shop.connection.execute("SELECT person, spent FROM audience_people ORDER BY 1").fetchall())
        )
        chance.shuffle(orders)
    assert found[0] == found[1] == found[2]
