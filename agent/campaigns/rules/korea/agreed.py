"""KR-01, KR-02, KR-03, KR-10: who may be sent advertising at all."""

from __future__ import annotations

from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.consent import asked, at_most, is_sure, refused_left_out
from agent.campaigns.rules.korea.law import ART_50, KR
from agent.campaigns.rules.korea.renewal import renewals
from agent.campaigns.rules.types import Broken, Edit, Given, Rule
from agent.campaigns.schema import Reason

SIX_MONTHS = 181  # days; no six months of a calendar are shorter, so that nobody's deal is older for sure
TWO_YEARS = 730  # days; two years without a leap day
_LAST_ORDER = ("order.last_days_ago", "event.order_placed")
_NO_CONSENT_NEEDED = frozenset({"in_app", "alimtalk"})


def consent_is_asked(plan: Plan, _given: Given) -> Iterator[Broken]:
    """KR-01: advertising goes to those only who agreed to it on this channel."""
    if not plan.advert or plan.consent_basis == "existing_customer":
        return
    missing = [channel for channel in sorted(plan.channels) if not asked(plan, channel)]
    if missing:
        yield Broken("audience", {"channels": ", ".join(missing)})
    elif plan.channels - _NO_CONSENT_NEEDED and not plan.audience.consent_known:
        yield Broken("audience", case="unknown", severity="warn")


def bought_lately(plan: Plan, _given: Given) -> Iterator[Broken]:
    """KR-02: without consent only to customers of the last six months, for the same kind of goods."""
    if not plan.advert or plan.consent_basis != "existing_customer" or plan.channels <= _NO_CONSENT_NEEDED:
        return
    late, other = not at_most(plan, _LAST_ORDER, SIX_MONTHS), plan.same_goods is not True
    if late:
        yield Broken("audience.condition", {"days": SIX_MONTHS})
    if other:
        yield Broken("same_goods", case="goods")
    if not late and not other:
        yield Broken("consent_basis", case="used", severity="info")


def refused_are_spared(plan: Plan, _given: Given) -> Iterator[Broken]:
    """KR-03: never to those who refused, whatever they bought; the shop's own pages are no sending."""
    if plan.advert and not refused_left_out(plan):
        yield Broken("audience.exclusions", severity="warn" if plan.channels <= {"in_app"} else None)


def consent_is_fresh(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-10: consent is confirmed every two years; a message that asks for it says what the law wants, and no more."""
    fresh = plan.leaves_out("consent_stale") or is_sure(plan, "consent.stale", False)
    needed = plan.advert and plan.consent_basis == "opt_in" and plan.channels - _NO_CONSENT_NEEDED
    if needed and not fresh and not at_most(plan, ("consent.days_ago",), TWO_YEARS):
        yield Broken("audience.exclusions")
    yield from renewals(plan, given)


def _leave_out(plan: Plan, reason: Reason) -> Iterator[Edit]:
    if not plan.leaves_out(reason):
        yield Edit(("audience", "exclusions"), [*plan.audience.exclusions, reason])


def _spare_strangers(plan: Plan, _given: Given, broken: Broken) -> Iterator[Edit]:
    if not broken.case:
        yield from _leave_out(plan, "no_consent")


def _spare_refused(plan: Plan, _given: Given, _broken: Broken) -> Iterator[Edit]:
    yield from _leave_out(plan, "refused")


def _spare_stale(plan: Plan, _given: Given, broken: Broken) -> Iterator[Edit]:
    if not broken.case:
        yield from _leave_out(plan, "consent_stale")


CONSENT = Rule("KR-01", consent_is_asked, f"{ART_50} 제1항", countries=KR, mend=_spare_strangers)
CUSTOMERS = Rule("KR-02", bought_lately, f"{ART_50} 제1항 제1호, 시행령 제61조 제1항", countries=KR)
REFUSED = Rule("KR-03", refused_are_spared, f"{ART_50} 제2항", countries=KR, mend=_spare_refused)
FRESH = Rule("KR-10", consent_is_fresh, f"{ART_50} 제8항, 시행령 제62조의3", countries=KR, mend=_spare_stale)
