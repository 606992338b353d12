"""The topics that keep coming, month in, month out, rising or not.

Why it matters: habit hides them. What one customer in thirty writes about deserves an answer before it is asked.
The smallest sample is eight, two a week in a month, and the share must surely be above 3 %; at most five, because
a longer list is a report. Upset topics are left to upset_cluster, which puts them first.
"""

from __future__ import annotations

from agent.diagnosis.findings import Kind, heard, topic_finding
from agent.diagnosis.topics import standing
from agent.diagnosis.types import Finding
from agent.proportions import wilson
from agent.signals.types import TenantSignals

DETECTOR = "standing_topic"
SMALLEST_SAMPLE = 8
STANDING_SHARE = 0.03
MOST = 5


def detect(signals: TenantSignals) -> list[Finding]:
    topics = [
        topic
        for topic in heard(signals, SMALLEST_SAMPLE)
        if standing(topic.intent).mood != "upset" and wilson(topic.count, signals.conversations)[0] >= STANDING_SHARE
    ]
    findings = []
    for topic in topics[:MOST]:
        kind: Kind = "opportunity" if standing(topic.intent).mood == "neutral" else "problem"
        findings.append(topic_finding(DETECTOR, signals, topic, kind))
    return findings
