"""Names that must exist: topics, detectors, events, keys of the audience; and numbers that no campaign may have."""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from functools import cache
from importlib import resources
from typing import Any

import yaml
from pydantic import ValidationError

from agent.campaigns.conditions import KEYS, validate
from agent.campaigns.durations import days_of
from agent.campaigns.schema import Condition
from agent.diagnosis import FINDINGS
from agent.errors import BadInput
from agent.fields import near
from agent.playbook_check.types import Found
from agent.signals.intents import load_catalogue
from retrieval.yaml_lines import Place

_EVENTS = (("entry", "event"), ("entry", "filter_event"), ("entry", "exit_event"), ("goal", "event"))
_LONGEST: Mapping[tuple[str, ...], tuple[int, int]] = {
    ("entry", "wait"): (0, 90),
    ("cooldown",): (0, 30),
    ("goal", "window"): (1, 30),
}


@cache
def event_names() -> frozenset[str]:
    """The events that there are words for."""
    return frozenset(yaml.safe_load(resources.files("agent.words").joinpath("events.yaml").read_text(encoding="utf-8")))


def check_names(data: Mapping[str, Any]) -> Iterator[Found]:
    """Topics, detectors and events."""
    for field, known, code in (
        ("intents", load_catalogue(), "intent"),
        ("findings", FINDINGS, "finding"),
    ):
        listed = data.get(field)
        for number, name in enumerate(listed if isinstance(listed, list | tuple) else ()):
            yield from _known(name, known, f"unknown_{code}", (field, number))
    for place in _EVENTS:
        yield from _known(_at(data, place), event_names(), "unknown_event", place)
    if data.get("intents") == [] and data.get("findings") == []:
        yield Found("never_proposed", ("intents",), severity="warning")


def _known(name: object, known: Collection[str], code: str, place: Place) -> Iterator[Found]:
    if isinstance(name, str) and name not in known:
        meant = near(name, known)
        yield Found(code, place, {"name": name, "near": meant, "known": "" if meant else ", ".join(sorted(known))})


def check_audience(data: Mapping[str, Any]) -> Iterator[Found]:
    """Whether every part of the condition can be counted."""
    audience = data.get("audience")
    if not isinstance(audience, Mapping):
        return  # the form says so
    wrong = False
    for place, clause in _clauses(audience):
        for found in _clause(clause, place):
            wrong = True
            yield found
    if not wrong and not _valid(audience):
        yield Found("audience_form", ("audience",))


def _clauses(audience: Mapping[str, Any]) -> Iterator[tuple[Place, object]]:
    groups = audience.get("and")
    for number, group in enumerate(groups if isinstance(groups, list | tuple) else ()):
        clauses = group.get("or") if isinstance(group, Mapping) else None
        for place, clause in enumerate(clauses if isinstance(clauses, list | tuple) else ()):
            yield ("audience", "and", number, "or", place), clause


def _clause(clause: object, place: Place) -> Iterator[Found]:
    told = clause.get("key") if isinstance(clause, Mapping) else None
    key = told if isinstance(told, str) else ""
    if key and key not in KEYS:
        yield Found("unknown_key", (*place, "key"), {"name": key, "near": near(key, KEYS), "known": ", ".join(KEYS)})
    elif not _valid({"and": [{"or": [clause]}]}):
        yield Found("clause_form", place, {"of": key, "type": KEYS[key].type if key else ""})
    elif isinstance(clause, Mapping) and key == "support.intent":
        for number, name in enumerate(clause["values"]):
            yield from _known(name, load_catalogue(), "unknown_intent", (*place, "values", number))


def _valid(condition: Mapping[str, Any]) -> bool:
    try:
        validate(Condition.model_validate(condition))
    except (ValidationError, BadInput):
        return False
    return True


def check_spans(data: Mapping[str, Any]) -> Iterator[Found]:
    """Waits, pauses and windows that no campaign tool accepts (rule S-05)."""
    for place, (least, most) in _LONGEST.items():
        value = _at(data, place)
        try:
            days = days_of(value) if isinstance(value, str) else None
        except ValueError:  # no duration at all; the form says so
            continue
        if days is not None and not least <= days <= most:
            yield Found("span", place, {"value": value, "least": least, "limit": most})


def _at(data: Mapping[str, Any], place: Place) -> object:
    value: object = data
    for step in place:
        value = value.get(str(step)) if isinstance(value, Mapping) else None
    return value
