"""The simulation holds its gates, and they would notice an interval of another width."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from evals.report import CasesMissing
from evals.suites.forecast import KINDS, PRICE_TABLES, ROUTES, SEED, SHOPS, Plan, owed, plans, run


def test_eight_of_ten_simulated_shops_land_inside() -> None:
    report = run(None)
    assert report.passed, report.metrics
    assert not report.misses
    by_name = {metric.name: metric for metric in report.metrics}
    for name in ("goal events", "revenue", "margin"):
        metric = by_name[f"{name} inside, 75–85 %"]
        assert (metric.at_least, metric.at_most, metric.cases) == (0.75, 0.85, SHOPS)
    missed = by_name["revenue below the interval"].value + by_name["revenue above the interval"].value
    assert by_name["revenue inside, 75–85 %"].value + missed == pytest.approx(1, abs=2e-4)
    assert sum(by_name[f"of {kind}"].cases for kind in KINDS) == SHOPS >= 4_000


def test_it_reads_no_cases() -> None:
    with pytest.raises(CasesMissing):
        run(Path("some.yaml"))


def test_what_a_plan_costs_is_worked_out_by_hand() -> None:
    plan = Plan(
        steps=(("brand_message", "lms"), ("alimtalk", "lms"), ("email",)),
        people={"brand_message": 70, "lms": 30},
        prices={"brand_message": 15.4, "lms": 25, "alimtalk": 8.5, "email": 0.1},
        share=0.05,
        per_month=None,
        every_days=7,
    )
    assert owed(plan, 95) == {  # 66.5 and 28.5 people: 67 and 28
        "messages": {"brand_message": 67, "alimtalk": 67, "email": 95, "lms": 56},
        "lines": {"brand_message": 1031.8, "alimtalk": 569.5, "email": 9.5, "lms": 1400},
        "missing": [],
        "cost": 3010.8,
        "most": 4759.5,  # 2 × 95 × 25 and 9.5
        "month": 3010.8 * 30 / 7,
    }
    unpriced = owed(replace(plan, prices={"brand_message": 15.4, "alimtalk": 8.5, "email": 0.1}), 95)
    assert (unpriced["missing"], unpriced["cost"], unpriced["most"], unpriced["month"]) == (["lms"], None, None, None)


def test_every_part_of_a_plan_is_drawn() -> None:
    drawn = list(plans(np.random.default_rng(SEED)))
    assert len(drawn) == PRICE_TABLES
    assert {route for plan in drawn for route in plan.steps} == set(ROUTES)
    kinds = {(plan.per_month is None, plan.every_days is None, plan.share > 0) for plan in drawn}
    assert len(kinds) == 6  # once, by the month, repeated; with and without people left out
    missing = [bool(owed(plan, sum(plan.people.values()))["missing"]) for plan in drawn if any(plan.people.values())]
    assert 0.1 < sum(missing) / PRICE_TABLES < 0.5
