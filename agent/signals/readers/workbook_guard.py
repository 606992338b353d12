"""A look at a workbook's XML before anything opens it: formulas, endless cells, grids that fill the memory.

Formulas are found and named, never computed.
"""

from __future__ import annotations

import html
import re
from pathlib import Path, PurePosixPath
from xml.etree import ElementTree

from agent.errors import BadInput
from agent.signals.readers.packed import Packed

CELL_LIMIT = 32_767
"""Characters in a cell, as the format itself allows."""
GRID_LIMIT = 16_000_000
"""Cells of a sheet, empty ones counted: they are all laid out in memory."""

_BYTES_LIMIT = 12 * CELL_LIMIT
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s>/]")
_CELL = re.compile(rb'<(?:\w+:)?c\s[^>]*?\br="([A-Z]{1,3})(\d{1,7})"[^>/]*>')
_LONG_RUN = re.compile(rb"[^<]{%d,}" % (CELL_LIMIT + 1))  # the end of a tag and the text after it
_RELATION = "{http://schemas.openxmlformats.org/officeDocument/2006/relationships}id"


class Guard:
    """One workbook; every method raises ``BadInput``."""

    def __init__(self, path: Path, name: str) -> None:
        self._name = name
        self._packed = Packed(path, name)
        if "xl/workbook.xml" not in self._packed.parts:
            raise BadInput("import.not_a_workbook", file=name)
        self._sheets = self._sheet_parts()
        for part in self._packed.parts:
            if part.lower().startswith("xl/") and part not in self._sheets.values():
                _Watch(self._packed, name, None).read(part)

    def check_sheet(self, sheet: str) -> str | None:
        """Refuse a sheet with an endless cell or too large a grid; gives the first cell with a formula, if any."""
        part = self._sheets.get(sheet)
        if part is None:
            raise self._packed.broken()
        watch = _Watch(self._packed, self._name, sheet)
        watch.read(part)
        return watch.formula

    def _sheet_parts(self) -> dict[str, str]:
        """Sheet names and the parts that hold them."""
        relations = self._tree("xl/_rels/workbook.xml.rels").iter()
        targets = {relation.get("Id"): relation.get("Target", "") for relation in relations if relation.get("Id")}
        sheets = {}
        for element in self._tree("xl/workbook.xml").iter():
            target = targets.get(element.get(_RELATION))
            if element.tag.rpartition("}")[2] == "sheet" and target:
                sheets[element.get("name", "")] = str(PurePosixPath("/xl", target)).lstrip("/")
        return sheets

    def _tree(self, part: str) -> ElementTree.Element:
        content = b"".join(self._packed.pieces(part))
        if b"<!" in content.replace(b"<!--", b""):
            raise self._packed.broken()
        try:
            return ElementTree.fromstring(content)
        except (ElementTree.ParseError, LookupError, ValueError):
            raise self._packed.broken() from None


class _Watch:
    """Goes through one part piece by piece, and remembers where it is."""

    def __init__(self, packed: Packed, name: str, sheet: str | None) -> None:
        self._packed = packed
        self._is_sheet = sheet is not None
        self._facts: dict[str, object] = {"file": name} if sheet is None else {"file": name, "sheet": sheet}
        self.formula: str | None = None
        self._cell = ""
        self._rows = self._columns = 0

    def read(self, part: str) -> None:
        kept = b""
        for piece in self._packed.pieces(part):
            text = kept + piece
            if text.startswith((b"\xff\xfe", b"\xfe\xff")) or b"<!DOCTYPE" in text:
                raise self._packed.broken()
            self._check_texts(text)
            if self._is_sheet:
                self._look_for_formula(text)
                self._check_grid(text)
            # What follows the last "<" may go on in the next piece.
            kept = text[max(text.rfind(b"<"), 0) :]

    def _check_texts(self, text: bytes) -> None:
        for run in _LONG_RUN.finditer(text):
            content = run[0].partition(b">")[2]
            if len(content) > _BYTES_LIMIT or len(html.unescape(content.decode("utf-8", "ignore"))) > CELL_LIMIT:
                cell = self._cell_before(text, run.start())
                raise BadInput("import.long_cell", cell=cell, limit=CELL_LIMIT, **self._facts)

    def _look_for_formula(self, text: bytes) -> None:
        if self.formula is None and (found := _FORMULA.search(text)):
            self.formula = self._cell_before(text, found.start())

    def _check_grid(self, text: bytes) -> None:
        if not (cells := _CELL.findall(text)):
            return
        columns, rows = (set(names) for names in zip(*cells, strict=True))
        self._columns = max(self._columns, *map(_column_number, columns))
        self._rows = max(self._rows, *map(int, rows))
        self._cell = b"".join(cells[-1]).decode()
        if self._rows * self._columns > GRID_LIMIT:
            raise BadInput("import.too_wide", cell=self._cell, limit=GRID_LIMIT, **self._facts)

    def _cell_before(self, text: bytes, end: int) -> str:
        cells = list(_CELL.finditer(text, 0, end)) if self._is_sheet else []
        return (cells[-1][1] + cells[-1][2]).decode() if cells else self._cell


def _column_number(letters: bytes) -> int:
    """``A`` is 1, ``XFD`` is 16,384."""
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number
