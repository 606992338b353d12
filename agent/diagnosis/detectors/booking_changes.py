"""Bookings that customers ask about, move or cancel.

Why it matters: an empty slot cannot be sold again; a reminder the day before with an easy way to change fills it.
The smallest sample is five: about one a week, where a reminder saves more calls than it takes to set up.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "booking_changes"
SMALLEST_SAMPLE = 5
INTENTS = frozenset({"reservation_inquiry", "reservation_change"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "problem") for topic in topics]
