"""What every format is turned into: rows that DuckDB can select from, and where to point when they are wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

import duckdb

from agent.errors import BadInput
from agent.signals.readers.columns import Kind, Recognised

READ_ERRORS = (duckdb.InvalidInputException, duckdb.ConversionException, duckdb.IOException, duckdb.OutOfRangeException)
"""What DuckDB raises when the file is at fault; anything else is a fault of ours."""

SHOWN = 40
"""Characters of the user's text that an error may quote."""


@dataclass(frozen=True)
class Place:
    """Where rows come from: record ``n`` (from 0) is row ``first + n``, or a line of ``lines`` if that is set."""

    file: str
    sheet: str | None = None
    first: int = 1
    lines: Path | None = None

    def at(self, record: int | None = None) -> dict[str, object]:
        """Facts for an error: file, sheet if there is one, and row or line if a record is meant."""
        facts: dict[str, object] = {"file": self.file}
        if self.sheet is not None:
            facts["sheet"] = self.sheet
        if record is not None and self.lines is not None:
            facts["line"] = _line_of(self.lines, record)
        elif record is not None:
            facts["row"] = self.first + record
        return facts


@dataclass(frozen=True)
class Source:
    """Rows of one kind.

    ``relation`` goes after FROM. ``fields`` maps each field of ``columns.yaml`` that the file has to an SQL expression:
    text, NULL if empty; for ``tags`` and ``items`` a list of text. ``headers`` says how the file calls a field.
    ``retry`` gives a slower and more patient way to read the same rows; without one, ``blame`` says what is wrong.
    ``unsure`` are fields asked for although a look at the file did not show them: if they stay empty, the file does not
    have them.
    """

    kind: Kind
    relation: str
    fields: dict[str, str]
    headers: dict[str, str]
    place: Place
    blame: Callable[[], BadInput]
    retry: Callable[[], Source] | None = None
    unsure: frozenset[str] = frozenset()


def quoted(name: str) -> str:
    """An identifier for SQL."""
    return '"' + name.replace('"', '""') + '"'


def literal(text: str | Path) -> str:
    """A text for SQL, where a parameter cannot stand."""
    return "'" + str(text).replace("'", "''") + "'"


def shown(text: str) -> str:
    """The user's text as an error quotes it: one short line."""
    line = " ".join(text.split())
    return line if len(line) <= SHOWN else line[: SHOWN - 1] + "…"


def text_of(expression: str) -> str:
    """SQL: text without blanks around it, NULL if nothing is left.

    Hardly any text has blanks around it, and trimming costs more than looking: what sorts before ``!`` is empty or
    starts with a blank.
    """
    trimmed = f"nullif(trim({expression}, ' ' || chr(9) || chr(10) || chr(13)), '')"
    has_blanks = f"{expression} < '!' OR suffix({expression}, ' ') OR suffix({expression}, chr(10))"
    return f"CASE WHEN {has_blanks} THEN {trimmed} ELSE {expression} END"


def fields_of(found: Recognised, columns: Sequence[str], list_columns: frozenset[str] = frozenset()) -> dict[str, str]:
    """SQL for every field found: the first of its columns that is filled; ``item`` is the cell of ``items`` unsplit.

    Args:
        columns: the relation's columns, as quoted identifiers, in the order of the headers.
        list_columns: those of them that are lists of text already.
    """
    fields = {}
    for field, numbers in found.columns.items():
        chosen = [columns[number] for number in numbers]
        if field in ("tags", "items"):
            parts = [name if name in list_columns else split_list(text_of(name)) for name in chosen]
        elif field.endswith("_at"):
            # Dates are trimmed where they are read; only a blank one must make way for the next column's.
            parts = chosen if len(chosen) == 1 else [f"nullif({name}, '')" for name in chosen]
        else:
            parts = [text_of(name) for name in chosen]
        fields[field] = parts[0] if len(parts) == 1 else f"coalesce({', '.join(parts)})"
        if field == "items":
            fields["item"] = text_of(f"{chosen[0]}::VARCHAR")
    return fields


def headers_of(found: Recognised, headers: Sequence[str]) -> dict[str, str]:
    """How the file calls each field found."""
    return {field: shown(headers[numbers[0]]) for field, numbers in found.columns.items()}


def split_list(text: str) -> str:
    """SQL: the entries of a cell, either a JSON list or separated by commas, semicolons, bars or lines."""
    return (
        f"CASE WHEN {text} LIKE '[%' AND json_valid({text}) THEN from_json({text}, '[\"VARCHAR\"]')"
        f" WHEN {text} LIKE '{{%' AND json_valid({text}) THEN [{text}]"
        f" ELSE string_split(replace(translate({text}, ';|、' || chr(10), ',,,,'), ', ', ','), ',') END"
    )


def _line_of(path: Path, record: int) -> int:
    """The line (from 1) of a record (from 0), blank lines not being records."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            record -= bool(line.strip())
            if record < 0:
                return number
    return 0
