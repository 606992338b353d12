"""Who gets a campaign, counted as a funnel that adds up.

A condition (``agent.campaigns.conditions``) is counted over the tables of ``agent.signals.tables``: customers, orders,
conversations, conversation_intents.

A person is a customer id. A chat without one is a person of its own, and so is an order of a guest, so that
nobody is lost from the count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta

import duckdb

from agent.campaigns.channels import CONSENT_COLUMN
from agent.campaigns.conditions import CONSENT_LASTS, HAPPENED, KEYS, UPSET_LATELY, Query, validate
from agent.campaigns.schema import AnyOf, Audience, Clause, Condition, Excluded, Reason
from retrieval.playbook import Channel, Spared

LATELY = timedelta(days=30)  # how far back "lately" goes where no period is counted

PEOPLE = """
CREATE OR REPLACE TEMP VIEW people AS
SELECT customer_id AS person FROM customers
UNION SELECT coalesce(customer_id, 'chat:' || id) FROM conversations
UNION SELECT coalesce(customer_id, 'order:' || order_id) FROM orders
"""


def _split(condition: Condition, have: set[str]) -> tuple[list[AnyOf], list[AnyOf], tuple[str, ...]]:
    """Groups about one conversation, groups about the person, and keys for which there is no data.

    Of a group that can be told in part, the part is counted: rather too few people than everybody.
    """
    chat: list[AnyOf] = []
    person: list[AnyOf] = []
    later: list[str] = []
    for group in condition.and_:
        known = tuple(c for c in group.or_ if KEYS[c.key].needs in (None, *have))
        later.extend(c.key for c in group.or_ if c not in known)
        if any(KEYS[c.key].about.startswith("chat") for c in known):
            chat.append(AnyOf.model_validate({"or": known}))
        elif known:
            person.append(AnyOf.model_validate({"or": known}))
    return chat, person, tuple(dict.fromkeys(later))


@dataclass(frozen=True)
class Counting:
    """What an audience is counted for.

    ``start`` is the first moment of the conversations that a condition looks at, ``as_of`` the end of the data.
    ``event`` starts the campaign: where the data shows it, only those are counted to whom it happened since
    ``start``, and ``days`` says how long that is; otherwise everybody who matches now is.
    ``buy_days`` is how long a question may take to lead to an order.
    ``spared`` are left out for being upset; being upset about one of the intents ``about`` is why the campaign exists,
    so for ``upset_lately`` it does not count.
    """

    as_of: datetime
    start: datetime | None
    channels: tuple[Channel, ...]
    advertising: bool
    sentence: str
    spared: tuple[Spared, ...] = ()
    about: tuple[str, ...] = ()
    event: str | None = None
    days: int | None = None
    buy_days: int = 7


def count_audience(connection: duckdb.DuckDBPyConnection, condition: Condition, counting: Counting) -> Audience:
    """Count ``condition`` as a funnel: matched, who falls away and why, reached by channel."""
    validate(condition)
    connection.execute(PEOPLE)
    have = {name for name in ("customers", "orders") if _count(connection, f"SELECT count(*) FROM {name}")}
    chat, person, later = _split(condition, have)
    query = Query({"as_of": counting.as_of, "stale": counting.as_of - CONSENT_LASTS, "buy_days": counting.buy_days})
    where = [query.group(group) for group in person]
    if chat:
        where.append(_spoke(query, chat, counting.start))
    if not chat or all(_alone(chat)):
        # No chat of the period is asked for, so it is the event that holds the count to the period.
        if counting.start and _shown(counting.event, have):
            where.append(HAPPENED[str(counting.event)][1].format(since=query.add(counting.start)))
        else:
            counting = replace(counting, days=None)
    return _funnel(connection, query, " AND ".join(where) or "true", condition, counting, later, "customers" in have)


def _shown(event: str | None, have: set[str]) -> bool:
    """Whether the tables tell to whom ``event`` happened."""
    return event in HAPPENED and HAPPENED[event][0] in (None, *have)


def _spoke(query: Query, chat: Sequence[AnyOf], start: datetime | None) -> str:
    """One conversation that fits all groups; who fits each of them as a person needs no conversation."""
    inner = " AND ".join(query.group(group) for group in chat)
    since = f"AND c.opened_at >= {query.add(start)}" if start else ""
    exists = (
        f"EXISTS (SELECT 1 FROM conversations c WHERE coalesce(c.customer_id, 'chat:' || c.id) = p.person "
        f"{since} AND {inner})"
    )
    alone = _alone(chat)
    if not all(alone):
        return exists
    return f"({exists} OR ({' AND '.join(query.any_of(clauses) for clauses in alone)}))"


def _alone(chat: Sequence[AnyOf]) -> list[list[Clause]]:
    """Of each group, the clauses that a person fits without a conversation."""
    return [[clause for clause in group.or_ if KEYS[clause.key].about == "person"] for group in chat]


def exclusions(counting: Counting) -> tuple[Reason, ...]:
    """Whom the campaign leaves out each time it sends, whatever was counted today."""
    always: tuple[Reason, ...] = ("not_reachable", *counting.spared)
    if not counting.advertising:
        return always
    asked: tuple[Reason, ...] = ("refused", "recently_messaged")
    if any(channel in CONSENT_COLUMN for channel in counting.channels):
        asked = ("refused", "unlisted", "no_consent", "consent_stale", "recently_messaged")
    return (*always, *asked)


def has_people(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there is anybody to count; a report of counts or a snapshot of signals brings no people along."""
    return any(_count(connection, f"SELECT count(*) FROM {name}") for name in ("conversations", "customers", "orders"))


