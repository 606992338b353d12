"""Rows of messages that went out to customers, so that nobody gets too many."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb

from agent.errors import BadInput
from agent.signals.readers.customers import answer
from agent.signals.readers.source import Source
from agent.signals.readers.stage import Notes, Staged, load, number, record_of

_COLUMNS = "customer_id, campaign_id, channel, sent_at, advertising"


def stage_sent(connection: duckdb.DuckDBPyConnection, table: str, source: Source, zone: ZoneInfo) -> Staged:
    """Read and check; raises ``BadInput`` for a row that does not say to whom or when.

    To leave such a row out would mean to write to somebody once more than they bear.
    """
    source = load(connection, table, source, _items, ("sent_at",), zone)
    for column, code in (("customer_id", "import.no_id"), ("sent_at", "audience.sent_no_time")):
        _check_filled(connection, table, source, column, code)
    if not number(connection, f"SELECT count(customer_id) FROM {table}"):
        raise BadInput("import.no_rows", **source.place.at())
    return lambda notes: _add(connection, table, notes)


def _items(source: Source) -> dict[str, str]:
    fields = source.fields
    items = {name: fields.get(name, "NULL::VARCHAR") for name in ("customer_id", "campaign_id", "channel")}
    # What nobody calls information counts as advertising.
    items["advertising"] = f"coalesce({answer(fields['advertising'])}, true)" if "advertising" in fields else "true"
    return items


def _check_filled(connection: duckdb.DuckDBPyConnection, table: str, source: Source, column: str, code: str) -> None:
    something = "coalesce(customer_id, campaign_id, channel, sent_at::VARCHAR) IS NOT NULL"
    found = connection.execute(
        f"SELECT {record_of(table)} FROM {table} WHERE {column} IS NULL AND {something} ORDER BY rowid LIMIT 1"
    ).fetchall()
    if found:
        raise BadInput(code, column=source.headers[column], **source.place.at(found[0][0]))


def _add(connection: duckdb.DuckDBPyConnection, table: str, notes: Notes) -> None:
    """The same message in two rows or two files is one message."""
    new = f"SELECT DISTINCT {_COLUMNS} FROM {table} WHERE customer_id IS NOT NULL EXCEPT SELECT {_COLUMNS} FROM sent"
    rows = number(connection, f"SELECT count(customer_id) FROM {table}")
    before = number(connection, "SELECT count(*) FROM sent")
    connection.execute(f"INSERT INTO sent {new}")
    notes.add("same_message_twice", before + rows - number(connection, "SELECT count(*) FROM sent"))
