"""Columns of dates, as the shop's local time.

ISO forms and numbers (seconds, milliseconds, microseconds since 1970, or a spreadsheet's days since 1900) are read in
SQL while the rows are read; what is left is read in Python, each distinct text once. Times with a zone are then moved
to the shop's.
"""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import duckdb

from agent.errors import BadInput
from agent.signals.readers.date_words import parse_all
from agent.signals.readers.source import Source, quoted, shown

EARLIEST = datetime(2000, 1, 1)
LATEST = datetime(2100, 1, 1)
"""Nothing that a shop exports lies outside; what does is a wrong column or a broken clock."""

_DAY = r"\d{4}[-/]\d{1,2}[-/]\d{1,2}"
_CLOCK = r"[ T]\d{1,2}:\d{2}(:\d{2}(\.\d+)?)?"
_LOCAL = f"{_DAY}({_CLOCK})?"
_ZONED = rf"{_DAY}{_CLOCK}(Z|[+-]\d{{2}}(:?\d{{2}})?)"
_DAYS = r"\d{1,7}(\.\d+)?"
_TICKS = r"\d{9,11}(\.\d+)?|\d{13}(\.\d+)?|\d{15,19}"  # 8, 12 and 14 digits are dates without signs
_IS_ZONED, _IS_LOCAL, _IS_DAYS, _IS_TICKS = range(1, 5)
_PATTERNS = ((_ZONED, _IS_ZONED), (_LOCAL, _IS_LOCAL), (_DAYS, _IS_DAYS), (_TICKS, _IS_TICKS))
_COMMON = (
    ("____-__-__T__:__:__.___Z", _IS_ZONED),
    ("____-__-__T__:__:__+__:__", _IS_ZONED),
    ("____-__-__T__:__:__Z", _IS_ZONED),
    ("____-__-__ __:__:__", _IS_LOCAL),
    ("____-__-__T__:__:__", _IS_LOCAL),
)
"""What most exports write, found three times as fast as by the patterns; what only looks like a date is left over."""
_UNITS = (("1e11", "1e6"), ("1e14", "1e3"), ("1e17", "1"), ("1e20", "1e-3"))
"""Numbers below the first are counted in units of so many microseconds: seconds, milli-, micro- and nanoseconds."""
_BATCH = 50_000


def zone_of(name: str) -> ZoneInfo:
    """The time zone of that name; raises ``BadInput`` if there is none."""
    try:
        return ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError):
        raise BadInput("import.timezone", timezone=shown(name)) from None


def select_with_dates(source: Source, items: Mapping[str, str], dates: tuple[str, ...]) -> str:
    """SQL that reads a source.

    Args:
        items: columns that are no dates, with their SQL.
        dates: fields that are; each becomes ``f`` (TIMESTAMP), ``f_zoned`` (it is still UTC) and ``f_text`` (not read
            yet). A field that the source does not have is NULL.
    """
    raw = [f"{sql} AS {quoted(name)}" for name, sql in items.items()]
    shaped = [quoted(name) for name in items]
    read = list(shaped)
    for field in dates:
        raw.append(f"{source.fields.get(field, 'NULL::VARCHAR')} AS {field}_raw")
        shaped.append(f"{field}_raw, {_shape(field)} AS {field}_shape")
        read.append(f"{_value(field)} AS {field}, {_is_utc(field)} AS {field}_zoned")
        read.append(f"CASE WHEN {field} IS NULL THEN {field}_raw END AS {field}_text")
    raw_rows = f"SELECT {', '.join(raw)} FROM {source.relation}"
    return f"SELECT {', '.join(read)} FROM (SELECT {', '.join(shaped)} FROM ({raw_rows}))"


def settle_dates(
    connection: duckdb.DuckDBPyConnection, table: str, source: Source, dates: tuple[str, ...], zone: ZoneInfo
) -> None:
    """Read what SQL left over, move zoned times to ``zone``, refuse absurd dates; raises ``BadInput`` with the row."""
    for field in dates:
        if field in source.fields:
            _read_leftovers(connection, table, source, field)
            _to_zone(connection, table, field, zone)
            _check_range(connection, table, source, field)


def _shape(field: str) -> str:
    """SQL: how a text is written, as a small number that is quick to compare."""
    raw = f"{field}_raw"
    common = " ".join(
        f"WHEN strlen({raw}) = {len(like)} AND {raw} LIKE '{like}' THEN {shape}" for like, shape in _COMMON
    )
    others = " ".join(f"WHEN regexp_full_match({raw}, '{pattern}') THEN {shape}" for pattern, shape in _PATTERNS)
    return f"CASE {common} {others} END"


def _is_utc(field: str) -> str:
    return f"coalesce({field}_shape IN ({_IS_ZONED}, {_IS_TICKS}), false)"


