"""recount: whom a saved campaign reaches by the shop's files of this moment."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import datetime, time
from zoneinfo import ZoneInfo

import duckdb

from agent.campaigns.approval import recount
from agent.campaigns.briefing import Brief
from agent.campaigns.reach import reached
from agent.campaigns.recipients import Recipient, recipients_of
from agent.campaigns.schema import Campaign, Condition, EventEntry
from agent.context import Progress
from agent.profile import ShopProfile
from agent.signals.intents import IntentMapper, intent_label
from agent.signals.types import TenantSignals
from agent.state import Export
from agent.steps.read import read_export
from retrieval.playbook import Playbook


def run(seen: Campaign, brief: Brief, connection: duckdb.DuckDBPyConnection) -> Campaign:
    """``seen`` as it is counted from the tables of ``connection``."""
    return recount(seen, brief, connection, _label(seen))


def listed(seen: Campaign, brief: Brief, connection: duckdb.DuckDBPyConnection, tenant: str) -> tuple[Recipient, ...]:
    """Who gets ``seen``, by the tables of ``connection``."""
    condition, channels = seen.audience.condition, seen.steps[0].channels
    found = reached(brief, condition, channels, seen.advertising, connection, _label(seen))
    return recipients_of(seen, tenant, found)


def _label(seen: Campaign) -> Callable[[str], str]:
    return lambda intent: intent_label(intent, seen.locale)


def read(
    seen: Campaign,
    source: Export,
    connection: duckdb.DuckDBPyConnection,
    *,
    running: Mapping[str, Condition],
    playbook: Playbook,
    profile: ShopProfile,
    mapper: IntentMapper,
    now: datetime,
    progress: Progress,
) -> Brief:
    """What ``seen`` would be written from by the files of ``source``, which are read into ``connection``.

    ``running`` are the conditions of the campaigns that are on, by id.
    """
    signals = read_export(source, connection, profile, mapper, progress)
    brief = _brief(seen, playbook, profile, signals, now.astimezone(ZoneInfo(profile.timezone)))
    return replace(brief, running=running)


def _brief(seen: Campaign, playbook: Playbook, profile: ShopProfile, signals: TenantSignals, now: datetime) -> Brief:
    """What the campaign would be written from today; the proof is the one that it was proposed for."""
    period, orders = signals.period, signals.order_facts
    entry, made = seen.entry, seen.provenance
    product = entry.product if isinstance(entry, EventEntry) else None
    return Brief(
        proof=seen.proof,
        playbook=playbook,
        profile=profile,
        locale=seen.locale,
        hours=signals.hours,
        period_days=period.days if period else 30,
        start=datetime.combine(period.start, time()) if period else None,
        as_of=datetime.combine(period.end if period else now.date(), time()),
        now=now,
        average_order=orders.average_value if orders else None,
        order_spread=orders.value_spread if orders else None,
        valued_orders=orders.valued if orders else None,
        signals_hash=made.signals,
        library_version=made.library_version,
        people=seen.audience.matched,
        visits=next((round(step.value) for step in signals.funnel if step.name == "visit"), 0),
        intents=tuple(_values(seen.audience.condition, "support.intent")),
        product=product or next(iter(_values(seen.audience.condition, "support.product")), None),
        own=made.own,
        identity=seen.id,
    )


def _values(condition: Condition, key: str) -> list[str]:
    clauses = (clause for group in condition.and_ for clause in group.or_)
    return [str(value) for clause in clauses if clause.key == key for value in clause.values]
