"""JSON Lines, and dumps of a support desk's API.

Lines of plain conversations go to DuckDB as they are. Anything else that is JSON (a list, ``{"userChats": […]}`` as a file
or a line each) is unrolled into such lines first.
"""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from functools import partial
from pathlib import Path
from typing import Any

from agent.errors import BadInput
from agent.signals.readers.columns import Kind, canonical_headers, recognise
from agent.signals.readers.delimited import unknown_columns
from agent.signals.readers.source import Place, Source, fields_of, headers_of, literal, quoted, text_of
from agent.signals.readers.text import LINE_LIMIT, Text

_WHOLE_LIMIT = 64 * 1024 * 1024
"""Bytes of JSON that is not one record a line; it has to be loaded whole."""

_LISTS: dict[str, tuple[Kind, ...]] = {
    "userChats": ("conversations",),
    "conversations": ("conversations",),
    "chats": ("conversations",),
    "messages": ("messages",),
    "users": ("customers",),
    "customers": ("customers",),
    "orders": ("orders",),
}
_SPOTS = 16
_SPOT_BYTES = 64 * 1024
_NESTED = frozenset({"messages", "annotations"})


def json_sources(text: Text, name: str, folder: Path, kinds: Sequence[Kind]) -> list[Source]:
    """The rows of a JSON file, a source for each kind of rows in it."""
    sample = _sample(text.path)
    whole = not sample and text.path.stat().st_size > 0
    if whole or any(not isinstance(item, dict) or _is_page(item) for item in sample[:1]):
        return _unrolled(text, name, folder, kinds, whole=whole)
    if not sample:
        raise BadInput("import.empty", file=name)
    place = Place(name, lines=text.path)
    return [_line_source(text, sample, place, kinds)]


def _line_source(
    text: Text, sample: Sequence[Any], place: Place, kinds: Sequence[Kind], *, patient: bool = False
) -> Source:
    keys = dict.fromkeys(key for item in sample if isinstance(item, dict) for key in item)
    found = recognise(list(keys), kinds)
    if not keys:
        raise BadInput("import.json_shape", **place.at(0))
    if found is None:
        raise unknown_columns(list(keys), place.at())
    # A field may come up late in the file: our own name of it is asked for even when no sampled line has it.
    keys |= dict.fromkeys(name for name in canonical_headers(found.kind) if name not in keys and name not in _NESTED)
    headers = list({key.lower(): key for key in reversed(keys)}.values())[::-1]
    seen = frozenset(found.columns)
    found = recognise(headers, [found.kind]) or found
    wanted = sorted({number for numbers in found.columns.values() for number in numbers})
    listed = frozenset(
        header
        for header in (headers[n] for n in wanted)
        if not patient and _is_list(header, found.columns, headers, sample)
    )
    types = ", ".join(f"{quoted(headers[n])}: '{'VARCHAR[]' if headers[n] in listed else 'VARCHAR'}'" for n in wanted)
    size = max(1 << 20, min(text.longest + 1024, LINE_LIMIT + (1 << 20)))
    fields = fields_of(found, [quoted(header) for header in headers], frozenset(quoted(header) for header in listed))
    for nested in _NESTED & fields.keys():
        fields[nested] = text_of(quoted(headers[found.columns[nested][0]]))
    return Source(
        kind=found.kind,
        relation=(
            f"read_json({literal(text.path)}, format='newline_delimited', compression='none', maximum_object_size={size},"
            f" columns={{{types}}})"
        ),
        fields=fields,
        headers=headers_of(found, headers),
        place=place,
        blame=lambda _: _first_fault(text.path, place),
        retry=partial(_line_source, text, sample, place, kinds, patient=True) if listed else None,
        unsure=frozenset(found.columns) - seen,
    )


def _is_list(header: str, columns: dict[str, tuple[int, ...]], headers: Sequence[str], sample: Sequence[Any]) -> bool:
    """Whether a column of tags or items is a list wherever the sample shows it."""
    if not any(headers[n] == header for field in ("tags", "items") for n in columns.get(field, ())):
        return False
    return all(isinstance(item.get(header), list | None) for item in sample if isinstance(item, dict))


