"""signals: what does the support desk say?"""

from __future__ import annotations

import duckdb
from langgraph.runtime import Runtime

from agent.context import Context, Progress
from agent.profile import ShopProfile
from agent.signals.intents import IntentMapper
from agent.signals.mask import ShopMask
from agent.signals.private import without_personal_data
from agent.signals.read import read_signals
from agent.signals.types import TenantSignals
from agent.state import Export, State


def run(state: State, runtime: Runtime[Context]) -> State:
    source, context = state["source"], runtime.context
    if isinstance(source, TenantSignals):
        return {"signals": without_personal_data(source, ShopMask(frozenset()))}
    signals = read_export(source, context.connection, context.profile, context.mapper, context.progress)
    return {"signals": signals}


def read_export(
    source: Export,
    connection: duckdb.DuckDBPyConnection,
    profile: ShopProfile,
    mapper: IntentMapper,
    progress: Progress,
) -> TenantSignals:
    """What the files of ``source`` say; their rows are left in the tables of ``connection``."""
    return read_signals(
        connection,
        source.files,
        customers=source.customers,
        orders=source.orders,
        sent=source.sent,
        period=source.period,
        before=source.before,
        profile=profile,
        mapper=mapper,
        progress=progress,
    )
