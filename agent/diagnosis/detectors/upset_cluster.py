"""Customers who are upset about delivery, the goods or their money, all topics taken together.

Why it matters: selling to someone who waits for a parcel loses them; one honest word first keeps them. So this
comes before every chance to sell for as long as one of these conversations is open.
The smallest sample is three over all topics: two unlucky parcels happen to everyone, three in one period are a
pattern, and for the people concerned even three are worth a message.
The topic with the most open conversations leads and gives the numbers; the others are named beside it.
"""

from __future__ import annotations

from agent.diagnosis.findings import SMALLEST_DESK, SURE_SHARE, topic_finding
from agent.diagnosis.types import Finding
from agent.proportions import wilson
from agent.signals.types import TenantSignals

DETECTOR = "upset_cluster"
SMALLEST_SAMPLE = 3
# Payment and software faults have detectors of their own; who leaves or refuses messages is left in peace.
INTENTS = frozenset({"delivery_delay", "delivery_wrong", "defect_claim", "complaint", "refund_status"})
# Once closed, the other three are told by repaired_harm.
TOLD_WHEN_CLOSED = frozenset({"delivery_delay", "refund_status"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = [topic for topic in signals.intents if topic.intent in INTENTS and topic.count > 0]
    waiting = [topic for topic in topics if topic.open > 0]
    told = topics if waiting else [topic for topic in topics if topic.intent in TOLD_WHEN_CLOSED]
    count = sum(topic.count for topic in told)
    if (
        signals.conversations < SMALLEST_DESK
        or count < SMALLEST_SAMPLE
        or wilson(count, signals.conversations)[0] < SURE_SHARE
    ):
        return []
    first, *others = sorted(waiting or told, key=lambda topic: (-topic.open, -topic.count, topic.intent))
    finding = topic_finding(DETECTOR, signals, first, "problem", also=tuple(topic.intent for topic in others))
    return [finding.model_copy(update={"id": DETECTOR})]
