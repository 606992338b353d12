"""Questions about gift wrapping or an event that are on the rise.

Why it matters: they announce a season before the orders do; whoever answers first has the weeks before it.
The smallest sample is six, fewer than for a plain spike, since only two topics are looked at and the season will
not wait; the interval of the share must leave out zero all the same.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.intervals import rising
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "seasonal_interest"
SMALLEST_SAMPLE = 6
INTENTS = frozenset({"gift_wrapping", "event_inquiry"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "opportunity") for topic in topics if rising(topic)]
