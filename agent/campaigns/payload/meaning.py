"""What a campaign says to a sending tool, as flat facts that can be compared: path in the campaign → value.

Two ways to say the same thing have one form here. What is only for the operator (proof, forecast, check, preview) is no
part of it. Durations are minutes; a variable in a text is ``#{field}``, whatever it is called in the shop's language.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

from agent.campaigns.durations import minutes_of
from agent.campaigns.schema import AnyOf, Campaign, Clause, Condition, EventEntry, Message, ScheduleEntry, Step

Meaning = dict[str, object]
Told = tuple[str, str, tuple[str, str] | None]
"""A message as title, body and (label, page) of its button."""


def meaning(campaign: Campaign) -> Meaning:
    """All that the campaign means to the tool that sends it."""
    return {
        "name": campaign.name,
        "advertising": campaign.advertising,
        **condition_facts(campaign.audience.condition),
        # Whom a channel does not reach, no tool reaches: there is nothing to say.
        **{f"audience.exclusions.{one}": True for one in campaign.audience.exclusions if one != "not_reachable"},
        **_entry(campaign),
        **_steps(campaign.steps),
        **_timing(campaign),
        "goal.event": campaign.goal.event,
        "goal.window": minutes_of(campaign.goal.window),
        "holdout.share": campaign.holdout.share,
    }


def differences(one: Meaning, other: Meaning) -> list[str]:
    """Paths at which the two differ, those that only one of them has among them."""
    return sorted(path for path in one.keys() | other.keys() if one.get(path) != other.get(path))


def signed_minutes(value: str) -> int:
    """``-P1D`` → -1440."""
    return -minutes_of(value) if value.startswith("-") else minutes_of(value)


ToldClause = tuple[str, str, tuple[object, ...]]
"""Key, operator and values."""
ToldGroup = tuple[ToldClause, ...]


def condition_facts(condition: Condition) -> Meaning:
    """Each group of the condition under ``audience.condition.and.N``."""
    return group_facts({number: told_group(group) for number, group in enumerate(condition.and_)})


def group_facts(groups: Mapping[int, ToldGroup]) -> Meaning:
    """Each group under its place in the condition."""
    return {f"audience.condition.and.{number}": group for number, group in groups.items()}


def told_group(group: AnyOf) -> ToldGroup:
    """A group in the form that is compared."""
    return either(_told_clause(clause) for clause in group.or_)


def either(clauses: Iterable[ToldClause]) -> ToldGroup:
    """Clauses of which any may hold, in one form: those that ask for values of the same key are one clause."""
    values: dict[str, dict[object, None]] = {}
    others: set[ToldClause] = set()
    for key, operator, asked in clauses:
        if operator in ("$eq", "$in"):
            values.setdefault(key, {}).update(dict.fromkeys(asked))
        else:
            others.add((key, operator, asked))
    equal = ((key, "$in", tuple(sorted(asked, key=repr))) for key, asked in values.items())
    return tuple(sorted((*equal, *others), key=repr))


def _told_clause(clause: Clause) -> ToldClause:
    key, operator, values = clause.key, clause.operator, tuple(clause.values)
    if key == "customer.guest":
        # Whoever is a guest has not joined, and the other way round.
        key, values = "customer.joined", tuple(not value for value in values)
    return key, operator, values


def _entry(campaign: Campaign) -> Meaning:
    entry = campaign.entry
    if isinstance(entry, ScheduleEntry):
        facts: Meaning = {"entry.type": "schedule", "entry.start_at": entry.start_at.isoformat()}
        return facts | ({"entry.every": minutes_of(entry.every)} if entry.every else {})
    if not isinstance(entry, EventEntry):
        return {"entry.type": "popup", "entry.delay_seconds": entry.delay_seconds}
    wait = signed_minutes(entry.wait) + minutes_of(campaign.steps[0].delay)
    facts = {"entry.type": "event", "entry.event": entry.event, "entry.wait": wait}
    if entry.product:
        facts["entry.product"] = entry.product
    watch = Watch.of(entry, len(campaign.steps))
    return facts | watch.facts()


@dataclass(frozen=True)
class Watch:
    """Events that decide on the way: ``must`` have happened during the wait, ``must_not`` by then, and ``ends`` all.

    ``must_not`` is looked at before the first message, ``ends`` before each later one.
    """

    must: str | None
    must_not: tuple[str, ...]
    ends: str | None

    @classmethod
    def of(cls, entry: EventEntry, steps: int) -> Watch:
        positive = entry.filter_match == "positive"
        # The filter first: where a tool has room for one event only, it is what the campaign is about.
        before = dict.fromkeys((None if positive else entry.filter_event, entry.exit_event))
        return cls(
            must=entry.filter_event if positive else None,
            must_not=tuple(event for event in before if event),
            ends=entry.exit_event if steps > 1 else None,
        )

    def facts(self) -> Meaning:
        """``entry.filter_event.positive``, ``entry.filter_event.negative.EVENT`` and ``entry.exit_event``."""
        told: Meaning = {f"entry.filter_event.negative.{event}": True for event in self.must_not}
        if self.must:
            told["entry.filter_event.positive"] = self.must
        if self.ends:
            told["entry.exit_event"] = self.ends
        return told


def _steps(steps: tuple[Step, ...]) -> Meaning:
    facts: Meaning = {}
    first = minutes_of(steps[0].delay)
    for number, step in enumerate(steps):
        names = {one.name: one.field for one in step.variables}
        at = f"steps.{number}"
        facts[f"{at}.channel"] = step.channel
        if number:
            facts[f"{at}.delay"] = minutes_of(step.delay) - first
        for place, variant in enumerate(step.variants):
            facts |= message_facts(f"{at}.variants.{place}", told_message(variant, names))
        if step.fallback and step.fallback_message:
            facts[f"{at}.fallback"] = step.fallback
            facts |= message_facts(f"{at}.fallback_message", told_message(step.fallback_message, names))
        for one in step.variables:
            if one.fallback:
                facts[f"{at}.variables.{one.field}"] = one.fallback
    return facts


def told_message(message: Message, names: Mapping[str, str]) -> Told:
    """A message with the variables ``names`` (name in the text → field) called by their field."""
    return (
        _by_field(message.title, names),
        _by_field(message.body, names),
        (message.button.label, message.button.url) if message.button else None,
    )


def message_facts(at: str, told: Told) -> Meaning:
    """Title, body and button of a message below ``at``, those that it has."""
    named = zip(("title", "body", "button"), told, strict=True)
    return {f"{at}.{name}": value for name, value in named if value}


def _by_field(text: str, names: Mapping[str, str]) -> str:
    for name, field in names.items():
        text = text.replace(f"#{{{name}}}", f"#{{{field}}}")
    return text


def _timing(campaign: Campaign) -> Meaning:
    """Window, pause and cap, as far as they say anything: what goes out once has no pause."""
    entry, window = campaign.entry, campaign.send_window
    facts: Meaning = {}
    if not isinstance(entry, ScheduleEntry):
        facts = {
            "send_window.days": tuple(window.days),
            "send_window.start": window.start,
            "send_window.end": window.end,
        }
    if not isinstance(entry, ScheduleEntry) or entry.every:
        facts["cooldown"] = minutes_of(campaign.cooldown)
    if campaign.advertising:
        facts["max_per_week"] = campaign.max_per_week
    return facts
