"""A report of counts: tags with how often they came up, and how often in the period before."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb

from agent.errors import BadInput
from agent.signals.readers.source import Source, shown
from agent.signals.readers.stage import Staged, load, number, record_of
from agent.signals.readers.tags import clean_tag

_COUNTS = ("count", "previous_count")


def stage_counts(connection: duckdb.DuckDBPyConnection, table: str, source: Source, zone: ZoneInfo) -> Staged:
    """Read and check; raises ``BadInput`` for a count that is negative or no number."""
    source = load(connection, table, source, _items, (), zone)
    if not number(connection, f"SELECT count(tag) FROM {table}"):
        raise BadInput("import.no_rows", **source.place.at())
    for field in _COUNTS:
        if field in source.fields:
            _check_counts(connection, table, source, field)
    return lambda _: _add(connection, table)


def _items(source: Source) -> dict[str, str]:
    items = {"tag": source.fields["tag"]}
    for field in _COUNTS:
        text = source.fields.get(field, "NULL::VARCHAR")
        items[f"{field}_text"] = text
        plain = f"regexp_replace({text}, '[,\\s건件회回]', '', 'g')"
        items[field] = f"CASE WHEN regexp_full_match({plain}, '-?\\d+(\\.0+)?') THEN try_cast({plain} AS BIGINT) END"
    return items


def _check_counts(connection: duckdb.DuckDBPyConnection, table: str, source: Source, field: str) -> None:
    wrong = f"{field} IS NULL AND {field}_text IS NOT NULL" if field == "previous_count" else f"{field} IS NULL"
    found = connection.execute(
        f"SELECT {record_of(table)}, {field}_text FROM {table}"
        f" WHERE tag IS NOT NULL AND ({field} < 0 OR {wrong}) ORDER BY rowid LIMIT 1"
    ).fetchall()
    if found:
        record, text = found[0]
        value = shown(text or "")
        raise BadInput("import.bad_count", column=source.headers[field], value=value, **source.place.at(record))


def _add(connection: duckdb.DuckDBPyConnection, table: str) -> None:
    """Names that are the same once cleaned are one tag, and their counts add up."""
    sums: dict[str, tuple[int, int | None]] = {}
    rows = connection.execute(f"SELECT tag, count, previous_count FROM {table} ORDER BY rowid").fetchall()
    for raw, count, previous in rows:
        tag = clean_tag(raw) if raw is not None else None
        if tag is not None:
            known, before = sums.get(tag, (0, None))
            sums[tag] = (known + count, before if previous is None else (before or 0) + previous)
    columns = [list(sums), [count for count, _ in sums.values()], [before for _, before in sums.values()]]
    connection.execute(
        "CREATE OR REPLACE TEMP TABLE reading_sums AS"
        " SELECT unnest($1::VARCHAR[]) AS tag, unnest($2::BIGINT[]) AS count, unnest($3::BIGINT[]) AS before",
        columns,
    )
    connection.execute("DELETE FROM tag_counts WHERE tag IN (SELECT tag FROM reading_sums)")
    connection.execute("INSERT INTO tag_counts SELECT * FROM reading_sums")
    connection.execute("DROP TABLE reading_sums")
