"""check: is each draft allowed and whole?"""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.campaigns.check import check
from agent.context import Context
from agent.state import State


def run(state: State, runtime: Runtime[Context]) -> State:
    profile = runtime.context.profile
    runtime.context.progress("check", 0.0)
    return {"drafts": [draft.model_copy(update={"check": check(draft, profile)}) for draft in state["drafts"]]}
