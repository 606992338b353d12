"""What ``--json`` and the HTTP API answer: versioned, documented in docs/json.md."""

from __future__ import annotations

from typing import Any

from agent.state import Abstained, State
from agent.words import Locale, say

VERSION = 1


def suggestion_payload(state: State, locale: Locale) -> dict[str, Any]:
    """``{"version", "findings", "campaigns", "abstained"}`` of one suggestion."""
    told = {match.finding.id: match for match in state.get("matches", [])}
    findings = []
    for finding in state.get("findings", []):
        match = told.get(finding.id)
        words = {"headline": match.headline if match else None, "sentence": match.sentence if match else None}
        findings.append(finding.model_dump(mode="json") | words)
    return {
        "version": VERSION,
        "findings": findings,
        "campaigns": [campaign.model_dump(mode="json", by_alias=True) for campaign in state.get("campaigns", [])],
        "abstained": _abstained(state.get("abstained"), locale),
    }


def _abstained(abstained: Abstained | None, locale: Locale) -> dict[str, Any] | None:
    if abstained is None:
        return None
    return {
        "reason": say(locale, f"abstain.{abstained.reason}", **abstained.facts),
        "code": abstained.reason,
        "would_help": [say(locale, f"abstain.help_{name}") for name in abstained.would_help],
    }
