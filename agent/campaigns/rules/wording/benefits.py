"""Prices and discounts of a size that the shop does not give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.parts import seen
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.rules.wording.amounts import money_in, percent_in
from agent.campaigns.rules.wording.facts import general_words, read, told, without
from agent.campaigns.rules.wording.numbers import NUMBER, known_numbers, unknown_numbers
from agent.profile import ShopProfile

_FREE_SHIPPING = re.compile(
    r"무료\s?배송|배송비\s?(?:가\s?)?(?:무료|없|0\s?원)|\bfree (?:shipping|delivery)|送料\s?(?:無料|0円)|free postage",
    re.I,
)
_STRUCK = re.compile(
    r"(?<![\d,])\d[\d,]{0,12} ?(?:원|円)\s?(?:→|->|⇒|➡|▶|=>)\s?[\d,]{1,12} ?(?:원|円)"
    r"|[₩¥$€£]\s?\d[\d,.]{0,12}\s?(?:→|->|⇒|➡|▶|=>)\s?[₩¥$€£]\s?\d"
)
_ONE_MORE = re.compile(
    r"1\s?\+\s?1|원\s?플러스\s?원|\bbuy one,? get (?:one|another)|\bBOGO\b|もう(?:1|一)つ(?:プレゼント|無料)", re.I
)


def benefits_are_the_shops(plan: Plan, given: Given) -> Iterator[Broken]:
    """W-01: prices, amounts and percentages, in digits or words, are those of the shop's products and offers."""
    if not given.shop_known:
        yield from _reduced_unproven(plan)
        return
    profile = given.profile
    general = general_words(plan, given)
    percents, amounts = _percents(profile, general), _amounts(profile, general)
    shipping = _ships_free(profile) or bool(_FREE_SHIPPING.search(general))
    known = known_numbers(plan, given)
    given_away = bool(_ONE_MORE.search("\n".join(offer.text for offer in profile.offers)))
    for one in plan.messages:
        unknown = {str(broken.facts["number"]) for broken in unknown_numbers(one, known)}  # which S-08 tells of
        for place, text in read(one):
            rest = without(text, told(profile))
            wrong = [found.text for found in percent_in(rest) if found.value not in percents]
            wrong += [found.text for found in money_in(rest) if found.value not in amounts]
            wrong = [said for said in wrong if unknown.isdisjoint(NUMBER.findall(said))]
            wrong += [] if shipping else _FREE_SHIPPING.findall(rest)
            wrong += [] if given_away else _ONE_MORE.findall(rest)
            yield from (Broken(place, {"text": said}) for said in dict.fromkeys(wrong))
            yield from (Broken(place, {"text": said}, case="price") for said in _wrong_prices(text, profile))


def _reduced_unproven(plan: Plan) -> Iterator[Broken]:
    """A struck price: that it was asked before can only be held against the shop's own prices."""
    for one in plan.messages:
        for place, text in read(one):
            if found := _STRUCK.search(text):
                yield Broken(place, {"text": found.group()}, case="struck", severity="warn")


def _percents(profile: ShopProfile, general: str) -> set[float]:
    by_value = {offer.value for offer in profile.offers if offer.kind in ("coupon_percent", "points") and offer.value}
    said = "\n".join([*(offer.text for offer in profile.offers), profile.exchange_policy or "", general])
    return by_value | {found.value for found in percent_in(seen(said))}


def _amounts(profile: ShopProfile, general: str) -> set[float]:
    by_value = {offer.value for offer in profile.offers if offer.kind != "coupon_percent" and offer.value}
    plain = {product.price for product in profile.products} | {profile.free_shipping_over, profile.shipping_fee}
    said = "\n".join([*(offer.text for offer in profile.offers), profile.exchange_policy or "", general])
    return by_value | {float(one) for one in plain if one} | {found.value for found in money_in(seen(said))}


def _ships_free(profile: ShopProfile) -> bool:
    said = "\n".join([profile.exchange_policy or "", *(offer.text for offer in profile.offers)])
    by_kind = any(offer.kind == "free_shipping" for offer in profile.offers)
    free = profile.free_shipping_over is not None or profile.shipping_fee == 0
    return by_kind or free or bool(_FREE_SHIPPING.search(said))


def _wrong_prices(text: str, profile: ShopProfile) -> Iterator[str]:
    """Amounts right behind a product's name that are the price of another one."""
    prices = {float(product.price) for product in profile.products if product.price}
    for product in profile.products:
        for name in re.finditer(re.escape(seen(product.name)), text) if product.price else ():
            found = next(money_in(text[name.end() : name.end() + 16]), None)
            if found and found.value != product.price and found.value in prices:
                yield f"{product.name} {found.text}"


RULES: tuple[Rule, ...] = (Rule("W-01", benefits_are_the_shops, "shop.yaml products, offers"),)
