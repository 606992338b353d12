"""What holds for every shop."""

from __future__ import annotations

from datetime import date, datetime

import duckdb
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.signals.count import count_signals, find_periods, write_intents
from agent.signals.tables import create_tables
from agent.signals.types import TenantSignals

MOODS = {"delivery_delay": "upset", "size_fit": "neutral"}
TAG_INTENTS = {"늦음": "delivery_delay", "지연": "delivery_delay", "size": "size_fit"}

conversations = st.lists(
    st.tuples(
        st.one_of(st.none(), st.datetimes(datetime(2026, 8, 1), datetime(2026, 10, 31))),
        st.one_of(st.none(), st.sampled_from("abcd")),
        st.booleans(),
        st.lists(st.sampled_from(["늦음", "지연", "size", "보류"]), unique=True, max_size=3),
        st.one_of(st.none(), st.text(min_size=1, max_size=300)),
    ),
    max_size=30,
)
orders = st.lists(
    st.tuples(st.one_of(st.none(), st.sampled_from("abcd")), st.dates(date(2026, 7, 1), date(2026, 11, 5))), max_size=8
)


def count(talks: list[tuple], bought: list[tuple]) -> TenantSignals:
    with duckdb.connect(config={"threads": 1}) as connection:
        create_tables(connection)
        for number, (opened, customer, still_open, tags, summary) in enumerate(talks):
            row = [str(number), customer, opened, None, still_open, tags, summary, None, "f", number]
            connection.execute("INSERT INTO conversations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
        for number, (customer, ordered) in enumerate(bought):
            connection.execute("INSERT INTO orders VALUES (?, ?, ?, ?, [])", [str(number), customer, ordered, 1000.1])
        write_intents(connection, TAG_INTENTS, [], MOODS)
        period, before = find_periods(connection, period=None, before=None)
        return count_signals(connection, period=period, before=before, mappings={}, mask=str)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversations, orders)
def test_the_numbers_add_up(talks: list[tuple], bought: list[tuple]) -> None:
    signals = count(talks, bought)
    counted = signals.conversations
    assert sum(signals.languages.values()) == counted
    assert sum(signals.hours) in {0, counted}
    assert signals.customers <= counted <= len(talks)
    assert 0 <= signals.without_intent <= counted
    for topic in (*signals.tags, *signals.intents):
        assert topic.share == topic.count / counted <= 1
        assert topic.open + topic.closed == topic.count
        assert 1 <= topic.customers <= min(topic.count, signals.customers)
        assert sum(topic.hours) in {0, topic.count}
        assert all(0 < len(example.text) <= 160 for example in topic.examples)
        if topic.change is not None:
            assert topic.change.low <= topic.change.difference <= topic.change.high
    for intent in signals.intents:
        assert intent.finished_well <= intent.customers
        assert intent.open_customers <= min(intent.open, intent.customers)
        if bought and intent.asked_then_bought is not None:
            assert intent.asked_then_bought + intent.asked_not_bought <= intent.customers
    with_intent = counted - signals.without_intent
    assert with_intent <= sum(intent.count for intent in signals.intents) <= len(MOODS) * counted


@settings(max_examples=8, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(conversations, orders)
def test_the_same_shop_gives_the_same_snapshot(talks: list[tuple], bought: list[tuple]) -> None:
    assert count(talks, bought).model_dump_json() == count(talks, bought).model_dump_json()
