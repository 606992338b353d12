"""Metrics, gates and figures."""

from __future__ import annotations

import pytest

from evals.benches.figure import Figure
from evals.report import Metric, Miss, Report
from evals.suites.tags import rate


@pytest.mark.parametrize(
    "value, at_least, at_most, passed",
    [
        (0.95, 0.95, None, True),
        (0.9499, 0.95, None, False),
        (0.02, None, 0.02, True),
        (0.0201, None, 0.02, False),
        (0.5, 0.4, 0.6, True),
        (0.0, None, None, True),
    ],
)
def test_a_metric_passes_at_its_gate(value: float, at_least: float | None, at_most: float | None, passed: bool) -> None:
    assert Metric("right", value, 10, at_least=at_least, at_most=at_most).passed is passed


def test_a_rate_counts() -> None:
    assert rate("right", [True, True, False, True]) == Metric("right", 0.75, 4)
    assert rate("right", iter([]), 0.9).passed


def test_a_report_passes_when_all_its_metrics_do() -> None:
    good, bad = Metric("a", 1.0, 1, at_least=1.0), Metric("b", 0.0, 1, at_least=1.0)
    assert Report("s", (good,)).passed
    report = Report("s", (good, bad), (Miss("case", "this", "that"),))
    assert not report.passed
    assert report.as_json() == {
        "suite": "s",
        "passed": False,
        "metrics": [
            {"name": "a", "value": 1.0, "cases": 1, "at_least": 1.0, "at_most": None, "passed": True},
            {"name": "b", "value": 0.0, "cases": 1, "at_least": 1.0, "at_most": None, "passed": False},
        ],
        "misses": [{"case": "case", "expected": "this", "got": "that"}],
    }


@pytest.mark.parametrize(
    "value, limit, floor, passed",
    [
        (1.0, None, False, True),
        (6.0, 6.0, False, True),
        (6.1, 6.0, False, False),
        (0.8, 0.8, True, True),
        (0.79, 0.8, True, False),
    ],
)
def test_a_figure_stays_within_its_limit(value: float, limit: float | None, floor: bool, passed: bool) -> None:
    figure = Figure("speed", value, "×", limit, floor)
    assert figure.passed is passed
    assert ("FAILED" in str(figure)) is not passed


def test_a_figure_reads_as_one_line() -> None:
    text = str(Figure("import, peak memory", 1234.5, "MiB", 1024.0))
    assert "1,234.500 MiB" in text
    assert "at most 1024" in text
    assert "\n" not in text
