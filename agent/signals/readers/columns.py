"""Which kind of table is this, and which of its columns says what?"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Literal, get_args

import yaml

Kind = Literal["conversations", "messages", "orders", "customers", "counts", "sent"]
KINDS: tuple[Kind, ...] = ("conversations", "messages", "orders", "customers", "counts")
"""The kinds that a file may be taken for by its columns; a list of sent messages is only what was given as one."""

_SIGNS = re.compile(r"[\s_\-./()\[\]:#·]+")


@dataclass(frozen=True)
class Known:
    """What ``columns.yaml`` knows of one kind: headers and sheet names are in their plain form.

    ``beside`` are fields that tables of other kinds have as well, so they say nothing about the kind.
    """

    fields: dict[str, tuple[str, ...]]
    needs: tuple[tuple[str, ...], ...]
    sheets: frozenset[str]
    beside: frozenset[str]


@dataclass(frozen=True)
class Recognised:
    """A table's kind and, for each field it has, the columns that hold it by number, best first."""

    kind: Kind
    columns: dict[str, tuple[int, ...]]


def plain(header: str) -> str:
    """A header without case, width, spaces and signs: ``Order No.`` and ``order_no`` are the same."""
    return _SIGNS.sub("", unicodedata.normalize("NFKC", header).casefold())


@cache
def known() -> dict[Kind, Known]:
    """The table of names, one entry a kind."""
    loaded = yaml.safe_load((files("agent.signals.readers") / "columns.yaml").read_text(encoding="utf-8"))
    return {
        kind: Known(
            fields={field: tuple(plain(name) for name in names) for field, names in loaded[kind]["fields"].items()},
            needs=tuple(tuple(need) for need in loaded[kind]["needs"]),
            sheets=frozenset(plain(name) for name in loaded[kind]["sheets"]),
            beside=frozenset(loaded[kind].get("beside", ())),
        )
        for kind in get_args(Kind)
    }


def recognise(headers: Sequence[str], kinds: Sequence[Kind] = KINDS) -> Recognised | None:
    """The kind among ``kinds`` that fits and knows most of the columns; ``None`` if none fits."""
    fitting = [found for kind in kinds if (found := _fit(headers, kind)) is not None]
    return max(fitting, key=lambda found: len(found.columns.keys() - known()[found.kind].beside), default=None)


def kind_of_sheet(name: str) -> Kind | None:
    """The kind that a workbook's sheet name promises, if it is one we know."""
    return next((kind for kind in KINDS if plain(name) in known()[kind].sheets), None)


def canonical_headers(kind: Kind) -> tuple[str, ...]:
    """Our own name of every field of a kind."""
    return tuple(known()[kind].fields)


def _fit(headers: Sequence[str], kind: Kind) -> Recognised | None:
    places: dict[str, list[int]] = {}
    for number, header in enumerate(headers):
        places.setdefault(plain(header), []).append(number)
    columns = {
        field: found
        for field, names in known()[kind].fields.items()
        if (found := tuple(number for name in dict.fromkeys(names) for number in places.get(name, ())))
    }
    if all(any(field in columns for field in need) for need in known()[kind].needs):
        return Recognised(kind, columns)
    return None
