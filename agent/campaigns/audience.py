"""Who gets a campaign: the condition language, counted as a funnel that adds up.

A condition is counted over the tables of ``agent.signals.tables`` (customers, orders, conversations,
conversation_intents). Its SQL is put together from the fixed pieces of ``KEYS`` only; what a condition
brings along is always a parameter.

A person is a customer id. A chat without one is a person of its own, and so is an order of a guest, so that
nobody is lost from the count.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

import duckdb

from agent.campaigns.channels import CONSENT_COLUMN
from agent.campaigns.schema import AnyOf, Audience, Clause, Condition, Excluded, Reason
from agent.errors import BadInput
from retrieval.playbook import Channel

CONSENT_LASTS = timedelta(days=730)
DAYS_TO_BUY = 7

PEOPLE = """
CREATE OR REPLACE TEMP VIEW people AS
SELECT customer_id AS person FROM customers
UNION SELECT coalesce(customer_id, 'chat:' || id) FROM conversations
UNION SELECT coalesce(customer_id, 'order:' || order_id) FROM orders
"""


@dataclass(frozen=True)
class Key:
    """What a key means: an SQL expression over ``p`` (person) or over ``c`` (one conversation of theirs)."""

    type: str
    expression: str
    about: str = "person"
    needs: str | None = None


_ORDERS_OF = "FROM orders o WHERE coalesce(o.customer_id, 'order:' || o.order_id) = p.person"
_LAST_ORDER = f"(SELECT max(o.ordered_at) {_ORDERS_OF})"
_TAGGED = (
    "list_contains(list_transform(cu.tags, lambda t: lower(t)), 'vip') OR "
    "len(list_filter(cu.tags, lambda t: t LIKE '%단골%' OR lower(t) LIKE '%vip%' OR t LIKE '%お得意%')) > 0"
)

KEYS: dict[str, Key] = {
    "support.intent": Key(
        "string", "(SELECT list(i.intent) FROM conversation_intents i WHERE i.conversation_id = c.id)", "chat"
    ),
    "support.state": Key("string", "CASE WHEN c.is_open THEN 'open' ELSE 'closed' END", "chat"),
    "support.tag": Key("string", "c.tags", "chat"),
    "support.product": Key(
        "string",
        "lower(replace(coalesce(c.summary, '') || ' ' || coalesce(c.first_messages, ''), ' ', ''))",
        "chat-text",
    ),
    "order.after_chat": Key(
        "boolean",
        "EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id AND o.ordered_at >= c.opened_at "
        f"AND o.ordered_at < c.opened_at + INTERVAL {DAYS_TO_BUY} DAY)",
        "chat",
        "orders",
    ),
    "support.upset_open": Key(
        "boolean",
        "EXISTS (SELECT 1 FROM conversations u JOIN conversation_intents i ON i.conversation_id = u.id "
        "WHERE coalesce(u.customer_id, 'chat:' || u.id) = p.person AND u.is_open AND i.mood = 'upset')",
    ),
    "order.count": Key("number", f"(SELECT count(*) {_ORDERS_OF})", needs="orders"),
    "order.last_days_ago": Key("number", f"date_diff('day', {_LAST_ORDER}, $as_of::TIMESTAMP)", needs="orders"),
    "customer.joined": Key("boolean", "cu.joined_at IS NOT NULL", needs="customers"),
    "customer.joined_days_ago": Key("number", "date_diff('day', cu.joined_at, $as_of::TIMESTAMP)", needs="customers"),
    "customer.last_seen_days_ago": Key(
        "number", f"date_diff('day', greatest(cu.last_seen_at, {_LAST_ORDER}), $as_of::TIMESTAMP)", needs="customers"
    ),
    "customer.tag": Key("string", "cu.tags", needs="customers"),
    "customer.vip": Key(
        "boolean",
        f"({_TAGGED} OR EXISTS (SELECT 1 FROM conversations v JOIN conversation_intents i ON i.conversation_id = v.id "
        "WHERE v.customer_id = p.person AND i.intent = 'vip_service'))",
    ),
    "customer.guest": Key("boolean", "(p.person LIKE 'order:%' OR cu.joined_at IS NULL)", needs="customers"),
    "consent.stale": Key("boolean", "cu.consent_at < $stale::TIMESTAMP", needs="customers"),
}


OPERATORS = {"string": ("$eq", "$in"), "number": ("$eq", "$in", "$gte", "$lte"), "boolean": ("$eq",)}


@dataclass
class _Query:
    """Collects SQL made of fixed pieces, and the values that go beside it."""

    parameters: dict[str, object] = field(default_factory=dict)

    def add(self, value: object) -> str:
        name = f"v{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def clause(self, clause: Clause) -> str:
        key = KEYS[clause.key]
        if key.about == "chat-text":
            texts = [str(value).replace(" ", "").lower() for value in clause.values]
            return "(" + " OR ".join(f"contains({key.expression}, {self.add(text)})" for text in texts) + ")"
        if clause.operator in ("$gte", "$lte"):
            sign = ">=" if clause.operator == "$gte" else "<="
            return f"({key.expression}) {sign} {self.add(clause.values[0])}"
        if key.expression.startswith("(SELECT list(") or key.expression in ("c.tags", "cu.tags"):
            return f"list_has_any(coalesce({key.expression}, []), {self.add([str(v) for v in clause.values])})"
        if key.type == "boolean":
            return f"coalesce(({key.expression}), false) = {self.add(bool(clause.values[0]))}"
        return f"({key.expression}) IN (SELECT unnest({self.add(list(clause.values))}))"

    def group(self, group: AnyOf) -> str:
        return self.any_of(group.or_)

    def any_of(self, clauses: Sequence[Clause]) -> str:
        return "(" + " OR ".join(self.clause(clause) for clause in clauses) + ")"


def validate(condition: Condition) -> None:
    """Raise ``BadInput`` for a key that does not exist or is used with the wrong type or number of values."""
    for place, group in enumerate(condition.and_):
        for clause in group.or_:
            key = KEYS.get(clause.key)
            if key is None:
                raise BadInput("campaign.unknown_key", key=clause.key, place=f"and[{place}]", known=", ".join(KEYS))
            if key.type != clause.type or not _well_formed(clause):
                raise BadInput("campaign.wrong_operand", key=clause.key, place=f"and[{place}]", type=key.type)


def _well_formed(clause: Clause) -> bool:
    if clause.operator not in OPERATORS[clause.type] or (clause.operator != "$in" and len(clause.values) != 1):
        return False
    if clause.type == "number":
        return all(isinstance(value, int | float) and not isinstance(value, bool) for value in clause.values)
    return all(isinstance(value, bool if clause.type == "boolean" else str) for value in clause.values)


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
    """

    as_of: datetime
    start: datetime | None
    channels: tuple[Channel, ...]
    advertising: bool
    spare_upset: bool
    sentence: str
    event: str | None = None
    days: int | None = None


