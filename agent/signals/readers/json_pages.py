"""JSON that is not one record a line: a list, or the pages of a support desk's API, ``{"userChats": […], …}``.

Its records are written into files of lines, one for each kind, and read from those.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from agent.errors import BadInput
from agent.signals.readers.columns import Kind, recognise
from agent.signals.readers.files import new_file
from agent.signals.readers.jsonlines import lines_source, sample_lines
from agent.signals.readers.source import Place, Source
from agent.signals.readers.text import Text

WHOLE_LIMIT = 64 * 1024 * 1024
"""Bytes of a file that is one piece of JSON, which has to be loaded whole."""

_LISTS: dict[str, Kind] = {
    "userChats": "conversations",
    "conversations": "conversations",
    "chats": "conversations",
    "messages": "messages",
    "users": "customers",
    "customers": "customers",
    "orders": "orders",
}
_SAMPLED = 500


def json_sources(text: Text, name: str, folder: Path, kinds: Sequence[Kind]) -> list[Source]:
    """The rows of a JSON file, a source for each kind of rows in it; raises ``BadInput``."""
    sample = sample_lines(text.path)
    if sample and isinstance(sample[0], dict) and not _is_page(sample[0]):
        return [lines_source(text, sample, Place(name, lines=text.path), kinds)]
    pages = _lines(text.path, name) if sample else iter([_whole(text.path, name)])
    sources = [
        _unrolled(key, records, name, new_file(folder, "json"), kinds)
        for key, records in _records(pages, name).items()
        if records
    ]
    if not sources:
        raise BadInput("import.no_rows", file=name)
    return sources


def _is_page(item: dict[str, Any]) -> bool:
    """Whether this holds lists of records; a single conversation also has a list of messages."""
    lists = [key for key in _LISTS if isinstance(item.get(key), list)]
    return bool(lists) and (lists != ["messages"] or recognise(list(item), ["conversations"]) is None)


def _whole(path: Path, name: str) -> Any:
    if path.stat().st_size > WHOLE_LIMIT:
        raise BadInput("import.json_too_large", file=name, limit=WHOLE_LIMIT >> 20)
    try:
        return json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        raise BadInput("import.bad_json", file=name, line=_fault_line(error)) from None
    except (UnicodeDecodeError, RecursionError):
        raise BadInput("import.bad_json", file=name) from None


def _fault_line(error: json.JSONDecodeError) -> int:
    """The line to look at: not the one after the last, and of records one a line the first, which is no record."""
    text = error.doc.rstrip()
    first, _, rest = text.lstrip().partition("\n")
    if first.startswith("{") and rest.startswith("{"):
        return text[: len(text) - len(text.lstrip())].count("\n") + 1
    return text.count("\n", 0, error.pos) + 1


def _lines(path: Path, name: str) -> Iterator[Any]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip():
                try:
                    yield json.loads(line)
                except (ValueError, RecursionError):
                    raise BadInput("import.bad_json", file=name, line=number) from None


def _records(pages: Iterator[Any], name: str) -> dict[str, list[dict[str, Any]]]:
    """All records by the name of the list that held them; ``""`` for those in no named list."""
    found: dict[str, list[dict[str, Any]]] = {}
    for page in pages:
        for key, records in _lists_of(page):
            if not all(isinstance(record, dict) for record in records):
                raise BadInput("import.json_shape", file=name)
            found.setdefault(key, []).extend(_flat(record) for record in records)
    return found


def _lists_of(page: Any) -> list[tuple[str, list[Any]]]:
    if isinstance(page, dict) and _is_page(page):
        return [(key, page[key]) for key in _LISTS if isinstance(page.get(key), list)]
    return [("", page if isinstance(page, list) else [page])]


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """The record with ``profile`` spread out as ``profile.name`` and so on."""
    profile = record.get("profile")
    if not isinstance(profile, dict):
        return record
    return record | {f"profile.{key}": value for key, value in profile.items()}


def _unrolled(key: str, records: list[dict[str, Any]], name: str, target: Path, kinds: Sequence[Kind]) -> Source:
    longest = 0
    with target.open("wb") as file:
        for record in records:
            try:
                line = json.dumps(record, ensure_ascii=False).encode() + b"\n"
            except UnicodeEncodeError:
                raise BadInput("import.broken_letter", file=name) from None
            longest = max(longest, file.write(line))
    allowed = [_LISTS[key]] if _LISTS.get(key) in kinds else kinds
    return lines_source(Text(target, longest), records[:_SAMPLED], Place(name, sheet=key or None), allowed)
