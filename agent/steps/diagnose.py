"""diagnosis: what hurts, what invites?"""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.context import Context
from agent.diagnosis import diagnose
from agent.state import State


def run(state: State, runtime: Runtime[Context]) -> State:
    runtime.context.progress("diagnose", 0.0)
    return {"findings": diagnose(state["signals"])}
