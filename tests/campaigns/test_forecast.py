"""Intervals against independent sums and simulation, sample sizes against published ones, money to the won."""

from __future__ import annotations

from fractions import Fraction
from math import comb
from typing import Any

import numpy as np
import pytest

from agent.campaigns.forecast import (
    LARGEST_EXACT,
    forecast,
    goal_interval,
    plan_holdout,
    recipients_to_measure,
    with_own_results,
)
from agent.campaigns.schema import Forecast
from agent.profile import ShopProfile


def exact_quantiles(n: int, a: int, b: int) -> tuple[int, int]:
    """The 10 % and 90 % quantiles of the beta-binomial with whole a and b, in exact fractions."""
    whole = comb(n + a + b - 1, n)
    total, low = Fraction(0), None
    for k in range(n + 1):
        total += Fraction(comb(k + a - 1, k) * comb(n - k + b - 1, n - k), whole)
        low = k if low is None and total >= Fraction(1, 10) else low
        if total >= Fraction(9, 10):
            return low or 0, k
    raise AssertionError


@pytest.mark.parametrize(("n", "a", "b"), [(1, 1, 1), (10, 1, 1), (37, 2, 48), (200, 1, 9), (500, 5, 95), (90, 9, 1)])
def test_interval_is_the_exact_beta_binomial(n: int, a: int, b: int) -> None:
    found = goal_interval(n, a / (a + b), a + b)
    assert (found.low, found.high) == exact_quantiles(n, a, b)
    assert found.level == 0.8


def test_a_flat_prior_gives_the_middle_eight_of_ten() -> None:
    found = goal_interval(10, 0.5, 2)  # each of the eleven counts is as likely as any other
    assert (found.low, found.high) == (1, 9)


@pytest.mark.parametrize("recipients", [0, -3])
def test_nobody_brings_nothing(recipients: int) -> None:
    found = goal_interval(recipients, 0.1, 10)
    assert (found.low, found.high) == (0, 0)


@pytest.mark.parametrize(("n", "mean", "size"), [(400, 0.1, 30), (2_000, 0.035, 40), (60_000, 0.02, 50)])
def test_eight_of_ten_draws_fall_inside(n: int, mean: float, size: float) -> None:
    random = np.random.default_rng(7)
    events = random.binomial(n, random.beta(mean * size, (1 - mean) * size, 20_000))
    found = goal_interval(n, mean, size)
    assert 0.75 <= np.mean((events >= found.low) & (events <= found.high)) <= 0.85


def test_large_numbers_go_on_where_the_exact_sum_ends() -> None:
    last, next_ = goal_interval(LARGEST_EXACT, 0.012, 25), goal_interval(LARGEST_EXACT + 1, 0.012, 25)
    assert next_.high == pytest.approx(last.high, abs=1)
    assert goal_interval(LARGEST_EXACT * 10, 0.012, 25).high == last.high * 10


@pytest.mark.parametrize(("rate", "per_arm"), [(0.02, 1_140), (0.05, 435)])
def test_sample_size_is_the_published_one(rate: float, per_arm: int) -> None:
    assert recipients_to_measure(rate) == pytest.approx(2 * per_arm, rel=0.01)


@pytest.mark.parametrize("rate", [0.4, 0.5, 0.7, 0.99])
def test_a_rate_that_cannot_double_still_has_a_size(rate: float) -> None:
    assert recipients_to_measure(rate) > 0


def test_half_is_held_out_only_when_that_can_be_measured() -> None:
    needed = recipients_to_measure(0.02)
    assert plan_holdout(needed, 0.02).share == 0.5
    assert plan_holdout(needed - 1, 0.02).share == 0
    assert plan_holdout(needed - 1, 0.02).measurable_from == needed


def outlook(**more: Any) -> Forecast:
    given: dict[str, Any] = {
        "per_month": None,
        "by_channel": {"brand_message": 80, "lms": 20},
        "messages_each": 1,
        "prior": (0.1, 10.0, "published", True),
        "is_order": True,
        "average_order": 30_000.0,
        "profile": ShopProfile(prices={"brand_message": 25, "lms": 33.5, "in_app": 0}, gross_margin=0.4),
    }
    return forecast(**given | more)


def test_cost_is_messages_times_price() -> None:
    found = outlook(messages_each=3)
    assert found.messages == {"brand_message": 240, "lms": 60}
    assert found.cost_lines == {"brand_message": 6_000, "lms": 2_010}
    assert (found.cost, found.recipients, found.per) == (8_010, 100, "once")


def test_a_standing_campaign_is_counted_to_a_month() -> None:
    found = outlook(per_month=30 / 60)
    assert (found.per, found.recipients, found.messages) == ("month", 50, {"brand_message": 40, "lms": 10})
    assert found.cost == 40 * 25 + 10 * 33.5


def test_a_missing_price_leaves_the_cost_open_and_is_named() -> None:
    found = outlook(by_channel={"lms": 10, "email": 5, "line": 0})
    assert (found.cost, found.prices_missing, found.break_even_orders) == (None, ("email",), None)
    assert found.cost_lines == {"lms": 335}


def test_break_even_counts_whole_orders() -> None:
    assert outlook(by_channel={"brand_message": 480}).break_even_orders == 1  # 12,000 of cost, 12,000 of margin
    assert outlook(by_channel={"brand_message": 481}).break_even_orders == 2
    assert outlook(by_channel={"in_app": 100}).break_even_orders is None  # costs nothing


@pytest.mark.parametrize("less", [{"average_order": None}, {"is_order": False}])
def test_no_revenue_without_an_order_value_or_an_order(less: dict[str, Any]) -> None:
    found = outlook(**less)
    assert found.revenue is None
    assert found.break_even_orders is None


def test_revenue_is_the_interval_times_the_average_order() -> None:
    found = outlook()
    assert found.revenue is not None
    assert (found.revenue.low, found.revenue.high) == (found.goal_events.low * 30_000, found.goal_events.high * 30_000)
    assert (found.rate_source, found.rate_claimed, found.goal_rate) == ("published", True, 0.1)


def test_own_results_move_the_rate_as_far_as_they_weigh() -> None:
    assert with_own_results(0.06, 15, None) == (0.06, 15)
    mean, size = with_own_results(0.06, 15, (300, 120))
    assert mean == pytest.approx((0.9 + 120) / 315)
    assert size == 315
    nothing, _ = with_own_results(0.15, 10, (400, 0))
    assert nothing < 0.005
