"""Rows of customers."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb

from agent.signals.readers.source import Source
from agent.signals.readers.stage import Notes, Staged, check_ids, load, replace_rows
from agent.signals.readers.tags import check_tags, clean_tags
from agent.signals.readers.values import among, language_of

_DATES = ("joined_at", "last_seen_at", "consent_at")
_CONTACTS = {"has_phone": ("phone", "[0-9]"), "has_email": ("email", "@")}
"""What stands in a column if there is a way to the customer; the number or address itself is never kept."""
_CONSENTS = ("consent_sms", "consent_kakao", "consent_email", "consent_push", "consent_night")


def stage_customers(connection: duckdb.DuckDBPyConnection, table: str, source: Source, zone: ZoneInfo) -> Staged:
    """Read, check and clean; raises ``BadInput``."""
    source = load(connection, table, source, _items, _DATES, zone)
    check_ids(connection, table, source, "customer_id", filled="name IS NOT NULL OR joined_at IS NOT NULL")
    check_tags(connection, table, source)
    fixed = clean_tags(connection, table)
    return lambda notes: _add(connection, table, fixed, notes)


def _items(source: Source) -> dict[str, str]:
    fields = source.fields
    items = {name: fields.get(name, "NULL::VARCHAR") for name in ("customer_id", "name", "timezone")}
    items["language"] = language_of(fields["language"]) if "language" in fields else "NULL::VARCHAR"
    items["tags"] = fields.get("tags", "[]::VARCHAR[]")
    for consent in _CONSENTS:
        items[consent] = answer(fields[consent]) if consent in fields else "NULL::BOOLEAN"
    for consent, denial in (("consent_sms", "no_sms"), ("consent_email", "no_email")):
        if denial in fields:
            items[consent] = f"CASE WHEN {answer(fields[denial])} THEN false ELSE {items[consent]} END"
    for fact, (field, sign) in _CONTACTS.items():
        items[fact] = _is_there(fields[field], sign) if field in fields else "NULL::BOOLEAN"
    items["refused"] = f"coalesce({answer(fields['refused'])}, false)" if "refused" in fields else "false"
    return items


def _is_there(text: str, sign: str) -> str:
    """SQL: whether a cell holds a number or an address, or says that there is one."""
    return f"coalesce({answer(text)}, regexp_matches({text}, '{sign}'), false)"


def answer(text: str) -> str:
    """SQL: yes, no, or NULL for what is neither."""
    lowered = f"lower({text})"
    return f"CASE WHEN {among(lowered, 'yes')} THEN true WHEN {among(lowered, 'no')} THEN false END"


def _add(connection: duckdb.DuckDBPyConnection, table: str, fixed: str, notes: Notes) -> None:
    notes.add("same_customer_in_two_files", replace_rows(connection, "customers", table, "customer_id"))
    connection.execute(f"""
        INSERT INTO customers
        SELECT customer_id, name, joined_at, last_seen_at, language, timezone, {", ".join(_CONSENTS)}, consent_at,
            refused, coalesce(f.tags, s.tags, []), {", ".join(_CONTACTS)}
        FROM {table} AS s LEFT JOIN {fixed} AS f ON f.record = s.rowid WHERE customer_id IS NOT NULL
    """)
