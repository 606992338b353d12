"""signals: what does the support desk say?"""

from __future__ import annotations

from langgraph.runtime import Runtime

from agent.context import Context
from agent.signals.mask import ShopMask
from agent.signals.private import without_personal_data
from agent.signals.read import read_signals
from agent.signals.types import TenantSignals
from agent.state import State


def run(state: State, runtime: Runtime[Context]) -> State:
    source, context = state["source"], runtime.context
    if isinstance(source, TenantSignals):
        return {"signals": without_personal_data(source, ShopMask(frozenset()))}
    signals = read_signals(
        context.connection,
        source.files,
        customers=source.customers,
        orders=source.orders,
        sent=source.sent,
        period=source.period,
        before=source.before,
        profile=context.profile,
        mapper=context.mapper,
        progress=context.progress,
    )
    return {"signals": signals}
