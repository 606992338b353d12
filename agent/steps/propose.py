"""proposal: a draft for each finding, by the built-in writer."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from datetime import datetime, time

from langgraph.runtime import Runtime

from agent.campaigns.briefing import Brief, CannotWrite
from agent.campaigns.choose import Candidate, choose_drafts
from agent.campaigns.schema import Condition, Example, Proof
from agent.campaigns.store import campaign_id
from agent.context import Context
from agent.diagnosis.types import Evidence
from agent.signals.intents import intent_label
from agent.signals.types import TenantSignals
from agent.state import Match, State
from retrieval.search import PlaybookHit

SPARE = 2  # drafts beyond what was asked for, in case a check blocks one


def run(state: State, runtime: Runtime[Context]) -> State:
    context, signals = runtime.context, state["signals"]
    context.progress("propose", 0.0)
    digest = snapshot_hash(signals)
    running = {name: draft.audience.condition for name, draft in context.store.running().items()}
    found = [
        Candidate(_brief(match, hit, signals, digest, running, context), problem=match.finding.kind == "problem")
        for match in state["matches"]
        for hit in match.hits
        if not hit.missing
    ]
    stopped = context.store.stopped()
    candidates = [one for one in found if one.brief.identity not in stopped]
    drafts, skipped = choose_drafts(
        candidates,
        state["count"],
        SPARE,
        context.connection,
        lambda intent: intent_label(intent, context.locale),
    )
    # Whoever stopped a campaign has said no to it; it is not proposed again until it is reopened.
    skipped += [CannotWrite(one.brief.playbook.id, "stopped") for one in found if one.brief.identity in stopped]
    return {"drafts": drafts, "skipped": skipped, "attempts": 0}


def _brief(
    match: Match,
    hit: PlaybookHit,
    signals: TenantSignals,
    digest: str,
    running: Mapping[str, Condition],
    context: Context,
) -> Brief:
    finding, evidence, orders = match.finding, match.finding.evidence, signals.order_facts
    end = signals.period.end if signals.period else context.now.date()
    return Brief(
        proof=Proof(
            finding=finding.id,
            detector=finding.detector,
            headline=match.headline,
            sentence=match.sentence,
            count=evidence.count,
            total=evidence.total,
            baseline=evidence.baseline,
            before_count=evidence.before_count,
            tags=evidence.tags,
            examples=_examples(evidence),
            playbook_reasons=hit.reasons,
        ),
        playbook=hit.playbook,
        profile=context.profile,
        locale=context.locale,
        hours=signals.hours,
        period_days=signals.period.days if signals.period else 30,
        start=datetime.combine(signals.period.start, time()) if signals.period else None,
        as_of=datetime.combine(end, time()),
        now=context.now,
        average_order=orders.average_value if orders else None,
        order_spread=orders.value_spread if orders else None,
        valued_orders=orders.valued if orders else None,
        signals_hash=digest,
        library_version=hit.library_version,
        people=evidence.customers or evidence.count,
        visits=next((round(step.value) for step in signals.funnel if step.name == "visit"), 0),
        intents=finding.intents,
        product=evidence.product,
        own=hit.own,
        identity=campaign_id(context.tenant, context.profile.name, finding.id, hit.playbook.id),
        running=running,
    )


def _examples(evidence: Evidence) -> tuple[Example, ...]:
    """The conversations to show; where the finding is about one product, those that speak of it, if there are any."""
    examples = tuple(Example(**example.model_dump()) for example in evidence.examples)
    if evidence.product is None:
        return examples
    name = evidence.product.replace(" ", "").casefold()
    return tuple(one for one in examples if name in one.text.replace(" ", "").casefold()) or examples


def snapshot_hash(signals: TenantSignals) -> str:
    """sha256 of the snapshot's canonical JSON."""
    return hashlib.sha256(signals.model_dump_json().encode()).hexdigest()
