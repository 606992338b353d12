"""Wrong parcels, defects and complaints that are closed by now: customers who were let down and helped.

Why it matters: closed is not forgotten. Asking once whether all is well is what decides if they come back, and it
must come before anything is sold to them.
The smallest sample is three customers, as for upset_cluster: each of them had a real loss. Customers who still have
such a conversation open are not among them.
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "repaired_harm"
SMALLEST_SAMPLE = 3
INTENTS = frozenset({"delivery_wrong", "defect_claim", "complaint"})


def detect(signals: TenantSignals) -> list[Finding]:
    findings = []
    for topic in heard(signals, SMALLEST_SAMPLE, INTENTS):
        helped = min(topic.closed, topic.customers - topic.open_customers)
        if helped < SMALLEST_SAMPLE:
            continue
        part = Part(helped, topic.customers, "askers", customers=helped)
        findings.append(topic_finding(DETECTOR, signals, topic, "problem", part=part))
    return findings
