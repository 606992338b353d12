"""Everybody whom a shop knows, a row a person, prepared once so that one funnel is one scan.

A person is a customer id. A chat without one is a person of its own, and so is an order of a guest, so that nobody is
lost from the count. Which of the three it is comes from the row it was made of and never from how its name looks: a
shop may number its customers ``order:7``, so a person is told by ``person`` and ``kind`` together. The table is
``audience_people``; it is made anew when the shop's tables have changed.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from agent.campaigns.keys import BUYER, CHAT, CUSTOMER, GUEST_ORDER, WRITER
from agent.campaigns.rfm import STAGE, score, usual_pause

__all__ = ["CHAT", "CUSTOMER", "GUEST_ORDER", "LOOKED_THROUGH", "forget", "prepare", "remember"]

_TAGGED = "len(list_filter(tags, lambda t: t LIKE '%단골%' OR lower(t) LIKE '%vip%' OR t LIKE '%お得意%')) > 0"
# Money is added up exactly: a sum of floating numbers differs from run to run with the order of the threads.
_MONEY = "sum(try_cast(amount AS DECIMAL(18, 4)))"
_CONSENTS = ("consent_sms", "consent_kakao", "consent_email", "consent_push", "consent_night")

_BOUGHT = f"""
SELECT {BUYER},
    count(*)::INTEGER AS orders, min(ordered_at) AS first_order_at, max(ordered_at) AS last_order_at,
    {_MONEY}::DOUBLE AS spent, count(amount)::INTEGER AS paid_orders,
    count(*) FILTER (ordered_at <= $as_of::TIMESTAMP) AS times,
    max(ordered_at) FILTER (ordered_at <= $as_of::TIMESTAMP) AS latest,
    {_MONEY} FILTER (ordered_at <= $as_of::TIMESTAMP) AS paid
FROM orders o GROUP BY ALL
"""
_SCORED = f"""
SELECT person, kind, {STAGE} AS stage, {score("latest")} AS recency, {score("times")} AS frequency,
    {score("coalesce(paid, 0)")} AS money
FROM (SELECT *, date_diff('day', latest, $as_of::TIMESTAMP) AS quiet FROM bought WHERE kind = {CUSTOMER} AND times > 0)
"""
_CHATTED = f"""
SELECT {WRITER}, max(c.opened_at) AS last_chat_at,
    max(coalesce(c.closed_at, c.opened_at)) FILTER (NOT c.is_open) AS last_closed_at,
    max(c.opened_at) FILTER (NOT c.is_open) AS last_opened_of_closed
FROM conversations c GROUP BY ALL
"""
_UPSET = f"""
SELECT {WRITER}, c.opened_at, c.is_open, i.intent
FROM conversation_intents i JOIN conversations c ON c.id = i.conversation_id WHERE i.mood = 'upset'
"""
# Looked up by row: a number is found faster than a name.
_UPSET_ROWS = f"""
CREATE OR REPLACE TEMP TABLE audience_upset AS
SELECT p.rowid AS person_row, u.opened_at, u.intent FROM ({_UPSET}) u JOIN audience_people p USING (person, kind)
"""
_REGULARS = """
SELECT c.customer_id FROM conversation_intents i JOIN conversations c ON c.id = i.conversation_id
WHERE i.intent = 'vip_service' AND c.customer_id IS NOT NULL
"""
_PEOPLE = f"""
CREATE OR REPLACE TEMP TABLE audience_people AS
WITH bought AS ({_BOUGHT}), scored AS ({_SCORED}), chatted AS ({_CHATTED}),
upset AS ({_UPSET}),
contacted AS (SELECT customer_id AS person, {CUSTOMER} AS kind, max(sent_at) AS last_sent_at FROM sent GROUP BY ALL)
SELECT person, kind::UTINYINT AS kind,
    cu.customer_id IS NOT NULL AS listed, cu.joined_at, cu.last_seen_at,
    {", ".join(f"coalesce(cu.{name}, false) AS {name}" for name in _CONSENTS)}, cu.consent_at,
    coalesce(cu.refused, false) AS refused, coalesce(cu.has_phone, true) AS has_phone,
    coalesce(cu.has_email, true) AS has_email, coalesce(cu.tags, []) AS tags,
    coalesce({_TAGGED}, false) OR (kind = {CUSTOMER} AND person IN ({_REGULARS})) AS vip,
    -- Without a customer list nobody knows who joined, but an order without a customer is a guest's.
    kind = {GUEST_ORDER} OR (cu.joined_at IS NULL AND EXISTS (FROM customers)) AS guest,
    coalesce(b.orders, 0) AS orders, b.first_order_at, b.last_order_at, b.spent,
    nullif(b.paid_orders, 0) AS paid_orders, s.recency, s.frequency, s.money, s.stage,
    ch.last_chat_at, ch.last_closed_at, ch.last_opened_of_closed,
    (person, kind) IN (SELECT person, kind FROM upset WHERE is_open) AS upset_open, co.last_sent_at
