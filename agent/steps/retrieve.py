"""retrieval: what has worked elsewhere for what was found?"""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.context import Context
from agent.diagnosis.describe import describe
from agent.diagnosis.types import Finding
from agent.profile import ShopProfile
from agent.signals.intents import intent_label
from agent.signals.types import TenantSignals
from agent.state import Match, State
from agent.words import Locale
from retrieval.playbook import Need
from retrieval.search import Means, PlaybookHit, Query

MOST_FINDINGS = 12  # the ranking's tail never becomes one of a handful of campaigns
PLAYBOOKS_EACH = 12  # enough to find one that can run behind those that cannot


def run(state: State, runtime: Runtime[Context]) -> State:
    context = runtime.context
    means = _means(context.profile, state["signals"])
    findings = state["findings"][:MOST_FINDINGS]
    matches = []
    for done, finding in enumerate(findings):
        context.progress("retrieve", done / len(findings))
        matches.append(_match(finding, state["signals"], means, context))
    return {"matches": matches}


def _match(finding: Finding, signals: TenantSignals, means: Means, context: Context) -> Match:
    headline, sentence = _told(finding, signals, context.locale)
    query = Query(
        # The words that look for a playbook are always the same, so that the operator's language changes none.
        text=_told(finding, signals, "ko")[0],
        # A cluster names several topics, but its numbers and its playbook are those of the first.
        intents=finding.intents[:1],
        finding=finding.detector,
        upset=finding.kind == "problem" and finding.mood == "upset",
        means=means,
    )
    hits = context.searcher.search(query, PLAYBOOKS_EACH, tenant=context.tenant)
    return Match(finding, headline, sentence, tuple(hit for hit in hits if _answers(finding, hit)))


def _told(finding: Finding, signals: TenantSignals, locale: Locale) -> tuple[str, str]:
    return describe(
        finding,
        locale,
        lambda intent: intent_label(intent, locale),
        period_days=signals.period.days if signals.period else None,
        before_days=signals.before.days if signals.before else None,
    )


def _answers(finding: Finding, hit: PlaybookHit) -> bool:
    """Whether a playbook is about what was found: its topic, or, for a finding without one, its kind and stage."""
    if finding.intents:
        return hit.parts["intent"] > 0
    return hit.parts["finding"] > 0 and (finding.detector != "funnel_leak" or hit.playbook.stage == finding.stage)


def _means(profile: ShopProfile, signals: TenantSignals) -> Means:
    has: set[Need] = set(profile.has)
    given: dict[Need, object] = {
        "customers": signals.customer_facts,
        "orders": signals.order_facts,
        "products": profile.products,
        "offer": profile.offers,
        "free_shipping_over": profile.free_shipping_over,
        "exchange_policy": profile.exchange_policy,
        "opt_in": profile.sender.opt_out,
    }
    has |= {need for need, value in given.items() if value}
    return Means(profile.country, profile.industry, profile.channels, frozenset(has), profile.language)
