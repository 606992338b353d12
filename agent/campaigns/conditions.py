"""The condition language: which keys there are, what they mean over the tables, and how a condition becomes SQL.

SQL is put together from the fixed pieces of ``KEYS`` only; what a condition brings along is always a parameter.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import timedelta

from agent.campaigns.schema import AnyOf, Clause, Condition
from agent.errors import BadInput

CONSENT_LASTS = timedelta(days=730)


@dataclass(frozen=True)
class Key:
    """What a key means: an SQL expression over ``p`` (person) or over ``c`` (one conversation of theirs).

    ``many``: the expression is a list, of which any may match. ``needs`` names the table without which nobody knows.
    """

    type: str
    expression: str
    about: str = "person"
    needs: str | None = None
    many: bool = False


ORDERS_OF = "FROM orders o WHERE coalesce(o.customer_id, 'order:' || o.order_id) = p.person"
LAST_ORDER = f"(SELECT max(o.ordered_at) {ORDERS_OF})"
_TAGGED = "len(list_filter(cu.tags, lambda t: t LIKE '%단골%' OR lower(t) LIKE '%vip%' OR t LIKE '%お得意%')) > 0"

KEYS: dict[str, Key] = {
    "support.intent": Key(
        "string",
        "(SELECT list(i.intent) FROM conversation_intents i WHERE i.conversation_id = c.id)",
        "chat",
        many=True,
    ),
    "support.state": Key("string", "CASE WHEN c.is_open THEN 'open' ELSE 'closed' END", "chat"),
    "support.tag": Key("string", "c.tags", "chat", many=True),
    "support.product": Key(
        "string",
        "lower(replace(coalesce(c.summary, '') || ' ' || coalesce(c.first_messages, ''), ' ', ''))",
        "chat-text",
    ),
    "order.after_chat": Key(
        "boolean",
        "EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.customer_id AND o.ordered_at >= c.opened_at "
        "AND o.ordered_at < c.opened_at + to_days($buy_days))",
        "chat",
        "orders",
    ),
    "support.upset_open": Key(
        "boolean",
        "EXISTS (SELECT 1 FROM conversations u JOIN conversation_intents i ON i.conversation_id = u.id "
        "WHERE coalesce(u.customer_id, 'chat:' || u.id) = p.person AND u.is_open AND i.mood = 'upset')",
    ),
    "order.count": Key("number", f"(SELECT count(*) {ORDERS_OF})", needs="orders"),
    "order.last_days_ago": Key("number", f"date_diff('day', {LAST_ORDER}, $as_of::TIMESTAMP)", needs="orders"),
    "customer.joined": Key("boolean", "cu.joined_at IS NOT NULL", needs="customers"),
    "customer.joined_days_ago": Key("number", "date_diff('day', cu.joined_at, $as_of::TIMESTAMP)", needs="customers"),
    "customer.last_seen_days_ago": Key(
        "number", f"date_diff('day', greatest(cu.last_seen_at, {LAST_ORDER}), $as_of::TIMESTAMP)", needs="customers"
    ),
    "customer.tag": Key("string", "cu.tags", needs="customers", many=True),
    "customer.vip": Key(
        "boolean",
        f"({_TAGGED} OR EXISTS (SELECT 1 FROM conversations v JOIN conversation_intents i ON i.conversation_id = v.id "
        "WHERE v.customer_id = p.person AND i.intent = 'vip_service'))",
    ),
    "customer.guest": Key(
        # Without a customer list nobody knows who joined, but an order without a customer is a guest's.
        "boolean",
        "(p.person LIKE 'order:%' OR (cu.joined_at IS NULL AND EXISTS (SELECT 1 FROM customers)))",
    ),
    "consent.stale": Key("boolean", "cu.consent_at < $stale::TIMESTAMP", needs="customers"),
}


OPERATORS = {"string": ("$eq", "$in"), "number": ("$eq", "$in", "$gte", "$lte"), "boolean": ("$eq",)}


@dataclass
class Query:
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
        if key.many:
            return f"list_has_any(coalesce({key.expression}, []), {self.add([str(v) for v in clause.values])})"
        if key.type == "boolean":
            return f"coalesce(({key.expression}), false) = {self.add(bool(clause.values[0]))}"
        return f"({key.expression}) IN (SELECT unnest({self.add(list(clause.values))}))"

    def group(self, group: AnyOf) -> str:
        return self.any_of(group.or_)

    def any_of(self, clauses: Sequence[Clause]) -> str:
        return "(" + " OR ".join(self.clause(clause) for clause in clauses) + ")"


UPSET_LATELY = (
    "EXISTS (SELECT 1 FROM conversations u JOIN conversation_intents i ON i.conversation_id = u.id "
    "WHERE coalesce(u.customer_id, 'chat:' || u.id) = p.person AND i.mood = 'upset' "
    "AND coalesce(u.opened_at >= {since}, true) AND NOT list_contains({about}, i.intent))"
)
"""Upset since a moment, about anything but ``about``; a conversation without a date may have been yesterday."""

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
    "order_placed": ("orders", "EXISTS (SELECT 1 " + ORDERS_OF + " AND o.ordered_at >= {since})"),
    "order_delivered": ("orders", "EXISTS (SELECT 1 " + ORDERS_OF + " AND o.ordered_at >= {since})"),
}
"""Events that the tables show, with the table they need; an order is taken as delivered soon after."""


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
