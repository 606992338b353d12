"""One funnel over a big shop, beside a bare scan of the table of people that it is counted on.

The bare scan reads that one table, every column. The funnel reads fewer of its columns, and beside them what was sent
and who was upset; by product the orders too, by conversations the chats. These are no part of the bare scan.
"""

from __future__ import annotations

import resource
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from typing import Any

import duckdb

from agent.campaigns.audience import Counting, count_audience
from agent.campaigns.people import prepare, remember
from agent.campaigns.schema import Condition
from agent.signals.readers import working_tables
from evals.benches.figure import Figure

SLOWEST = 5.0  # times a bare scan
ROUNDS = 9
AS_OF = datetime(2026, 11, 1)

# Everything follows from the number of the row by hash, so the same size is the same shop.
_ROWS = (
    """
INSERT INTO customers
SELECT 'm' || i, NULL, TIMESTAMP '2024-01-01' + to_hours((hash(i, 'joined') % 24000)::INTEGER), NULL, 'ko', NULL,
    hash(i, 'sms') % 10 < 7, hash(i, 'kakao') % 10 < 6, hash(i, 'email') % 10 < 3, NULL, false,
    TIMESTAMP '2023-06-01' + to_hours((hash(i, 'agreed') % 29000)::INTEGER), hash(i, 'refused') % 100 < 3,
    CASE WHEN hash(i, 'tag') % 50 = 0 THEN ['VIP'] ELSE [] END, hash(i, 'phone') % 100 < 96, NULL
FROM range($rows) r(i)
""",
    """
INSERT INTO orders
SELECT 'o' || i, 'm' || (hash(i, 'buyer') % $rows),
    TIMESTAMP '2025-01-01' + to_minutes((hash(i, 'at') % 960000)::INTEGER),
    9900 + hash(i, 'amount') % 900 * 100,
    [['ring', 'bracelet', 'ear cuff', 'necklace'][(hash(i, 'item') % 4 + 1)::INTEGER]]
FROM range(2 * $rows) r(i)
""",
    """
INSERT INTO conversations
SELECT 'c' || i, 'm' || (hash(i, 'writer') % $rows),
    TIMESTAMP '2026-09-01' + to_minutes((hash(i, 'at') % 87000)::INTEGER),
    NULL, hash(i, 'open') % 20 = 0, ['교환'], NULL, NULL, 'chats', i
FROM range($rows // 2) r(i)
""",
    """
INSERT INTO conversation_intents
SELECT 'c' || i, ['size_fit', 'complaint', 'delivery_status', 'praise'][(hash(i, 'intent') % 4 + 1)::INTEGER],
    CASE WHEN hash(i, 'mood') % 10 = 0 THEN 'upset' ELSE 'neutral' END, 'tag'
FROM range($rows // 2) r(i)
""",
    """
INSERT INTO sent
SELECT 'm' || (hash(i, 'to') % $rows), 'cmp_' || (hash(i, 'campaign') % 12), 'lms',
    TIMESTAMP '2026-08-01' + to_minutes((hash(i, 'sent') % 132000)::INTEGER), hash(i, 'advertising') % 10 < 8
FROM range(2 * $rows) r(i)
""",
)
_BASE = ("customers", "orders", "conversations", "conversation_intents", "sent")


def _condition(*clauses: tuple[str, str, str, Any]) -> Condition:
    groups = [
        {"or": [{"key": key, "type": type_, "operator": operator, "values": [value]}]}
        for key, type_, operator, value in clauses
    ]
    return Condition.model_validate({"and": groups})


