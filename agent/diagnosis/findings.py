"""How is a finding put together? From one topic of the support desk, or from a line of the shop's lists."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from typing import Literal

from agent.diagnosis.scoring import certainty, leverage, share, size
from agent.diagnosis.topics import standing
from agent.diagnosis.types import Baseline, Evidence, Finding
from agent.proportions import wilson
from agent.signals.types import IntentTopic, Mood, TenantSignals

Kind = Literal["problem", "opportunity"]

# Below this the whole period is an anecdote: one busy afternoon would decide what the shop does next.
SMALLEST_DESK = 20

# A text is now and then given the wrong topic; what is not surely in one of a thousand may be nothing else.
SURE_SHARE = 0.001

_MOST_TAGS = 5
_DIGITS = 6  # the same figures on every machine


@dataclass(frozen=True)
class Part:
    """The part that a detector is about: ``count`` of ``total``, and how many ``customers`` that touches."""

    count: int
    total: int
    baseline: Baseline
    customers: int


def heard(signals: TenantSignals, smallest: int, intents: Collection[str] | None = None) -> list[IntentTopic]:
    """Topics (of ``intents``, or all) that came up ``smallest`` times or more and surely above misreading.

    Nothing on a desk with fewer than ``SMALLEST_DESK`` conversations. Most frequent first.
    """
    if signals.conversations < SMALLEST_DESK:
        return []
    topics = [
        topic
        for topic in signals.intents
        if (intents is None or topic.intent in intents)
        and topic.count >= smallest
        and wilson(topic.count, signals.conversations)[0] >= SURE_SHARE
    ]
    return sorted(topics, key=lambda topic: (-topic.count, topic.intent))


def tags_of(signals: TenantSignals, intent: str) -> tuple[str, ...]:
    """The shop's own tags that were mapped to ``intent``, most used first, at most five."""
    tags = sorted((tag for tag in signals.tags if tag.intent == intent), key=lambda tag: (-tag.count, tag.tag))
    return tuple(tag.tag for tag in tags[:_MOST_TAGS])


def product_of(signals: TenantSignals, topic: IntentTopic, smallest: int = 3) -> str | None:
    """The product most named under a topic, if surely more than one in ten of its customers named it."""
    named = [mention for mention in signals.products if mention.intent == topic.intent]
    most = min(named, key=lambda mention: (-mention.customers, mention.product), default=None)
    if most is None or most.customers < smallest or wilson(most.customers, topic.customers)[0] < 0.1:
        return None
    return most.product


def topic_finding(
    detector: str,
    signals: TenantSignals,
    topic: IntentTopic,
    kind: Kind,
    *,
    part: Part | None = None,
    baseline: Baseline = "all_conversations",
    product: str | None = None,
    also: tuple[str, ...] = (),
    sure: float | None = None,
) -> Finding:
    """A finding about ``topic``: all its conversations with their change, or only ``part`` of its customers.

    ``also`` names further intents of the same finding; ``sure`` replaces the certainty taken from the counts.
    """
    if part is None:
        evidence = Evidence(
            count=topic.count,
            total=signals.conversations,
            baseline=baseline,
            before_count=topic.before_count,
            before_total=None if topic.before_count is None else signals.conversations_before,
            change=topic.change,
            customers=topic.customers,
            open=topic.open,
        )
    else:
        evidence = Evidence(count=part.count, total=part.total, baseline=part.baseline, customers=part.customers)
    place = standing(topic.intent)
    return assemble(
        detector,
        kind,
        evidence.model_copy(
            update={"tags": tags_of(signals, topic.intent), "product": product, "examples": topic.examples}
        ),
        touched=share(evidence.customers, signals.customers or signals.conversations),
        subject=topic.intent,
        mood=place.mood,
        stage=place.stage,
        intents=(topic.intent, *also),
        sure=sure,
    )


def list_finding(
    detector: str, kind: Kind, part: Part, *, stage: str | None = None, intents: tuple[str, ...] = ()
) -> Finding:
    """A finding about ``part`` of the shop's customers or orders."""
    evidence = Evidence(count=part.count, total=part.total, baseline=part.baseline, customers=part.customers)
    return assemble(detector, kind, evidence, touched=share(part.customers, part.total), stage=stage, intents=intents)


def assemble(
    detector: str,
    kind: Kind,
    evidence: Evidence,
    *,
    touched: float,
    subject: str | None = None,
    mood: Mood = "neutral",
    stage: str | None = None,
    intents: tuple[str, ...] = (),
    sure: float | None = None,
) -> Finding:
    """Weigh the evidence and name the finding ``detector`` or ``detector:subject``.

    ``touched`` is the share of customers it touches; ``sure`` replaces the certainty taken from the counts.
    """
    finding = Finding(
        id=detector if subject is None else f"{detector}:{subject}",
        detector=detector,
        kind=kind,
        mood=mood,
        intents=intents,
        stage=stage,
        evidence=evidence,
        size=round(size(touched), _DIGITS),
        certainty=round(certainty(evidence.count, evidence.total) if sure is None else sure, _DIGITS),
        leverage=round(leverage(detector, stage), _DIGITS),
        score=0,
    )
    return weighed(finding)


def weighed(finding: Finding) -> Finding:
    """The same finding with the score that its size, certainty and leverage give."""
    score = round(finding.size * finding.certainty * finding.leverage, _DIGITS)
    return finding.model_copy(update={"score": score})
