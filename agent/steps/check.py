"""check: is each draft allowed and whole?"""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.campaigns.check import check
from agent.campaigns.schema import Draft
from agent.context import Context
from agent.state import State


def run(state: State, runtime: Runtime[Context]) -> State:
    runtime.context.progress("check", 0.0)
    return {"drafts": [_checked(draft, runtime.context) for draft in state["drafts"]]}


def _checked(draft: Draft, context: Context) -> Draft:
    playbook = context.searcher.playbook(draft.provenance.playbook_id, context.tenant)
    return draft.model_copy(update={"check": check(draft, context.profile, playbook, stricter=context.stricter)})
