"""The simulation holds its gates, and they would notice an interval of another width."""

from __future__ import annotations

from pathlib import Path

import pytest

from evals.report import CasesMissing
from evals.suites.forecast import KINDS, SHOPS, run


def test_eight_of_ten_simulated_shops_land_inside() -> None:
    report = run(None)
    assert report.passed, report.metrics
    assert not report.misses
    by_name = {metric.name: metric for metric in report.metrics}
    for name in ("goal events", "revenue", "margin"):
        metric = by_name[f"{name} inside, 75–85 %"]
        assert (metric.at_least, metric.at_most, metric.cases) == (0.75, 0.85, SHOPS)
    assert sum(by_name[f"of {kind}"].cases for kind in KINDS) == SHOPS >= 4_000


def test_it_reads_no_cases() -> None:
    with pytest.raises(CasesMissing):
        run(Path("some.yaml"))
