"""Customers who asked on their way to buying and had not ordered seven days later.

Why it matters: they wanted it enough to write, the doubt that stopped them is known, and so is the answer.
The smallest sample is five customers: fewer are answered by hand in the time it takes to read a campaign. More
than one asker in five must surely have gone without an order, for some always only ask.
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, heard, product_of, topic_finding
from agent.diagnosis.types import Finding
from agent.proportions import wilson
from agent.signals.types import TenantSignals

DETECTOR = "asked_not_bought"
SMALLEST_SAMPLE = 5
USUAL_WITHOUT_ORDER = 0.2
# Consideration and purchase, except what unmet_demand, payment_trouble, cancelled_orders … know better and what is
# asked about an order already placed.
INTENTS = frozenset({
    "product_question", "size_fit", "compatibility", "recommendation_request", "bulk_order", "cart_help",
    "coupon_inquiry", "shipping_fee",
})  # fmt: skip


def detect(signals: TenantSignals) -> list[Finding]:
    findings = []
    for topic in heard(signals, SMALLEST_SAMPLE, INTENTS):
        missed = topic.asked_not_bought
        if missed is None or missed < SMALLEST_SAMPLE:
            continue
        askers = missed + (topic.asked_then_bought or 0)
        if wilson(missed, askers)[0] < USUAL_WITHOUT_ORDER:
            continue
        part = Part(missed, askers, "askers", customers=missed)
        product = product_of(signals, topic)
        findings.append(topic_finding(DETECTOR, signals, topic, "opportunity", part=part, product=product))
    return findings
