"""A condition as one plain sentence that a shop owner can check against their own idea."""

from __future__ import annotations

from collections.abc import Callable

from agent.campaigns.schema import AnyOf, Clause, Condition
from agent.words import Locale, say

Label = Callable[[str], str]
SPOKEN = ("support.intent", "support.tag", "support.product")  # what "that conversation" can point back to


def audience_sentence(condition: Condition, locale: Locale, label: Label, buy_days: int = 7) -> str:
    """``"교환·반품 상담을 했고, 그 상담이 끝난 손님"``; ``label`` names an intent for the operator.

    ``buy_days`` is how long ``order.after_chat`` looks.
    """
    if not condition.and_:
        return say(locale, "audience.all")
    spoken = any(clause.key in SPOKEN for group in condition.and_ for clause in group.or_)
    span = say(locale, "card.day_one") if buy_days == 1 else say(locale, "card.days", n=buy_days)
    stems = [stem.split("|") for stem in _groups(condition, locale, label, spoken, span)]
    if locale == "en":
        words = [stem[0] for stem in stems]
        comma, last = say(locale, "audience.comma"), say(locale, "audience.and")
        clauses = words[0] if len(words) == 1 else comma.join(words[:-1]) + last + words[-1]
    else:
        going_on = [stem[0] + stem[1] for stem in stems[:-1]]
        clauses = say(locale, "audience.comma").join([*going_on, stems[-1][0] + stems[-1][2]])
    return say(locale, "audience.last", clauses=clauses)


def _groups(condition: Condition, locale: Locale, label: Label, spoken: bool, span: str) -> list[str]:
    """Each group in words; the two bounds of one number of days are said as one, where the first of them stands."""
    bounds: dict[str, dict[str, object]] = {}
    for group in condition.and_:
        first = group.or_[0]
        if len(group.or_) == 1 and first.key.endswith("_days_ago"):
            bounds.setdefault(first.key, {}).setdefault(first.operator, first.values[0])
    said: dict[str, None] = {}
    for group in condition.and_:
        first = group.or_[0]
        ends = bounds.get(first.key, {}) if len(group.or_) == 1 else {}
        if ends.keys() == {"$gte", "$lte"}:
            name = f"audience.{first.key.replace('.', '_')}_between"
            said[say(locale, name, low=ends["$gte"], high=ends["$lte"])] = None
        else:
            said[_group(group, locale, label, spoken, span)] = None
    return list(said)


def _group(group: AnyOf, locale: Locale, label: Label, spoken: bool, span: str) -> str:
    texts = [_clause(clause, locale, label, spoken, span) for clause in group.or_]
    *others, last = texts
    return "".join(_either(text, locale) for text in others) + last


def _either(text: str, locale: Locale) -> str:
    """A clause before "or": in Korean the "and" form with its ending changed (``샀고`` → ``샀거나``)."""
    parts = text.split("|")
    stem = parts[0] + parts[1].removesuffix("고") if locale == "ko" else parts[0] + "".join(parts[2:])
    return stem + say(locale, "audience.or")


def _clause(clause: Clause, locale: Locale, label: Label, spoken: bool, span: str) -> str:
    first = clause.values[0]
    name = clause.key.replace(".", "_")
    if clause.type == "boolean":
        return say(locale, f"audience.{name}_{'yes' if first else 'no'}", span=span)
    if clause.type == "number":
        return _number(clause, locale)
    if clause.key == "support.state":
        ended = "support_state" if spoken else "support_state_alone"
        return say(locale, "audience.support_state_open" if first == "open" else f"audience.{ended}")
    joined = ("·" if locale == "ko" else "・" if locale == "ja" else " or ").join(
        label(str(value)) if clause.key == "support.intent" else str(value) for value in clause.values
    )
    return say(locale, f"audience.{name}", value=joined)


def _number(clause: Clause, locale: Locale) -> str:
    first, operator = clause.values[0], clause.operator[1:]
    if clause.key == "order.count" and (first, operator) in ((0, "eq"), (0, "lte"), (1, "gte")):
        return say(locale, "audience.order_count_zero" if first == 0 else "audience.order_count_once")
    name = f"audience.{clause.key.replace('.', '_')}_{'eq' if operator == 'in' else operator}"
    return say(locale, name, value=" / ".join(str(value) for value in clause.values))
