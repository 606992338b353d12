"""One plain read of a file in a process of its own: prints [seconds of the clock, seconds of the processor].

Every field of every line is read and kept in a table in memory, as an import has to; ``hashed`` keeps nothing, and
shows how little of a read is reading.
"""

from __future__ import annotations

import json
import sys
import time
from collections.abc import Callable
from pathlib import Path

import duckdb

_TEXTS = ("id", "customer_id", "state", "opened_at", "closed_at", "summary")
_AS_TEXT = f"columns={{{', '.join(f'{name}: {chr(39)}VARCHAR{chr(39)}' for name in _TEXTS)}, tags: 'VARCHAR[]'}}"
_ROWS = "FROM read_json($path, format='newline_delimited', {columns})"


def _duckdb(path: Path, query: str, columns: str) -> None:
    with duckdb.connect() as connection:
        connection.execute(f"{query} {_ROWS.format(columns=columns)}", {"path": str(path)}).fetchall()


def _json(path: Path) -> None:
    with path.open("rb") as lines:
        kept = [json.loads(line) for line in lines]
    if not kept:
        raise SystemExit("nothing was read")


READERS: dict[str, Callable[[Path], None]] = {
    "DuckDB": lambda path: _duckdb(path, "CREATE TABLE kept AS SELECT *", "auto_detect=true"),
    "DuckDB as text": lambda path: _duckdb(path, "CREATE TABLE kept AS SELECT *", _AS_TEXT),
    "json": _json,
}
HASHED = "DuckDB, hashed"
_ALL = READERS | {HASHED: lambda path: _duckdb(path, "SELECT bit_xor(hash(COLUMNS(*)))", _AS_TEXT)}


def main(reader: str, path: Path) -> None:
    started, worked = time.perf_counter(), time.process_time()
    _ALL[reader](path)
    print(json.dumps([time.perf_counter() - started, time.process_time() - worked]))


if __name__ == "__main__":
    main(sys.argv[1], Path(sys.argv[2]))
