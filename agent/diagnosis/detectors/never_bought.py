"""Customers who joined three days ago or more and have not ordered yet.

Why it matters: joining is a raised hand; without a first order within weeks most never place one.
The smallest sample is ten: with a usual answer of a few in a hundred, fewer bring no first order.
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, list_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "never_bought"
SMALLEST_SAMPLE = 10


def detect(signals: TenantSignals) -> list[Finding]:
    facts = signals.customer_facts
    if facts is None or facts.never_bought is None or facts.never_bought < SMALLEST_SAMPLE:
        return []
    part = Part(facts.never_bought, facts.total, "all_customers", customers=facts.never_bought)
    return [list_finding(DETECTOR, "opportunity", part, stage="purchase")]
