"""Intervals against independent sums and simulation, the forecast's figures against sums made by hand."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import pytest

from agent.campaigns.chances import LARGEST_EXACT, OrderValues, between, event_chances, revenue_draws
from agent.campaigns.forecast import forecast, goal_interval, recipients_in, with_own_results
from agent.campaigns.schema import Forecast
from agent.profile import ShopProfile


def exact_interval(n: int, a: int, b: int) -> tuple[int, int]:
    """The ends by their definition, with whole a and b in exact fractions.

    Low: the 10 % quantile. High: where the chance from low on is nearest to 80 %, the farther one of two as near.
    """
    whole = comb(n + a + b - 1, n)
    chances = [Fraction(comb(k + a - 1, k) * comb(n - k + b - 1, n - k), whole) for k in range(n + 1)]
    assert sum(chances) == 1
    low = next(k for k in range(n + 1) if sum(chances[: k + 1]) >= Fraction(1, 10))
    inside = {high: sum(chances[low : high + 1]) for high in range(low, n + 1)}
    return low, min(inside, key=lambda high: (abs(inside[high] - Fraction(8, 10)), -high))


SMALL = [(1, 1, 1), (10, 1, 1), (37, 2, 48), (200, 1, 9), (500, 5, 95), (90, 9, 1), (12, 1, 60), (30, 1, 5)]


@pytest.mark.parametrize(("n", "a", "b"), SMALL)
def test_interval_is_the_exact_beta_binomial(n: int, a: int, b: int) -> None:
    found = goal_interval(n, a / (a + b), a + b)
    assert (found.low, found.high) == exact_interval(n, a, b)
    assert found.level == 0.8


def test_a_flat_prior_gives_the_middle_eight_of_ten() -> None:
    found = goal_interval(10, 0.5, 2)  # each of the eleven counts is as likely as any other
    assert (found.low, found.high) == (1, 9)


def test_none_at_all_is_within_when_its_chance_is_a_tenth() -> None:
    for mean in (0.001, 0.005, 0.01, 0.02, 0.05):
        chances = event_chances(100, mean, 20)
        low, high, (below, upto) = chances.interval()
        assert (low == 0) == (chances.at_most[0] >= 0.1)
        assert below == (chances.at_most[low - 1] if low else 0)
        assert upto == chances.at_most[high]


@pytest.mark.parametrize("recipients", [0, -3])
def test_nobody_brings_nothing(recipients: int) -> None:
    found = goal_interval(recipients, 0.1, 10)
    assert (found.low, found.high) == (0, 0)


@pytest.mark.parametrize(("mean", "size"), [(0.999999999, 1e9), (1e-5, 0.1), (0.5, 1e9), (0.3, 1e-3)])
def test_extreme_priors_still_give_chances(mean: float, size: float) -> None:
    at_most = event_chances(3_000, mean, size).at_most
    assert np.all(np.isfinite(at_most))
    assert np.all(np.diff(at_most) >= 0)
    assert at_most[-1] == 1


@pytest.mark.parametrize(("n", "mean", "size"), [(400, 0.1, 30), (2_000, 0.035, 40), (600_000, 0.02, 50)])
def test_eight_of_ten_draws_fall_inside(n: int, mean: float, size: float) -> None:
    random = np.random.default_rng(7)
    events = random.binomial(n, random.beta(mean * size, (1 - mean) * size, 20_000))
    found = goal_interval(n, mean, size)
    assert np.mean((events >= found.low) & (events <= found.high)) == pytest.approx(0.8, abs=0.015)


def test_large_numbers_go_on_where_the_exact_sum_ends() -> None:
    last, next_ = goal_interval(LARGEST_EXACT, 0.012, 25), goal_interval(LARGEST_EXACT + 1, 0.012, 25)
    assert next_.high == pytest.approx(last.high, abs=1)
    assert goal_interval(LARGEST_EXACT * 10, 0.012, 25).high == last.high * 10


@pytest.mark.parametrize(("spread", "orders"), [(6_000.0, None), (30_000.0, None), (30_000.0, 25), (45_000.0, 400)])
def test_sales_have_the_mean_and_spread_of_a_random_sum(spread: float, orders: int | None) -> None:
    """E S = E K·mean; Var S = E K·spread² + Var K·mean², and the doubt about the mean on top of it."""
    events = event_chances(800, 0.05, 40).draws()
    sales = revenue_draws(events, OrderValues(30_000, spread, orders))
    doubt = (spread**2 / orders) * np.mean(events**2) if orders else 0
    assert np.mean(sales) == pytest.approx(np.mean(events) * 30_000, rel=0.02)
    assert np.var(sales) == pytest.approx(np.mean(events) * spread**2 + np.var(events) * 30_000**2 + doubt, rel=0.06)
    assert np.all(sales[events == 0] == 0)


def test_equal_orders_make_sales_a_multiple() -> None:
    events = event_chances(800, 0.05, 40).draws()
    assert np.array_equal(revenue_draws(events, OrderValues(30_000, 0.0)), events * 30_000)
    low, high, within = event_chances(800, 0.05, 40).interval()
    assert between(events, within) == (low, high)


def test_without_a_spread_orders_are_taken_as_unequal_as_their_mean() -> None:
    events = event_chances(500, 0.03, 20).draws()
    given, assumed = OrderValues(30_000, 30_000.0), OrderValues(30_000)
    assert np.array_equal(revenue_draws(events, given), revenue_draws(events, assumed))


def outlook(**more: Any) -> Forecast:
    given: dict[str, Any] = {
        "per_month": None,
        "by_channel": {"brand_message": 80, "lms": 20},
        "steps": (("brand_message", "lms"),),
        "prior": (0.1, 10.0, "published", True),
        "is_order": True,
        "order": OrderValues(30_000, 12_000, 300),
        "profile": ShopProfile(prices={"brand_message": 25, "lms": 33.5, "in_app": 0}, gross_margin=0.4),
    }
    return forecast(**given | more)


def test_the_same_input_gives_the_same_forecast() -> None:
    assert outlook() == outlook()


def test_a_standing_campaign_is_counted_to_a_month() -> None:
    found = outlook(per_month=30 / 60)
    assert (found.per, found.recipients, found.messages) == ("month", 50, {"brand_message": 40, "lms": 10})
    assert found.cost == found.budget_month == 40 * 25 + 10 * 33.5
    assert recipients_in({"brand_message": 80, "lms": 20}, 30 / 60) == 50


def test_who_is_held_out_gets_no_message_costs_nothing_and_buys_nothing_by_it() -> None:
    whole, most = outlook(), outlook(share=0.3)
    assert (most.recipients, most.sent) == (100, 70)
    assert most.messages == {"brand_message": 56, "lms": 14}
    assert most.cost == 56 * 25 + 14 * 33.5
    assert most.goal_events == outlook(by_channel={"brand_message": 56, "lms": 14}).goal_events
    assert most.goal_events.high < whole.goal_events.high
    assert whole.sent == 100


def test_only_what_is_repeated_has_a_monthly_budget() -> None:
    assert outlook().budget_month is None
    assert outlook(every_days=7.0).budget_month == pytest.approx(2_670 * 30 / 7)
    assert outlook(per_month=1.0).budget_month == 2_670


def test_break_even_is_in_orders_and_as_a_part_of_those_who_get_it() -> None:
    found = outlook(by_channel={"brand_message": 480})
    assert (found.break_even_orders, found.break_even_rate) == (1, 1 / 480)  # 12,000 of cost, 12,000 of margin
    found = outlook(by_channel={"brand_message": 481})
    assert (found.break_even_orders, found.break_even_rate) == (2, 2 / 481)
    with_offer = outlook(by_channel={"brand_message": 480}, offer_cost=9_000)
    assert with_offer.break_even_orders == 4  # 3,000 are left of each
    assert outlook(by_channel={"in_app": 100}, steps=(("in_app",),)).break_even_orders is None  # costs nothing


def test_what_never_pays_has_no_rate() -> None:
    dear = ShopProfile(prices={"brand_message": 20_000, "lms": 33.5}, gross_margin=0.4)
    found = outlook(by_channel={"brand_message": 10}, profile=dear)
    assert (found.break_even_orders, found.break_even_rate) == (17, None)
    assert outlook(offer_cost=12_000).break_even_orders is None  # an order leaves nothing


@pytest.mark.parametrize("less", [{"order": None}, {"is_order": False}])
def test_no_revenue_without_an_order_value_or_an_order(less: dict[str, Any]) -> None:
    found = outlook(**less)
    assert (found.revenue, found.margin, found.break_even_orders) == (None, None, None)


def test_margin_is_what_goods_messages_and_offers_leave() -> None:
    equal = {"order": OrderValues(30_000, 0.0)}
    found = outlook(**equal, offer_cost=2_000)
    assert found.revenue
    assert found.margin
    orders = (found.revenue.low / 30_000, found.revenue.high / 30_000)
    assert (found.margin.low, found.margin.high) == tuple(one * (12_000 - 2_000) - 2_670 for one in orders)
    assert (found.goal_events.low, found.goal_events.high) == orders


@pytest.mark.parametrize(
    "less",
    [
        {"profile": ShopProfile(prices={"brand_message": 25, "lms": 33.5})},
        {"profile": ShopProfile(prices={"lms": 33.5}, gross_margin=0.4)},
        {"offer_cost": None},
    ],
)
def test_no_margin_where_something_that_it_takes_is_unknown(less: dict[str, Any]) -> None:
    found = outlook(**less)
    assert found.revenue
    assert (found.margin, found.break_even_orders) == (None, None)


def test_hardly_anybody_to_expect_is_no_sales_and_the_cost_lost() -> None:
    found = outlook(by_channel={"brand_message": 20}, prior=(0.005, 20.0, "published", True))
    assert (found.goal_events.low, found.goal_events.high) == (0, 0)
    assert found.revenue
    assert found.margin
    assert (found.revenue.high, found.margin.low, found.margin.high) == (0, -500, -500)


def test_own_results_move_the_rate_as_far_as_they_weigh() -> None:
    assert with_own_results(0.06, 15, None) == (0.06, 15)
    mean, size = with_own_results(0.06, 15, (300, 120))
    assert mean == pytest.approx((0.9 + 120) / 315)
    assert size == 315
    nothing, _ = with_own_results(0.15, 10, (400, 0))
    assert nothing < 0.005
    found = outlook(tried=(300, 120))
    assert (found.tried, found.goal_rate) == ((300, 120), with_own_results(0.1, 10, (300, 120))[0])
    assert found.goal_events.low > outlook().goal_events.low
