"""abstain: nothing is proposed, and the operator hears why and what would help."""

from __future__ import annotations

from agent.diagnosis.findings import SMALLEST_DESK
from agent.signals.types import TenantSignals
from agent.state import Abstained, State


def run(state: State) -> State:
    signals = state["signals"]
    return {"campaigns": [], "abstained": Abstained(*_reason(state), would_help=_would_help(signals))}


def _reason(state: State) -> tuple[str, dict[str, object]]:
    signals = state["signals"]
    facts: dict[str, object] = {"count": signals.conversations}
    if not state["findings"]:
        if any(note == "tag_on_everything" for note in signals.notes):
            return "same_tag_everywhere", facts
        if signals.conversations < SMALLEST_DESK:
            return "too_few", facts | {"needed": SMALLEST_DESK}
        return "nothing_stands_out", facts
    if not any(match.hits for match in state.get("matches", [])):
        return "no_playbook", facts
    if state.get("drafts"):
        return "all_blocked", facts
    return "cannot_be_sent", facts


def _would_help(signals: TenantSignals) -> tuple[str, ...]:
    """Data that the shop has not given, in the order in which it would help most."""
    missing = {
        "conversations": signals.conversations < SMALLEST_DESK,
        "tags": not signals.tags,
        "before": signals.before is None,
        "customers": signals.customer_facts is None,
        "orders": signals.order_facts is None,
    }
    return tuple(name for name, lacks in missing.items() if lacks)
