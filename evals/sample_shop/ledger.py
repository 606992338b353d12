"""Seven months of orders, and who bought what when."""

from __future__ import annotations

from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from itertools import accumulate
from random import Random

from agent.profile import Product, ShopProfile
from evals.sample_shop.clock import END, at_hour
from evals.sample_shop.people import Customer

FIRST_DAY = datetime(2026, 4, 1)
ORDERS = 3420
GUEST_SHARE = 0.25
# the last day each sold-out product could be bought
SOLD_OUT = {
    "달무리 반지": datetime(2026, 8, 24),
    "파도결 발찌": datetime(2026, 9, 9),
    "은빛 메쉬 시계줄": datetime(2026, 8, 15),
}
_WANTED = {"반지": 5, "귀걸이": 3, "목걸이": 3, "팔찌": 2, "헤어핀": 2, "시계줄": 1, "관리용품": 1}


@dataclass(frozen=True)
class Order:
    """``customer`` is None for a guest who left no contact; ``amount`` is in won, shipping included."""

    id: str
    customer: str | None
    at: datetime
    products: tuple[str, ...]
    options: tuple[str, ...]
    amount: int


class Ledger:
    """The orders in time order, to be asked who bought between two moments."""

    def __init__(self, orders: Sequence[Order]) -> None:
        self.orders = sorted(orders, key=lambda order: order.at)
        self._times = [order.at for order in self.orders]
        self._of: dict[str, list[datetime]] = defaultdict(list)
        for order in self.orders:
            if order.customer:
                self._of[order.customer].append(order.at)

    def between(self, start: datetime, end: datetime) -> list[Order]:
        return self.orders[bisect_left(self._times, start) : bisect_left(self._times, end)]

    def bought(self, customer: str, start: datetime, end: datetime) -> bool:
        """Whether ``customer`` ordered at or after ``start`` and before ``end``."""
        return any(start <= at < end for at in self._of.get(customer, ()))

    def count(self, customer: str) -> int:
        return len(self._of.get(customer, ()))

    def last(self, customer: str) -> datetime | None:
        times = self._of.get(customer)
        return times[-1] if times else None


def make_orders(rng: Random, shop: ShopProfile, customers: Sequence[Customer]) -> Ledger:
    """Orders of members and guests; newcomers often buy within their first week."""
    days = (END - FIRST_DAY).days
    growth = [0.75 + 0.6 * day / days for day in range(days)]
    times = sorted(at_hour(rng, FIRST_DAY + timedelta(days=day)) for day in rng.choices(range(days), growth, k=ORDERS))
    buyers = _Buyers(customers)
    serial: dict[str, int] = defaultdict(int)
    orders = []
    for at in times:
        serial[at.strftime("%Y%m%d")] += 1
        number = f"{at:%Y%m%d}-{serial[at.strftime('%Y%m%d')] * 7 + 3:07d}"
        orders.append(_order(rng, shop, number, buyers.pick(rng, at), at))
    return Ledger(orders)


class _Buyers:
    def __init__(self, customers: Iterable[Customer]) -> None:
        listed = list(customers)
        self._members = [customer for customer in listed if customer.joined]
        self._joined = [customer.joined for customer in self._members if customer.joined]
        self._guests = [customer for customer in listed if not customer.joined]
        self._keen = list(accumulate(min(customer.keen, 12.0) for customer in self._members))

    def pick(self, rng: Random, at: datetime) -> str | None:
        if rng.random() < GUEST_SHARE:
            return rng.choice(self._guests).id if rng.random() < 0.45 else None
        if rng.random() < 0.3:
            fresh = self._members[bisect_left(self._joined, at - timedelta(days=7)) : bisect_left(self._joined, at)]
            fresh = [customer for customer in fresh if customer.keen]
            if fresh:
                return rng.choice(fresh).id
        while True:
            customer = rng.choices(self._members, cum_weights=self._keen)[0]
            if customer.joined and customer.joined < at <= customer.leaves:
                return customer.id


def _order(rng: Random, shop: ShopProfile, number: str, customer: str | None, at: datetime) -> Order:
    on_sale = [product for product in shop.products if at < SOLD_OUT.get(product.name, END)]
    weights = [_WANTED[product.category or ""] for product in on_sale]
    chosen = rng.choices(on_sale, weights, k=rng.choices((1, 2, 3), weights=(62, 28, 10))[0])
    total = sum(product.price or 0 for product in chosen)
    shipping = 0 if total >= (shop.free_shipping_over or 0) else (shop.shipping_fee or 0)
    return Order(
        id=number,
        customer=customer,
        at=at,
        products=tuple(product.name for product in chosen),
        options=tuple(_option(rng, product) for product in chosen),
        amount=total + shipping,
    )


def _option(rng: Random, product: Product) -> str:
    if product.category == "반지":
        return f"{product.name} {rng.randint(7, 17)}호"
    if product.category in ("귀걸이", "목걸이", "팔찌"):
        return f"{product.name} {rng.choice(('골드', '실버'))}"
    return product.name
