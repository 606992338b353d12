"""The narrow tables that all counting goes over: numbers instead of long texts and ids, made once, dropped after.

``counted`` has one row a conversation, keyed by ``conversation`` (its row in ``conversations``); ``now`` is true in
the period, false in the one before and NULL outside of both. ``tag_rows`` and ``intent_rows`` have one row for each
``name`` of a conversation, with what topics are counted by; their names are enums, which group like numbers.
``people`` numbers the customer ids; a conversation without one is a person of its own, with a number below zero.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import duckdb

from agent.signals.types import Period

_PEOPLE = """
CREATE OR REPLACE TEMP TABLE people AS
SELECT customer_id, row_number() OVER () AS person
FROM (SELECT DISTINCT customer_id FROM conversations WHERE customer_id IS NOT NULL)
"""
_TAG_NAMES = "CREATE TEMP TYPE tag_name AS ENUM (SELECT DISTINCT unnest(tags) FROM conversations)"
_INTENT_NAMES = "CREATE TEMP TYPE intent_name AS ENUM (SELECT DISTINCT intent FROM conversation_intents)"
# Texts are looked at only in the period: before it, nothing but counts is told.
_COUNTED = """
CREATE OR REPLACE TEMP TABLE counted AS
SELECT conversation, id, person, now, opened_at, is_open, tags::tag_name[] AS tags,
       summary IS NOT NULL AS summed_up, length(text) AS text_length, hash(text) AS said
FROM (
    SELECT *, CASE WHEN now THEN coalesce(summary, first_messages) END AS text
    FROM (
        SELECT conversations.rowid AS conversation, coalesce(person, -1 - conversations.rowid) AS person,
               CASE WHEN $start::DATE IS NULL OR (opened_at >= $start::DATE AND opened_at < $end::DATE) THEN TRUE
                    WHEN opened_at >= $before_start::DATE AND opened_at < $before_end::DATE THEN FALSE END AS now,
               conversations.*
        FROM conversations LEFT JOIN people USING (customer_id)
    )
)
"""
# Two texts that differ in numbers alone are worded alike. Texts come again and again, so each is looked at once.
_WORDINGS = """
CREATE OR REPLACE TEMP TABLE wordings AS
SELECT said, hash(translate(coalesce(summary, first_messages), '0123456789 ', '')) AS wording
FROM (SELECT said, min(conversation) AS conversation FROM counted WHERE said IS NOT NULL GROUP BY said) AS texts
JOIN conversations ON texts.conversation = conversations.rowid
"""
_TAG_ROWS = """
CREATE OR REPLACE TEMP TABLE tag_rows AS
SELECT unnest(tags) AS name, conversation, person, now, opened_at, is_open FROM counted WHERE now IS NOT NULL
"""
_INTENT_ROWS = """
CREATE OR REPLACE TEMP TABLE intent_rows AS
SELECT name, conversation, person, now, opened_at, is_open, upset
FROM (SELECT conversation_id AS id, intent::intent_name AS name, mood = 'upset' AS upset FROM conversation_intents)
JOIN counted USING (id)
"""


@contextmanager
def counted_rows(
    connection: duckdb.DuckDBPyConnection, *, period: Period | None, before: Period | None
) -> Iterator[None]:
    """Make the tables for these two periods; without a period every conversation counts, dated or not."""
    days = {
        "start": period and period.start,
        "end": period and period.end,
        "before_start": before and before.start,
        "before_end": before and before.end,
    }
    try:
        connection.execute(_PEOPLE)
        connection.execute(_TAG_NAMES)
        connection.execute(_INTENT_NAMES)
        connection.execute(_COUNTED, days)
        connection.execute(_WORDINGS)
        connection.execute(_TAG_ROWS)
        connection.execute(_INTENT_ROWS)
        yield
    finally:
        for table in ("people", "counted", "wordings", "tag_rows", "intent_rows"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
        for name in ("tag_name", "intent_name"):
            connection.execute(f"DROP TYPE IF EXISTS {name}")
