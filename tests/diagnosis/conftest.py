"""A small shop's signals, built from the few numbers that a test is about."""

from __future__ import annotations

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest

from agent.diagnosis.intervals import newcombe
from agent.signals.types import CustomerFacts, Example, IntentTopic, OrderFacts, Period, TagTopic, TenantSignals

DESK = 400  # conversations in each period, unless a test says otherwise


def make_topic(intent: str, count: int, before: int | None = None, *, desk: int = DESK, **more: Any) -> IntentTopic:
    compared = before is not None
    facts = {
        "count": count,
        "share": count / desk,
        "before_count": before,
        "before_share": before / desk if compared else None,
        "change": newcombe(count, desk, before, desk) if compared else None,
        "customers": count,
        "closed": count - more.get("open", 0),
        "examples": (Example(conversation_id=f"{intent}-1", text="masked"),),
    }
    return IntentTopic(intent=intent, **(facts | more))


def make_signals(*topics: IntentTopic, desk: int = DESK, **more: Any) -> TenantSignals:
    facts = {
        "period": Period(start=date(2026, 10, 2), end=date(2026, 11, 1)),
        "before": Period(start=date(2026, 9, 2), end=date(2026, 10, 2)),
        "conversations": desk,
        "conversations_before": desk,
        "customers": desk,
        "tags": (),
        "intents": topics,
    }
    return TenantSignals(**(facts | more))


def make_tag(tag: str, intent: str | None, count: int) -> TagTopic:
    return TagTopic(tag=tag, intent=intent, count=count, share=count / DESK, customers=count, score=1.0, reason="words")


def make_customers(total: int = 1000, reachable_any: int = 900, **more: Any) -> CustomerFacts:
    return CustomerFacts(**({"total": total, "reachable": {}, "reachable_any": reachable_any, "vip": 0} | more))


def make_orders(orders: int = 500, guest_orders: int = 0) -> OrderFacts:
    return OrderFacts(orders=orders, buyers=300, guest_orders=guest_orders, repeat_buyers=80, average_value=32000.0)


@pytest.fixture
def topic() -> Callable[..., IntentTopic]:
    return make_topic


@pytest.fixture
def signals() -> Callable[..., TenantSignals]:
    return make_signals


@pytest.fixture
def tag() -> Callable[..., TagTopic]:
    return make_tag


@pytest.fixture
def customers() -> Callable[..., CustomerFacts]:
    return make_customers


@pytest.fixture
def orders() -> Callable[..., OrderFacts]:
    return make_orders
