"""A condition as one plain sentence that a shop owner can check against their own idea.

A clause is ``stem|and|last`` in Korean and Japanese: how it goes on, and how it ends before "손님" / "お客様".
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from agent.campaigns.compose import money
from agent.campaigns.conditions import NEGATIVE
from agent.campaigns.keys import KEYS
from agent.campaigns.schema import AnyOf, Clause, Condition
from agent.words import Locale, has_key, say

Label = Callable[[str], str]
SPOKEN = ("support.intent", "support.tag", "support.product")  # what "that conversation" can point back to
MONEY = ("order.total", "order.average")
SCORES = ("customer.recency", "customer.frequency", "customer.money")
# The same said in a plainer way: (operator, value) of a number of times.
NEVER = {("eq", 0), ("lte", 0), ("lt", 1)}
ONCE = {("gte", 1), ("gt", 0), ("ne", 0)}


def audience_sentence(
    condition: Condition, locale: Locale, label: Label, buy_days: int = 7, currency: str | None = None
) -> str:
    """``"교환·반품 상담을 했고, 그 상담이 끝난 손님"``; ``label`` names an intent for the operator.

    ``buy_days`` is how long ``order.after_chat`` looks; amounts of money are in ``currency``, plain numbers without.
    """
    if not condition.and_:
        return say(locale, "audience.all")
    spoken = any(clause.key in SPOKEN for group in condition.and_ for clause in group.or_)
    stems = [stem.split("|") for stem in _Words(locale, label, spoken, buy_days, currency).groups(condition)]
    if locale == "en":
        words = [stem[0] for stem in stems]
        comma, last = say(locale, "audience.comma"), say(locale, "audience.and")
        clauses = words[0] if len(words) == 1 else comma.join(words[:-1]) + last + words[-1]
    else:
        going_on = [stem[0] + stem[1] for stem in stems[:-1]]
        clauses = say(locale, "audience.comma").join([*going_on, stems[-1][0] + stems[-1][2]])
    return say(locale, "audience.last", clauses=clauses)


@dataclass(frozen=True)
class _Words:
    """The words for clauses; ``spoken`` says whether "that conversation" has something to point back to."""

    locale: Locale
    label: Label
    spoken: bool
    buy_days: int
    currency: str | None

    def groups(self, condition: Condition) -> list[str]:
        """Each group once; the two bounds of one number of days are said as one, where the first of them stands."""
        said: dict[str, None] = {}
        for group in condition.and_:
            ends = _bounds(condition, group.or_[0].key) if len(group.or_) == 1 else None
            said[self._between(group.or_[0].key, *ends) if ends else self._group(group)] = None
        return list(said)

    def _between(self, key: str, low: float, high: float) -> str:
        name = f"audience.{_name(key)}"
        numbers = {"low": _number(low), "high": _number(high)}
        if has_key(f"{name}_between"):
            return self._say(f"{name}_between", **numbers)
        return self._say(name, bound=self._say("audience.days_between", **numbers))

    def _group(self, group: AnyOf) -> str:
        return self._either([self._clause(clause) for clause in group.or_])

    def _either(self, texts: Sequence[str]) -> str:
        """Clauses joined by "or": in Korean the "and" form with its ending changed (``샀고`` → ``샀거나``)."""
        *others, last = texts
        return "".join(self._before_or(text) for text in others) + last

    def _before_or(self, text: str) -> str:
        parts = text.split("|")
        korean = self.locale == "ko"
        stem = parts[0] + parts[1].removesuffix("고") if korean else parts[0] + "".join(parts[2:])
        return stem + self._say("audience.or")

    def _clause(self, clause: Clause) -> str:
        if clause.type == "boolean":
            return self._yes_or_no(clause)
        if clause.type == "number":
            return self._amount(clause)
        if clause.key == "support.state":
            return self._state(clause)
        if clause.key == "customer.stage":
            return self._stage(clause)
        joined = {"ko": "·", "ja": "・", "en": " or "}[self.locale].join(
            self.label(str(value)) if clause.key == "support.intent" else str(value) for value in clause.values
        )
        negated = "_not" if clause.operator in NEGATIVE else ""
        # A sign that divides stem and endings must not come in with a tag or a name.
        return self._say(f"audience.{_name(clause.key)}{negated}", value=joined.replace("|", "/"))

    def _yes_or_no(self, clause: Clause) -> str:
        yes = bool(clause.values[0]) != (clause.operator in NEGATIVE)
        return self._say(f"audience.{_name(clause.key)}_{'yes' if yes else 'no'}", span=self._days(self.buy_days))

    def _state(self, clause: Clause) -> str:
        left = [
            state
            for state in KEYS["support.state"].choices
            if (state in clause.values) != (clause.operator in NEGATIVE)
        ]
        if len(left) != 1:
            return self._say("audience.support_state_any")
        ended = "support_state" if self.spoken else "support_state_alone"
        return self._say("audience.support_state_open" if left == ["open"] else f"audience.{ended}")

    def _stage(self, clause: Clause) -> str:
        stages = self._either([self._say(f"audience.stage_{value}") for value in clause.values])
        if clause.operator not in NEGATIVE:
            return stages
        parts = stages.split("|")
        return self._say("audience.stage_not", value=parts[0] + parts[-1] if len(parts) > 1 else stages)

    def _amount(self, clause: Clause) -> str:
        first, operator = clause.values[0], {"$in": "eq", "$nin": "ne"}.get(clause.operator, clause.operator[1:])
        name = f"audience.{_name(clause.key)}"
        single = len(clause.values) == 1
        for plainer, cases in (("zero", NEVER), ("once", ONCE)):
            if single and (operator, first) in cases and has_key(f"{name}_{plainer}"):
                return self._say(f"{name}_{plainer}")
        numbers = self._say("audience.either").join(
            self._money(value) if clause.key in MONEY else _number(value) for value in clause.values
        )
        if has_key(f"{name}_{operator}"):
            return self._say(f"{name}_{operator}", value=numbers)
        kind = "days" if _is_days(clause.key) else "points" if clause.key in SCORES else "amount"
        bound = f"audience.{kind}_{operator}"
        bound = bound if has_key(bound) else f"audience.amount_{operator}"
        return self._say(name, bound=self._say(bound, value=self._with_unit(clause, numbers)))

    def _with_unit(self, clause: Clause, numbers: str) -> str:
        if clause.key in MONEY:
            return numbers
        if _is_days(clause.key):
            return self._days(numbers)
        if clause.key in SCORES:
            return self._say("audience.points", n=numbers)
        return self._say("audience.times_one") if numbers == "1" else self._say("audience.times", n=numbers)

    def _days(self, number: int | str) -> str:
        return self._say("card.day_one") if str(number) == "1" else self._say("card.days", n=number)

    def _money(self, value: str | float) -> str:
        return money(float(value), self.currency, self.locale) if self.currency else _number(value)

    def _say(self, key: str, **facts: object) -> str:
        return say(self.locale, key, **facts)


def _name(key: str) -> str:
    return key.replace(".", "_")


def _is_days(key: str) -> bool:
    return key.endswith("days_ago") or key.startswith("event.")


def _number(value: str | float) -> str:
    """``1234.50`` → ``1,234.5``"""
    return f"{float(value):,.4f}".rstrip("0").rstrip(".")


def _bounds(condition: Condition, key: str) -> tuple[float, float] | None:
    """The least and the most of a number of days, where a condition says each of them once and nothing else of it."""
    alone = [group.or_[0] for group in condition.and_ if len(group.or_) == 1 and group.or_[0].key == key]
    ends = {clause.operator: float(clause.values[0]) for clause in alone} if _is_days(key) else {}
    if len(alone) != len(ends) or ends.keys() != {"$gte", "$lte"}:
        return None
    return ends["$gte"], ends["$lte"]
