"""What code can put right by itself: edits of single places, rule by rule, until there is nothing more to do."""

from __future__ import annotations

import copy
from collections.abc import Iterable, Mapping
from typing import Any

from pydantic_core import PydanticCustomError

from agent.campaigns.compose import preview_of
from agent.campaigns.plan import Plan, plan_of, seconds_of_day
from agent.campaigns.rules import Given, broken_rules
from agent.campaigns.rules.types import Edit, Place
from agent.profile import Country

MOST_ROUNDS = 40
"""A round mends what one rule says, of some thirty that can be mended; each may bring another one about."""


def mend(
    data: Mapping[str, Any], given: Given, countries: Iterable[Country] | None = None
) -> tuple[dict[str, Any], tuple[str, ...], tuple[Edit, ...]]:
    """A campaign's fields with everything mechanical put right, the ids of the rules, and the edits that did it.

    ``data`` itself stays as it is. It ends: after ``MOST_ROUNDS`` what is still broken stays broken, and the next
    check says so.
    """
    fields = copy.deepcopy(dict(data))
    asked = tuple(countries) if countries else None
    mended: dict[str, None] = {}
    done: list[Edit] = []
    for _round in range(MOST_ROUNDS):
        edits = _edits(plan_of(fields), given, asked)
        changed = [(rule, edit) for rule, edit in edits if not _same(value_at(fields, edit.place), edit.value)]
        if not changed:
            break
        # One rule at a time: the next one must see what the first did to the same text.
        first = changed[0][0]
        for rule, edit in changed:
            if rule == first:
                put(fields, edit)
                done.append(edit)
                mended[rule] = None
        _show_again(fields)
    return fields, tuple(mended), tuple(done)


def _edits(plan: Plan, given: Given, countries: tuple[Country, ...] | None) -> list[tuple[str, Edit]]:
    return [
        (rule.id, edit)
        for rule, broken in broken_rules(plan, given, countries)
        if rule.mend
        for edit in rule.mend(plan, given, broken)
    ]


def _same(old: object, new: object) -> bool:
    """Whether nothing would change; a clock may be written as ``"20:50"`` or as minutes."""
    if isinstance(old, str) and isinstance(new, int):
        try:
            return seconds_of_day(old) == seconds_of_day(new)
        except PydanticCustomError:
            return False
    return old == new


def value_at(data: Any, place: Place) -> Any:
    """What stands at ``place``; None where there is nothing."""
    for step in place:
        if isinstance(data, dict):
            data = data.get(step)
        elif isinstance(data, list) and isinstance(step, int) and step < len(data):
            data = data[step]
        else:
            return None
    return data


def put(data: Any, edit: Edit) -> None:
    """Set ``edit.value`` at its place, with the mappings on the way there made when missing."""
    *way, last = edit.place
    for step in way:
        if isinstance(data, dict) and data.get(step) is None:
            data[step] = {}
        data = data[step]
    data[last] = edit.value


def _show_again(fields: dict[str, Any]) -> None:
    """What a customer sees follows the text that was changed."""
    for step in fields.get("steps", ()):
        samples = {one["name"]: one["sample"] for one in step.get("variables") or () if one.get("sample")}
        fallback = step.get("fallback_message")
        for message in (*step.get("variants", ()), *([fallback] if fallback else ())):
            if "preview" in message:
                label = (message.get("button") or {}).get("label")
                message["preview"] = preview_of(message.get("title") or "", message["body"], label, samples)
