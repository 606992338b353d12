"""Customers who bought before and have neither visited nor ordered for sixty days.

Why it matters: they know the shop and once paid; bringing one back costs less than finding a new one.
The smallest sample is ten: with a usual answer of a few in a hundred, fewer bring nobody back.
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, list_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "quiet_customers"
SMALLEST_SAMPLE = 10


def detect(signals: TenantSignals) -> list[Finding]:
    facts = signals.customer_facts
    if facts is None or facts.quiet is None or facts.quiet < SMALLEST_SAMPLE:
        return []
    part = Part(facts.quiet, facts.total, "all_customers", customers=facts.quiet)
    return [list_finding(DETECTOR, "opportunity", part, stage="churn")]
