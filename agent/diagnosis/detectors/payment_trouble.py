"""Customers whose payment failed and who wrote about it.

Why it matters: they had decided, and the last step broke. Most whose payment fails never write, so each of these
stands for several; another way to pay within the hour still saves the order.
The smallest sample is three: one or two are a card without funds, three point at the checkout.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "payment_trouble"
SMALLEST_SAMPLE = 3
INTENTS = frozenset({"payment_failure"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "problem") for topic in topics]
