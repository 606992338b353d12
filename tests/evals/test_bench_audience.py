"""The benchmark of the audience on a small shop: that it measures, not how quick this machine is."""

from __future__ import annotations

from evals.benches.audience import run


def test_the_figures_of_a_small_shop() -> None:
    figures = {figure.name: figure for figure in run(2_000)}
    limited = [figure for figure in figures.values() if figure.limit is not None]
    assert [(figure.limit, figure.floor) for figure in limited] == [(5.0, False)]
    assert all(figure.value > 0 for figure in figures.values())
    assert "bare scan: 2,000 people, all columns" in figures
