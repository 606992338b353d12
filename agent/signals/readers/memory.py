"""A DuckDB connection that stays small: a million conversations within a few hundred megabytes."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from tempfile import TemporaryDirectory

import duckdb

from agent.signals.tables import create_tables

MEMORY_LIMIT = "400MB"
THREADS = 4
"""Every thread holds buffers of its own; more of them than this read no faster."""


@contextmanager
def working_tables() -> Iterator[duckdb.DuckDBPyConnection]:
    """The empty tables in a connection of their own; what does not fit in memory goes to a folder until the end."""
    with TemporaryDirectory(prefix="dangol-") as folder:
        connection = duckdb.connect(config={"memory_limit": MEMORY_LIMIT, "temp_directory": folder})
        try:
            if connection.execute("SELECT current_setting('threads')").fetchall()[0][0] > THREADS:
                connection.execute(f"SET threads = {THREADS}")
            create_tables(connection)
            yield connection
        finally:
            connection.close()