FROM (SELECT customer_id AS person, {CUSTOMER} AS kind, * FROM customers) cu
FULL JOIN bought b USING (person, kind) FULL JOIN chatted ch USING (person, kind)
LEFT JOIN scored s USING (person, kind) LEFT JOIN contacted co USING (person, kind)
"""
_GIVEN = ("customers", "orders", "amounts", "sent")
_HAVE = """
SELECT EXISTS (FROM customers), EXISTS (FROM orders), EXISTS (FROM orders WHERE amount IS NOT NULL), EXISTS (FROM sent)
"""
# What audience_people is made from; texts of conversations are not. Rows of these tables are added and replaced.
_READ = {
    "customers": f"customer_id, joined_at, last_seen_at, {', '.join(_CONSENTS)}, consent_at, refused, tags, has_phone, "
    "has_email",
    "orders": "order_id, customer_id, ordered_at, amount",
    "conversations": "id, customer_id, opened_at, closed_at, is_open",
    "conversation_intents": "conversation_id, intent, mood",
    "sent": "customer_id, sent_at",
}
_MADE = """
SELECT (SELECT comment FROM duckdb_tables() WHERE temporary AND table_name = 'audience_people'),
    getvariable('audience_seen') = $first - 1 AND txid_current() > $first
"""
_TRANSACTION = "SELECT txid_current()"
_SIZES = " UNION ALL ".join(f"SELECT count(*), max(rowid) FROM {table}" for table in _READ)
_MAY_CHANGE = {"customers": f"refused, consent_at, {', '.join(_CONSENTS)}"}
LOOKED_THROUGH = 200_000  # rows: about 20 ms


def prepare(
    connection: duckdb.DuckDBPyConnection, as_of: datetime, look_through: int = LOOKED_THROUGH
) -> frozenset[str]:
    """See that ``audience_people`` and ``audience_upset`` are those of the tables as they are now.

    Args:
        look_through: rows up to which every value is looked at for a change. Beyond, that would take longer than the
            count itself: there new and replaced rows are noticed, and of values changed in place those of consent;
            after others call ``forget``.

    Returns:
        what the shop gave: of ``customers``, ``orders``, ``amounts``, ``sent``.
    """
    ((first,),) = connection.execute(_TRANSACTION).fetchall()
    made, seen = connection.execute(_MADE, {"first": first}).fetchall()[0]
    have, _, mark = (made or "").partition(" ")
    if not (seen and mark.startswith(f"{as_of.isoformat()} ")):
        now = _mark(connection, as_of, look_through)
        if now != mark:
            have = ",".join(_build(connection, as_of))
            # Said of the table itself, so that it goes where the table goes when a transaction is undone.
            connection.execute(f"COMMENT ON TABLE audience_people IS '{have} {now}'")
    return frozenset(have.split(",")) - {""}


def remember(connection: duckdb.DuckDBPyConnection) -> None:
    """Note that all up to here was read only, so that the next ``prepare`` need not look through the tables.

    DuckDB numbers its transactions: where the next one follows directly on this one, nobody wrote in between. Within a
    transaction of the caller's the number stays the same, and tells nothing.
    """
    ((first,),) = connection.execute(_TRANSACTION).fetchall()
    connection.execute("SET VARIABLE audience_seen = nullif(txid_current(), $first)", {"first": first})


def forget(connection: duckdb.DuckDBPyConnection) -> None:
    """Have the next ``prepare`` make everything anew."""
    connection.execute("DROP TABLE IF EXISTS temp.audience_people")


def _build(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> list[str]:
    """Make the tables, and say what the shop gave."""
    connection.execute(_PEOPLE, {"as_of": as_of, "pause": usual_pause(connection, as_of)})
    connection.execute(_UPSET_ROWS)
    given = connection.execute(_HAVE).fetchall()[0]
    return [name for name, there in zip(_GIVEN, given, strict=True) if there]


def _mark(connection: duckdb.DuckDBPyConnection, as_of: datetime, look_through: int) -> str:
    """A digest of the tables that differs when they have changed."""
    sizes = connection.execute(_SIZES).fetchall()
    looked_at = _READ if sum(rows for rows, _ in sizes) <= look_through else _MAY_CHANGE
    sums = ", ".join(f"(SELECT sum(hash({columns})) FROM {table})" for table, columns in looked_at.items())
    found = [*sizes, *connection.execute(f"SELECT {sums}").fetchall()]
    return as_of.isoformat() + "".join(f" {number}" for row in found for number in row)
