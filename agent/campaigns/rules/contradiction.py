"""Whether a condition asks for what nobody can be: five orders or more, and two at most."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise

from agent.campaigns.keys import KEYS
from agent.campaigns.schema import AnyOf, Clause, Condition

_Value = float | str


def contradicted(condition: Condition | None) -> str | None:
    """The first key that no value can satisfy in every group about it alone; None where there may be somebody.

    Only what a person has once is looked at: numbers (never below 0), yes or no, and one of a few choices. Groups that
    mix keys leave a way out, and so do keys about conversations, of which a person has many.
    """
    groups = condition.and_ if condition else ()
    alone = [group for group in groups if len({one.key for one in group.or_}) == 1]
    for key in dict.fromkeys(group.or_[0].key for group in alone):
        mine = [group for group in alone if group.or_[0].key == key]
        known = KEYS.get(key)
        if known is None or known.about != "person" or known.shape != "value" or known.within != "{test}":
            continue
        tried = _tried(key, mine)
        if tried and not any(all(_met(group, value) for group in mine) for value in tried):
            return key
    return None


def _tried(key: str, groups: Sequence[AnyOf]) -> Sequence[_Value]:
    """Values of which at least one satisfies the groups if any does: each bound, and something between and beyond."""
    known = KEYS[key]
    if known.type == "boolean":
        return (0.0, 1.0)
    if known.choices:
        return known.choices
    given = {value for group in groups for one in group.or_ for value in one.values}
    if known.type != "number" or any(isinstance(value, str) for value in given):
        return ()
    bounds = sorted({0.0, *(float(value) for value in given if float(value) >= 0)})
    return (*bounds, *((low + high) / 2 for low, high in pairwise(bounds)), bounds[-1] + 1)


def _met(group: AnyOf, value: _Value) -> bool:
    return any(_holds(one, value) for one in group.or_)


def _holds(one: Clause, value: _Value) -> bool:
    if one.operator in ("$eq", "$in"):
        return value in one.values
    if one.operator in ("$ne", "$nin"):
        return value not in one.values
    bound = one.values[0]
    if isinstance(value, str) or isinstance(bound, str):
        return True
    return {"$gt": value > bound, "$gte": value >= bound, "$lt": value < bound, "$lte": value <= bound}[one.operator]
