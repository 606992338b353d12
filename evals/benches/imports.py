"""Counting and mapping a big export, beside a plain read of the same file."""

from __future__ import annotations

import json
import statistics
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

from evals.benches.figure import Figure
from evals.benches.plain_read import HASHED, READERS
from evals.big_export import write_conversations

TAGS, SEED = 3_000, 7
SLOWEST = 6.0  # times the fastest plain read
MEMORY = 1024.0  # MiB
ROUNDS = 3


class _Read(NamedTuple):
    seconds: float
    processor: float


class _Import(NamedTuple):
    seconds: float
    processor: float
    ready: float
    peak: float


def run(rows: int) -> Sequence[Figure]:
    """Medians of paired rounds, each side in a process of its own; its start is left out on both sides."""
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / "conversations.jsonl"
        write_conversations(path, rows=rows, tags=TAGS, seed=SEED)
        readers = {name: _plain(name, path).seconds for name in READERS}
        fastest = min(readers, key=lambda name: readers[name])
        rounds = [(_plain(fastest, path), _import(path)) for _ in range(ROUNDS)]
        hashed = _plain(HASHED, path).seconds
    ratio = statistics.median(done.seconds / plain.seconds for plain, done in rounds)
    processor = statistics.median(done.processor / plain.processor for plain, done in rounds)
    return [
        *(Figure(f"plain read, {name}", seconds, "s") for name, seconds in readers.items()),
        Figure(f"plain read, {HASHED}", hashed, "s"),
        Figure("getting ready, once a process", statistics.median(done.ready for _, done in rounds), "s"),
        Figure(f"import of {rows:,} conversations", statistics.median(done.seconds for _, done in rounds), "s"),
        Figure("import / plain read, processor time", processor, "×"),
        Figure("import / plain read that keeps nothing", statistics.median(d.seconds for _, d in rounds) / hashed, "×"),
        Figure(f"import / plain read by {fastest}", ratio, "×", SLOWEST),
        Figure("import, peak memory", max(done.peak for _, done in rounds), "MiB", MEMORY),
    ]


def _plain(reader: str, path: Path) -> _Read:
    return _Read(*_alone("evals.benches.plain_read", reader, str(path)))


def _import(path: Path) -> _Import:
    return _Import(*_alone("evals.benches.import_once", str(path)))


def _alone(module: str, *arguments: str) -> list[float]:
    """What a module prints that runs in a process of its own."""
    done = subprocess.run([sys.executable, "-m", module, *arguments], check=True, capture_output=True, text=True)
    printed: list[float] = json.loads(done.stdout)
    return printed
