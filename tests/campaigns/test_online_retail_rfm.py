"""Scores, stages and funnels on orders that nobody here wrote, against a computation of their own in plain Python.

The computation reads the raw invoice lines: it shares neither the reader nor the SQL with what it checks.
"""

from __future__ import annotations

import os
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import date, datetime
from decimal import Decimal
from itertools import pairwise
from statistics import median
from typing import Any

import duckdb
import pytest

from agent.campaigns.audience import count_audience
from agent.signals.readers import read_files, working_tables

from .test_audience import PLAIN, where
from .test_online_retail import DATA

AS_OF = datetime(2011, 12, 10)


@dataclass
class Buyer:
    last: datetime
    days: set[date]
    orders: set[str]
    spent: Decimal


@pytest.fixture(scope="module")
def buyers() -> dict[str, Buyer]:
    """By customer; lines of cancelled invoices, of nobody and without a price or quantity are left out."""
    if not DATA.exists():
        missing = "shared/data/online_retail/online_retail.parquet is not beside the checkout"
        (pytest.fail if os.environ.get("CI") else pytest.skip)(missing)
    found: dict[str, Buyer] = {}
    amounts: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    for number, customer, at, quantity, price in _lines():
        if customer is None or number.startswith("C") or quantity <= 0 or price <= 0:
            continue
        one = found.setdefault(customer, Buyer(at, set(), set(), Decimal()))
        one.last = max(one.last, at)
        one.orders.add(number)
        amounts[customer, number] += quantity * Decimal(repr(price))
    first: dict[tuple[str, str], datetime] = {}
    for number, customer, at, quantity, price in _lines():
        if customer in found and number in found[customer].orders and quantity > 0 and price > 0:
            first[customer, number] = min(at, first.get((customer, number), at))
    for customer, one in found.items():
        begun = [first[customer, number] for number in one.orders]
        one.last, one.days = max(begun), {at.date() for at in begun}
        one.spent = sum((round(amounts[customer, number], 2) for number in one.orders), Decimal())
    return found


def _lines() -> list[Any]:
    columns = [name for name, *_ in duckdb.execute(f"DESCRIBE SELECT * FROM '{DATA}'").fetchall()]
    by_name = {name.lower().replace("_", "").replace(" ", ""): name for name in columns}
    number, customer, at, quantity, price = (
        by_name[name] for name in ("invoiceno", "customerid", "invoicedate", "quantity", "unitprice")
    )
    return duckdb.execute(
        f'SELECT "{number}"::VARCHAR, "{customer}"::BIGINT::VARCHAR, "{at}"::TIMESTAMP, "{quantity}"::BIGINT, '
        f'"{price}"::DOUBLE FROM \'{DATA}\' WHERE "{number}" IS NOT NULL'
    ).fetchall()


@pytest.fixture(scope="module")
def shop(buyers: dict[str, Buyer]) -> Iterator[duckdb.DuckDBPyConnection]:
    with working_tables() as connection:
        read_files(connection, (), orders=DATA, timezone="Europe/London")
        yield connection


def scored(values: dict[str, Any]) -> Counter[int]:
    ordered = sorted(values.values())
    return Counter(min(5, 1 + 5 * bisect_left(ordered, value) // len(ordered)) for value in values.values())


MEASURES: dict[str, Any] = {
    "customer.recency": lambda one: one.last,
    "customer.frequency": lambda one: len(one.orders),
    "customer.money": lambda one: one.spent,
}


def counted(shop: duckdb.DuckDBPyConnection, *groups: Any) -> int:
    return count_audience(shop, where(*groups), replace(PLAIN, as_of=AS_OF)).reached


@pytest.mark.parametrize("key", MEASURES)
def test_scores(shop: duckdb.DuckDBPyConnection, buyers: dict[str, Buyer], key: str) -> None:
    assert len(buyers) == 4338
    expected = scored({name: MEASURES[key](one) for name, one in buyers.items()})
    assert {score: counted(shop, (key, "$eq", score)) for score in range(1, 6)} == {n: expected[n] for n in range(1, 6)}


def stage_of(one: Buyer, pause: float) -> str:
    quiet = (AS_OF.date() - one.last.date()).days
    if quiet > 2 * pause:
        return "gone" if quiet > 4 * pause else "at_risk"
    return "new" if len(one.orders) == 1 else "active"


def test_stages(shop: duckdb.DuckDBPyConnection, buyers: dict[str, Buyer]) -> None:
    pauses = []
    for one in buyers.values():
        days = sorted(one.days)
        pauses += [(after - before).days for before, after in pairwise(days)]
    assert len(pauses) >= 30
    expected = Counter(stage_of(one, max(7, median(pauses))) for one in buyers.values())
    assert len(expected) == 4
    assert {stage: counted(shop, ("customer.stage", "$eq", stage)) for stage in expected} == dict(expected)


FUNNELS: list[tuple[tuple[Any, ...], Any]] = [
    ((("order.total", "$gte", 1000), ("order.count", "$lt", 5)), lambda o: o.spent >= 1000 and len(o.orders) < 5),
    ((("order.average", "$gt", 300),), lambda o: o.spent / len(o.orders) > 300),
    ((("order.first_days_ago", "$gte", 365),), lambda o: (AS_OF.date() - min(o.days)).days >= 365),
    ((("order.last_days_ago", "$nin", 1, 2, 3),), lambda o: (AS_OF.date() - o.last.date()).days not in (1, 2, 3)),
]


@pytest.mark.parametrize("case", range(len(FUNNELS)))
def test_funnels(shop: duckdb.DuckDBPyConnection, buyers: dict[str, Buyer], case: int) -> None:
    groups, fits = FUNNELS[case]
    expected = sum(map(fits, buyers.values()))
    assert 0 < expected < len(buyers)
    assert counted(shop, *groups) == expected
