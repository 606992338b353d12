"""Workbooks: Channel Talk's own sheets, and sheets of customers and orders beside them."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from agent.errors import BadInput
from agent.signals.readers.columns import Kind, Recognised, kind_of_sheet, recognise
from agent.signals.readers.delimited import unknown_columns
from agent.signals.readers.files import new_file
from agent.signals.readers.source import Place, Source, fields_of, headers_of, literal
from agent.signals.readers.workbook_guard import CELL_LIMIT, Guard

Cell = int | float | str | bool | time | date | datetime | timedelta


def workbook_sources(path: Path, name: str, folder: Path, kinds: Sequence[Kind]) -> list[Source]:
    """The rows of every sheet that is known by its name or its columns; other sheets are passed over."""
    guard = Guard(path, name)
    try:
        with calamine.CalamineWorkbook.from_path(str(path)) as workbook:
            sources = [
                source
                for sheet in workbook.sheets_metadata
                if sheet.typ == calamine.SheetTypeEnum.WorkSheet
                and (source := _sheet_source(workbook, guard, sheet.name, name, folder, kinds)) is not None
            ]
            names = ", ".join(workbook.sheet_names)
    except (calamine.CalamineError, OSError):
        raise BadInput("import.broken_workbook", file=name) from None
    if not sources and len(kinds) == 1:
        raise unknown_columns([], {"file": name}, kinds)
    if not sources:
        raise BadInput("import.no_known_sheet", file=name, sheets=names)
    return sources


def _sheet_source(
    workbook: calamine.CalamineWorkbook, guard: Guard, sheet: str, name: str, folder: Path, kinds: Sequence[Kind]
) -> Source | None:
    promised = kind_of_sheet(sheet)
    if promised is not None and promised not in kinds:
        return None
    formula = guard.check_sheet(sheet)
    rows = workbook.get_sheet_by_name(sheet).iter_rows()
    skipped = 0
    header: list[str] = []
    for row in rows:
        header = [_text(cell) or "" for cell in row]
        if any(header):
            break
        skipped += 1
    found = recognise(header, [promised] if promised else kinds)
    if found is None:
        if promised is None:
            return None
        raise unknown_columns(header, {"file": name, "sheet": sheet})
    if formula is not None:
        raise BadInput("import.formula_cell", file=name, sheet=sheet, cell=formula)
    place = Place(name, sheet, skipped + 2)
    target = new_file(folder, "sheet")
    if not _write(target, rows, found, place):
        if found.kind == "conversations":
            raise BadInput("import.no_rows", **place.at())
        return None
    return _source(target, header, found, place)


def _source(path: Path, header: Sequence[str], found: Recognised, place: Place) -> Source:
    columns = [f"c{number}" for number in range(len(header))]
    types = ", ".join(f"{columns[number]}: 'VARCHAR'" for number in _used(found))
    return Source(
        kind=found.kind,
        relation=f"read_json({literal(path)}, format='newline_delimited', compression='none', columns={{{types}}})",
        fields=fields_of(found, columns),
        headers=headers_of(found, header),
        place=place,
        blame=lambda: BadInput("import.broken_workbook", file=place.file),
    )


def _write(path: Path, rows: Iterable[Sequence[Cell]], found: Recognised, place: Place) -> int:
    """Write the cells that are wanted as JSON, a line for every row, blank ones too; say how many are filled."""
    used = [(f"c{number}", number) for number in _used(found)]
    filled = 0
    encode = json.JSONEncoder(ensure_ascii=False).encode  # json.dumps would make one for every row
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for record, row in enumerate(rows):
            cells = {key: text for key, number in used if (text := _text(row[number])) is not None}
            if max(map(len, cells.values()), default=0) > CELL_LIMIT:
                raise BadInput("import.long_cell", limit=CELL_LIMIT, **place.at(record))
            filled += bool(cells)
            file.write(encode(cells) + "\n")
    return filled


def _used(found: Recognised) -> list[int]:
    return sorted({number for numbers in found.columns.values() for number in numbers})


def _text(cell: Cell) -> str | None:
    """A cell as text: whole numbers without a fraction, times in ISO form, nothing for an empty cell."""
    if isinstance(cell, str):
        return cell.strip() or None
    if isinstance(cell, bool):
        return "true" if cell else "false"
    if isinstance(cell, float):
        return str(int(cell)) if cell.is_integer() else repr(cell)
    if isinstance(cell, datetime | date | time):
        return cell.isoformat()
    return str(cell)
