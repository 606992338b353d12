"""What the messages cost, exactly: counts by channel times the shop's own prices, in decimal arithmetic."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from agent.profile import Offer, ShopProfile
from retrieval.playbook import Channel

Route = tuple[Channel, ...]  # a step's channel and, if it has one, its fallback


@dataclass(frozen=True)
class Bill:
    """Messages and money of one plan, in the shop's currency without VAT.

    ``planned``: every message over the channel that should reach its recipient; None where one of those has no price.
    ``most``: each message over the dearer of its step's channels; None where one of either has no price.
    """

    messages: dict[Channel, int]
    lines: dict[Channel, Decimal]
    missing: tuple[Channel, ...]
    planned: Decimal | None
    most: Decimal | None


def price_list(profile: ShopProfile) -> dict[Channel, Decimal]:
    """What one message costs by channel, as the shop wrote it: 0.0079 is not a binary fraction."""
    # The support chat is the shop's own window: it costs nothing a message unless the shop says otherwise.
    free: dict[Channel, Decimal] = {"in_app": Decimal(0)}
    return free | {channel: Decimal(str(price)) for channel, price in profile.prices.items()}


def bill(by_channel: Mapping[Channel, int], steps: Sequence[Route], prices: Mapping[Channel, Decimal]) -> Bill:
    """The bill of sending ``steps`` to people who are reached over the channel they are counted under."""
    messages: Counter[Channel] = Counter()
    dearest: Decimal | None = Decimal(0)
    for route in steps:
        for reached_by, people in by_channel.items():
            if not people:
                continue
            channel = reached_by if reached_by in route else route[0]
            messages[channel] += people
            ways = (channel, *route[1:])
            known = dearest is not None and all(way in prices for way in ways)
            dearest = (dearest or Decimal(0)) + people * max(prices[way] for way in ways) if known else None
    missing = tuple(channel for channel in messages if channel not in prices)
    lines = {channel: count * prices[channel] for channel, count in messages.items() if channel in prices}
    planned = None if missing else sum(lines.values(), Decimal(0))
    return Bill(dict(messages), lines, missing, planned, dearest)


def apportion(counts: Mapping[Channel, int], total: int) -> dict[Channel, int]:
    """``total`` people divided as ``counts`` are, in whole people that add up (largest remainders)."""
    everybody = sum(counts.values())
    if not everybody:
        return {}
    shares = {channel: divmod(count * total, everybody) for channel, count in counts.items() if count}
    left = total - sum(whole for whole, _ in shares.values())
    by_remainder = sorted(shares, key=lambda channel: -shares[channel][1])
    return {channel: whole + (channel in by_remainder[:left]) for channel, (whole, _) in shares.items()}


def cost_of_one_use(offer: Offer | None, average_order: float | None, shipping_fee: int | None) -> float | None:
    """What one use of ``offer`` costs: what the shop says, or what the offer itself says; None: nobody knows."""
    if offer is None or offer.cost is not None:
        return offer.cost if offer else None
    if offer.kind == "free_shipping":
        return shipping_fee
    if offer.value is None:
        return None
    if offer.kind == "coupon_percent":
        return None if average_order is None else average_order * offer.value / 100
    return offer.value if offer.kind == "coupon_amount" else None


def orders_to_break_even(cost: Decimal, value: float, gross_margin: float, offer_cost: float) -> int | None:
    """Whole orders that earn ``cost`` back; None where nothing is to be earned back or an order earns nothing."""
    earned = Decimal(str(value)) * Decimal(str(gross_margin)) - Decimal(str(offer_cost))
    if cost <= 0 or earned <= 0:
        return None
    return int((cost / earned).to_integral_value(ROUND_CEILING))
