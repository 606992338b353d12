"""An intent that came clearly more often than in the period before, whatever it is.

Why it matters: what is new is what the shop has no answer for yet, and what a season or a fault brings first.
The smallest sample is eight: below that, two customers more or less make a quarter, which is no rise. The interval
of its share must leave out zero, it must have grown noticeably (a large desk makes any ripple certain), and since
many topics are looked at together, fewer than half a rise like it may be expected by chance among them.
"""

from __future__ import annotations

from agent.diagnosis.findings import Kind, heard, topic_finding
from agent.diagnosis.intervals import chance, rising
from agent.diagnosis.topics import standing
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "spike"
SMALLEST_SAMPLE = 8
MOST_EXPECTED_BY_CHANCE = 0.5


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE)
    looked_at = sum(topic.change is not None for topic in topics)
    findings = []
    for topic in topics:
        if topic.change is None or not rising(topic):
            continue
        by_chance = looked_at * chance(topic.change)
        if by_chance > MOST_EXPECTED_BY_CHANCE:
            continue
        kind: Kind = "opportunity" if standing(topic.intent).mood == "neutral" else "problem"
        findings.append(
            topic_finding(DETECTOR, signals, topic, kind, baseline="period_before", sure=max(0.0, 1 - by_chance))
        )
    return findings
