"""A report of counts: tags and how often each came up, with no conversations behind them."""

from __future__ import annotations

from dataclasses import asdict

import duckdb

from agent.signals.count.desk import Desk, TagMeanings
from agent.signals.count.topics import LANGUAGE, Comparison
from agent.signals.types import IntentTopic, Period, TagTopic

_COUNTS = """
SELECT tag, sum(count)::BIGINT AS total, sum(previous_count)::BIGINT
FROM tag_counts GROUP BY tag ORDER BY total DESC, tag
"""
_LANGUAGES = f"""
SELECT language, sum(count)::BIGINT AS total FROM (SELECT tag AS written, {LANGUAGE}, count FROM tag_counts)
GROUP BY language HAVING sum(count) > 0 ORDER BY total DESC, language
"""

_Count = tuple[str, int, int | None]


def count_report(
    connection: duckdb.DuckDBPyConnection, *, period: Period | None, before: Period | None, meanings: TagMeanings
) -> Desk:
    """Count ``tag_counts``.

    A report does not say which conversations carry two tags, nor who wrote: ``conversations`` is the sum of the
    counts, so a conversation with two tags counts twice, and every count stands in for its customers. A tag
    without a previous count is not compared.
    """
    counts: list[_Count] = connection.execute(_COUNTS).fetchall()
    total = sum(count for _, count, _ in counts)
    known_before = [previous for _, _, previous in counts if previous is not None]
    comparison = Comparison.of(total, sum(known_before) if known_before else None, period, before)
    return Desk(
        conversations=total,
        conversations_before=comparison.total_before,
        customers=total,
        without_intent=sum(count for tag, count, _ in counts if meanings.of(tag).intent is None),
        languages=dict(connection.execute(_LANGUAGES).fetchall()),
        tags=tuple(
            TagTopic(tag=tag, customers=count, **asdict(meanings.of(tag)), **comparison.shares(count, previous))
            for tag, count, previous in counts
            if count
        ),
        intents=tuple(
            IntentTopic(intent=intent, customers=count, **comparison.shares(count, previous))
            for intent, count, previous in _by_intent(counts, meanings)
        ),
        notes=("customers_unknown",),
    )


def _by_intent(counts: list[_Count], meanings: TagMeanings) -> list[_Count]:
    """Sums over the tags of each intent; the previous one only where every tag has one."""
    sums: dict[str, _Count] = {}
    for tag, count, previous in counts:
        intent = meanings.of(tag).intent
        if intent is None:
            continue
        _, so_far, before = sums.get(intent, (intent, 0, 0))
        both = None if before is None or previous is None else before + previous
        sums[intent] = (intent, so_far + count, both)
    return sorted((row for row in sums.values() if row[1]), key=lambda row: (-row[1], row[0]))
