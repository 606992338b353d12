"""The evaluations, by name; each is imported when it runs."""

from __future__ import annotations

from importlib import import_module
from pathlib import Path

from evals.report import Report

SUITES = ("tags", "texts", "masking", "retrieval", "rules", "suggest", "forecast")


def run_suite(name: str, cases: Path | None) -> Report:
    """The report of one suite of ``SUITES``, on its own cases or those of another file."""
    report: Report = import_module(f"evals.suites.{name}").run(cases)
    return report
