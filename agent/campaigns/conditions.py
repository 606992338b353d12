"""The condition language, read strictly and turned into SQL.

SQL is put together from the fixed pieces of ``agent.campaigns.keys`` only; what a condition brings along is always a
parameter.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass, field

from agent.campaigns.keys import KEYS, Key
from agent.campaigns.schema import AnyOf, Clause, Condition
from agent.errors import BadInput

__all__ = ["KEYS", "MANY", "NEGATIVE", "OPERATORS", "SIGNS", "Query", "matching", "told", "validate"]

LONGEST_TEXT = 200  # letters of one value: no tag, topic or name of a product is longer
LARGEST_NUMBER = 1e12  # days, orders and won stay below; beyond, whole numbers stop being exact
MOST_VALUES = 200
MOST_CLAUSES = 50  # groups of a condition, and clauses of a group

ONE, MANY = ("$eq", "$ne"), ("$in", "$nin")
SIGNS = {"$gt": ">", "$gte": ">=", "$lt": "<", "$lte": "<="}
OPERATORS: dict[str, tuple[str, ...]] = {"string": (*ONE, *MANY), "number": (*ONE, *MANY, *SIGNS), "boolean": ONE}
NEGATIVE = ("$ne", "$nin")


def validate(condition: Condition) -> None:
    """Raise ``BadInput`` for a condition that means nothing, with its place, such as ``and[1].or[0]``."""
    if len(condition.and_) > MOST_CLAUSES:
        raise BadInput("audience.too_many", place="and", count=len(condition.and_), limit=MOST_CLAUSES)
    for number, group in enumerate(condition.and_):
        if len(group.or_) > MOST_CLAUSES:
            raise BadInput("audience.too_many", place=f"and[{number}].or", count=len(group.or_), limit=MOST_CLAUSES)
        for which, clause in enumerate(group.or_):
            _check_clause(clause, f"and[{number}].or[{which}]")


def _check_clause(clause: Clause, place: str) -> None:
    key = KEYS.get(clause.key)
    if key is None:
        raise BadInput("campaign.unknown_key", name=clause.key[:LONGEST_TEXT], place=place, known=", ".join(KEYS))
    facts = {"name": clause.key, "place": place}
    if clause.type != key.type or not all(_is(value, key.type) for value in clause.values):
        raise BadInput("campaign.wrong_operand", type=key.type, **facts)
    if clause.operator not in OPERATORS[key.type]:
        raise BadInput("audience.wrong_operator", operator=clause.operator, known=_known(key), **facts)
    if clause.operator not in MANY and len(clause.values) != 1:
        raise BadInput("audience.one_value", operator=clause.operator, count=len(clause.values), **facts)
    if len(clause.values) > MOST_VALUES:
        raise BadInput("audience.too_many", place=f"{place}.values", count=len(clause.values), limit=MOST_VALUES)
    for value in clause.values:
        _check_value(value, key, facts)
    if clause.operator == "$nin" and clause.key == "support.state" and set(key.choices) <= set(clause.values):
        raise BadInput("audience.nobody", **facts)


def _known(key: Key) -> str:
    return ", ".join(OPERATORS[key.type])


def _is(value: object, type_: str) -> bool:
    if type_ == "number":
        return isinstance(value, int | float) and not isinstance(value, bool)
    return isinstance(value, bool if type_ == "boolean" else str)


def _check_value(value: str | float | bool, key: Key, facts: dict[str, str]) -> None:
    if isinstance(value, str):
        _check_text(value, key, facts)
    elif not -LARGEST_NUMBER <= value <= LARGEST_NUMBER:  # holds for no NaN and no infinity either
        raise BadInput("audience.bad_number", value=str(value)[:20], limit=int(LARGEST_NUMBER), **facts)


def _check_text(value: str, key: Key, facts: dict[str, str]) -> None:
    if not value.strip():
        raise BadInput("audience.empty_text", **facts)
    if len(value) > LONGEST_TEXT:
        raise BadInput("audience.long_text", length=len(value), limit=LONGEST_TEXT, **facts)
    if any(unicodedata.category(letter) in ("Cc", "Cs") for letter in value):
        raise BadInput("audience.odd_letters", **facts)
    if key.choices and value not in key.choices:
        raise BadInput("audience.unknown_choice", value=value, known=", ".join(key.choices), **facts)


@dataclass
class Query:
    """Collects SQL made of fixed pieces, and the values that go beside it."""

    parameters: dict[str, object] = field(default_factory=dict)

    def add(self, value: object) -> str:
        name = f"v{len(self.parameters)}"
        self.parameters[name] = value
        return f"${name}"

    def any_of(self, clauses: Sequence[Clause]) -> str:
        return "(" + " OR ".join(self.clause(clause) for clause in clauses) + ")"

    def clause(self, clause: Clause) -> str:
        """One clause; ``$ne`` and ``$nin`` hold for exactly those for whom ``$eq`` and ``$in`` do not."""
        key = KEYS[clause.key]
        test = key.within.format(test=self._test(key, clause))
        return f"NOT coalesce({test}, false)" if clause.operator in NEGATIVE else test

    def _test(self, key: Key, clause: Clause) -> str:
        if key.type == "boolean":
            return f"(coalesce({key.expression}, false) = {self.add(clause.values[0])}::BOOLEAN)"
        if clause.operator in SIGNS:
            return f"(({key.expression}) {SIGNS[clause.operator]} {self.add(clause.values[0])}::DOUBLE)"
        if key.type == "number":
            numbers = [float(value) for value in clause.values]
            return f"list_contains({self.add(numbers)}::DOUBLE[], ({key.expression})::DOUBLE)"
        texts = [str(value) for value in clause.values]
        if key.choices:
            return (
                f"list_contains({self.add([key.choices.index(text) for text in texts])}::UTINYINT[], {key.expression})"
            )
        if key.shape == "text":
            plain = (text.replace(" ", "").lower() for text in texts)
            return "(" + " OR ".join(f"contains({key.expression}, {self.add(text)}::VARCHAR)" for text in plain) + ")"
        if key.shape == "list":
            return f"list_has_any(coalesce({key.expression}, []), {self.add(texts)}::VARCHAR[])"
        return f"list_contains({self.add(texts)}::VARCHAR[], {key.expression})"


def matching(query: Query, condition: Condition, start: object | None) -> tuple[str, bool]:
    """SQL over ``p`` for who matches, and whether some match without a conversation since ``start``."""
    chat = [group for group in condition.and_ if any(KEYS[c.key].about == "chat" for c in group.or_)]
    where = [query.any_of(group.or_) for group in condition.and_ if group not in chat]
    alone = [[clause for clause in group.or_ if KEYS[clause.key].about == "person"] for group in chat]
    if chat:
        ways = [_spoke(query, chat, start, joined=any(alone))]
        if all(alone):
            ways.append("(" + " AND ".join(query.any_of(clauses) for clauses in alone) + ")")
        where.append("(" + " OR ".join(ways) + ")")
    return " AND ".join(where) or "true", all(alone)


def _spoke(query: Query, chat: Sequence[AnyOf], start: object | None, *, joined: bool) -> str:
    """SQL: one conversation of theirs fits all groups; only clauses about the person need the person ``joined``."""
    person = "coalesce(c.customer_id, 'chat:' || c.id)"
    since = [f"c.opened_at >= {query.add(start)}::TIMESTAMP"] if start else []
    inner = " AND ".join([*since, *(query.any_of(group.or_) for group in chat)])
    people = f" JOIN audience_people p ON p.person = {person}" if joined else ""
    return f"p.person IN (SELECT {person} FROM conversations c{people} WHERE {inner})"


def told(condition: Condition, have: frozenset[str]) -> tuple[Condition, tuple[str, ...]]:
    """The part of a condition that the data tell, and the keys of which they tell nothing.

    Of a group that can be told in part, the part is counted: rather too few people than everybody.
    """
    groups: list[AnyOf] = []
    later: list[str] = []
    for group in condition.and_:
        known = tuple(c for c in group.or_ if KEYS[c.key].needs in (None, *have))
        later.extend(c.key for c in group.or_ if c not in known)
        if known:
            groups.append(AnyOf.model_validate({"or": known}))
    return Condition.model_validate({"and": tuple(groups)}), tuple(dict.fromkeys(later))
