"""Where the graph goes next: pure, and nothing but a look at the state."""

from __future__ import annotations

from typing import Literal

from agent.campaigns.check import needs_repair
from agent.state import State

MOST_REPAIRS = 2  # what two rounds of mechanical repair cannot put right, a third will not either


def after_diagnosis(state: State) -> Literal["retrieve", "abstain"]:
    return "retrieve" if state["findings"] else "abstain"


def after_proposal(state: State) -> Literal["check", "abstain"]:
    return "check" if state["drafts"] else "abstain"


def after_check(state: State) -> Literal["repair", "save", "abstain"]:
    if state["attempts"] < MOST_REPAIRS and any(needs_repair(draft) for draft in state["drafts"]):
        return "repair"
    return "save" if any(draft.check and not draft.check.blocked for draft in state["drafts"]) else "abstain"
