"""repair: what code can put right by itself."""

from __future__ import annotations

from agent.campaigns.check import repair
from agent.state import State


def run(state: State) -> State:
    return {"drafts": [repair(draft) for draft in state["drafts"]], "attempts": state["attempts"] + 1}