BOUGHT = _condition(
    ("order.count", "number", "$gte", 1),
    ("order.last_days_ago", "number", "$gte", 60),
    ("order.total", "number", "$gte", 30_000),
    ("consent.sms", "boolean", "$eq", True),
)
CHATTED = _condition(
    ("support.intent", "string", "$eq", "size_fit"),
    ("support.state", "string", "$eq", "closed"),
    ("order.after_chat", "boolean", "$eq", False),
)
PRODUCT = _condition(("order.product", "string", "$eq", "ring"))
OTHERS = (
    _condition(("support.intent", "string", "$eq", "complaint"), ("support.state", "string", "$eq", "closed")),
    _condition(("customer.stage", "string", "$eq", "at_risk"), ("order.count", "number", "$gte", 3)),
    _condition(("support.intent", "string", "$eq", "praise"), ("order.last_days_ago", "number", "$lt", 30)),
)
COUNTING = Counting(
    as_of=AS_OF,
    start=datetime(2026, 10, 1),
    channels=("brand_message", "lms"),
    advertising=True,
    sentence="",
    spared=("upset_open", "upset_lately"),
    campaign="cmp_1",
)
BESIDE = replace(COUNTING, others=OTHERS)


def run(rows: int) -> Sequence[Figure]:
    """Medians of rounds in which every side has its turn.

    ``rows`` customers, twice as many orders, as many messages sent as orders, half as many chats as customers.
    """
    with working_tables() as connection:
        for sql in _ROWS:
            connection.execute(sql, {"rows": rows})
        read = _seconds(lambda: _scan(connection, *_BASE))
        prepared = _seconds(lambda: _prepare(connection))
        sides: dict[str, Callable[[], object]] = {
            "scan": lambda: _scan(connection, "audience_people"),
            "funnel": lambda: count_audience(connection, BOUGHT, COUNTING),
            "others": lambda: count_audience(connection, BOUGHT, BESIDE),
            "product": lambda: count_audience(connection, PRODUCT, COUNTING),
            "chat": lambda: count_audience(connection, CHATTED, COUNTING),
            "again": lambda: _prepare(connection),
            "looked": lambda: _prepare(connection.execute("SELECT 1")),
        }
        times: dict[str, list[float]] = {name: [] for name in sides}
        for _ in range(ROUNDS):
            for name, side in sides.items():
                times[name].append(_seconds(side))
        audience = count_audience(connection, BOUGHT, BESIDE)
    median = {name: statistics.median(taken) for name, taken in times.items()}
    counted = {line.reason for line in audience.excluded if line.count}
    if not (audience.reached and {"recently_messaged", "in_other_campaign"} <= counted):
        raise SystemExit("the funnel reached nobody, or left nobody out for another message or campaign")
    ratio = statistics.median(f / s for f, s in zip(times["funnel"], times["scan"], strict=True))
    return [
        Figure(f"bare scan: {rows:,} people, all columns", median["scan"], "s"),
        Figure("funnel: orders, consent, messaged lately", median["funnel"], "s"),
        Figure("the same / bare scan", ratio, "×", SLOWEST),
        Figure("the same beside 3 other campaigns / bare scan", median["others"] / median["scan"], "×"),
        Figure("funnel by product / bare scan", median["product"] / median["scan"], "×"),
        Figure("funnel by conversations / bare scan", median["chat"] / median["scan"], "×"),
        Figure("preparing people, once / reading the tables once", prepared / read, "×"),
        Figure("people again, nothing asked between / bare scan", median["again"] / median["scan"], "×"),
        Figure("people again, other queries between / bare scan", median["looked"] / median["scan"], "×"),
        Figure("peak memory", resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024, "MiB"),
    ]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started


def _scan(connection: duckdb.DuckDBPyConnection, *tables: str) -> None:
    """Every value of every column is read and nothing else is done: lists are counted, the greatest of others kept."""
    for table in tables:
        described = connection.execute(f"DESCRIBE {table}").fetchall()
        asked = ", ".join(f"{'count' if row[1].endswith('[]') else 'max'}({row[0]})" for row in described)
        connection.execute(f"SELECT {asked} FROM {table}").fetchall()


def _prepare(connection: duckdb.DuckDBPyConnection) -> None:
    prepare(connection, AS_OF)
    remember(connection)
