"""One plain read of a file in a process of its own: prints [seconds of the clock, seconds of the processor].

Every field of every line is touched, none is kept.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb


def _duckdb(path: Path, columns: str = "auto_detect=true") -> None:
    query = f"SELECT bit_xor(hash(COLUMNS(*))) FROM read_json($path, format='newline_delimited', {columns})"
    with duckdb.connect() as connection:
        connection.execute(query, {"path": str(path)}).fetchall()


def _duckdb_text(path: Path) -> None:
    """Nothing to guess and nothing to convert but the tags."""
    texts = ("id", "customer_id", "state", "opened_at", "closed_at", "summary")
    types = ", ".join(f"{name}: 'VARCHAR'" for name in texts)
    _duckdb(path, f"columns={{{types}, tags: 'VARCHAR[]'}}")


def _json(path: Path) -> None:
    with path.open("rb") as lines:
        for line in lines:
            json.loads(line)


READERS: dict[str, Callable[[Path], None]] = {"DuckDB": _duckdb, "DuckDB as text": _duckdb_text, "json": _json}


def main(reader: str, path: Path) -> None:
    started, worked = time.perf_counter(), time.process_time()
    READERS[reader](path)
    print(json.dumps([time.perf_counter() - started, time.process_time() - worked]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
