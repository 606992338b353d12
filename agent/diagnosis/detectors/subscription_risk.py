"""Subscribers who ask to cancel, change or skip.

Why it matters: a subscriber is worth many orders, and many who cancel only have too much at home: skipping once or a
smaller plan keeps them.
The smallest sample is four: each stands for a year of orders, but three may have the same private reason to move on.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "subscription_risk"
SMALLEST_SAMPLE = 4
INTENTS = frozenset({"subscription_cancel", "subscription_change"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "problem") for topic in topics]
