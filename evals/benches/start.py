"""How quick is ``dangol --help`` beside an empty Python?"""

from __future__ import annotations

import statistics
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path

from evals.benches.figure import Figure

RUNS = 9
LIMIT = 8.0


def run(_rows: int) -> Sequence[Figure]:
    """Median of the ratios of paired runs."""
    dangol = [str(Path(sys.executable).parent / "dangol"), "--help"]
    bare = [sys.executable, "-c", "pass"]
    _seconds(dangol), _seconds(bare)
    ratios = [_seconds(dangol) / _seconds(bare) for _ in range(RUNS)]
    return [Figure("dangol --help / python -c pass", statistics.median(ratios), "×", LIMIT)]


def _seconds(command: list[str]) -> float:
    started = time.perf_counter()
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
    return time.perf_counter() - started
