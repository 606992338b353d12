"""Rows of customers."""

from __future__ import annotations

from zoneinfo import ZoneInfo

import duckdb

from agent.signals.readers.source import Source
from agent.signals.readers.stage import Notes, Staged, check_ids, load, replace_rows
from agent.signals.readers.tags import check_tags, clean_tags

_DATES = ("joined_at", "last_seen_at", "consent_at")
_CONSENTS = ("consent_sms", "consent_kakao", "consent_email", "consent_push", "consent_night")
_YES = (
    "true", "t", "1", "y", "yes", "o", "on", "ok", "agree", "agreed", "subscribed", "예", "네", "동의", "동의함", "수신", "수신동의", "수신함", "허용",
    "はい", "同意", "同意する", "同意済み", "受信", "受信する", "○", "◯", "〇", "✓", "✔",
)  # fmt: skip
_NO = (
    "false", "f", "0", "n", "no", "x", "off", "disagree", "refused", "unsubscribed", "아니오", "아니요", "미동의", "비동의", "동의안함", "동의 안함",
    "거부", "수신거부", "수신안함", "미수신", "いいえ", "不同意", "拒否", "受信拒否", "受信しない", "×", "✕", "✗",
)  # fmt: skip
_LANGUAGES = {
    "korean": "ko",
    "한국어": "ko",
    "kr": "ko",
    "japanese": "ja",
    "日本語": "ja",
    "일본어": "ja",
    "jp": "ja",
    "english": "en",
    "영어": "en",
    "英語": "en",
}


def stage_customers(connection: duckdb.DuckDBPyConnection, table: str, source: Source, zone: ZoneInfo) -> Staged:
    """Read, check and clean; raises ``BadInput``."""
    source = load(connection, table, source, _items, _DATES, zone)
    check_ids(
        connection,
        table,
        source,
        "customer_id",
        "name IS NOT NULL OR joined_at IS NOT NULL OR last_seen_at IS NOT NULL",
    )
    check_tags(connection, table, source)
    fixed = clean_tags(connection, table)
    return Staged(table, lambda notes: _add(connection, table, fixed, notes))


def _items(source: Source) -> dict[str, str]:
    fields = source.fields
    items = {name: fields.get(name, "NULL::VARCHAR") for name in ("customer_id", "name", "timezone")}
    items["language"] = _language(fields["language"]) if "language" in fields else "NULL::VARCHAR"
    items["tags"] = fields.get("tags", "[]::VARCHAR[]")
    for consent in _CONSENTS:
        items[consent] = _answer(fields[consent]) if consent in fields else "NULL::BOOLEAN"
    for consent, denial in (("consent_sms", "no_sms"), ("consent_email", "no_email")):
        if denial in fields:
            items[consent] = f"CASE WHEN {_answer(fields[denial])} THEN false ELSE {items[consent]} END"
    items["refused"] = f"coalesce({_answer(fields['refused'])}, false)" if "refused" in fields else "false"
    return items


def _answer(text: str) -> str:
    """SQL: yes, no, or NULL for what is neither."""
    return f"CASE WHEN lower({text}) IN {_YES} THEN true WHEN lower({text}) IN {_NO} THEN false END"


def _language(text: str) -> str:
    """SQL: a two-letter code from a code, a locale or a language's name."""
    cases = " ".join(f"WHEN '{name}' THEN '{code}'" for name, code in _LANGUAGES.items())
    return f"CASE lower({text}) {cases} ELSE left(lower({text}), 2) END"


def _add(connection: duckdb.DuckDBPyConnection, table: str, fixed: str, notes: Notes) -> None:
    notes.add("same_customer_in_two_files", replace_rows(connection, "customers", table, "customer_id"))
    connection.execute(
        f"INSERT INTO customers SELECT customer_id, name, joined_at, last_seen_at, language, timezone, {', '.join(_CONSENTS)}, consent_at,"
        f" refused, coalesce(f.tags, s.tags, []) FROM {table} AS s LEFT JOIN {fixed} AS f ON f.record = s.rowid WHERE customer_id IS NOT NULL"
    )
