import pytest

from agent.diagnosis.intervals import chance, deviations, growth, newcombe, rising
from agent.signals.types import Change


def test_newcombe_gives_the_published_interval():
    """Newcombe 1998, interval estimation for the difference, table II, contrast a, method 10."""
    change = newcombe(56, 70, 48, 80)
    assert (change.difference, change.low, change.high) == pytest.approx((0.2, 0.0524, 0.3339), abs=5e-5)
    assert change.ratio == pytest.approx(0.8 / 0.6)


def test_deviations_and_chance_follow_the_normal_distribution():
    at_the_edge = Change(difference=0.1, low=0.0, high=0.2, ratio=None)
    assert deviations(at_the_edge) == pytest.approx(1.96, abs=0.001)
    assert chance(at_the_edge) == pytest.approx(0.025, abs=1e-4)
    assert deviations(Change(difference=-0.1, low=-0.2, high=0.0, ratio=None)) == pytest.approx(1.96, abs=0.001)
    assert deviations(Change(difference=0.1, low=0.1, high=0.1, ratio=None)) == 0


def test_growth_prefers_the_ratio_by_day(topic):
    assert growth(10, 10, Change(difference=0, low=0, high=0, ratio=2.0)) == 2.0
    assert growth(15, 10, None) == 1.5
    assert growth(15, 0, None) is None
    assert growth(15, None, None) is None


def test_rising_needs_both_a_sure_share_and_a_noticeable_count(topic):
    assert rising(topic("size_fit", 60, 20))
    assert rising(topic("size_fit", 12, 0))
    assert not rising(topic("size_fit", 24, 20))
    assert not rising(topic("size_fit", 60))
    hardly_more = newcombe(101_000, 1_000_000, 90_000, 1_000_000)
    assert hardly_more.certain
    assert not rising(topic("size_fit", 101_000, 90_000, desk=1_000_000))
