"""Customers who praised the shop or asked where to leave a review.

Why it matters: they are convinced and say so unasked; a request for a review or to tell a friend is all it takes.
The smallest sample is four: praise is rare in support chats, where people come with problems, so four unasked kind
words in a period already are a sign of many silent ones.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "praise"
SMALLEST_SAMPLE = 4
INTENTS = frozenset({"praise", "review_inquiry"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "opportunity") for topic in topics]
