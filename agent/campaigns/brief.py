"""A campaign in one line: for whom, at what cost. The rest is the card's."""

from __future__ import annotations

from agent.campaigns.compose import money
from agent.campaigns.schema import Audience, Campaign, Forecast
from agent.words import Locale, say


def brief(campaign: Campaign, number: int) -> str:
    """``"1. 배송 늦은 손님께 먼저 사과하기 — 98명, 한 달 약 980원"``, in ``campaign.locale``."""
    locale = campaign.locale
    people = _people(campaign.audience, locale)
    cost = _cost(campaign.forecast, campaign.currency, locale)
    return say(locale, "card.brief", number=number, name=campaign.name, people=people, cost=cost)


def _people(audience: Audience, locale: Locale) -> str:
    if audience.counts == "visits":
        return say(locale, "card.brief_visits", count=audience.reached)
    if not audience.consent_known:
        return say(locale, "card.brief_up_to", count=audience.reached)
    return say(locale, "card.brief_one" if audience.reached == 1 else "card.brief_reached", count=audience.reached)


def _cost(outlook: Forecast, currency: str, locale: Locale) -> str:
    if outlook.cost is None:
        return say(locale, "card.brief_no_price")
    if outlook.cost == 0:
        return say(locale, "card.brief_free")
    return say(locale, f"card.brief_{outlook.per}", cost=money(outlook.cost, currency, locale))
