"""What a run may reach, frozen: whose it is, what time it is, and the rooms' tools. The tenant comes only from here."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime

import duckdb

from agent.campaigns.store import CampaignStore
from agent.profile import ShopProfile
from agent.signals.intents import IntentMapper
from agent.words import Locale
from retrieval.library import Library
from retrieval.search import Searcher

Progress = Callable[[str, float], None]
"""Called with the key of what is being done (``words/progress.yaml``) and how much of it is done, 0–1."""


@dataclass(frozen=True)
class Context:
    """Dependencies of one suggestion. ``connection`` holds the shop's tables; ``now`` is the only clock.

    ``stricter`` are ids of rules that block here even where they would only warn.
    """

    tenant: str
    by: str
    now: datetime
    locale: Locale
    profile: ShopProfile
    connection: duckdb.DuckDBPyConnection
    mapper: IntentMapper
    library: Library
    searcher: Searcher
    store: CampaignStore
    progress: Progress
    stricter: tuple[str, ...] = ()
