"""The table of rules, read from ``common.yaml``, ``korean.yaml``, ``japanese.yaml`` and ``english.yaml``.

Each file holds ``fragments``, pieces of patterns that others name as ``«PIECE»``, and ``rules`` with ``kind``,
``needs`` (names of ``Has``), ``hints``, ``check`` (one of ``CHECKS`` of the module of the same name, or of ``common``)
and ``pattern``. ``«@phone email»`` stands for what was masked as one of these kinds; write it inside of brackets.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import cache, reduce
from importlib.resources import files
from operator import or_
from types import ModuleType
from typing import Any, Final

import yaml

from agent.signals.mask import common, english, japanese, korean
from agent.signals.mask.rule import FILLERS, KINDS, Check, Has, Rule

_LANGUAGES: Final = (common, korean, japanese, english)
_PIECE: Final = re.compile("«(@?)([^»]+)»")


@cache
def load_rules() -> tuple[Rule, ...]:
    """All rules, in the order in which they run: by kind, then common, Korean, Japanese, English."""
    shared = _read(common)["fragments"]
    rules = [
        _rule(entry, {**shared, **data.get("fragments", {}), **module.FRAGMENTS}, {**common.CHECKS, **module.CHECKS})
        for module in _LANGUAGES
        for data in (_read(module),)
        for entry in data["rules"]
    ]
    return tuple(sorted(rules, key=lambda rule: KINDS.index(rule.kind)))


def _read(module: ModuleType) -> dict[str, Any]:
    name = module.__name__.rpartition(".")[2]
    text = files(__package__).joinpath(f"{name}.yaml").read_text(encoding="utf-8")
    data: dict[str, Any] = yaml.safe_load(text)
    return data


def _rule(entry: Mapping[str, Any], pieces: Mapping[str, str], checks: Mapping[str, Check]) -> Rule:
    return Rule(
        kind=entry["kind"],
        needs=reduce(or_, (Has[name.upper()] for name in entry["needs"]), Has.NONE),
        pattern=re.compile(_expand(entry["pattern"], pieces)),
        hints=tuple(entry.get("hints", ())),
        check=checks[entry["check"]] if "check" in entry else None,
    )


def _expand(pattern: str, pieces: Mapping[str, str]) -> str:
    def piece(match: re.Match[str]) -> str:
        if match[1]:
            return "".join(filler for kind, filler in FILLERS.items() if kind in match[2].split())
        return _expand(pieces[match[2]], pieces)

    return _PIECE.sub(piece, pattern)
