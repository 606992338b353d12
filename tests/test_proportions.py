"""Intervals against the worked examples of Newcombe's two papers of 1998."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.proportions import newcombe, wilson


@pytest.mark.parametrize(
    "count, total, low, high",
    [(81, 263, 0.2553, 0.3662), (15, 148, 0.0624, 0.1605), (0, 20, 0.0000, 0.1611), (1, 29, 0.0061, 0.1718)],
)
def test_wilson_agrees_with_the_published_examples(count: int, total: int, low: float, high: float) -> None:
    assert wilson(count, total) == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


@pytest.mark.parametrize(
    "count_1, total_1, count_2, total_2, low, high",
    [
        (56, 70, 48, 80, 0.0524, 0.3339),
        (9, 10, 3, 10, 0.1705, 0.8090),
        (6, 7, 2, 7, 0.0582, 0.8062),
        (5, 56, 0, 29, -0.0381, 0.1926),
        (0, 10, 0, 20, -0.1611, 0.2775),
        (0, 10, 0, 10, -0.2775, 0.2775),
        (10, 10, 0, 20, 0.6791, 1.0000),
        (10, 10, 0, 10, 0.6075, 1.0000),
    ],
)
def test_newcombe_agrees_with_the_published_examples(
    count_1: int, total_1: int, count_2: int, total_2: int, low: float, high: float
) -> None:
    interval = newcombe(count_1, total_1, count_2, total_2)
    assert interval == (pytest.approx(low, abs=5e-5), pytest.approx(high, abs=5e-5))


def test_nothing_observed_says_nothing() -> None:
    assert wilson(0, 0) == (0.0, 1.0)
    low, high = newcombe(0, 0, 5, 10)
    assert low < -0.5 < 0.5 < high


shares = st.integers(1, 2_000_000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total)))


@given(shares, shares)
def test_the_interval_holds_the_difference_and_turns_with_it(one: tuple[int, int], other: tuple[int, int]) -> None:
    low, high = newcombe(*one, *other)
    difference = one[0] / one[1] - other[0] / other[1]
    assert -1 <= low <= difference + 1e-12
    assert difference - 1e-12 <= high <= 1
    assert newcombe(*other, *one) == (pytest.approx(-high), pytest.approx(-low))


@pytest.mark.parametrize(("count", "total"), [(0, 0), (5, 0), (7, 3), (-2, 10)])
def test_wilson_stays_within_zero_and_one(count, total):
    low, high = wilson(count, total)
    assert 0 <= low <= high <= 1
