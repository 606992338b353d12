"""save: the campaigns that nothing blocks, with the signals they came from."""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.context import Context
from agent.state import State
from agent.steps.propose import snapshot_hash


def run(state: State, runtime: Runtime[Context]) -> State:
    context = runtime.context
    context.progress("save", 0.0)
    ready = [draft for draft in state["drafts"] if draft.check and not draft.check.blocked][: state["count"]]
    signals = state["signals"]
    snapshot = (snapshot_hash(signals), signals.model_dump_json())
    campaigns = context.store.save(ready, by=context.by, at=context.now, snapshot=snapshot)
    return {"campaigns": campaigns, "abstained": None}
