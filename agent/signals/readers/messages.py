"""Rows of messages: what customers wrote first in their conversations."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb

from agent.errors import BadInput
from agent.signals.readers.conversations import FIRST_MESSAGES, FIRST_MESSAGES_LENGTH, one_line, role_is_customer
from agent.signals.readers.source import Source
from agent.signals.readers.stage import Notes, Staged, load, number, record_of


def stage_messages(
    connection: duckdb.DuckDBPyConnection, table: str, source: Source, zone: ZoneInfo, *, alone: bool
) -> Staged:
    """Read and check; raises ``BadInput``.

    Args:
        alone: the file has no rows of conversations; those that no other file brings are then made from their messages.
    """
    source = load(connection, table, source, _items, ("sent_at",), zone)
    theirs = f"FILTER (WHERE theirs AND nth <= {FIRST_MESSAGES})"
    connection.execute(f"""
        CREATE OR REPLACE TEMP TABLE {table}_first AS
        SELECT chat_id AS id, min(row) AS row, min(since) AS opened_at,
            left(string_agg(text, chr(10) ORDER BY nth) {theirs}, {FIRST_MESSAGES_LENGTH}) AS first_messages
        FROM (
            SELECT chat_id, text, theirs, row, min(sent_at) OVER (PARTITION BY chat_id) AS since,
                row_number() OVER (PARTITION BY chat_id, theirs ORDER BY sent_at, turn, row) AS nth
            FROM (SELECT *, {record_of(table)} AS row FROM {table} WHERE chat_id IS NOT NULL AND text <> '')
        ) GROUP BY chat_id
    """)
    if alone and not number(connection, f"SELECT count(*) FROM {table}_first"):
        raise BadInput("import.no_rows", **source.place.at())
    return lambda notes: _add(connection, f"{table}_first", source, notes, alone=alone)


def _items(source: Source) -> dict[str, str]:
    fields = source.fields
    return {
        "chat_id": fields["chat_id"],
        "text": one_line(fields["text"]),
        "theirs": role_is_customer(fields.get("role", "NULL::VARCHAR")),
        "turn": f"try_cast({fields['turn']} AS BIGINT)" if "turn" in fields else "NULL::BIGINT",
    }


def _add(connection: duckdb.DuckDBPyConnection, first: str, source: Source, notes: Notes, *, alone: bool) -> None:
    strangers = f"FROM {first} WHERE id NOT IN (SELECT id FROM conversations)"
    connection.execute(
        f"UPDATE conversations SET first_messages = f.first_messages FROM {first} AS f"
        " WHERE f.id = conversations.id AND f.first_messages IS NOT NULL"
    )
    if not alone:
        notes.add("messages_without_chat", number(connection, f"SELECT count(*) {strangers}"))
        return
    connection.execute(
        "INSERT INTO conversations SELECT id, NULL, opened_at, NULL, false, [], NULL, first_messages, $1, row + $2"
        f" {strangers} AND first_messages IS NOT NULL ORDER BY row",
        [source.place.file, source.place.first],
    )
