"""Counting and mapping a big export, beside a plain read of the same file."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from pathlib import Path

import duckdb

from evals.benches.figure import Figure
from evals.big_export import write_conversations

TAGS, SEED = 3_000, 7
SLOWEST = 6.0  # times the fastest plain read
MEMORY = 1024.0  # MiB
ROUNDS = 3


def run(rows: int) -> Sequence[Figure]:
    """Each side in a process of its own, so that its peak memory is its own; medians of paired rounds."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conversations.jsonl"
        write_conversations(path, rows=rows, tags=TAGS, seed=SEED)
        readers = {
            name: statistics.median(_seconds(read, path) for _ in range(ROUNDS)) for name, read in READERS.items()
        }
        fastest = min(readers, key=lambda name: readers[name])
        ratios, peaks, seconds = [], [], 0.0
        for _ in range(ROUNDS):
            plain = _seconds(READERS[fastest], path)
            seconds, peak = _import(path)
            ratios.append(seconds / plain)
            peaks.append(peak)
    figures = [Figure(f"plain read, {name}", taken, "s") for name, taken in readers.items()]
    return [
        *figures,
        Figure(f"import of {rows:,} conversations", seconds, "s"),
        Figure(f"import / plain read by {fastest}", statistics.median(ratios), "×", SLOWEST),
        Figure("import, peak memory", max(peaks), "MiB", MEMORY),
    ]


def _duckdb(path: Path) -> None:
    connection = duckdb.connect(config={"threads": "2"})
    try:
        connection.read_json(str(path), format="newline_delimited").aggregate(
            "count(*), max(id), max(customer_id)"
        ).fetchall()
    finally:
        connection.close()


def _json(path: Path) -> None:
    with path.open("rb") as lines:
        for line in lines:
            json.loads(line)


READERS: dict[str, Callable[[Path], None]] = {"DuckDB": _duckdb, "json": _json}


def _seconds(read: Callable[[Path], None], path: Path) -> float:
    started = time.perf_counter()
    read(path)
    return time.perf_counter() - started


def _import(path: Path) -> tuple[float, float]:
    """Seconds of work and peak MiB of one import in a process of its own."""
    done = subprocess.run(
        [sys.executable, "-m", "evals.benches.import_once", str(path)], check=True, capture_output=True, text=True
    )
    seconds, peak = json.loads(done.stdout)
    return seconds, peak