def _sample(path: Path) -> list[Any]:
    """Records from several spots of the file, its first line first; empty if the first line is no JSON by itself."""
    found: list[Any] = []
    size = path.stat().st_size
    with path.open("rb") as file:
        for spot in range(_SPOTS):
            start = spot * size // _SPOTS
            file.seek(start)
            if start:
                file.readline()
            lines = file.readlines(_SPOT_BYTES if size > _SPOT_BYTES else size)
            for number, line in enumerate(line for line in lines if line.strip()):
                try:
                    found.append(json.loads(line))
                except (ValueError, RecursionError):
                    if spot == number == 0:
                        return []
            if start + _SPOT_BYTES >= size:
                break
    return found


def _is_page(item: dict[str, Any]) -> bool:
    lists = [key for key in _LISTS if isinstance(item.get(key), list)]
    return bool(lists) and (lists != ["messages"] or recognise(list(item), ["conversations"]) is None)


def _unrolled(text: Text, name: str, folder: Path, kinds: Sequence[Kind], *, whole: bool) -> list[Source]:
    """Write the records of all pages into files of lines, one a kind, and read those."""
    stem = f"json{len(list(folder.iterdir()))}"
    writers: dict[str, list[str]] = {}
    samples: dict[str, list[Any]] = {}
    pages = [_whole(text.path, name)] if whole else _pages(text.path, name)
    for page in pages:
        for key, records in _lists_of(page, name):
            lines = [json.dumps(_flat(record), ensure_ascii=False) for record in records if isinstance(record, dict)]
            if len(lines) < len(records):
                raise BadInput("import.json_shape", file=name)
            samples.setdefault(key, []).extend(
                _flat(record) for record in records[: max(0, 500 - len(samples.get(key, ())))]
            )
            writers.setdefault(key, []).extend(lines)
    sources = []
    for key, lines in writers.items():
        if not lines:
            continue
        path = folder / f"{stem}-{key or 'list'}"
        path.write_text("\n".join(lines) + "\n", encoding="utf-8")
        place = Place(name, sheet=key or None)
        allowed = [kind for kind in _LISTS.get(key, kinds) if kind in kinds]
        longest = max(len(line.encode()) for line in lines)
        sources.append(_line_source(Text(path, longest), samples[key], place, allowed))
    if not sources:
        raise BadInput("import.no_rows", file=name)
    return sources


def _whole(path: Path, name: str) -> Any:
    if path.stat().st_size > _WHOLE_LIMIT:
        raise BadInput("import.json_too_large", file=name, limit=_WHOLE_LIMIT >> 20)
    try:
        return json.loads(path.read_bytes())
    except json.JSONDecodeError as error:
        raise BadInput("import.bad_json", file=name, line=error.lineno) from None
    except (UnicodeDecodeError, RecursionError):
        raise BadInput("import.bad_json", file=name) from None


def _pages(path: Path, name: str) -> Iterator[Any]:
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if not line.strip():
                continue
            try:
                yield json.loads(line)
            except (ValueError, RecursionError):
                raise BadInput("import.bad_json", file=name, line=number) from None


def _lists_of(page: Any, name: str) -> Iterable[tuple[str, list[Any]]]:
    if isinstance(page, list):
        return [("", page)]
    if isinstance(page, dict) and not _is_page(page):
        return [("", [page])]
    if isinstance(page, dict):
        return [(key, page[key]) for key in _LISTS if isinstance(page.get(key), list)]
    raise BadInput("import.json_shape", file=name)


def _flat(record: dict[str, Any]) -> dict[str, Any]:
    """The record with ``profile`` spread out as ``profile.name`` and so on."""
    profile = record.get("profile")
    if not isinstance(profile, dict):
        return record
    return record | {f"profile.{key}": value for key, value in profile.items()}


def _first_fault(path: Path, place: Place) -> BadInput:
    """Look for the line that DuckDB stumbled over."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip() and (code := _fault_of(line)):
                return BadInput(code, **place.at(), line=number)
    return BadInput("import.not_a_table", **place.at())


def _fault_of(line: bytes) -> str | None:
    try:
        record = json.loads(line)
        if not isinstance(record, dict):
            return "import.json_shape"
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "import.broken_letter"
    except UnicodeDecodeError:
        return "import.encoding"
    except (ValueError, RecursionError):
        return "import.bad_json"
    return None
