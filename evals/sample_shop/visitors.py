"""Who starts a conversation: someone waiting for a parcel, someone about to buy, a regular, a passer-by."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from random import Random

from agent.profile import ShopProfile
from evals.sample_shop.clock import END
from evals.sample_shop.grammar import Topic
from evals.sample_shop.ledger import Ledger, Order
from evals.sample_shop.people import Customer

UNKNOWN_SHARE = 0.12  # visitors whom the chat tool knows by a cookie only
_WAITED = {"after": (1, 10), "late": (7, 33)}  # days between the order and the chat


@dataclass(frozen=True)
class Visitor:
    """``order`` is what the chat is about, where it is about one."""

    customer: Customer | None
    order: Order | None = None


class Visitors:
    """Picks who asks, so that what they buy afterwards is what the topic says."""

    def __init__(self, rng: Random, shop: ShopProfile, customers: Sequence[Customer], ledger: Ledger) -> None:
        self._rng = rng
        self._ledger = ledger
        self._of = {customer.id: customer for customer in customers}
        self._members = [customer for customer in customers if customer.joined and customer.language == "ko"]
        self._kinds = {product.name: product.category for product in shop.products}

    def pick(self, topic: Topic, at: datetime) -> Visitor:
        if topic.who in _WAITED:
            return self._with_order(topic, at)
        if topic.who == "asks":
            return self._buyer_to_be(at) if self._rng.random() < topic.buys else self._idler(at)
        if topic.who == "visitor" and self._rng.random() < 0.5:
            return Visitor(None)
        regulars = topic.who == "vip"
        return Visitor(self._active(at, regulars=regulars))

    def _with_order(self, topic: Topic, at: datetime) -> Visitor:
        least, most = _WAITED[topic.who]
        orders = self._ledger.between(at - timedelta(days=most), at - timedelta(days=least))
        fitting = [
            order
            for order in orders
            if not topic.kinds or any(self._kinds[name] in topic.kinds for name in order.products)
        ]
        order = self._rng.choice([order for order in fitting if self._korean(order)])
        return Visitor(self._of.get(order.customer or ""), order)

    def _buyer_to_be(self, at: datetime) -> Visitor:
        """Someone listed who orders within the next five days."""
        orders = self._ledger.between(at + timedelta(minutes=12), at + timedelta(days=5))
        listed = [order for order in orders if order.customer and self._korean(order)]
        return Visitor(self._of[self._rng.choice(listed).customer or ""]) if listed else self._idler(at)

    def _idler(self, at: datetime) -> Visitor:
        """Someone who buys nothing in the week after."""
        if self._rng.random() < UNKNOWN_SHARE:
            return Visitor(None)
        while True:
            customer = self._active(at)
            if not self._ledger.bought(customer.id, at - timedelta(days=1), at + timedelta(days=8)):
                return Visitor(customer)

    def _active(self, at: datetime, *, regulars: bool = False) -> Customer:
        while True:
            customer = self._rng.choice(self._members)
            known = customer.joined is not None and customer.joined < at <= customer.leaves
            if known and (not regulars or {"★VIP", "단골"} & set(customer.tags)):
                return customer

    def _korean(self, order: Order) -> bool:
        customer = self._of.get(order.customer or "")
        return customer is None or customer.language == "ko"


def name_regulars(rng: Random, customers: Sequence[Customer], ledger: Ledger) -> None:
    """The owner marks who buys most, and a few others for her own reasons."""
    ranked = sorted(customers, key=lambda customer: (-ledger.count(customer.id), customer.id))
    ranked = [customer for customer in ranked if customer.joined]
    for place, customer in enumerate(ranked[:190]):
        customer.tags.append("★VIP" if place < 58 else "단골")
    for customer in rng.sample(ranked[190:], 40):
        customer.tags.append(rng.choice(("지인", "플리마켓", "답장느림", "인스타")))


def see_off(rng: Random, customers: Sequence[Customer], ledger: Ledger, seen: dict[str, datetime]) -> None:
    """Set when each customer was last seen: at their last order, chat, or a visit without either."""
    for customer in customers:
        known = [when for when in (ledger.last(customer.id), seen.get(customer.id), customer.joined) if when]
        last = max(known, default=datetime(2026, 4, 2))
        until = min(customer.leaves, END)
        wanders = until > last and rng.random() < 0.6
        customer.last_seen = last + (until - last) * (rng.random() * 0.98) if wanders else last
