"""The benchmarks, by name."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from evals.benches import encode, imports, start, suggest
from evals.benches.figure import Figure

BENCHES: dict[str, Callable[[int], Sequence[Figure]]] = {
    "import": imports.run,
    "encode": encode.run,
    "suggest": suggest.run,
    "start": start.run,
}
