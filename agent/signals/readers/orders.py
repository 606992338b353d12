"""Rows of orders, or of invoice lines that are added up to orders."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb

from agent.errors import BadInput
from agent.signals.readers.source import Source, shown
from agent.signals.readers.stage import Notes, Staged, check_ids, load, number, record_of, replace_rows

# A shop may number its orders C1, C2 …: the letter means a cancelled one only where other orders are bare numbers.
_CANCELLED = (
    "regexp_full_match(order_id, 'C\\d+')"
    " AND (SELECT count(*) FILTER (regexp_full_match(order_id, '\\d+')) * 2 > count(*) FROM {table})"
)


def stage_orders(connection: duckdb.DuckDBPyConnection, table: str, source: Source, zone: ZoneInfo) -> Staged:
    """Read and check; raises ``BadInput``.

    A file with quantity and unit price holds lines: they are added up by order; cancelled orders (``C`` before the
    number), lines that are not above zero and lines that name no customer are left out. Other files hold an order a
    row; there no customer means a guest.
    """
    has_lines = {"quantity", "unit_price"} <= source.fields.keys()
    source = load(connection, table, source, _line_items if has_lines else _order_items, ("ordered_at",), zone)
    for field in ("quantity", "unit_price") if has_lines else ("amount",):
        _check_number(connection, table, source, field)
    if has_lines:
        return lambda notes: _add_lines(connection, table, notes)
    check_ids(connection, table, source, "order_id", filled="amount IS NOT NULL OR ordered_at IS NOT NULL")
    return lambda notes: _add_orders(connection, table, notes)


def _order_items(source: Source) -> dict[str, str]:
    fields = source.fields
    return {
        "order_id": fields["order_id"],
        "customer_id": fields.get("customer_id", "NULL::VARCHAR"),
        **_amount("amount", fields.get("amount", "NULL::VARCHAR")),
        "items": fields.get("items", "[]::VARCHAR[]"),
    }


def _line_items(source: Source) -> dict[str, str]:
    fields = source.fields
    return {
        "order_id": fields["order_id"],
        "customer_id": fields.get("customer_id", "NULL::VARCHAR"),
        **_amount("quantity", fields["quantity"]),
        **_amount("unit_price", fields["unit_price"]),
        "item": fields.get("item", "NULL::VARCHAR"),
    }


def _amount(field: str, text: str) -> dict[str, str]:
    """SQL: money or a quantity, without currency signs and thousands separators, and the text it was read from."""
    plain = f"regexp_replace({text}, '[\\s,원円₩￦¥￥$€£]|KRW|JPY|USD', '', 'g')"
    return {field: f"coalesce(try_cast({text} AS DOUBLE), try_cast({plain} AS DOUBLE))", f"{field}_text": text}


def _check_number(connection: duckdb.DuckDBPyConnection, table: str, source: Source, field: str) -> None:
    found = connection.execute(
        f"SELECT {record_of(table)}, {field}_text FROM {table}"
        f" WHERE {field}_text IS NOT NULL AND ({field} IS NULL OR NOT isfinite({field})) ORDER BY rowid LIMIT 1"
    ).fetchall()
    if found:
        record, text = found[0]
        raise BadInput("import.bad_number", column=source.headers[field], value=shown(text), **source.place.at(record))


def _add_lines(connection: duckdb.DuckDBPyConnection, table: str, notes: Notes) -> None:
    cancelled = _CANCELLED.format(table=table)
    bought = (
        f"order_id IS NOT NULL AND ordered_at IS NOT NULL AND NOT ({cancelled}) AND quantity > 0 AND unit_price > 0"
    )
    notes.add(
        "order_lines_left_out", number(connection, f"SELECT count(*) FROM {table} WHERE NOT coalesce({bought}, false)")
    )
    notes.add(
        "order_lines_without_customer",
        number(connection, f"SELECT count(*) FROM {table} WHERE {bought} AND customer_id IS NULL"),
    )
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {table}_sums AS
        SELECT order_id, any_value(customer_id ORDER BY line) AS customer_id, min(ordered_at) AS ordered_at,
            round(sum(quantity * unit_price ORDER BY line), 2) AS amount,
            coalesce(list_sort(list(DISTINCT item) FILTER (WHERE item IS NOT NULL)), []) AS items
        FROM (SELECT *, rowid AS line FROM {table} WHERE {bought} AND customer_id IS NOT NULL) GROUP BY order_id
    """)
    notes.add("same_order_in_two_files", replace_rows(connection, "orders", f"{table}_sums", "order_id"))
    connection.execute(f"INSERT INTO orders SELECT order_id, customer_id, ordered_at, amount, items FROM {table}_sums")


def _add_orders(connection: duckdb.DuckDBPyConnection, table: str, notes: Notes) -> None:
    kept = f"FROM {table} WHERE order_id IS NOT NULL AND ordered_at IS NOT NULL AND coalesce(amount, 0) >= 0"
    notes.add(
        "orders_without_date",
        number(connection, f"SELECT count(*) FROM {table} WHERE order_id IS NOT NULL AND ordered_at IS NULL"),
    )
    notes.add("refunds_left_out", number(connection, f"SELECT count(*) FROM {table} WHERE amount < 0"))
    notes.add("same_order_in_two_files", replace_rows(connection, "orders", table, "order_id"))
    items = "list_filter(list_transform(coalesce(items, []), lambda item: trim(item)), lambda item: item <> '')"
    connection.execute(f"INSERT INTO orders SELECT order_id, customer_id, ordered_at, amount, {items} {kept}")
