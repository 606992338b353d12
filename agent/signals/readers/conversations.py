"""Rows of conversations."""

from __future__ import annotations

from datetime import timedelta
from zoneinfo import ZoneInfo

import duckdb

from agent.errors import BadInput
from agent.signals.readers.dates import turn_of_clocks
from agent.signals.readers.source import Source
from agent.signals.readers.stage import Notes, Staged, check_ids, has, load, number, record_of, replace_rows
from agent.signals.readers.tags import check_tags, clean_tags
from agent.signals.readers.values import among

FIRST_MESSAGES = 10
FIRST_MESSAGES_LENGTH = 600

_DATES = ("opened_at", "closed_at")
_FILLED = "len(tags) > 0 OR coalesce(summary, first_messages, state, customer_id, opened_at::VARCHAR) IS NOT NULL"


def stage_conversations(connection: duckdb.DuckDBPyConnection, table: str, source: Source, zone: ZoneInfo) -> Staged:
    """Read, check and clean; raises ``BadInput``."""
    source = load(connection, table, source, _items, _DATES, zone)
    check_ids(connection, table, source, "id", filled=_FILLED)
    _check_order(connection, table, source, turn_of_clocks(zone))
    check_tags(connection, table, source)
    fixed = clean_tags(connection, table)
    return lambda notes: _add(connection, table, fixed, source, notes)


def role_is_customer(role: str) -> str:
    """SQL: whether a message is the customer's; one that names no writer is taken as theirs."""
    return f"({role} IS NULL OR {among(f'lower({role})', 'customer_roles')})"


def one_line(text: str) -> str:
    """SQL: a message on one line."""
    return f"trim(regexp_replace({text}, '\\s+', ' ', 'g'))"


def _items(source: Source) -> dict[str, str]:
    fields = source.fields
    summary = [fields.get("summary", "NULL::VARCHAR")]
    if "annotations" in fields:
        summary.append(_first_annotation(fields["annotations"]))
    messages = [fields.get("first_messages", "NULL::VARCHAR")]
    if "messages" in fields:
        messages.append(_from_messages(fields["messages"]))
    return {
        "id": fields["id"],
        "customer_id": fields.get("customer_id", "NULL::VARCHAR"),
        "state": f"lower({fields['state']})" if "state" in fields else "NULL::VARCHAR",
        "medium": f"lower({fields['medium']})" if "medium" in fields else "NULL::VARCHAR",
        "tags": fields.get("tags", "[]::VARCHAR[]"),
        "summary": f"coalesce({', '.join(summary)})",
        "first_messages": f"left(coalesce({', '.join(messages)}), {FIRST_MESSAGES_LENGTH})",
    }


def _first_annotation(annotations: str) -> str:
    """SQL: a summary that annotators wrote, from ``[{"abstractive": ["…", "…"]}, …]``: the first that is not empty."""
    texts = f"list_filter(json_extract({annotations}, '$[*].abstractive'), lambda a: json_array_length(a) > 0)"
    joined = f"array_to_string(json_extract_string({texts}[1], '$[*]'), ' ')"
    return f"CASE WHEN json_valid({annotations}) THEN nullif(trim({joined}), '') END"


def _from_messages(messages: str) -> str:
    """SQL: the customer's first messages from ``[{"role", "text"}, …]``, a line each."""
    role = _first_of("m", "role", "personType", "authorRole", "sender")
    text = _first_of("m", "text", "plainText", "message", "content")
    is_list = f"json_valid({messages}) AND json_type({messages}) = 'ARRAY'"
    every = f"CASE WHEN {is_list} THEN from_json({messages}, '[\"JSON\"]') END"
    theirs = f"list_filter({every}, lambda m: {role_is_customer(role)} AND {text} IS NOT NULL)[1:{FIRST_MESSAGES}]"
    return f"nullif(array_to_string(list_transform({theirs}, lambda m: {one_line(text)}), chr(10)), '')"


def _first_of(record: str, *keys: str) -> str:
    """SQL: the first of the keys that a JSON object has, as text."""
    paths = ", ".join(f"'$.{key}'" for key in keys)
    return f"list_filter(json_extract_string({record}, [{paths}]), lambda value: value IS NOT NULL)[1]"


def _check_order(connection: duckdb.DuckDBPyConnection, table: str, source: Source, slack: timedelta) -> None:
    """``slack``: how far the shop's clocks are turned back in autumn; a chat may span that hour."""
    found = connection.execute(
        f"SELECT {record_of(table)}, opened_at::VARCHAR, closed_at::VARCHAR FROM {table}"
        " WHERE closed_at < opened_at - $1::INTERVAL ORDER BY rowid LIMIT 1",
        [slack + timedelta(minutes=1)],
    ).fetchall()
    if found:
        record, opened, closed = found[0]
        raise BadInput("import.closed_before_opened", opened=opened, closed=closed, **source.place.at(record))


def _is_open(connection: duckdb.DuckDBPyConnection, table: str, source: Source) -> str:
    """SQL: by the state where the file has one, else by whether there is a time of closing, else closed."""
    by_date = "closed_at IS NULL" if has(connection, table, source, "closed_at") else "false"
    if not has(connection, table, source, "state"):
        return by_date
    return f"coalesce({among('state', 'open_states')}, {by_date})"


def _add(connection: duckdb.DuckDBPyConnection, table: str, fixed: str, source: Source, notes: Notes) -> None:
    rows, tags = f"{table} AS s", "coalesce(s.tags, [])"
    if number(connection, f"SELECT count(*) FROM {fixed}"):
        rows, tags = f"{rows} LEFT JOIN {fixed} AS f ON f.record = s.rowid", "coalesce(f.tags, s.tags, [])"
    kept = "id IS NOT NULL"
    silent_call = f"{among('medium', 'call_media')} AND len({tags}) = 0 AND summary IS NULL"
    if calls := number(connection, f"SELECT count(*) FROM {rows} WHERE {kept} AND {silent_call}"):
        notes.add("calls_skipped", calls)
        kept = f"{kept} AND NOT coalesce({silent_call}, false)"
    notes.add("same_id_in_two_files", replace_rows(connection, "conversations", table, "id"))
    is_open = _is_open(connection, table, source)
    connection.execute(
        f"INSERT INTO conversations SELECT id, customer_id, opened_at, closed_at, {is_open}, {tags}, summary,"
        f" first_messages, $1, s.rowid - (SELECT min(rowid) FROM {table}) + $2 FROM {rows} WHERE {kept}",
        [source.place.file, source.place.first],
    )
