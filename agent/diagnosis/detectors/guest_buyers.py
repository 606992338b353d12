"""Orders placed without an account.

Why it matters: the shop packed and sent, and afterwards knows nobody to thank; as members they can be reached again.
The smallest sample is ten orders, and they must surely be more than one in twenty: a few guests are in every shop.
An order stands for one buyer here, since guests cannot be told apart.
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, list_finding
from agent.diagnosis.types import Finding
from agent.proportions import wilson
from agent.signals.types import TenantSignals

DETECTOR = "guest_buyers"
SMALLEST_SAMPLE = 10
USUAL_SHARE = 0.05


def detect(signals: TenantSignals) -> list[Finding]:
    facts = signals.order_facts
    if facts is None or facts.guest_orders < SMALLEST_SAMPLE:
        return []
    if wilson(facts.guest_orders, facts.orders)[0] < USUAL_SHARE:
        return []
    part = Part(facts.guest_orders, facts.orders, "all_orders", customers=facts.guest_orders)
    return [list_finding(DETECTOR, "opportunity", part, stage="post_purchase")]
