"""JSON Lines: one record a line, which DuckDB reads straight from the file."""

from __future__ import annotations

import json
from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from agent.errors import BadInput
from agent.signals.readers.columns import Kind, Recognised, canonical_headers, recognise
from agent.signals.readers.delimited import unknown_columns
from agent.signals.readers.source import Place, Source, fields_of, headers_of, literal, quoted
from agent.signals.readers.text import LINE_LIMIT, Text

_NESTED = ("messages", "annotations")
"""Fields that stay JSON."""

_SPOTS = 16
_SPOT_BYTES = 64 * 1024
_OBJECT_BYTES = 1024 * 1024


def sample_lines(path: Path) -> list[Any]:
    """Records from several spots of the file, its first line first; empty if the first line is no JSON by itself."""
    found: list[Any] = []
    size = path.stat().st_size
    with path.open("rb") as file:
        for start in range(0, size, max(size // _SPOTS, _SPOT_BYTES)):
            file.seek(start)
            if start:
                file.readline()
            for line in filter(bytes.strip, file.readlines(_SPOT_BYTES)):
                try:
                    found.append(json.loads(line))
                except (ValueError, RecursionError):
                    if not found:
                        return []
    return found


def lines_source(text: Text, sample: Sequence[Any], place: Place, kinds: Sequence[Kind]) -> Source:
    """The rows of a file of records; raises ``BadInput`` if no key is known.

    Args:
        sample: some of the records, from which the keys and the shape of the tags are told.
    """
    records = [record for record in sample if isinstance(record, dict)]
    keys = list({key.lower(): key for record in reversed(records) for key in record}.values())
    if not keys:
        raise BadInput("import.json_shape", **place.at(0))
    seen = recognise(keys, kinds)
    if seen is None:
        raise unknown_columns(list(records[0]), place.at(), kinds)
    # A field may come up late in the file: our own name of it is asked for even when no sampled line has it.
    late = [name for name in canonical_headers(seen.kind) if name not in seen.columns and name not in _NESTED]
    keys += [name for name in late if name not in keys]
    found = recognise(keys, [seen.kind]) or seen
    lists = frozenset(
        key for key in _list_keys(found, keys) if all(isinstance(r.get(key), list | None) for r in records)
    )
    return _source(text, keys, found, lists, place, unsure=frozenset(late))


def _list_keys(found: Recognised, keys: Sequence[str]) -> list[str]:
    return [keys[number] for field in ("tags", "items") for number in found.columns.get(field, ())]


def _source(
    text: Text, keys: Sequence[str], found: Recognised, lists: frozenset[str], place: Place, unsure: frozenset[str]
) -> Source:
    wanted = sorted({keys[number] for numbers in found.columns.values() for number in numbers})
    types = ", ".join(f"{quoted(key)}: '{'VARCHAR[]' if key in lists else 'VARCHAR'}'" for key in wanted)
    size = max(_OBJECT_BYTES, min(text.longest + 1024, LINE_LIMIT + 1024))
    fields = fields_of(found, [quoted(key) for key in keys], frozenset(quoted(key) for key in lists))
    fields |= {field: quoted(keys[found.columns[field][0]]) for field in _NESTED if field in fields}
    return Source(
        kind=found.kind,
        relation=(
            f"read_json({literal(text.path)}, format='newline_delimited', compression='none',"
            f" maximum_object_size={size}, columns={{{types}}})"
        ),
        fields=fields,
        headers=headers_of(found, keys),
        place=place,
        blame=lambda: _first_fault(text.path, place),
        # A list in the sample may be a plain text further down: read as text, both are.
        retry=partial(_source, text, keys, found, frozenset(), place, unsure) if lists else None,
        unsure=unsure,
    )


def _first_fault(path: Path, place: Place) -> BadInput:
    """Look for the line that DuckDB stumbled over."""
    with path.open("rb") as file:
        for number, line in enumerate(file, start=1):
            if line.strip() and (code := _fault_of(line)):
                return BadInput(code, **place.at(), line=number)
    return BadInput("import.not_a_table", **place.at())


def _fault_of(line: bytes) -> str | None:
    try:
        record = json.loads(line, object_pairs_hook=_without_repeats)
        json.dumps(record, ensure_ascii=False).encode()
    except UnicodeEncodeError:
        return "import.broken_letter"
    except UnicodeDecodeError:
        return "import.encoding"
    except (ValueError, RecursionError):
        return "import.bad_json"
    return None if isinstance(record, dict) else "import.json_shape"


def _without_repeats(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    record = dict(pairs)
    if len(record) < len(pairs):
        raise ValueError
    return record
