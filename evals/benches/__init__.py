"""The benchmarks, by name; each is imported when it runs, so that it is measured alone."""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module

from evals.benches.figure import Figure

BENCHES = {
    "start": "start",
    "import": "imports",
    "encode": "encode",
    "suggest": "suggest",
    "retrieval": "retrieval",
    "audience": "audience",
}


def run_bench(name: str, rows: int) -> Sequence[Figure]:
    """The figures of one benchmark of ``BENCHES``; ``rows`` sizes the import, a tenth of it the playbooks."""
    figures: Sequence[Figure] = import_module(f"evals.benches.{BENCHES[name]}").run(rows)
    return figures
