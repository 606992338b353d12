"""Regulars: customers the shop itself marked as such, in its list or in a conversation.

Why it matters: the owner already decided who they are; a sign of thanks of their own is what they get nowhere else.
The smallest sample is three: the shop chose them one by one, so three are no accident, and the message is the same
work for three as for thirty. Without a list it takes three conversations about it.
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, heard, list_finding, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "vip"
SMALLEST_SAMPLE = 3
INTENTS = ("vip_service",)


def detect(signals: TenantSignals) -> list[Finding]:
    facts = signals.customer_facts
    if facts is not None and facts.vip >= SMALLEST_SAMPLE:
        part = Part(facts.vip, facts.total, "all_customers", customers=facts.vip)
        return [list_finding(DETECTOR, "opportunity", part, stage="loyalty", intents=INTENTS)]
    return [
        topic_finding(DETECTOR, signals, topic, "opportunity") for topic in heard(signals, SMALLEST_SAMPLE, INTENTS)
    ]
