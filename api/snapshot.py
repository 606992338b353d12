"""Whether a snapshot of signals that somebody else counted can be true: what is counted here always is."""

from __future__ import annotations

from collections.abc import Iterator

from agent.signals.intents import load_catalogue
from agent.signals.types import TenantSignals, Topic
from agent.words import Phrase

HOURS = (0, 24)  # counts by hour: none, or all of them


def contradictions(signals: TenantSignals) -> Iterator[tuple[str, Phrase]]:
    """(place, what is wrong) of everything in ``signals`` that no support desk could have."""
    for name in ("period", "before"):
        period = getattr(signals, name)
        if period is not None and period.days < 1:
            yield f"signals.{name}", Phrase("doors.period_ends_first")
    for name in ("conversations", "conversations_before", "customers", "without_intent"):
        if (getattr(signals, name) or 0) < 0:
            yield f"signals.{name}", Phrase("doors.below_zero")
    for name in ("customer_facts", "order_facts"):
        for part, number in getattr(signals, name) or ():
            if isinstance(number, int | float) and number < 0:
                yield f"signals.{name}.{part}", Phrase("doors.below_zero")
    if not _hourly(signals.hours):
        yield "signals.hours", Phrase("doors.by_hour")
    yield from _unknown_intents(signals)
    for name, topics in (("tags", signals.tags), ("intents", signals.intents)):
        for number, topic in enumerate(topics):
            for wrong in _in_topic(topic, signals):
                yield f"signals.{name}.{number}.{wrong}", Phrase("doors.contradicts")


def _unknown_intents(signals: TenantSignals) -> Iterator[tuple[str, Phrase]]:
    known = load_catalogue()
    for name in ("tags", "intents", "products"):
        for number, part in enumerate(getattr(signals, name)):
            if part.intent is not None and part.intent not in known:
                yield f"signals.{name}.{number}.intent", Phrase("doors.no_such_intent", {"intent": part.intent})


def _in_topic(topic: Topic, signals: TenantSignals) -> Iterator[str]:
    if not 0 <= topic.count <= signals.conversations:
        yield "count"
    if not 0 <= (topic.before_count or 0) <= (signals.conversations_before or 0):
        yield "before_count"
    for name in ("customers", "open", "closed"):
        if not 0 <= getattr(topic, name) <= topic.count:
            yield name
    for name in ("share", "before_share"):
        if not 0 <= (getattr(topic, name) or 0) <= 1:
            yield name
    if not _hourly(topic.hours):
        yield "hours"
    if topic.change and not topic.change.low <= topic.change.difference <= topic.change.high:
        yield "change"
    for name in ("asked_then_bought", "asked_not_bought", "finished_well", "open_customers"):
        if not 0 <= (getattr(topic, name, 0) or 0) <= topic.count:
            yield name


def _hourly(hours: tuple[int, ...]) -> bool:
    return len(hours) in HOURS and all(count >= 0 for count in hours)
