"""A customer list on which only a few agreed to be written to.

Why it matters: every later message reaches only those; asking at the right moment, with a clear benefit, is the one
campaign that makes the others larger.
The smallest sample is thirty customers: of fewer, one party of friends decides the share. It fires when the share
is surely below 45 %, which a Korean messaging vendor names as usual among its shops.
Source: Datarize on FriendTalk reach, brunch.co.kr/@datarize/16 (a vendor's figure, not a study).
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, list_finding
from agent.diagnosis.types import Finding
from agent.proportions import wilson
from agent.signals.types import TenantSignals

DETECTOR = "few_reachable"
SMALLEST_SAMPLE = 30
USUAL_REACH = 0.45


def detect(signals: TenantSignals) -> list[Finding]:
    facts = signals.customer_facts
    if facts is None or facts.total < SMALLEST_SAMPLE:
        return []
    if wilson(facts.reachable_any, facts.total)[1] >= USUAL_REACH:
        return []
    missing = facts.total - max(facts.reachable_any, 0)
    part = Part(missing, facts.total, "all_customers", customers=missing)
    return [list_finding(DETECTOR, "problem", part)]
