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
from retrieval.playbook import Need
from retrieval.search import Means, Query

MOST_FINDINGS = 12  # the ranking's tail never becomes one of a handful of campaigns
PLAYBOOKS_EACH = 5


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
    headline, sentence = describe(
        finding,
        context.locale,
        lambda intent: intent_label(intent, context.locale),
        period_days=signals.period.days if signals.period else None,
        before_days=signals.before.days if signals.before else None,
    )
    query = Query(
        text=headline,
        # A cluster names several topics, but its numbers and its playbook are those of the first.
        intents=finding.intents[:1],
        finding=finding.detector,
        upset=finding.kind == "problem" and finding.mood == "upset",
        means=means,
    )
    fitting = [hit for hit in context.searcher.search(query, PLAYBOOKS_EACH) if _answers(hit.parts)]
    return Match(finding, headline, sentence, tuple(fitting))


def _answers(parts: object) -> bool:
    """Whether the library itself says that the playbook is for this kind of finding or for its topic."""
    return isinstance(parts, dict) and (parts["finding"] > 0 or parts["intent"] > 0)


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
