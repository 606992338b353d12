"""A condition as one plain sentence that a shop owner can check against their own idea."""

from __future__ import annotations

from collections.abc import Callable

from agent.campaigns.schema import AnyOf, Clause, Condition
from agent.words import Locale, say

Label = Callable[[str], str]


def audience_sentence(condition: Condition, locale: Locale, label: Label) -> str:
    """``"교환·반품 상담을 했고, 그 상담이 끝난 손님"``; ``label`` names an intent for the operator."""
    groups = [_group(group, locale, label) for group in condition.and_]
    if not groups:
        return say(locale, "audience.all")
    stems = [stem.split("|") for stem in groups]
    if locale == "en":
        words = [stem[0] for stem in stems]
        comma, last = say(locale, "audience.comma"), say(locale, "audience.and")
        clauses = words[0] if len(words) == 1 else comma.join(words[:-1]) + last + words[-1]
    else:
        going_on = [stem[0] + stem[1] for stem in stems[:-1]]
        clauses = say(locale, "audience.comma").join([*going_on, stems[-1][0] + stems[-1][2]])
    return say(locale, "audience.last", clauses=clauses)


def _group(group: AnyOf, locale: Locale, label: Label) -> str:
    texts = [_clause(clause, locale, label) for clause in group.or_]
    *others, last = texts
    either = "".join(_finished(text) + say(locale, "audience.or") for text in others)
    return either + last


def _finished(text: str) -> str:
    parts = text.split("|")
    return parts[0] + parts[-1] if len(parts) > 1 else text


def _clause(clause: Clause, locale: Locale, label: Label) -> str:
    first = clause.values[0]
    name = clause.key.replace(".", "_")
    if clause.type == "boolean":
        return say(locale, f"audience.{name}_{'yes' if first else 'no'}")
    if clause.type == "number":
        if clause.key == "order.count" and first == 0:
            return say(locale, "audience.order_count_zero")
        return say(locale, f"audience.{name}_{clause.operator[1:]}", value=first)
    if clause.key == "support.state":
        return say(locale, "audience.support_state_open" if first == "open" else "audience.support_state")
    joined = ("·" if locale == "ko" else "・" if locale == "ja" else " or ").join(
        label(str(value)) if clause.key == "support.intent" else str(value) for value in clause.values
    )
    return say(locale, f"audience.{name}", value=joined)
