"""retrieval: what has worked elsewhere for what was found?"""

from __future__ import annotations

from collections.abc import Mapping

from langgraph.runtime import Runtime

from agent.context import Context
from agent.diagnosis.describe import describe
from agent.diagnosis.types import Finding
from agent.means import means_of, worked_of
from agent.signals.intents import intent_label
from agent.signals.types import TenantSignals
from agent.state import Match, State
from agent.words import Locale
from retrieval.means import Means
from retrieval.search import PlaybookHit, Query

MOST_FINDINGS = 12  # the ranking's tail never becomes one of a handful of campaigns
NOTHING: Mapping[str, tuple[int, int]] = {}
PLAYBOOKS_EACH = 12  # enough to find one that can run behind those that cannot


def run(state: State, runtime: Runtime[Context]) -> State:
    context, signals = runtime.context, state["signals"]
    means = means_of(context.profile, customers=bool(signals.customer_facts), orders=bool(signals.order_facts))
    worked = worked_of(context.profile, lambda name: context.searcher.playbook(name, context.tenant) is not None)
    findings = state["findings"][:MOST_FINDINGS]
    matches = []
    for done, finding in enumerate(findings):
        context.progress("retrieve", done / len(findings))
        matches.append(_match(finding, signals, query_of(finding, signals, means, worked), context))
    return {"matches": matches}


def query_of(
    finding: Finding,
    signals: TenantSignals,
    means: Means | None = None,
    worked: Mapping[str, tuple[int, int]] = NOTHING,
) -> Query:
    """What to look for so that ``finding`` is answered."""
    return Query(
        # The words that look for a playbook are always the same, so that the operator's language changes none.
        text=_told(finding, signals, "ko")[0],
        # A cluster names several topics, but its numbers and its playbook are those of the first.
        intents=finding.intents[:1],
        # Where a step of the shop's own way fell, a playbook answers that step and no other.
        finding=finding.id if finding.detector == "funnel_leak" else finding.detector,
        upset=finding.kind == "problem" and finding.mood == "upset",
        means=means,
        worked=worked,
    )


def _match(finding: Finding, signals: TenantSignals, query: Query, context: Context) -> Match:
    headline, sentence = _told(finding, signals, context.locale)
    hits = context.searcher.search(query, PLAYBOOKS_EACH, tenant=context.tenant)
    return Match(finding, headline, sentence, tuple(hit for hit in hits if answers(finding, hit)))


def _told(finding: Finding, signals: TenantSignals, locale: Locale) -> tuple[str, str]:
    return describe(
        finding,
        locale,
        lambda intent: intent_label(intent, locale),
        period_days=signals.period.days if signals.period else None,
        before_days=signals.before.days if signals.before else None,
    )


def answers(finding: Finding, hit: PlaybookHit) -> bool:
    """Whether a playbook is about what was found: its topic, or, for a finding without one, its kind."""
    return hit.parts["intent" if finding.intents else "finding"] > 0
