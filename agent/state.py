"""What travels through the suggestion graph."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TypedDict

from agent.campaigns.briefing import CannotWrite
from agent.campaigns.schema import Campaign, Draft
from agent.diagnosis.types import Finding
from agent.signals.types import Period, TenantSignals
from retrieval.search import PlaybookHit

MOST_CAMPAIGNS = 10  # of one suggestion: more is a list to read, not a decision to make


@dataclass(frozen=True)
class Export:
    """The shop's files, and the periods if the operator named them; ``sent`` is the log of messages that went out."""

    files: tuple[Path, ...]
    customers: Path | None = None
    orders: Path | None = None
    sent: Path | None = None
    period: Period | None = None
    before: Period | None = None


@dataclass(frozen=True)
class Match:
    """A finding, told in the operator's language, and the playbooks that answer it."""

    finding: Finding
    headline: str
    sentence: str
    hits: tuple[PlaybookHit, ...]


@dataclass(frozen=True)
class Abstained:
    """Nothing was proposed: why (``words/abstain.yaml``) and which data would help."""

    reason: str
    facts: dict[str, object]
    would_help: tuple[str, ...]


class Input(TypedDict):
    """What a suggestion starts from: files, or a snapshot that somebody counted already."""

    source: Export | TenantSignals
    count: int


class State(TypedDict, total=False):
    """Each step adds its part."""

    source: Export | TenantSignals
    count: int
    signals: TenantSignals
    findings: list[Finding]
    matches: list[Match]
    drafts: list[Draft]
    skipped: list[CannotWrite]
    attempts: int
    campaigns: list[Campaign]
    abstained: Abstained | None
