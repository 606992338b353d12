"""Parquet files of orders, customers or conversations."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

import duckdb

from agent.errors import BadInput
from agent.signals.readers.columns import Kind, recognise
from agent.signals.readers.delimited import unknown_columns
from agent.signals.readers.source import READ_ERRORS, Place, Source, fields_of, headers_of, literal, quoted

_FRACTIONS = ("DOUBLE", "FLOAT")


def parquet_source(connection: duckdb.DuckDBPyConnection, path: Path, name: str, kinds: Sequence[Kind]) -> Source:
    """The rows of a Parquet file; raises ``BadInput`` if it is damaged or no column is known."""
    relation = f"read_parquet({literal(path)})"
    try:
        described = connection.execute(f"DESCRIBE SELECT * FROM {relation}").fetchall()
    except READ_ERRORS:
        raise BadInput("import.parquet", file=name) from None
    headers = [str(row[0]) for row in described]
    types = [str(row[1]) for row in described]
    found = recognise(headers, kinds)
    if found is None:
        raise unknown_columns(headers, {"file": name}, kinds)
    columns = [_as_text(header, kind) for header, kind in zip(headers, types, strict=True)]
    lists = frozenset(column for column, kind in zip(columns, types, strict=True) if kind.endswith("[]"))
    return Source(
        kind=found.kind,
        relation=relation,
        fields=fields_of(found, columns, lists),
        headers=headers_of(found, headers),
        place=Place(name),
        blame=lambda: BadInput("import.parquet", file=name),
    )


def _as_text(header: str, kind: str) -> str:
    """SQL: a column as text; whole numbers lose the ``.0`` that a column of fractions gives them."""
    column = quoted(header)
    if kind in _FRACTIONS:
        whole = f"{column} = trunc({column}) AND abs({column}) < 1e15"
        return f"CASE WHEN {whole} THEN {column}::BIGINT::VARCHAR ELSE {column}::VARCHAR END"
    if kind.endswith("[]"):
        return f"{column}::VARCHAR[]"
    return f"{column}::VARCHAR"
