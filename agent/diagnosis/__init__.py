"""What hurts, what invites? One pure detector a file, each with its smallest sample.

``diagnose(signals)`` asks every detector, tells each thing once, and puts upset customers who still wait first.
"""

from __future__ import annotations

from typing import get_args

from agent.diagnosis.describe import describe
from agent.diagnosis.detectors import DETECTORS, funnel_leak
from agent.diagnosis.ranking import merge, open_upset_intents, rank
from agent.diagnosis.types import Evidence, Finding
from agent.profile import FunnelName
from agent.signals.types import TenantSignals

FINDINGS = (*DETECTORS, *(f"{funnel_leak.DETECTOR}:{step}" for step in get_args(FunnelName)))
"""What a playbook may be made for: any detector, or one step of the shop's own way."""

__all__ = ["DETECTORS", "FINDINGS", "Evidence", "Finding", "describe", "diagnose", "open_upset_intents"]


def diagnose(signals: TenantSignals) -> list[Finding]:
    """All findings, the one to act on first in front; empty when the numbers are too small to say anything."""
    return rank(merge(finding for detect in DETECTORS.values() for finding in detect(signals)))