def estimate_audience(people: int, condition: Condition, counting: Counting) -> Audience:
    """An audience of which only the number is known; everything about consent is looked up when it is sent."""
    validate(condition)
    return Audience(
        condition=condition,
        sentence=counting.sentence,
        days=counting.days,
        exclusions=exclusions(counting),
        checked_later=tuple(
            dict.fromkeys(c.key for group in condition.and_ for c in group.or_ if c.key != "support.intent")
        ),
        matched=people,
        excluded=(),
        reached=people,
        by_channel={counting.channels[0]: people},
        consent_known=False,
    )


TOLD: tuple[Reason, ...] = (
    "unlisted",
    "refused",
    "no_consent",
    "consent_stale",
    "not_reachable",
    "upset_open",
    "upset_lately",
)
"""The order in which an operator reads who falls away."""


def _funnel(
    connection: duckdb.DuckDBPyConnection,
    query: Query,
    where: str,
    condition: Condition,
    counting: Counting,
    later: Sequence[str],
    consent_known: bool,
) -> Audience:
    """Label each matching person with the first reason that excludes them, or with their channel; then count."""
    labels = ["WHEN p.person LIKE 'order:%' THEN '-not_reachable'"]
    labels += _upset_labels(query, counting)
    # Of a chat without a customer nobody knows more than the chat itself.
    stays = "+in_app" if "in_app" in counting.channels else "-not_reachable"
    labels.append(f"WHEN p.person LIKE 'chat:%' THEN '{stays}'")
    if consent_known:
        labels += _consent_labels(counting)
    else:
        labels.append(f"WHEN true THEN '+{counting.channels[0]}'")
    sql = (
        f"SELECT CASE {' '.join(labels)} ELSE '-not_reachable' END AS label, count(*) FROM people p "
        f"LEFT JOIN customers cu ON cu.customer_id = p.person WHERE {where} GROUP BY label ORDER BY label"
    )
    used = {name: value for name, value in query.parameters.items() if f"${name}" in sql}
    counts: dict[str, int] = dict(connection.execute(sql, used).fetchall())
    excluded = tuple(Excluded(reason=r, count=counts[f"-{r}"]) for r in TOLD if f"-{r}" in counts)
    by_channel = {c: counts[f"+{c}"] for c in counting.channels if f"+{c}" in counts}
    reached = sum(by_channel.values())
    return Audience(
        condition=condition,
        sentence=counting.sentence,
        days=counting.days,
        exclusions=exclusions(counting),
        matched=reached + sum(line.count for line in excluded),
        excluded=excluded,
        reached=reached,
        by_channel=by_channel,
        consent_known=consent_known,
        checked_later=tuple(later),
    )


def _upset_labels(query: Query, counting: Counting) -> list[str]:
    """Open complaints first: whoever has one is counted there."""
    labels = []
    if "upset_open" in counting.spared:
        labels.append(f"WHEN {KEYS['support.upset_open'].expression} THEN '-upset_open'")
    if "upset_lately" in counting.spared:
        since, about = query.add(counting.start or counting.as_of - LATELY), query.add(list(counting.about))
        upset = UPSET_LATELY.format(since=f"{since}::TIMESTAMP", about=f"{about}::VARCHAR[]")
        labels.append(f"WHEN {upset} THEN '-upset_lately'")
    return labels


def _consent_labels(counting: Counting) -> list[str]:
    """Consent in the order in which an operator would ask: known at all, refused, agreed, still valid."""
    if not counting.advertising:
        return [f"WHEN true THEN '+{counting.channels[0]}'"]
    labels = ["WHEN cu.refused THEN '-refused'"]
    outside = [c for c in counting.channels if c in CONSENT_COLUMN]
    if not outside:
        return [*labels, f"WHEN true THEN '+{counting.channels[0]}'"]
    agreed = " OR ".join(f"coalesce(cu.{CONSENT_COLUMN[c]}, false)" for c in outside)
    if len(outside) == len(counting.channels):
        labels.append("WHEN cu.customer_id IS NULL THEN '-unlisted'")
        labels.append(f"WHEN NOT ({agreed}) THEN '-no_consent'")
    labels.append(f"WHEN ({agreed}) AND cu.consent_at < $stale::TIMESTAMP THEN '-consent_stale'")
    for channel in counting.channels:
        column = CONSENT_COLUMN.get(channel)
        labels.append(f"WHEN {f'coalesce(cu.{column}, false)' if column else 'true'} THEN '+{channel}'")
    return labels


def _count(connection: duckdb.DuckDBPyConnection, sql: str) -> int:
    row = connection.execute(sql).fetchone()
    return int(row[0]) if row else 0
