"""Questions about the shipping fee, in a shop whose orders are not known.

Why it matters: the fee is the commonest last doubt before paying, and a line about free shipping answers it. Where
orders are known asked_not_bought tells who really left, so this one keeps silent.
The smallest sample is five: one a week and one more, enough to say that the shop's page leaves it open.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "shipping_fee_doubt"
SMALLEST_SAMPLE = 5
INTENTS = frozenset({"shipping_fee"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "problem") for topic in topics if topic.asked_not_bought is None]
