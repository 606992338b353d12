"""The same plain question again and again: how to use it, where the parcel is, when the shop is open.

Why it matters: each answer costs the owner minutes and the customer a wait; one guide sent at the right moment saves
both. The customers are content, so this never outranks somebody who is not.
The smallest sample is eight, two a week in a month: rarer questions are answered faster than a guide is written.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "repeat_question"
SMALLEST_SAMPLE = 8
INTENTS = frozenset({
    "usage_howto", "delivery_status", "points_membership", "overseas_shipping", "store_visit", "invoice_receipt",
    "signup_help", "address_change",
})  # fmt: skip


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "problem") for topic in topics]
