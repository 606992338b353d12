"""From tags and texts to ``conversation_intents``: what has to be mapped, and noting what it was mapped to."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from itertools import islice
from typing import Literal, NamedTuple

import duckdb

TextKind = Literal["summary", "messages"]
LOOKS: tuple[TextKind, ...] = ("summary", "messages")  # which text is looked at first


BATCH = 2_048  # rows that pass between Python and the tables at a time: few calls, little memory
ON_EVERYTHING = 0.98  # of all conversations: a tag that the desk puts on nearly all of them names no topic
SMALLEST_TO_JUDGE = 50  # conversations: a small shop may really have had one topic so far

_DISTINCT_TAGS = """
SELECT unnest(tags) AS tag FROM conversations
UNION
SELECT tag FROM tag_counts
ORDER BY tag
"""
_UNINFORMATIVE = """
WITH total AS (SELECT count(*) AS conversations FROM conversations),
     first AS (SELECT tags FROM conversations LIMIT (SELECT conversations // 16 + 1 FROM total)),
     likely AS (
         SELECT tag FROM (SELECT unnest(tags) AS tag FROM first), total GROUP BY tag, conversations
         HAVING count(*) >= (SELECT count(*) FROM first) - (1 - $share) * conversations
     ),
     tagged AS (SELECT unnest(tags) AS tag FROM conversations WHERE EXISTS (FROM likely))
SELECT tag FROM tagged SEMI JOIN likely USING (tag), total
WHERE conversations >= $smallest
GROUP BY tag, conversations HAVING count(*) >= $share * conversations
"""
_WITHOUT_INTENT = """
WITH mapped AS (
    SELECT conversation
    FROM (
        SELECT rowid AS conversation, unnest(tags) AS tag FROM conversations
        WHERE coalesce(summary, first_messages) IS NOT NULL
    )
    SEMI JOIN (SELECT unnest($tags::VARCHAR[]) AS tag) USING (tag)
)
SELECT id, summary, first_messages
FROM conversations ANTI JOIN mapped ON conversations.rowid = mapped.conversation
WHERE coalesce(summary, first_messages) IS NOT NULL
ORDER BY source, position, id
"""
# Two tags of one conversation may share an intent; most conversations have one tag, and nothing to compare.
_INSERT_BY_TAG = """
INSERT INTO conversation_intents
WITH known AS (
    SELECT unnest($tags::VARCHAR[]) AS tag, unnest($intents::VARCHAR[]) AS intent, unnest($moods::VARCHAR[]) AS mood
)
SELECT id, intent, mood, 'tag'
FROM (SELECT id, tags[1] AS tag FROM conversations WHERE len(tags) = 1) JOIN known USING (tag)
UNION ALL
SELECT DISTINCT id, intent, mood, 'tag'
FROM (SELECT id, unnest(tags) AS tag FROM conversations WHERE len(tags) > 1) JOIN known USING (tag)
"""
_STAGE = (
    "CREATE OR REPLACE TEMP TABLE by_text (conversation_id VARCHAR, intent VARCHAR, mood VARCHAR, found_by VARCHAR)"
)
_STAGE_BATCH = """
INSERT INTO by_text
SELECT unnest($ids::VARCHAR[]), unnest($intents::VARCHAR[]), unnest($moods::VARCHAR[]), unnest($found::VARCHAR[])
"""
_INSERT_BY_TEXT = """
INSERT INTO conversation_intents
SELECT conversation_id, intent, mood, max(found_by)
FROM by_text ANTI JOIN conversation_intents AS known USING (conversation_id, intent)
GROUP BY conversation_id, intent, mood
"""


class Texts(NamedTuple):
    """What was written in a conversation; at least one of both. Not masked."""

    conversation: str
    summary: str | None
    messages: str | None


def distinct_tags(connection: duckdb.DuckDBPyConnection) -> list[str]:
    """Every tag of the conversations and of the report of counts, once, sorted."""
    return [tag for (tag,) in connection.execute(_DISTINCT_TAGS).fetchall()]


def uninformative_tags(connection: duckdb.DuckDBPyConnection) -> set[str]:
    """Tags on so many conversations (``ON_EVERYTHING``) that they say nothing about the topic.

    Leave them out of what ``texts_without_intent_by_tag`` and ``write_intents`` are given, so that their
    conversations are mapped by text.
    """
    limits = {"share": ON_EVERYTHING, "smallest": SMALLEST_TO_JUDGE}
    return {tag for (tag,) in connection.execute(_UNINFORMATIVE, limits).fetchall()}


def texts_without_intent_by_tag(
    connection: duckdb.DuckDBPyConnection, usable: Mapping[str, str | None]
) -> Iterator[Texts]:
    """What to map by text, in the order of the files.

    A conversation comes when none of its tags has an intent in ``usable`` and it has a summary or first messages.
    Reads through its own cursor, so the connection stays free for other work meanwhile; what it reads must be
    committed.
    """
    tags = [tag for tag, intent in usable.items() if intent is not None]
    with connection.cursor() as cursor:
        cursor.execute(_WITHOUT_INTENT, {"tags": tags})
        while batch := cursor.fetchmany(BATCH):
            yield from (Texts(*row) for row in batch)


def write_intents(
    connection: duckdb.DuckDBPyConnection,
    tag_intents: Mapping[str, str],
    text_intents: Iterable[tuple[str, str, str]],
    moods: Mapping[str, str],
) -> None:
    """Fill ``conversation_intents`` anew: one row for each conversation and intent.

    Args:
        tag_intents: intent of each tag that has one; several tags may share it, and a conversation gets the
            intents of all its tags.
        text_intents: (conversation id, intent, ``summary`` or ``messages``); an intent that a tag gave
            already stays with the tag.
        moods: mood of every intent named in the other two; a missing one is a ``KeyError``.
    """
    connection.execute("DELETE FROM conversation_intents")
    by_tag = {
        "tags": list(tag_intents),
        "intents": list(tag_intents.values()),
        "moods": [moods[intent] for intent in tag_intents.values()],
    }
    connection.execute(_INSERT_BY_TAG, by_tag)
    _insert_by_text(connection, text_intents, moods)


def _insert_by_text(
    connection: duckdb.DuckDBPyConnection, text_intents: Iterable[tuple[str, str, str]], moods: Mapping[str, str]
) -> None:
    connection.execute(_STAGE)
    rows = iter(text_intents)
    while batch := list(islice(rows, BATCH)):
        ids, intents, found = (list(column) for column in zip(*batch, strict=True))
        columns = {"ids": ids, "intents": intents, "moods": [moods[intent] for intent in intents], "found": found}
        connection.execute(_STAGE_BATCH, columns)
    connection.execute(_INSERT_BY_TEXT)
    connection.execute("DROP TABLE by_text")