def _value(field: str) -> str:
    raw, number = f"{field}_raw", f"try_cast({field}_raw AS DOUBLE)"
    ticks = " ".join(
        f"WHEN {number} < {limit} THEN make_timestamp(({number} * {micros})::BIGINT)" for limit, micros in _UNITS
    )
    return (
        f"CASE {field}_shape WHEN {_IS_ZONED} THEN make_timestamp(epoch_us(try_cast({raw} AS TIMESTAMPTZ)))"
        f" WHEN {_IS_LOCAL} THEN try_cast({raw} AS TIMESTAMP)"
        f" WHEN {_IS_DAYS} THEN TIMESTAMP '1899-12-30' + to_seconds(round({number} * 86400))"
        f" WHEN {_IS_TICKS} THEN CASE {ticks} END END"
    )


def _read_leftovers(connection: duckdb.DuckDBPyConnection, table: str, source: Source, field: str) -> None:
    rows = connection.execute(
        f"SELECT DISTINCT {field}_text FROM {table} WHERE {field}_text IS NOT NULL ORDER BY 1"
    ).fetchall()
    if not rows:
        return
    try:
        found = parse_all([text for (text,) in rows])
    except ValueError as error:
        raise _bad_date(connection, table, source, field, str(error)) from None
    moments = [(text, moment.value, moment.zoned) for text, moment in found.items() if moment is not None]
    connection.execute("CREATE OR REPLACE TEMP TABLE reading_moments (text VARCHAR, value TIMESTAMP, zoned BOOLEAN)")
    for start in range(0, len(moments), _BATCH):
        columns = [list(column) for column in zip(*moments[start : start + _BATCH], strict=True)]
        connection.execute(
            "INSERT INTO reading_moments SELECT unnest($1::VARCHAR[]), unnest($2::TIMESTAMP[]), unnest($3::BOOLEAN[])",
            columns,
        )
    connection.execute(
        f"UPDATE {table} SET {field} = value, {field}_zoned = zoned FROM reading_moments WHERE {field}_text = text"
    )
    connection.execute("DROP TABLE reading_moments")


def _to_zone(connection: duckdb.DuckDBPyConnection, table: str, field: str, zone: ZoneInfo) -> None:
    clamped = f"greatest(min({field}), $1), least(max({field}), $2)"
    first, last = connection.execute(
        f"SELECT {clamped} FROM {table} WHERE {field}_zoned", [EARLIEST, LATEST]
    ).fetchall()[0]
    if connection.execute(f"SELECT count(*) FROM {table} WHERE {field}_zoned").fetchall() == [(0,)]:
        return
    cases = " ".join(
        f"WHEN {field} < TIMESTAMP '{until}' THEN {minutes}" for until, minutes in _offsets(zone, first, last)
    )
    minutes = f"CASE {cases} ELSE {_minutes(zone, last)} END" if cases else str(_minutes(zone, last))
    connection.execute(f"UPDATE {table} SET {field} = {field} + to_minutes({minutes}) WHERE {field}_zoned")


def _offsets(zone: ZoneInfo, first: datetime, last: datetime) -> list[tuple[datetime, int]]:
    """Minutes ahead of UTC, each with the UTC minute up to which it holds; what holds at ``last`` is left out."""
    changes = []
    day = first
    while day < last:
        following = min(day + timedelta(days=1), last)
        offset = _minutes(zone, day)
        if _minutes(zone, following) != offset:
            before, after = day, following
            while after - before > timedelta(seconds=1):
                middle = before + (after - before) / 2
                before, after = (middle, after) if _minutes(zone, middle) == offset else (before, middle)
            changes.append((_nearest_minute(after), offset))
        day = following
    return changes


def turn_of_clocks(zone: ZoneInfo) -> timedelta:
    """How far the clocks of ``zone`` are turned between winter and summer; nothing where they are not."""
    winter, summer = _minutes(zone, datetime(2026, 1, 1)), _minutes(zone, datetime(2026, 7, 1))
    return timedelta(minutes=abs(winter - summer))


def _minutes(zone: ZoneInfo, moment: datetime) -> int:
    offset = moment.replace(tzinfo=UTC).astimezone(zone).utcoffset() or timedelta()
    return int(offset.total_seconds() // 60)


def _nearest_minute(moment: datetime) -> datetime:
    return (moment + timedelta(seconds=30)).replace(second=0, microsecond=0)


def _check_range(connection: duckdb.DuckDBPyConnection, table: str, source: Source, field: str) -> None:
    absurd = connection.execute(
        f"SELECT rowid - (SELECT min(rowid) FROM {table}), {field}::VARCHAR FROM {table}"
        f" WHERE {field} < $1 OR {field} >= $2 ORDER BY 1 LIMIT 1",
        [EARLIEST, LATEST],
    ).fetchall()
    if absurd:
        record, value = absurd[0]
        raise BadInput("import.absurd_date", column=source.headers[field], value=value, **source.place.at(record))


def _bad_date(connection: duckdb.DuckDBPyConnection, table: str, source: Source, field: str, text: str) -> BadInput:
    records = connection.execute(
        f"SELECT min(rowid) - (SELECT min(rowid) FROM {table}) FROM {table} WHERE {field}_text = $1", [text]
    ).fetchall()
    return BadInput(
        "import.bad_date", column=source.headers[field], value=shown(text), **source.place.at(records[0][0])
    )
