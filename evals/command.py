"""``dangol eval`` and ``dangol bench``: the quality and the speed of this very checkout, offline."""

from __future__ import annotations

import argparse
import json
import sys
from pathlib import Path

from rich.console import Console
from rich.table import Table

from evals.report import CasesMissing, Report

FAILED, BAD_INPUT = 1, 2
MOST_MISSES = 12


def evaluate(args: argparse.Namespace) -> int:
    """Run suites against their gates; exit 1 when one is missed."""
    from evals.suites import SUITES, run_suite

    parser = argparse.ArgumentParser(prog="dangol eval", description="Offline evaluations with a gate.")
    parser.add_argument("suites", nargs="*", metavar="SUITE", help=f"of {', '.join(SUITES)}; all by default")
    parser.add_argument("--cases", type=Path, help="another file of cases, for one suite")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(args.rest)
    names = asked.suites or list(SUITES)
    unknown = [name for name in names if name not in SUITES]
    if unknown or (asked.cases and len(names) != 1):
        print(f"dangol eval: one of {', '.join(SUITES)}; --cases goes with one suite", file=sys.stderr)
        return BAD_INPUT
    try:
        reports = [run_suite(name, asked.cases) for name in names]
    except CasesMissing as error:
        print(error, file=sys.stderr)
        return BAD_INPUT
    if asked.json:
        print(
            json.dumps({"version": 1, "suites": [report.as_json() for report in reports]}, ensure_ascii=False, indent=1)
        )
    else:
        _print(reports)
    return 0 if all(report.passed for report in reports) else FAILED


def _print(reports: list[Report]) -> None:
    out = Console(highlight=False)
    table = Table(box=None, pad_edge=False)
    for column in ("suite", "metric", "value", "gate", "cases", ""):
        table.add_column(column, justify="right" if column in ("value", "gate", "cases") else "left")
    for report in reports:
        for metric in report.metrics:
            gate = "" if metric.at_least is None else f"≥ {metric.at_least:.0%}"
            gate = gate if metric.at_most is None else f"≤ {metric.at_most:.0%}"
            verdict = ("ok" if metric.passed else "FAILED") if gate else ""
            table.add_row(report.suite, metric.name, f"{metric.value:.1%}", gate, str(metric.cases), verdict)
    out.print(table)
    for report in reports:
        for miss in report.misses[:MOST_MISSES]:
            out.print(f"  {report.suite}: {miss.case!r} should be {miss.expected}, was {miss.got}", markup=False)
        if len(report.misses) > MOST_MISSES:
            out.print(f"  {report.suite}: {len(report.misses) - MOST_MISSES} more (all with --json)")


def bench(args: argparse.Namespace) -> int:
    """Run benchmarks; each compares with a peer or a limit in the same run, exit 1 beyond the limit."""
    from evals.benches import BENCHES, run_bench

    parser = argparse.ArgumentParser(
        prog="dangol bench", description="Benchmarks, as ratios against a peer in the same run."
    )
    parser.add_argument("benches", nargs="*", metavar="BENCH", help=f"of {', '.join(BENCHES)}; all by default")
    parser.add_argument("--rows", type=int, default=1_000_000, help="conversations for import (default 1,000,000)")
    parser.add_argument("--json", action="store_true")
    asked = parser.parse_args(args.rest)
    names = asked.benches or list(BENCHES)
    if any(name not in BENCHES for name in names):
        print(f"dangol bench: one of {', '.join(BENCHES)}", file=sys.stderr)
        return BAD_INPUT
    figures = [figure for name in names for figure in run_bench(name, asked.rows)]
    if asked.json:
        rows = [vars(figure) | {"passed": figure.passed} for figure in figures]
        print(json.dumps({"version": 1, "figures": rows}, ensure_ascii=False, indent=1))
    else:
        for figure in figures:
            print(figure)
    return 0 if all(figure.passed for figure in figures) else FAILED
