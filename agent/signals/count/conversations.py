"""The conversations themselves: every tag and intent of the period with all that is known about it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

import duckdb

from agent.profile import Product
from agent.signals.count.desk import Desk, TagMeanings
from agent.signals.count.examples import ExampleFinder
from agent.signals.count.outcomes import NOBODY, Bought, bought_after_asking, finished_well
from agent.signals.count.periods import conversation_days, orders_end
from agent.signals.count.products import product_mentions
from agent.signals.count.rows import counted_rows
from agent.signals.count.topics import Comparison, TopicRow, Totals, languages, topic_rows, totals, without_intent
from agent.signals.types import Example, IntentTopic, Period, TagTopic

_LEFT_OUT = """
SELECT count(*) FILTER (opened_at IS NULL), bool_and(customer_id IS NULL), (SELECT count(*) FROM tag_counts)
FROM conversations
"""


def count_conversations(
    connection: duckdb.DuckDBPyConnection,
    *,
    period: Period | None,
    before: Period | None,
    meanings: TagMeanings,
    mask: Callable[[str], str],
    products: Sequence[Product],
) -> Desk:
    """Count ``conversations`` and ``conversation_intents``; without a period all of them count."""
    before = before if period else None
    with counted_rows(connection, period=period, before=before):
        examples = ExampleFinder(connection, period, mask)
        sums = totals(connection, compared=before is not None)
        comparison = Comparison.of(sums.now, sums.before, period, before)
        return Desk(
            conversations=sums.now,
            conversations_before=sums.before,
            customers=sums.customers,
            without_intent=without_intent(connection),
            languages=languages(connection),
            tags=_tags(connection, sums, comparison, meanings, examples),
            intents=_intents(connection, sums, comparison, examples),
            hours=sums.hours,
            products=product_mentions(connection, products),
            notes=_notes(connection, period),
        )


def _tags(
    connection: duckdb.DuckDBPyConnection,
    sums: Totals,
    comparison: Comparison,
    meanings: TagMeanings,
    examples: ExampleFinder,
) -> tuple[TagTopic, ...]:
    typical = examples.find("tag_rows")
    return tuple(
        TagTopic(tag=row.name, **vars(meanings.of(row.name)), **_topic(row, comparison, typical))
        for row in topic_rows(connection, "tag_rows", timed=bool(sums.hours))
    )


def _intents(
    connection: duckdb.DuckDBPyConnection, sums: Totals, comparison: Comparison, examples: ExampleFinder
) -> tuple[IntentTopic, ...]:
    typical = examples.find("intent_rows")
    bought = _bought(connection)
    well = finished_well(connection)
    return tuple(
        IntentTopic(
            intent=row.name,
            open_customers=row.open_customers,
            asked_then_bought=bought.get(row.name, NOBODY).yes if bought is not None else None,
            asked_not_bought=bought.get(row.name, NOBODY).no if bought is not None else None,
            finished_well=well.get(row.name, 0),
            **_topic(row, comparison, typical),
        )
        for row in topic_rows(connection, "intent_rows", timed=bool(sums.hours))
    )


def _bought(connection: duckdb.DuckDBPyConnection) -> dict[str, Bought] | None:
    """``None`` when the order list or the dates of the questions are missing."""
    known_until = orders_end(connection)
    if known_until is None or conversation_days(connection) is None:
        return None
    return bought_after_asking(connection, known_until)


def _topic(row: TopicRow, comparison: Comparison, typical: Mapping[str, tuple[Example, ...]]) -> dict[str, Any]:
    """The fields of ``Topic``, for a tag and an intent alike."""
    return {
        **comparison.shares(row.count, row.before if comparison.total_before is not None else None),
        "customers": row.customers,
        "open": row.open,
        "closed": row.count - row.open,
        "hours": row.hours,
        "examples": typical.get(row.name, ()),
    }


def _notes(connection: duckdb.DuckDBPyConnection, period: Period | None) -> tuple[str, ...]:
    undated, nobody_known, counts = connection.execute(_LEFT_OUT).fetchall()[0]
    found = {
        "customers_unknown": bool(nobody_known),
        f"conversations_without_date:{undated}": bool(undated and period),
        f"tag_counts_ignored:{counts}": bool(counts),
    }
    return tuple(note for note, holds in found.items() if holds)
