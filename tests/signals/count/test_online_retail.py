"""Audience sizes of a real shop's year of orders, against plain SQL over the same tables."""

from __future__ import annotations

import os
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import duckdb
import pytest

from agent.signals.count import count_signals, find_periods
from agent.signals.readers import read_files
from agent.signals.tables import create_tables
from agent.signals.types import Period, TenantSignals

ORDERS = Path(__file__).parents[3] / "../shared/data/online_retail/online_retail.parquet"

_LISTED = """
INSERT INTO customers (customer_id, joined_at, consent_sms, refused, tags)
SELECT DISTINCT customer_id, TIMESTAMP '2010-01-01', hash(customer_id) % 2 = 0, FALSE, [] FROM orders
WHERE customer_id IS NOT NULL
"""


@pytest.fixture(scope="module")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    if not ORDERS.is_file():
        missing = (
            f"online_retail is not beside the checkout: {ORDERS.name} is missing from ../shared/data/online_retail"
        )
        pytest.fail(missing) if os.environ.get("CI") else pytest.skip(missing)
    with duckdb.connect() as tables:
        create_tables(tables)
        read_files(tables, [], orders=ORDERS)
        tables.execute(_LISTED)
        yield tables


@pytest.fixture(scope="module")
def signals(connection: duckdb.DuckDBPyConnection) -> TenantSignals:
    period, before = find_periods(connection, period=None, before=None)
    return count_signals(connection, period=period, before=before, mappings={}, mask=str)


def one(connection: duckdb.DuckDBPyConnection, query: str) -> object:
    return connection.execute(query).fetchall()[0][0]


def test_the_shop_in_numbers(connection, signals) -> None:
    facts = signals.order_facts
    assert (facts.orders, facts.buyers) == (18_532, 4_338)
    assert facts.average_value * facts.orders == pytest.approx(8_911_407.90, abs=0.01)
    assert facts.repeat_buyers == one(
        connection,
        "SELECT count(DISTINCT a.customer_id) FROM orders a, orders b "
        "WHERE a.customer_id = b.customer_id AND a.order_id < b.order_id",
    )


def test_the_last_month_against_the_one_before(connection, signals) -> None:
    assert signals.period == Period(start=date(2011, 11, 10), end=date(2011, 12, 10))
    steps = {step.name: (step.value, step.before) for step in signals.funnel}
    for place, start, end in [(0, "2011-11-10", "2011-12-10"), (1, "2011-10-11", "2011-11-10")]:
        inside = f"ordered_at >= DATE '{start}' AND ordered_at < DATE '{end}'"
        assert steps["order"][place] == one(connection, f"SELECT count(*) FROM orders WHERE {inside}")
        assert steps["repeat"][place] == one(
            connection,
            "SELECT count(DISTINCT a.customer_id) FROM orders a JOIN orders b USING (customer_id) "
            f"WHERE a.{inside.replace(' AND ', ' AND a.')} AND a.order_id <> b.order_id "
            "AND b.ordered_at <= a.ordered_at AND a.ordered_at - b.ordered_at <= INTERVAL 30 DAY",
        )


def test_who_can_be_reached_and_who_went_quiet(connection, signals) -> None:
    facts = signals.customer_facts
    assert (facts.total, facts.never_bought, facts.reachable["in_app"]) == (4_338, 0, 4_338)
    assert facts.reachable["sms"] == one(connection, "SELECT count(*) FROM customers WHERE consent_sms")
    assert facts.quiet == one(
        connection,
        "SELECT count(*) FROM (SELECT max(ordered_at) AS last FROM orders GROUP BY customer_id) "
        "WHERE last <= DATE '2011-12-10' - INTERVAL 60 DAY",
    )
