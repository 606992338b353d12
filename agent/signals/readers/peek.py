"""A first look at what a delimited file holds, from its header alone."""

from __future__ import annotations

import csv
from pathlib import Path

from agent.signals.readers.columns import Kind, recognise

_HEAD = 64 * 1024
_ENCODINGS = ("utf-8-sig", "cp949", "cp932")


def kind_by_header(path: Path) -> Kind | None:
    """The kind that the first line's columns show; ``None`` where it cannot be told without reading the file."""
    try:
        with path.open("rb") as file:
            header = next((line for line in file.read(_HEAD).splitlines() if line.strip()), b"")
    except OSError:
        return None
    for encoding in _ENCODINGS:
        try:
            text = header.decode(encoding)
        except UnicodeDecodeError:
            continue
        return _kind(text)
    return None


def _kind(header: str) -> Kind | None:
    try:
        rows = [next(csv.reader([header], delimiter=delimiter), []) for delimiter in ",;\t|"]
    except csv.Error:
        return None
    found = [seen for row in rows if (seen := recognise(row))]
    return max(found, key=lambda seen: len(seen.columns)).kind if found else None
