"""Exchanges, returns and repairs that ended well: closed, and no upset word from that customer since.

Why it matters: a worry that was taken away leaves more trust than an order without one. Two weeks later these
customers answer when asked for a review, and asking needs no consent to advertising.
The smallest sample is five customers: as a standing campaign it goes on working, but below five there is no sign
yet that these conversations end well as a rule.
"""

from __future__ import annotations

from agent.diagnosis.findings import Part, heard, product_of, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "finished_well"
SMALLEST_SAMPLE = 5
INTENTS = frozenset({"exchange_request", "return_request", "warranty_repair"})


def detect(signals: TenantSignals) -> list[Finding]:
    findings = []
    for topic in heard(signals, SMALLEST_SAMPLE, INTENTS):
        well = topic.finished_well
        if well < SMALLEST_SAMPLE:
            continue
        part = Part(well, max(topic.customers, well), "askers", customers=well)
        product = product_of(signals, topic)
        findings.append(topic_finding(DETECTOR, signals, topic, "opportunity", part=part, product=product))
    return findings
