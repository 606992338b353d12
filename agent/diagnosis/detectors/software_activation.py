"""Users who are trying the software, setting it up, or asking what it can do.

Why it matters: whoever reaches a first result stays; whoever gets stuck on the second screen is gone within days.
The smallest sample is five: fewer are best led by hand, which also teaches what a guide should say.
"""

from __future__ import annotations

from agent.diagnosis.findings import heard, topic_finding
from agent.diagnosis.types import Finding
from agent.signals.types import TenantSignals

DETECTOR = "software_activation"
SMALLEST_SAMPLE = 5
INTENTS = frozenset({"trial_inquiry", "onboarding_help", "feature_question", "plan_upgrade"})


def detect(signals: TenantSignals) -> list[Finding]:
    topics = heard(signals, SMALLEST_SAMPLE, INTENTS)
    return [topic_finding(DETECTOR, signals, topic, "opportunity") for topic in topics]
