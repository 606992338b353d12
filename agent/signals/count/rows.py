"""The narrow tables that all counting goes over: numbers instead of long texts and ids, made once, dropped after.

``counted`` has one row a conversation of either period, keyed by ``conversation`` (its row in
``conversations``); ``tag_rows`` and ``intent_rows`` pair a ``name`` with a ``conversation``; ``people``
numbers the customer ids. A conversation without a customer id is a person of its own, with a number below
zero.
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
LANGUAGE = r"""
    CASE WHEN regexp_matches(written, '\p{Hangul}') THEN 'ko'
         WHEN regexp_matches(written, '[\p{Hiragana}\p{Katakana}]') THEN 'ja'
         WHEN regexp_matches(written, '\p{Latin}') THEN 'en'
         ELSE 'other' END AS language
"""  # by script, of a column named `written`
# What the customer wrote tells their language best; the desk's summary and tags are in the desk's own.
_COUNTED = f"""
CREATE OR REPLACE TEMP TABLE counted AS
SELECT conversations.rowid AS conversation,
       coalesce(person, -1 - conversations.rowid) AS person,
       $start::DATE IS NULL OR (opened_at >= $start::DATE AND opened_at < $end::DATE) AS now,
       opened_at, is_open,
       summary IS NOT NULL AS summed_up,
       length(coalesce(summary, first_messages)) AS text_length,
       hash(id) AS shuffle,
       hash(translate(coalesce(summary, first_messages), '0123456789 ', '')) AS wording,
       {LANGUAGE}
FROM (SELECT *, rowid, coalesce(first_messages, summary, array_to_string(tags, ' ')) AS written FROM conversations)
     AS conversations
LEFT JOIN people USING (customer_id)
WHERE now OR (opened_at >= $before_start::DATE AND opened_at < $before_end::DATE)
"""
_TAG_ROWS = """
CREATE OR REPLACE TEMP TABLE tag_rows AS
SELECT tag AS name, conversation
FROM (SELECT rowid AS conversation, unnest(tags) AS tag FROM conversations) SEMI JOIN counted USING (conversation)
"""
_INTENT_ROWS = """
CREATE OR REPLACE TEMP TABLE intent_rows AS
SELECT DISTINCT intent AS name, conversations.rowid AS conversation
FROM conversation_intents JOIN conversations ON conversation_intents.conversation_id = conversations.id
SEMI JOIN counted ON counted.conversation = conversations.rowid
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
        connection.execute(_COUNTED, days)
        connection.execute(_TAG_ROWS)
        connection.execute(_INTENT_ROWS)
        yield
    finally:
        for table in ("people", "counted", "tag_rows", "intent_rows"):
            connection.execute(f"DROP TABLE IF EXISTS {table}")
