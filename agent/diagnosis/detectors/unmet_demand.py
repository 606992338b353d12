"""Customers who ask for what the shop does not offer them now: sold out, not released, or too dear.

Why it matters: this is demand in the customer's own words, and the message is nothing but the answer they asked
for: it is back, it is out, it costs less.
The smallest sample is five: a wish of four can be one family or one forum post.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, product_of, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "unmet_demand"
SMALLEST_SAMPLE = 5
INTENTS = frozenset({"restock_request", "preorder_launch", "price_objection", "stock_inquiry"})


def detect(signals: TenantSignals) -> list[Finding]:
    return [
        topic_finding(DETECTOR, signals, topic, "opportunity", product=product_of(signals, topic))
        for topic in heard(signals, SMALLEST_SAMPLE, INTENTS)
    ]
