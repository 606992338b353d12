"""What must hold for any shop and any condition: the funnel adds up, and nobody is written to who must not be."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

import duckdb
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.campaigns.audience import Counting, count_audience
from agent.campaigns.conditions import KEYS
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
    ),
    max_size=8,
)
VALUES = {"string": st.sampled_from(("size_fit", "open", "vip")), "number": st.integers(0, 3), "boolean": st.booleans()}
OPERATORS = {"string": ("$eq",), "number": ("$eq", "$gte", "$lte"), "boolean": ("$eq",)}


@st.composite
def clauses(draw: st.DrawFn) -> dict[str, object]:
    key = draw(st.sampled_from(sorted(KEYS)))
    kind = KEYS[key].type
    operator = draw(st.sampled_from(OPERATORS[kind]))
    return {"key": key, "type": kind, "operator": operator, "values": [draw(VALUES[kind])]}


groups = st.fixed_dictionaries({"or": st.lists(clauses(), min_size=1, max_size=2)})
conditions = st.builds(lambda parts: Condition.model_validate({"and": parts}), st.lists(groups, max_size=3))


def fill(connection: duckdb.DuckDBPyConnection, lines: list[Person]) -> None:
    shop = Shop(connection)
    for number, person in enumerate(lines):
        name = f"p{number}"
        if person.listed:
            agreed = AS_OF - timedelta(days=365 * person.years) if person.years else None
            shop.customer(name, refused=person.refused, consent_at=agreed, **person.known)
        shop.chat(name, INTENTS[person.upset], mood="upset" if person.upset else "neutral", open=person.open)
        for _ in range(person.orders):
            shop.order(name)


def counting(channels: tuple[Channel, ...]) -> Counting:
    return Counting(
        as_of=AS_OF,
        start=datetime(2026, 10, 1),
        channels=channels,
        advertising=True,
        spared=("upset_open", "upset_lately"),
        sentence="손님",
    )


@settings(max_examples=25, deadline=None)
@given(people, conditions, st.sampled_from(CHANNELS))
def test_the_funnel_adds_up(lines: list[Person], condition: Condition, channels: tuple[Channel, ...]) -> None:
    with duckdb.connect() as connection:
        create_tables(connection)
        fill(connection, lines)
        audience = count_audience(connection, condition, counting(channels))
    assert audience.matched == audience.reached + sum(line.count for line in audience.excluded)
    assert sum(audience.by_channel.values()) == audience.reached
    assert audience.matched <= len(lines)
    assert set(audience.by_channel) <= set(channels)


@settings(max_examples=25, deadline=None)
@given(people, st.sampled_from(CHANNELS))
def test_only_who_may_be_written_to_is_reached(lines: list[Person], channels: tuple[Channel, ...]) -> None:
    with duckdb.connect() as connection:
        create_tables(connection)
        fill(connection, lines)
        audience = count_audience(connection, Condition.model_validate({"and": []}), counting(channels))
    if not audience.consent_known:
        return
    calm = [person for person in lines if not person.upset and not (person.listed and person.refused)]
    for channel in channels:
        column = COLUMNS.get(channel)
        may = [p for p in calm if p.listed and p.known[column] and (p.years or 0) < 2] if column else calm
        assert audience.by_channel.get(channel, 0) <= len(may)
