"""Comma, semicolon and tab files: of conversations, messages, orders, customers or counts.

DuckDB reads them straight from the file. What it is too strict for (short rows, mixed line ends, stray quotes) is
written anew by the csv module first, which also knows the line that is at fault.
"""

from __future__ import annotations

import csv
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Literal, TextIO

from agent.errors import BadInput
from agent.signals.readers.columns import KINDS, Kind, Recognised, recognise
from agent.signals.readers.files import new_file
from agent.signals.readers.source import Place, Source, fields_of, headers_of, literal, shown
from agent.signals.readers.text import LINE_LIMIT, Text
from agent.words import Phrase, has_key

_DELIMITERS = ",;\t|"
_SAMPLE_LINES = 20
_NAMED = 8
"""Columns of the user's file that an error lists."""


@dataclass(frozen=True)
class _Layout:
    delimiter: str
    headers: tuple[str, ...]
    header_line: int
    found: Recognised


def delimited_source(text: Text, name: str, folder: Path, kinds: Sequence[Kind]) -> Source:
    """The rows of a delimited file; raises ``BadInput`` if no column is known or there is no row."""
    layout = _layout(text.path, name, kinds)
    columns = tuple(f"c{number}" for number in range(len(layout.headers)))

    def source(path: Path, skip: int, *, again: bool) -> Source:
        types = ", ".join(f"{column}: 'VARCHAR'" for column in columns)
        size = max(2 << 20, min(text.longest, LINE_LIMIT))
        relation = (
            f"read_csv({literal(path)}, auto_detect=false, header=false, skip={skip},"
            f" delim={literal(layout.delimiter)}, quote='\"', escape='\"', max_line_size={size},"
            f" buffer_size={8 * size}, compression='none', columns={{{types}}})"
        )
        return Source(
            kind=layout.found.kind,
            relation=relation,
            fields=fields_of(layout.found, columns),
            headers=headers_of(layout.found, layout.headers),
            place=Place(name, first=layout.header_line + 1),
            blame=lambda: BadInput("import.not_a_table", file=name),
            retry=None if again else lambda: source(_rewritten(text.path, name, folder, layout), 0, again=True),
        )

    return source(text.path, layout.header_line, again=False)


def unknown_columns(headers: Sequence[str], facts: dict[str, object], kinds: Sequence[Kind] = KINDS) -> BadInput:
    """The error for a table whose columns are none of ``kinds``; it names them, and says what they seem to be."""
    names = [shown(header) for header in headers if header.strip()]
    listed = ", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
    if len(kinds) == 1 and has_key(f"import.no_{kinds[0]}"):
        seems = recognise(headers)
        kind = Phrase(f"import.kind_{seems.kind}") if seems else ""
        return BadInput(f"import.no_{kinds[0]}", columns=listed, seems=kind, **facts)
    return BadInput("import.unknown_columns" if listed else "import.no_header", columns=listed, **facts)


def _layout(path: Path, name: str, kinds: Sequence[Kind]) -> _Layout:
    """The header and the delimiter under which most of its columns are known."""
    with _opened(path) as file:
        lines = list(islice(file, _SAMPLE_LINES))
    blank = next((number for number, line in enumerate(lines) if line.strip()), 0)
    best: _Layout | None = None
    first_header: list[str] = []
    for delimiter in _DELIMITERS:
        header = next(_rows(lines[blank:], delimiter), [])
        first_header = max(first_header, header, key=len)
        found = recognise(header, kinds)
        if found and (best is None or len(found.columns) > len(best.found.columns)):
            best = _Layout(delimiter, tuple(header), blank + 1, found)
    if best is None:
        raise unknown_columns(first_header, {"file": name}, kinds)
    if len([line for line in lines[blank:] if line.strip()]) == 1:
        _check_more(path, name, blank + 1)
    return best


def _check_more(path: Path, name: str, skip: int) -> None:
    with _opened(path) as file:
        if not any(line.strip() for line in islice(file, skip, None)):
            raise BadInput("import.no_rows", file=name)


def _rows(lines: Sequence[str] | TextIO, delimiter: str) -> Iterator[list[str]]:
    try:
        yield from csv.reader(lines, delimiter=delimiter)
    except csv.Error:
        return


def _opened(path: Path) -> TextIO:
    return path.open(encoding="utf-8", errors="replace", newline="")


def _rewritten(path: Path, name: str, folder: Path, layout: _Layout) -> Path:
    """A strict copy of the rows below the header: every row as long as the header, one kind of line end."""
    target = new_file(folder, "rows")
    try:
        with path.open(encoding="utf-8", newline="") as file, target.open("w", encoding="utf-8", newline="") as out:
            for _ in range(layout.header_line):
                file.readline()
            csv.writer(out, lineterminator="\n", delimiter=layout.delimiter).writerows(_even_rows(file, name, layout))
    except UnicodeDecodeError:
        raise BadInput("import.encoding", file=name) from None
    return target


def _even_rows(file: TextIO, name: str, layout: _Layout) -> Iterator[list[str]]:
    """The rows that are left in the file, brought to the width of the header; raises ``BadInput`` with the line."""
    width = len(layout.headers)
    quoting: Literal[0, 3] = csv.QUOTE_MINIMAL if _quotes_close(Path(file.name), layout.delimiter) else csv.QUOTE_NONE
    reader = csv.reader(file, delimiter=layout.delimiter, quoting=quoting)
    try:
        for row in reader:
            while len(row) > width and not row[-1].strip():
                row.pop()
            if len(row) > width:
                line = reader.line_num + layout.header_line
                raise BadInput("import.ragged", file=name, line=line, cells=len(row), columns=width)
            yield row + [""] * (width - len(row))
    except csv.Error:
        raise BadInput("import.bad_cell", file=name, line=reader.line_num + layout.header_line) from None


def _quotes_close(path: Path, delimiter: str) -> bool:
    """Whether quotes are quotes here; in hand-made tab files they are often inch marks or plain text."""
    if delimiter != "\t":
        return True
    with _opened(path) as file:
        return all(line.count('"') % 2 == 0 for line in file)
