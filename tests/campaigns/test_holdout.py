"""How many are held out: sizes as published, power as simulated."""

from __future__ import annotations

import numpy as np
import pytest

from agent.campaigns.holdout import held_out, plan_holdout, recipients_to_measure, share_to_measure


@pytest.mark.parametrize(("rate", "per_arm"), [(0.02, 1_140), (0.05, 435)])
def test_sample_size_is_the_published_one(rate: float, per_arm: int) -> None:
    assert recipients_to_measure(rate) == pytest.approx(2 * per_arm, rel=0.01)


@pytest.mark.parametrize("rate", [0.4, 0.5, 0.7, 0.99])
def test_a_rate_that_cannot_double_still_has_a_size(rate: float) -> None:
    assert recipients_to_measure(rate) > 0


def test_nobody_is_held_out_of_a_list_too_short() -> None:
    needed = recipients_to_measure(0.02)
    assert plan_holdout(needed, 0.02).share == 0.5
    short = plan_holdout(needed - 1, 0.02)
    assert (short.share, short.measurable_from) == (0, needed)
    assert plan_holdout(0, 0.02).share == 0


def test_longer_lists_hold_out_less() -> None:
    needed = recipients_to_measure(0.02)
    shares = [share_to_measure(needed * times // 10, 0.02) for times in (10, 12, 15, 20, 40, 100, 1_000)]
    assert shares == sorted(shares, reverse=True)
    assert shares[0] == 0.5
    assert shares[-1] == 0.05
    # The short formula n·(1+k)/(2k) gives a quarter at four thirds; the test that is really made takes a little more.
    assert 0.25 <= share_to_measure(needed * 4 // 3, 0.02) <= 0.3


@pytest.mark.parametrize("rate", [0.0, 1.0])
def test_a_rate_at_its_end_still_has_a_plan(rate: float) -> None:
    assert plan_holdout(1_000, rate).share == 0


def power(treated: int, control: int, rate: float, random: np.random.Generator) -> float:
    """How often the pooled two-sided test at 5 % tells a doubled rate."""
    with_it, without = random.binomial(treated, 2 * rate, 20_000), random.binomial(control, rate, 20_000)
    pooled = (with_it + without) / (treated + control)
    error = np.sqrt(pooled * (1 - pooled) * (1 / treated + 1 / control))
    return float(np.mean(np.abs(with_it / treated - without / control) > 1.96 * error))


@pytest.mark.parametrize("rate", [0.01, 0.05, 0.2])
@pytest.mark.parametrize("times", [1.0, 1.3, 2.0, 4.0])
def test_a_doubling_is_seen_eight_times_of_ten(rate: float, times: float) -> None:
    recipients = round(recipients_to_measure(rate) * times)
    control = held_out(recipients, plan_holdout(recipients, rate).share)
    assert 0.79 <= power(recipients - control, control, rate, np.random.default_rng(3)) <= 0.95


@pytest.mark.parametrize("rate", [0.005, 0.02, 0.1, 0.6])
def test_wordings_are_told_apart_when_as_many_get_them_as_that_takes(rate: float) -> None:
    needed, start = recipients_to_measure(rate), plan_holdout(0, rate).wordings_from
    assert start is not None
    for recipients, enough in ((start, True), (start - 1, False)):
        share = plan_holdout(recipients, rate).share
        assert (recipients - held_out(recipients, share) >= needed) == enough
    assert plan_holdout(0, rate, everybody=True).wordings_from == needed


def test_what_everybody_must_get_holds_out_nobody() -> None:
    assert plan_holdout(10**6, 0.05, everybody=True).share == 0
