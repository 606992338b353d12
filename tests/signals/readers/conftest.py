"""Files as shops export them, written on the spot, and tables to read them into."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator, Sequence
from datetime import datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest
import xlsxwriter

from agent.signals.readers import working_tables

Rows = Sequence[Sequence[Any]]


@pytest.fixture(scope="session")
def connection() -> Iterator[duckdb.DuckDBPyConnection]:
    with working_tables() as opened:
        yield opened


@pytest.fixture
def tables(connection: duckdb.DuckDBPyConnection) -> duckdb.DuckDBPyConnection:
    """The tables, empty."""
    for table in ("conversations", "customers", "orders", "sent", "tag_counts"):
        connection.execute(f"DELETE FROM {table}")
    return connection


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[..., Path]:
    """Write a workbook: ``workbook({"UserChat data": [["id", "tags"], ["c1", "교환"]]})``."""

    def write(sheets: dict[str, Rows], name: str = "chats.xlsx") -> Path:
        path = tmp_path / name
        with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
            moment = book.add_format({"num_format": "yyyy-mm-dd hh:mm"})
            for title, rows in sheets.items():
                sheet = book.add_worksheet(title)
                for number, row in enumerate(rows):
                    for column, value in enumerate(row):
                        if isinstance(value, datetime):
                            sheet.write_datetime(number, column, value, moment)
                        else:
                            sheet.write(number, column, value)
        return path

    return write


@pytest.fixture
def text(tmp_path: Path) -> Callable[..., Path]:
    """Write a text file."""

    def write(content: str | bytes, name: str = "chats.csv", encoding: str = "utf-8") -> Path:
        path = tmp_path / name
        path.write_bytes(content if isinstance(content, bytes) else content.encode(encoding))
        return path

    return write


@pytest.fixture
def lines(text: Callable[..., Path]) -> Callable[..., Path]:
    """Write JSON Lines."""

    def write(*records: Any, name: str = "chats.jsonl") -> Path:
        return text("".join(json.dumps(record, ensure_ascii=False) + "\n" for record in records), name)

    return write