HAPPENED: dict[str, tuple[str | None, str]] = {
    "chat_opened": (
        None,
        "EXISTS (SELECT 1 FROM conversations c WHERE coalesce(c.customer_id, 'chat:' || c.id) = p.person "
        "AND c.opened_at >= {since})",
    ),
    "chat_closed": (
        None,
        "EXISTS (SELECT 1 FROM conversations c WHERE coalesce(c.customer_id, 'chat:' || c.id) = p.person "
        "AND c.opened_at >= {since} AND NOT c.is_open)",
    ),
    "signed_up": ("customers", "cu.joined_at >= {since}"),
    "order_placed": ("orders", "EXISTS (SELECT 1 " + _ORDERS_OF + " AND o.ordered_at >= {since})"),
    "order_delivered": ("orders", "EXISTS (SELECT 1 " + _ORDERS_OF + " AND o.ordered_at >= {since})"),
}
"""Events that the tables show, with the table they need; an order is taken as delivered soon after."""


def count_audience(connection: duckdb.DuckDBPyConnection, condition: Condition, counting: Counting) -> Audience:
    """Count ``condition`` as a funnel: matched, who falls away and why, reached by channel."""
    validate(condition)
    connection.execute(PEOPLE)
    have = {name for name in ("customers", "orders") if _count(connection, f"SELECT count(*) FROM {name}")}
    chat, person, later = _split(condition, have)
    query = _Query({"as_of": counting.as_of, "stale": counting.as_of - CONSENT_LASTS})
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


def _spoke(query: _Query, chat: Sequence[AnyOf], start: datetime | None) -> str:
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
        matched=people,
        excluded=(),
        reached=people,
        by_channel={counting.channels[0]: people},
        consent_known=False,
    )


def _funnel(
    connection: duckdb.DuckDBPyConnection,
    query: _Query,
    where: str,
    condition: Condition,
    counting: Counting,
    later: Sequence[str],
    consent_known: bool,
) -> Audience:
    """Label each matching person with the first reason that excludes them, or with their channel; then count."""
    labels = ["WHEN p.person LIKE 'order:%' THEN '-not_reachable'"]
    if counting.spare_upset:
        labels.append(f"WHEN {KEYS['support.upset_open'].expression} THEN '-upset_open'")
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
    order: tuple[Reason, ...] = ("unlisted", "refused", "no_consent", "consent_stale", "not_reachable", "upset_open")
    excluded = tuple(Excluded(reason=r, count=counts[f"-{r}"]) for r in order if f"-{r}" in counts)
    by_channel = {c: counts[f"+{c}"] for c in counting.channels if f"+{c}" in counts}
    reached = sum(by_channel.values())
    return Audience(
        condition=condition,
        sentence=counting.sentence,
        days=counting.days,
        matched=reached + sum(line.count for line in excluded),
        excluded=excluded,
        reached=reached,
        by_channel=by_channel,
        consent_known=consent_known,
        checked_later=tuple(later),
    )


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
