"""What a campaign should bring and cost, as intervals, from a prior and the shop's own prices.

The number of goal events among n recipients is beta-binomial: the unknown rate is Beta(mean·size,
(1−mean)·size), so the interval carries both the doubt about the rate and the luck of the draw.
"""

from __future__ import annotations

from math import ceil, exp, lgamma, log, sqrt

from agent.campaigns.schema import Forecast, Holdout, Interval
from agent.profile import ShopProfile
from retrieval.playbook import Channel

LEVEL = 0.8
Z_ALPHA, Z_POWER = 1.96, 0.84  # two-sided 5 %, power 80 %
LARGEST_EXACT = 20_000  # beyond, the doubt about the rate outweighs the draw, and the interval grows in proportion


def goal_interval(recipients: int, mean: float, size: float) -> Interval:
    """80 % prediction interval of goal events among ``recipients``; ``size`` is the prior's weight in recipients."""
    if recipients <= 0:
        return Interval(low=0, high=0, level=LEVEL)
    a, b = mean * size, (1 - mean) * size
    if recipients > LARGEST_EXACT:
        part, scale = goal_interval(LARGEST_EXACT, mean, size), recipients / LARGEST_EXACT
        return Interval(low=round(part.low * scale), high=round(part.high * scale), level=LEVEL)
    tail = (1 - LEVEL) / 2
    log_p = lgamma(b + recipients) + lgamma(a + b) - lgamma(a + b + recipients) - lgamma(b)
    total, low, high = 0.0, 0, recipients
    for k in range(recipients + 1):
        if k:
            log_p += _log_ratio(k, recipients, a, b)
        before, total = total, total + exp(log_p)
        if before < tail <= total:
            low = k
        if total >= 1 - tail:
            high = k
            break
    return Interval(low=low, high=high, level=LEVEL)


def _log_ratio(k: int, n: int, a: float, b: float) -> float:
    """log P(k) − log P(k−1) of the beta-binomial."""
    up = (n - k + 1) * (a + k - 1)
    down = k * (b + n - k)
    return log(up) - log(down)


def with_own_results(mean: float, size: float, tried: tuple[int, int] | None) -> tuple[float, float]:
    """Mean and weight of a prior after the shop's own ``tried`` (sent, reached): the Beta posterior."""
    if tried is None:
        return mean, size
    sent, reached = tried
    return (mean * size + reached) / (size + sent), size + sent


def recipients_to_measure(rate: float) -> int:
    """Recipients, with and without the message together, to see the goal rate double (α 5 %, power 80 %).

    A rate that has no room to double is measured against half the way to all.
    """
    twice = min(2 * rate, (1 + rate) / 2)
    middle = (rate + twice) / 2
    root = Z_ALPHA * sqrt(2 * middle * (1 - middle)) + Z_POWER * sqrt(rate * (1 - rate) + twice * (1 - twice))
    return 2 * ceil((root / (twice - rate)) ** 2)


def plan_holdout(recipients: int, rate: float) -> Holdout:
    """Half the list is held out when that can be measured at all; otherwise nobody, and the number that could."""
    needed = recipients_to_measure(rate)
    return Holdout(share=0.5 if recipients >= needed else 0.0, measurable_from=needed)


def forecast(
    *,
    per_month: float | None,
    by_channel: dict[Channel, int],
    messages_each: int,
    prior: tuple[float, float, str, bool],
    is_order: bool,
    average_order: float | None,
    profile: ShopProfile,
    offer_cost: float | None = None,
    tried: tuple[int, int] | None = None,
) -> Forecast:
    """Expected goal events, revenue and cost.

    Args:
        per_month: factor from the counted period to 30 days for a standing campaign; None for one sending.
        by_channel: recipients in the counted period, by the channel that reaches them.
        messages_each: steps that one recipient can get.
        prior: mean, size, source, claimed.
        offer_cost: what one use of the offer in the text costs the shop.
        tried: messages of this playbook that the shop sent before, and how many did what was hoped.
        is_order: whether the goal is an order, so that it has a value.
    """
    factor = 1.0 if per_month is None else per_month
    counts = {channel: round(count * factor) for channel, count in by_channel.items()}
    recipients = sum(counts.values())
    mean, size, source, claimed = prior
    mean, size = with_own_results(mean, size, tried)
    events = goal_interval(recipients, mean, size)
    messages = {channel: count * messages_each for channel, count in counts.items() if count}
    # The support chat is the shop's own window: it costs nothing a message unless the shop says otherwise.
    prices: dict[Channel, float] = {"in_app": 0.0, **profile.prices}
    missing = tuple(channel for channel in messages if channel not in prices)
    lines = {channel: count * prices[channel] for channel, count in messages.items() if channel not in missing}
    cost = None if missing else round(sum(lines.values()), 2)
    revenue = None
    if is_order and average_order is not None:
        revenue = Interval(low=events.low * average_order, high=events.high * average_order, level=LEVEL)
    break_even = None
    if cost and average_order and profile.gross_margin and is_order:
        break_even = ceil(cost / (average_order * profile.gross_margin))
    return Forecast(
        per="once" if per_month is None else "month",
        recipients=recipients,
        goal_events=events,
        goal_rate=mean,
        rate_source=source,
        rate_claimed=claimed,
        tried=tried,
        revenue=revenue,
        cost=cost,
        offer_cost=offer_cost,
        messages=messages,
        cost_lines=lines,
        prices_missing=missing,
        break_even_orders=break_even,
    )
