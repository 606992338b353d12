"""Orders that customers asked to cancel.

Why it matters: the wish to buy was there the day before; another size, colour or date often brings it back, if it is
offered after the cancellation went through without a fuss.
The smallest sample is five: single cancellations are slips of the finger and changes of mind.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "cancelled_orders"
SMALLEST_SAMPLE = 5
INTENTS = frozenset({"order_cancel"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "problem") for topic in topics]
