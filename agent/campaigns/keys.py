"""The keys of the condition language: what each one means over the tables, as fixed pieces of SQL.

Expressions stand over ``p`` (a row of ``agent.campaigns.people``) or over ``c`` (one conversation).
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

Type = Literal["string", "number", "boolean"]
Need = Literal["customers", "orders", "amounts", "sent"]
"""What the shop must have given: a table, or (``amounts``) an order with its price."""

CUSTOMER, CHAT, GUEST_ORDER = range(3)
"""What stands behind a person: a customer id, a chat without one, or an order without one."""


def _behind(row: str, key: str, without: int, name: str) -> str:
    return (
        f"coalesce({row}.customer_id, '{name}:' || {row}.{key}) AS person, "
        f"CASE WHEN {row}.customer_id IS NULL THEN {without} ELSE {CUSTOMER} END AS kind"
    )


WRITER, BUYER = _behind("c", "id", CHAT, "chat"), _behind("o", "order_id", GUEST_ORDER, "order")
"""SQL: the columns ``person`` and ``kind`` of a conversation ``c``, and of an order ``o``."""

STAGES = ("new", "active", "at_risk", "gone")


@dataclass(frozen=True)
class Key:
    """What a key means.

    ``about``: a person, or one conversation of theirs. ``shape``: how its values are compared with ``expression``: one
    value, a list of which any may match, or a text that contains them. ``within`` is what has to hold around the
    comparison, where that takes another table. ``needs`` names the data without which nobody knows. ``choices`` are
    the only values there are, and ``expression`` gives the place of one of them, from 0.
    """

    type: Type
    expression: str
    about: Literal["person", "chat"] = "person"
    needs: Need | None = None
    shape: Literal["value", "list", "text"] = "value"
    within: str = "{test}"
    choices: tuple[str, ...] = ()


def _days_since(column: str, moment: str = "$as_of") -> str:
    return f"date_diff('day', {column}, {moment}::TIMESTAMP)"


def _plain(text: str) -> str:
    """Texts are compared without spaces and case, as people write names of products in many ways."""
    return f"lower(replace({text}, ' ', ''))"


def _support() -> Iterator[tuple[str, Key]]:
    intents = "c.id IN (SELECT i.conversation_id FROM conversation_intents i WHERE {test})"
    said = _plain("coalesce(c.summary, '') || ' ' || coalesce(c.first_messages, '')")
    yield "support.intent", Key("string", "i.intent", "chat", within=intents)
    yield "support.state", Key("string", "c.is_open::UTINYINT", "chat", choices=("closed", "open"))
    yield "support.tag", Key("string", "c.tags", "chat", shape="list")
    yield "support.product", Key("string", said, "chat", shape="text")
    yield "support.upset_open", Key("boolean", "p.upset_open")
    yield "support.last_days_ago", Key("number", _days_since("p.last_chat_at"))


def _orders() -> Iterator[tuple[str, Key]]:
    after_chat = (
        "c.id IN (SELECT k.id FROM conversations k JOIN orders o ON o.customer_id = k.customer_id "
        "AND o.ordered_at >= k.opened_at AND o.ordered_at < k.opened_at + to_days($buy_days::INTEGER))"
    )
    bought = f"(p.person, p.kind) IN (SELECT {BUYER} FROM orders o WHERE {{test}})"
    items = _plain("array_to_string(o.items, ' ')")
    yield "order.after_chat", Key("boolean", after_chat, "chat", "orders")
    yield "order.count", Key("number", "p.orders", needs="orders")
    yield "order.last_days_ago", Key("number", _days_since("p.last_order_at"), needs="orders")
    yield "order.first_days_ago", Key("number", _days_since("p.first_order_at"), needs="orders")
    yield "order.total", Key("number", "p.spent", needs="amounts")
    yield "order.average", Key("number", "p.spent / p.paid_orders", needs="amounts")
    yield "order.product", Key("string", items, needs="orders", shape="text", within=bought)


def _customer() -> Iterator[tuple[str, Key]]:
    seen = _days_since("greatest(p.last_seen_at, p.last_order_at)")
    yield "customer.joined", Key("boolean", "p.joined_at IS NOT NULL", needs="customers")
    yield "customer.joined_days_ago", Key("number", _days_since("p.joined_at"), needs="customers")
    yield "customer.last_seen_days_ago", Key("number", seen, needs="customers")
    yield "customer.tag", Key("string", "p.tags", needs="customers", shape="list")
    yield "customer.vip", Key("boolean", "p.vip")
    yield "customer.guest", Key("boolean", "p.guest")
    yield "customer.recency", Key("number", "p.recency", needs="orders")
    yield "customer.frequency", Key("number", "p.frequency", needs="orders")
    yield "customer.money", Key("number", "p.money", needs="amounts")
    yield "customer.stage", Key("string", "p.stage", needs="orders", choices=STAGES)


def _consent() -> Iterator[tuple[str, Key]]:
    for name in ("sms", "kakao", "email", "push", "night"):
        yield f"consent.{name}", Key("boolean", f"p.consent_{name}", needs="customers")
    yield "consent.refused", Key("boolean", "p.refused", needs="customers")
    yield "consent.days_ago", Key("number", _days_since("p.consent_at"), needs="customers")
    yield "consent.stale", Key("boolean", "p.consent_at < $stale::TIMESTAMP", needs="customers")


def _events() -> Iterator[tuple[str, Key]]:
    yield "event.chat_opened", Key("number", _days_since("p.last_chat_at"))
    yield "event.chat_closed", Key("number", _days_since("p.last_closed_at"))
    yield "event.signed_up", Key("number", _days_since("p.joined_at"), needs="customers")
    yield "event.order_placed", Key("number", _days_since("p.last_order_at"), needs="orders")


def _contact() -> Iterator[tuple[str, Key]]:
    lately = (
        f"(CASE WHEN p.kind = {CUSTOMER} THEN coalesce((SELECT count(*) FROM sent s WHERE s.customer_id = p.person "
        "AND s.sent_at > $moment::TIMESTAMP - INTERVAL 7 DAYS), 0) ELSE 0 END)"
    )
    yield "contact.last_days_ago", Key("number", _days_since("p.last_sent_at", "$moment"), needs="sent")
    yield "contact.count_7_days", Key("number", lately, needs="sent")


KEYS: dict[str, Key] = dict([*_support(), *_orders(), *_customer(), *_consent(), *_events(), *_contact()])

HAPPENED: dict[str, tuple[Need | None, str]] = {
    "chat_opened": (None, "p.last_chat_at >= {since}"),
    "chat_closed": (None, "p.last_opened_of_closed >= {since}"),
    "signed_up": ("customers", "p.joined_at >= {since}"),
    "order_placed": ("orders", "p.last_order_at >= {since}"),
    "order_delivered": ("orders", "p.last_order_at >= {since}"),
}
"""Events that the tables show, with the data they need; an order is taken as delivered soon after."""
