"""Audience sizes on orders that nobody here wrote, against a count in plain Python."""

from __future__ import annotations

import os
from collections import Counter
from collections.abc import Iterator
from dataclasses import replace
from datetime import datetime
from pathlib import Path

import duckdb
import pytest

from agent.campaigns.audience import count_audience
from agent.signals.tables import create_tables

from .test_audience import PLAIN, where

DATA = Path(__file__).parents[2] / "../shared/data/online_retail/online_retail.parquet"
AS_OF = datetime(2011, 12, 10)
Orders = dict[str, tuple[str | None, datetime]]


@pytest.fixture(scope="module")
def orders() -> Orders:
    if not DATA.exists():
        missing = "shared/data/online_retail/online_retail.parquet is not beside the checkout"
        if os.environ.get("CI"):
            pytest.fail(missing)
        pytest.skip(missing)
    columns = [name for name, *_ in duckdb.execute(f"DESCRIBE SELECT * FROM '{DATA}'").fetchall()]
    by_name = {name.lower().replace("_", "").replace(" ", ""): name for name in columns}
    order, buyer, at = (by_name[name] for name in ("invoiceno", "customerid", "invoicedate"))
    rows = duckdb.execute(
        f'SELECT "{order}"::VARCHAR, "{buyer}"::VARCHAR, "{at}"::TIMESTAMP FROM \'{DATA}\' WHERE "{order}" IS NOT NULL'
    ).fetchall()
    found: Orders = {}
    for number, customer, moment in rows:
        first = found.get(number)
        found[number] = (customer or (first[0] if first else None), min(moment, first[1]) if first else moment)
    return found


@pytest.fixture(scope="module")
def tables(orders: Orders) -> Iterator[duckdb.DuckDBPyConnection]:
    with duckdb.connect() as connection:
        create_tables(connection)
        numbers, pairs = list(orders), list(orders.values())
        columns = [numbers, [customer for customer, _ in pairs], [at for _, at in pairs]]
        connection.execute(
            "INSERT INTO orders SELECT unnest($1::VARCHAR[]), unnest($2::VARCHAR[]), unnest($3::TIMESTAMP[]), NULL, []",
            columns,
        )
        yield connection


@pytest.mark.parametrize("least", [1, 2, 10])
def test_buyers_with_so_many_orders(orders: Orders, tables: duckdb.DuckDBPyConnection, least: int) -> None:
    bought = Counter(customer for customer, _ in orders.values() if customer)
    guests = sum(customer is None for customer, _ in orders.values()) if least == 1 else 0
    counting = replace(PLAIN, as_of=AS_OF)
    audience = count_audience(tables, where(("order.count", "$gte", least)), counting)
    assert audience.matched == sum(count >= least for count in bought.values()) + guests
    assert audience.reached == audience.matched - guests


def test_buyers_who_went_quiet(orders: Orders, tables: duckdb.DuckDBPyConnection) -> None:
    last: dict[str, datetime] = {}
    for customer, at in orders.values():
        if customer:
            last[customer] = max(at, last.get(customer, at))
    quiet = sum((AS_OF.date() - at.date()).days >= 90 for at in last.values())
    condition = where(("order.last_days_ago", "$gte", 90))
    audience = count_audience(tables, condition, replace(PLAIN, as_of=AS_OF))
    assert audience.reached == quiet > 0
