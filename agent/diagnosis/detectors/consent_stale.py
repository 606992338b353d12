"""Customers who agreed to advertising more than two years ago.

Why it matters: in Korea consent must be confirmed every two years (Network Act, enforcement decree 62-3); until then
these customers get no advertisement, and asking again is a duty as well as a chance to be remembered.
The smallest sample is one: the duty is owed to each of them, however few.
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, list_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "consent_stale"
SMALLEST_SAMPLE = 1


def detect(signals: TenantSignals) -> list[Finding]:
    facts = signals.customer_facts
    if facts is None or facts.consent_stale < SMALLEST_SAMPLE:
        return []
    part = Part(facts.consent_stale, facts.total, "all_customers", customers=facts.consent_stale)
    return [list_finding(DETECTOR, "problem", part)]
