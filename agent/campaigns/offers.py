"""Which of the shop's own offers a campaign may carry."""

from __future__ import annotations

from agent.campaigns.briefing import Brief
from agent.campaigns.timing import next_day
from agent.profile import Offer

PLAYBOOK, TOPIC, ANYTHING, SOMETHING_ELSE = range(4)


def choose_offer(brief: Brief) -> Offer | None:
    """The shop's offer that fits best; None where the playbook gives nothing or nothing of the shop's may be given.

    First what was made for this playbook, then for the topic, then what is for anything; among these the kind that
    the playbook would rather give.
    """
    guide = brief.playbook.offer
    if guide.use == "never":
        return None
    fitting = [offer for offer in brief.profile.offers if offer.kind in guide.kinds and _may_be_given(offer, brief)]
    return min(fitting, key=lambda one: (_made_for(one, brief), guide.kinds.index(one.kind)), default=None)


def _made_for(offer: Offer, brief: Brief) -> int:
    if brief.playbook.id in offer.for_:
        return PLAYBOOK
    if set(brief.intents) & set(offer.for_):
        return TOPIC
    return SOMETHING_ELSE if offer.for_ else ANYTHING


def _may_be_given(offer: Offer, brief: Brief) -> bool:
    """Whether it is meant for this, still holds when the operator has had time to look, and is not too large."""
    made_for = _made_for(offer, brief)
    if made_for == SOMETHING_ELSE or (offer.ends and offer.ends <= next_day(brief.now)):
        return False
    if offer.kind != "coupon_percent":
        return True
    # What the shop made for this very thing may be as large as the shop itself allows.
    usual = brief.playbook.offer.max_percent if made_for == ANYTHING else None
    limits = (brief.profile.max_discount_percent, usual)
    return all(limit is None or (offer.value is not None and offer.value <= limit) for limit in limits)
