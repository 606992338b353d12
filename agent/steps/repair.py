"""repair: what code can put right by itself."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.campaigns.check import repair
from agent.campaigns.schema import Draft
from agent.context import Context
from agent.state import State


def run(state: State, runtime: Runtime[Context]) -> State:
    drafts = [_repaired(draft, runtime.context) for draft in state["drafts"]]
    return {"drafts": drafts, "attempts": state["attempts"] + 1}


def _repaired(draft: Draft, context: Context) -> Draft:
    playbook = context.searcher.playbook(draft.provenance.playbook_id, context.tenant)
    return repair(draft, context.profile, playbook)
