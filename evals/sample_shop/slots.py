"""The values that fill a conversation's phrases; they agree with each other and with the order, if there is one."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import datetime, timedelta
from random import Random

from agent.profile import Product, ShopProfile
from evals.sample_shop.grammar import Topic, phrases
from evals.sample_shop.ledger import SOLD_OUT, Order


def make_slots(
    rng: Random, shop: ShopProfile, topic: Topic | None, at: datetime, order: Order | None
) -> dict[str, object]:
    """One value for every slot of the phrase files except personal data."""
    values: dict[str, object] = {name: rng.choice(choices) for name, choices in phrases("common")["slots"].items()}
    product = _product(rng, shop, topic, order)
    other = rng.choice([item for item in shop.products if item.in_stock and item.name != product])
    total = rng.randrange(21, 49) * 1000 + rng.choice((0, 500, 900))
    values |= _sizes(rng, _ordered_size(product, order)) | {
        "shop": shop.name,
        "product": product,
        "product2": other.name,
        "n": rng.randint(2, 5),
        "days": (at - order.at).days if order and topic and topic.who == "late" else rng.randint(3, 9),
        "odate": _short_date(order.at if order else at - timedelta(days=rng.randint(1, 6))),
        "total": f"{total:,}",
        "short": f"{50_000 - total:,}",
        "bigsize": rng.choice((19, 20, 21)),
    }
    return values


def customers_words(rng: Random, shop: ShopProfile, values: Mapping[str, object]) -> dict[str, object]:
    """The same values, products named as a customer would: in full, by a short name, without the space."""
    names = dict(values)
    known = {product.name: product for product in shop.products}
    for slot in ("product", "product2"):
        names[slot] = _casual(rng, known.get(str(values[slot])), str(values[slot]))
    return names


def _casual(rng: Random, product: Product | None, name: str) -> str:
    if product and product.aliases and rng.random() < 0.35:
        return rng.choice(product.aliases)
    return name.replace(" ", "") if rng.random() < 0.15 else name


def _product(rng: Random, shop: ShopProfile, topic: Topic | None, order: Order | None) -> str:
    kinds = {product.name: product.category for product in shop.products}
    if order:
        fitting = [name for name in order.products if not (topic and topic.kinds) or kinds[name] in topic.kinds]
        return rng.choice(fitting or order.products)
    if topic and topic.product:
        return topic.product
    if topic and topic.product_of:
        return rng.choice(topic.product_of)
    kind = rng.choice(topic.kinds) if topic and topic.kinds else None
    return rng.choice([name for name in kinds if name not in SOLD_OUT and kind in (None, kinds[name])])


def _ordered_size(product: str, order: Order | None) -> int | None:
    """The ring size on the order, if it was a ring."""
    options = dict(zip(order.products, order.options, strict=True)) if order else {}
    found = re.search(r"(\d+)호", options.get(product, ""))
    return int(found.group(1)) if found else None


def _sizes(rng: Random, ordered: int | None) -> dict[str, object]:
    size = ordered or rng.randint(8, 16)
    tight = rng.random() < 0.6
    return {
        "size": size,
        "size2": size + (1 if rng.random() < 0.6 else 2) * (1 if tight else -1),
        "fit": "작아요" if tight else "커요",
        "fitn": "작아서" if tight else "커서",
        "way": "크게" if tight else "작게",
        "lack": "꽉 끼" if tight else rng.choice(("헐렁하", "빙글빙글 도", "빠지")),
    }


def _short_date(date: datetime) -> str:
    return f"{date.month}월 {date.day}일" if date.second % 2 else f"{date.month}/{date.day}"
