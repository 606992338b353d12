"""What a card says of cost and hope: money and numbers of people, no more precisely than they are known."""

from __future__ import annotations

from math import ceil

from agent.campaigns.compose import money
from agent.campaigns.schema import Campaign, Forecast
from agent.words import Locale, say

FEW = 100  # people who are counted one by one; beyond, two digits are all that a forecast can mean
OUT_OF = (100, 1_000, 10_000)
TOLERANCE = 1.25  # how much "2 of 100" may round up what it takes


def cost_lines(campaign: Campaign, locale: Locale) -> tuple[str, ...]:
    """What the messages cost, at most and in a month, when they have paid for themselves, and what an offer adds."""
    outlook, currency = campaign.forecast, campaign.currency
    lines = [_cost(outlook, currency, locale)]
    if outlook.cost and outlook.cost_most and outlook.cost_most > outlook.cost:
        lines.append(_most(campaign, outlook.cost_most, locale))
    if outlook.per == "once" and outlook.budget_month:
        lines.append(say(locale, "card.cost_budget", cost=money(outlook.budget_month, currency, locale)))
    if outlook.break_even_orders:
        lines.append(_break_even(outlook, outlook.break_even_orders, locale))
    if outlook.offer_cost:
        lines.append(say(locale, "card.cost_offer", cost=money(outlook.offer_cost, currency, locale)))
    return tuple(lines)


def _cost(outlook: Forecast, currency: str, locale: Locale) -> str:
    if outlook.cost == 0:
        return say(locale, "card.cost_none")
    if outlook.cost is None:
        names = say(locale, "card.comma").join(_channel(channel, locale) for channel in outlook.prices_missing)
        return say(locale, "card.cost_unknown", channels=names, count=sum(outlook.messages.values()))
    parts = []
    for channel, total in outlook.cost_lines.items():
        count = outlook.messages[channel]
        price = money(total / count if count else 0, currency, locale)
        parts.append(say(locale, "card.cost_line", channel=_channel(channel, locale), count=count, price=price))
    cost = money(outlook.cost, currency, locale)
    return say(locale, f"card.cost_{outlook.per}", cost=cost, lines=" + ".join(parts))


def _most(campaign: Campaign, most: float, locale: Locale) -> str:
    """Only steps with a fallback make it dearer; a series names each of them once."""
    comma = say(locale, "card.comma")
    routes = [step for step in campaign.steps if step.fallback]
    first = comma.join(dict.fromkeys(_channel(step.channel, locale) for step in routes))
    second = comma.join(dict.fromkeys(_channel(step.fallback or "", locale) for step in routes))
    return say(locale, "card.cost_most", channel=first, fallback=second, cost=money(most, campaign.currency, locale))


def _break_even(outlook: Forecast, orders: int, locale: Locale) -> str:
    sent = outlook.recipients if outlook.sent is None else outlook.sent
    if orders > sent:
        return say(locale, "card.cost_even_never")
    if orders == 1:
        return say(locale, "card.cost_even_one")
    if sent <= FEW:
        return say(locale, "card.cost_even", some=orders, of=sent, orders=None)
    some, of = _out_of(orders / sent)
    return say(locale, "card.cost_even", some=some, of=of, orders=orders)


def _out_of(rate: float) -> tuple[int, int]:
    """``0.018`` → ``(2, 100)``, ``0.0031`` → ``(4, 1000)``: enough to break even, and not much more than that."""
    pairs = [(ceil(round(rate * of, 6)), of) for of in OUT_OF]
    return next((pair for pair in pairs if pair[0] <= rate * pair[1] * TOLERANCE), pairs[-1])


def hope_lines(campaign: Campaign, goal: str, locale: Locale) -> tuple[str, ...]:
    """How many do what was hoped (``goal`` says it), what that brings, where it is known from, how it is measured."""
    if campaign.audience.counts == "visits":
        return (say(locale, "card.hope_visits"),)
    outlook = campaign.forecast
    lines = [_people(outlook, goal, locale), say(locale, "card.hope_level")]
    if outlook.revenue and outlook.revenue.high > 0:
        ends = (outlook.revenue.low, outlook.revenue.high)
        low, high = (money(_roughly(value), campaign.currency, locale) for value in ends)
        lines.append(say(locale, "card.hope_revenue", low=low, high=high))
    elif campaign.goal.event == "order_placed" and not outlook.revenue and not campaign.fixes_first:
        lines.append(say(locale, "card.hope_no_revenue"))
    if outlook.margin and (outlook.margin.low or outlook.margin.high):
        lines.append(_margin(outlook.margin.low, outlook.margin.high, campaign.currency, locale))
    return (*lines, _source(outlook, locale), *_measured(campaign, locale))


def _people(outlook: Forecast, goal: str, locale: Locale) -> str:
    # "0 to 0" would read as a promise of nothing; one is the smallest hope there is.
    least, most = round(outlook.goal_events.low), max(1, round(outlook.goal_events.high))
    about = (_roughly_people(least), _roughly_people(most))
    low, high = about if about[0] < about[1] else (least, most)
    between = say(locale, "card.range" if low < high else "card.range_one", low=low, high=high)
    sent = outlook.recipients if outlook.sent is None else outlook.sent
    none = None if least else say(locale, "card.hope_none")
    return say(locale, f"card.hope_{outlook.per}", count=sent, range=between, goal=goal, none=none)


def _margin(low: float, high: float, currency: str, locale: Locale) -> str:
    least, most, loss = (money(_roughly(value), currency, locale) for value in (low, high, -low))
    if high <= 0:
        return say(locale, "card.hope_margin_loss", loss=loss)
    if low < 0:
        return say(locale, "card.hope_margin_risk", high=most, loss=loss)
    return say(locale, "card.hope_margin", low=least, high=most)


def _source(outlook: Forecast, locale: Locale) -> str:
    """Where the expected rate is from; the shop's own result before any other."""
    if outlook.tried:
        sent, reached = outlook.tried
        return say(locale, "card.hope_source_tried", sent=sent, reached=reached)
    kind = "wide" if outlook.rate_source.startswith("wide") else "claimed" if outlook.rate_claimed else "measured"
    return say(locale, f"card.hope_source_{kind}")


def _measured(campaign: Campaign, locale: Locale) -> tuple[str, ...]:
    """Who is left out to see what it brings, and whether the two wordings can be told apart."""
    plan, outlook = campaign.holdout, campaign.forecast
    count = outlook.recipients
    if campaign.fixes_first and not plan.share:
        return (say(locale, "card.measure_first"),)
    if not plan.share:
        return (say(locale, "card.measure_no", count=count, needed=plan.measurable_from),)
    held = round(count * plan.share) if outlook.sent is None else count - outlook.sent
    left_out = say(locale, "card.measure_yes", count=count, held=held)
    if plan.wordings_from is None:
        return (left_out,)
    key = "card.measure_wordings" if count >= plan.wordings_from else "card.measure_wordings_no"
    return left_out, say(locale, key, needed=plan.wordings_from)


def _channel(channel: str, locale: Locale) -> str:
    return say(locale, f"card.channel_{channel}")


def _roughly(amount: float) -> float:
    """``275456`` → ``280000``: two digits are all that a forecast can mean."""
    return float(f"{amount:.1e}")


def _roughly_people(count: int) -> int:
    return count if count < FEW else round(_roughly(count))
