"""What must hold for any shop and any condition: the funnel adds up, and nobody is written to who must not be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
from hypothesis import assume, given, settings
from hypothesis import strategies as st

from agent.campaigns.audience import Counting, count_audience, statement
from agent.campaigns.conditions import KEYS, MANY, OPERATORS
from agent.campaigns.schema import Condition
from agent.signals.tables import create_tables
from retrieval.playbook import Channel

from .conftest import AS_OF, Shop

CHANNELS: tuple[tuple[Channel, ...], ...] = (("lms",), ("brand_message", "lms"), ("email", "in_app"), ("in_app",))
COLUMNS = {"lms": "consent_sms", "brand_message": "consent_kakao", "email": "consent_email"}
INTENTS = ("size_fit", "complaint")


@dataclass(frozen=True)
class Person:
    listed: bool
    consents: tuple[bool | None, bool | None, bool | None]
    years: float | None
    refused: bool
    upset: bool
    open: bool
    orders: int
    phone: bool | None = None
    sent: int = 0

    @property
    def known(self) -> dict[str, bool | None]:
        return dict(zip(("consent_sms", "consent_kakao", "consent_email"), self.consents, strict=True))


consents = st.sampled_from((True, False, None))
people = st.lists(
    st.builds(
        Person,
        listed=st.booleans(),
        consents=st.tuples(consents, consents, consents),
        years=st.sampled_from((None, 0.5, 3.0)),
        refused=st.booleans(),
        upset=st.booleans(),
        open=st.booleans(),
        orders=st.integers(0, 2),
        phone=consents,
        sent=st.integers(0, 2),
    ),
    max_size=8,
)
numbers = st.one_of(st.integers(0, 3), st.floats(-1e6, 1e6))
texts = st.sampled_from(("size_fit", "vip", "ring"))
VALUES: dict[str, st.SearchStrategy[object]] = {"string": texts, "number": numbers, "boolean": st.booleans()}


@st.composite
def clauses(draw: st.DrawFn, texts: st.SearchStrategy[object] = texts) -> dict[str, object]:
    key = draw(st.sampled_from(sorted(KEYS)))
    meaning = KEYS[key]
    operator = draw(st.sampled_from(OPERATORS[meaning.type]))
    one = st.sampled_from(meaning.choices) if meaning.choices else (VALUES | {"string": texts})[meaning.type]
    most = 1 if key == "support.state" or operator not in MANY else 3
    values = draw(st.lists(one, min_size=1, max_size=most))
    return {"key": key, "type": meaning.type, "operator": operator, "values": values}


groups = st.fixed_dictionaries({"or": st.lists(clauses(), min_size=1, max_size=2)})
conditions = st.builds(lambda parts: Condition.model_validate({"and": parts}), st.lists(groups, max_size=3))


def fill(connection: duckdb.DuckDBPyConnection, lines: list[Person]) -> None:
    shop = Shop(connection)
    for number, person in enumerate(lines):
        name = f"p{number}"
        if person.listed:
            agreed = AS_OF - timedelta(days=365 * person.years) if person.years else None
            shop.customer(name, refused=person.refused, consent_at=agreed, has_phone=person.phone, **person.known)
        shop.chat(name, INTENTS[person.upset], mood="upset" if person.upset else "neutral", open=person.open)
        for _ in range(person.orders):
            shop.order(name, amount=1000 * number, items=["ring"])
        for _ in range(person.sent):
            shop.sent(name, f"2026-10-{29 + number % 3} 12:00")


def counting(channels: tuple[Channel, ...], *others: Condition) -> Counting:
    return Counting(
        others=others,
        as_of=AS_OF,
        start=datetime(2026, 10, 1),
        channels=channels,
        advertising=True,
        spared=("upset_open", "upset_lately"),
        sentence="손님",
    )


@settings(max_examples=25, deadline=None)
@given(people, conditions, conditions, st.sampled_from(CHANNELS))
def test_the_funnel_adds_up(
    lines: list[Person], condition: Condition, other: Condition, channels: tuple[Channel, ...]
) -> None:
    with duckdb.connect() as connection:
        create_tables(connection)
        fill(connection, lines)
        audience = count_audience(connection, condition, counting(channels, other))
    assert audience.matched == audience.reached + sum(line.count for line in audience.excluded)
    assert sum(audience.by_channel.values()) == audience.reached
    assert audience.matched <= len(lines)
    assert set(audience.by_channel) <= set(channels)
    assert {line.reason for line in audience.excluded} <= set(audience.exclusions)


PERSON_KEYS = sorted(key for key, meaning in KEYS.items() if meaning.about == "person")
OPPOSITE = {"$eq": "$ne", "$in": "$nin"}


@settings(max_examples=25, deadline=None)
@given(people, clauses().filter(lambda clause: clause["key"] in PERSON_KEYS and clause["operator"] in OPPOSITE))
def test_who_is_and_who_is_not_are_everybody(lines: list[Person], clause: dict[str, object]) -> None:
    with duckdb.connect() as connection:
        create_tables(connection)
        fill(connection, lines)
        both = [clause, clause | {"operator": OPPOSITE[str(clause["operator"])]}]
        found = [count_audience(connection, only(one), counting(("lms",))) for one in both]
    assume(not found[0].checked_later)
    assert sum(audience.matched for audience in found) == len(lines)


def only(*clauses: dict[str, object]) -> Condition:
    return Condition.model_validate({"and": [{"or": [clause]} for clause in clauses]})


strange = st.text(st.characters(exclude_categories=("Cc", "Cs", "Zs")), min_size=3, max_size=20)


@settings(max_examples=100, deadline=None)
@given(st.lists(clauses(strange), min_size=1, max_size=3), st.sampled_from(CHANNELS))
def test_nothing_that_a_condition_says_becomes_sql(
    said: list[dict[str, object]], channels: tuple[Channel, ...]
) -> None:
    """The SQL of any two conditions of the same shape is the same, whatever their values are."""
    plain = [
        clause | {"values": [_plain(value, KEYS[str(clause["key"])].choices) for value in _values(clause)]}
        for clause in said
    ]
    have = frozenset({"customers", "orders", "amounts", "sent"})
    there, here = (statement(only(*one), counting(channels, only(*one)), have) for one in (said, plain))
    assert there.sql == here.sql


def _values(clause: dict[str, object]) -> list[object]:
    values = clause["values"]
    assert isinstance(values, list)
    return values


def _plain(value: object, choices: tuple[str, ...]) -> object:
    if choices:
        return choices[0]
    return value if isinstance(value, bool) else "x" if isinstance(value, str) else 1
