"""Rows on their way: read from a file into a table of their own, checked there, and only then added to what is known.

All faults of the files come to light before anything is added.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from zoneinfo import ZoneInfo

import duckdb

from agent.errors import BadInput
from agent.signals.readers.dates import select_with_dates, settle_dates
from agent.signals.readers.source import READ_ERRORS, Source, shown


@dataclass
class Notes:
    """What was passed over, by code; the same code of two files adds up."""

    counts: dict[str, int] = field(default_factory=dict)

    def add(self, code: str, count: int) -> None:
        if count:
            self.counts[code] = self.counts.get(code, 0) + count

    def codes(self) -> tuple[str, ...]:
        return tuple(f"{code}:{count}" for code, count in sorted(self.counts.items()))


Staged = Callable[[Notes], None]
"""Checked rows: called, it adds them to the tables of ``agent.signals.tables``."""

PREFIX = "reading_"
"""How the names of all temporary tables begin, so that they can be removed whatever happens."""


def load(
    connection: duckdb.DuckDBPyConnection,
    table: str,
    source: Source,
    items: Callable[[Source], Mapping[str, str]],
    dates: tuple[str, ...],
    zone: ZoneInfo,
) -> Source:
    """Read a source into a temporary table, dates and all; says which source it was read from in the end.

    Args:
        items: gives the columns that are no dates, with their SQL.

    Raises:
        BadInput: the file is at fault.
    """
    try:
        connection.execute(f"CREATE OR REPLACE TEMP TABLE {table} AS {select_with_dates(source, items(source), dates)}")
    except READ_ERRORS:
        if source.retry is None:
            raise source.blame() from None
        return load(connection, table, source.retry(), items, dates, zone)
    settle_dates(connection, table, source, dates, zone)
    return source


def has(connection: duckdb.DuckDBPyConnection, table: str, source: Source, column: str) -> bool:
    """Whether the file has a field at all; a field that is there may still be empty in every row."""
    if column not in source.unsure:
        return column in source.fields
    return number(connection, f"SELECT count({column}) FROM {table}") > 0


def number(connection: duckdb.DuckDBPyConnection, query: str, *values: object) -> int:
    """The single number that a query gives."""
    return int(connection.execute(query, list(values)).fetchall()[0][0])


def record_of(table: str) -> str:
    """SQL: which record (from 0) a row of a staged table is; its rows are in the order of the file."""
    return f"(rowid - (SELECT min(rowid) FROM {table}))"


def check_ids(connection: duckdb.DuckDBPyConnection, table: str, source: Source, column: str, *, filled: str) -> None:
    """Refuse a row that has no id though ``filled`` (SQL) says that it is not blank, and two rows with one id."""
    rows, ids, distinct = connection.execute(
        f"SELECT count(*), count({column}), count(DISTINCT {column}) FROM {table}"
    ).fetchall()[0]
    if rows > ids:
        nameless = connection.execute(
            f"SELECT {record_of(table)} FROM {table} WHERE {column} IS NULL AND ({filled}) ORDER BY rowid LIMIT 1"
        ).fetchall()
        if nameless:
            raise BadInput("import.no_id", column=source.headers[column], **source.place.at(nameless[0][0]))
    if ids > distinct:
        raise _duplicate(connection, table, source, column)
    if not ids:
        raise BadInput("import.no_rows", **source.place.at())


def _duplicate(connection: duckdb.DuckDBPyConnection, table: str, source: Source, column: str) -> BadInput:
    """Names the first row that repeats an id, and the row it repeats."""
    first, second, value = connection.execute(
        f"SELECT lag(record) OVER (PARTITION BY {column} ORDER BY record) AS earlier, record, {column}"
        f" FROM (SELECT {record_of(table)} AS record, {column} FROM {table} WHERE {column} IS NOT NULL)"
        " QUALIFY earlier IS NOT NULL ORDER BY record LIMIT 1"
    ).fetchall()[0]
    facts = source.place.at(second)
    earlier = source.place.at(first)
    return BadInput("import.duplicate_id", id=shown(value), first=earlier.get("line", earlier.get("row")), **facts)


def replace_rows(connection: duckdb.DuckDBPyConnection, target: str, table: str, column: str) -> int:
    """Remove from ``target`` what ``table`` brings anew; says how many rows went."""
    return number(connection, f"DELETE FROM {target} WHERE {column} IN (SELECT {column} FROM {table})")
