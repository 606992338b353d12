"""What a campaign should bring and cost, as intervals, from a prior, the shop's own results and its own prices.

How each figure is made and how well it holds is told in docs/forecast.md.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal

from agent.campaigns.chances import LEVEL, Chances, OrderValues, between, event_chances, revenue_draws
from agent.campaigns.cost import Bill, Route, apportion, bill, orders_to_break_even, price_list
from agent.campaigns.holdout import held_out
from agent.campaigns.schema import Forecast, Interval
from agent.profile import ShopProfile
from retrieval.playbook import Channel

MONTH = 30  # days


def goal_interval(recipients: int, mean: float, size: float) -> Interval:
    """80 % prediction interval of goal events among ``recipients``; ``size`` is the prior's weight in recipients."""
    low, high, _ = event_chances(recipients, mean, size).interval()
    return Interval(low=low, high=high, level=LEVEL)


def with_own_results(mean: float, size: float, tried: tuple[int, int] | None) -> tuple[float, float]:
    """Mean and weight of a prior after the shop's own ``tried`` (sent, reached): the Beta posterior."""
    if tried is None:
        return mean, size
    sent, reached = tried
    return (mean * size + reached) / (size + sent), size + sent


def recipients_in(by_channel: Mapping[Channel, int], per_month: float | None) -> int:
    """How many it is for in one sending or, with the factor ``per_month``, in 30 days."""
    return round(sum(by_channel.values()) * (1.0 if per_month is None else per_month))


def forecast(
    *,
    per_month: float | None,
    by_channel: Mapping[Channel, int],
    steps: Sequence[Route],
    prior: tuple[float, float, str, bool],
    is_order: bool,
    order: OrderValues | None,
    profile: ShopProfile,
    share: float = 0.0,
    every_days: float | None = None,
    offer_cost: float | None = 0.0,
    tried: tuple[int, int] | None = None,
) -> Forecast:
    """Expected goal events, revenue, margin and cost.

    Args:
        per_month: factor from the counted period to 30 days for a standing campaign; None for one sending.
        by_channel: recipients in the counted period, by the channel that reaches them.
        steps: the channels of each message that one recipient can get.
        prior: mean, size, source, claimed.
        is_order: whether the goal is an order, so that it has a value.
        order: what an order is worth; None where the shop gave no orders.
        share: of the recipients, held out.
        every_days: how often one sending is repeated by itself.
        offer_cost: what one use of the offer in the text costs the shop; 0 without an offer, None where nobody knows.
        tried: messages of this playbook that the shop sent before, and how many did what was hoped.
    """
    recipients = recipients_in(by_channel, per_month)
    sent = recipients - held_out(recipients, share)
    costs = bill(apportion(by_channel, sent), steps, price_list(profile))
    mean, size, source, claimed = prior
    mean, size = with_own_results(mean, size, tried)
    worth = order if is_order else None
    events, revenue, margin = _gains(event_chances(sent, mean, size), worth, profile.gross_margin, costs, offer_cost)
    orders = _break_even(worth, profile.gross_margin, costs, offer_cost)
    return Forecast(
        per="once" if per_month is None else "month",
        recipients=recipients,
        sent=sent,
        goal_events=events,
        revenue=revenue,
        margin=margin,
        goal_rate=mean,
        rate_source=source,
        rate_claimed=claimed,
        tried=tried,
        offer_cost=offer_cost or None,
        messages=costs.messages,
        cost=_float(costs.planned),
        cost_most=_float(costs.most),
        budget_month=_budget(costs.planned, per_month, every_days),
        cost_lines={channel: float(amount) for channel, amount in costs.lines.items()},
        prices_missing=costs.missing,
        break_even_orders=orders,
        break_even_rate=orders / sent if orders and orders <= sent else None,
    )


def _gains(
    chances: Chances, order: OrderValues | None, gross_margin: float | None, costs: Bill, offer_cost: float | None
) -> tuple[Interval, Interval | None, Interval | None]:
    """Goal events; revenue where an order has a value; margin where everything that it takes is known too."""
    low, high, within = chances.interval()
    events = Interval(low=low, high=high, level=LEVEL)
    if order is None:
        return events, None, None
    numbers = chances.draws()
    sales = revenue_draws(numbers, order)
    revenue = _interval(between(sales, within))
    if gross_margin is None or costs.planned is None or offer_cost is None:
        return events, revenue, None
    left = sales * gross_margin - numbers * offer_cost - float(costs.planned)
    return events, revenue, _interval(between(left, within))


def _break_even(
    order: OrderValues | None, gross_margin: float | None, costs: Bill, offer_cost: float | None
) -> int | None:
    if order is None or gross_margin is None or costs.planned is None or offer_cost is None:
        return None
    return orders_to_break_even(costs.planned, order.mean, gross_margin, offer_cost)


def _budget(planned: Decimal | None, per_month: float | None, every_days: float | None) -> float | None:
    """What 30 days cost while it is left on; a sending that is not repeated costs once."""
    if planned is None or (per_month is None and not every_days):
        return None
    if per_month is not None or not every_days:
        return float(planned)
    return float(planned * MONTH / Decimal(str(every_days)))


def _interval(ends: tuple[float, float]) -> Interval:
    return Interval(low=ends[0], high=ends[1], level=LEVEL)


def _float(amount: Decimal | None) -> float | None:
    return None if amount is None else float(amount)
