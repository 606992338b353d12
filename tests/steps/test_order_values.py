"""What the shop's orders are worth comes through to the forecast: the mean, its spread, and how many it is from."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

from agent.campaigns.schema import Forecast
from agent.profile import ShopProfile
from agent.signals.types import OrderFacts
from agent.state import State


def outlook(propose: Callable[..., State], small: tuple[Path, State], **values: float | None) -> Forecast:
    """Of the first draft that hopes for orders, for a shop with these facts of its orders."""
    facts = OrderFacts(orders=100, buyers=80, guest_orders=0, repeat_buyers=10, average_value=30_000, **values)
    signals = small[1]["signals"].model_copy(update={"order_facts": facts})
    state = propose(signals, profile=ShopProfile(gross_margin=0.5), count=6)
    return next(draft.forecast for draft in state["drafts"] if draft.forecast.revenue)


def test_equal_orders_make_sales_a_multiple(propose: Callable[..., State], small: tuple[Path, State]) -> None:
    found = outlook(propose, small, value_spread=0.0, valued=100)
    assert found.revenue
    events = (found.goal_events.low, found.goal_events.high)
    assert (found.revenue.low, found.revenue.high) == tuple(count * 30_000 for count in events)


@pytest.mark.parametrize("other", [{"value_spread": 60_000.0, "valued": 100}, {"value_spread": 9_000.0, "valued": 2}])
def test_their_spread_and_number_move_what_is_hoped_for(
    other: dict[str, float], propose: Callable[..., State], small: tuple[Path, State]
) -> None:
    found, moved = outlook(propose, small, value_spread=9_000.0, valued=100), outlook(propose, small, **other)
    assert found.revenue
    assert moved.revenue
    assert moved.goal_events == found.goal_events
    assert moved.revenue.high != found.revenue.high
