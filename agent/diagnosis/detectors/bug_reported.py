"""Customers who reported a fault of the software.

Why it matters: they took the trouble to help and usually hear nothing; being told "it is fixed, thank you" turns a
grievance into trust. While it is open nothing is sold to them.
The smallest sample is three: two reports can be one office, three are a fault others meet in silence.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "bug_reported"
SMALLEST_SAMPLE = 3
INTENTS = frozenset({"bug_report"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "problem") for topic in topics]
