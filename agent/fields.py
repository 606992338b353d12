"""What pydantic found wrong with a field, in words that an operator can be told in every language."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from typing import Any

from pydantic import BaseModel, ValidationError
from rapidfuzz import fuzz, process

from agent.words import Phrase

ALIKE = 60  # of 100: from where on another name may be what was meant
_KEY = "[key]"  # how pydantic marks that a key, not its value, is wrong

_WORDS = {
    "missing": "missing",
    "extra_forbidden": "unknown",
    "literal_error": "choice",
    "enum": "choice",
    "string_too_long": "long",
    "string_too_short": "short",
    "greater_than_equal": "at_least",
    "greater_than": "above",
    "less_than_equal": "at_most",
    "less_than": "below",
    "json_invalid": "json",
    "json_type": "json",
    "tuple_type": "list",
    "list_type": "list",
    "frozen_set_type": "list",
    "set_type": "list",
    "dict_type": "names",
    "model_type": "names",
    "model_attributes_type": "names",
    "finite_number": "number",
    "time_zone": "time_zone",
    "clock": "clock",
    "datetime_parsing": "moment",
    "datetime_from_date_parsing": "moment",
    "datetime_type": "moment",
    "more_than_sent": "more_than_sent",
}
_STARTS = {"int_": "integer", "float_": "number", "bool_": "boolean", "string_": "text", "date_": "date"}
_LIMITS = ("ge", "gt", "le", "lt", "max_length", "min_length", "limit")


@dataclass(frozen=True)
class Fault:
    """A field that is wrong: its place as dotted names, the same for people, and what is wrong with it."""

    place: str
    where: str | Phrase
    detail: Phrase


def fault_of(error: ValidationError, model: type[BaseModel]) -> Fault:
    """The first thing wrong with what ``model`` was to be made of; a misspelt name before what it leaves out."""
    found = error.errors(include_url=False)
    first = next((one for one in found if one["type"] == "extra_forbidden"), found[0])
    return Fault(place_of(first["loc"]), where_of(first["loc"]), detail_of(first, model))


def place_of(steps: Sequence[int | str]) -> str:
    """``offers.1.kind``; empty for the whole."""
    return ".".join(map(str, steps))


def detail_of(found: Mapping[str, Any], model: type[BaseModel] | None = None) -> Phrase:
    """What is wrong, from one entry of pydantic's list; ``model`` knows the names that may have been meant."""
    kind, context = str(found["type"]), found.get("ctx", {})
    word = _WORDS.get(kind) or next((name for start, name in _STARTS.items() if kind.startswith(start)), "other")
    facts: dict[str, object] = {"limit": next((context[name] for name in _LIMITS if name in context), "")}
    if word == "choice":
        facts["allowed"] = str(context["expected"]).replace("'", "").replace(" or ", ", ")
    if word == "unknown":
        *above, name = found["loc"]
        facts["near"] = near(str(name), _names_at(model, above)) if model else ""
    return Phrase(f"errors.field_{word}", facts)


def where_of(steps: Sequence[int | str]) -> str | Phrase:
    """``offers의 2번째 값의 kind``: a place in words; empty for the whole."""
    told: str | Phrase = ""
    for step in steps:
        if step == _KEY:
            continue
        if not told:
            told = str(step)
        elif isinstance(step, int):
            told = Phrase("errors.place_number", {"of": told, "number": step + 1})
        else:
            told = Phrase("errors.place_name", {"of": told, "name": step})
    return told


_Node = tuple[Mapping[str, Any], Mapping[str, Any]]
_Unknown = tuple[tuple[int | str, ...], str]


@cache
def _schema(model: type[BaseModel]) -> Mapping[str, Any]:
    return model.model_json_schema(by_alias=True)


def unknown_names(data: Any, *models: type[BaseModel]) -> Iterator[_Unknown]:
    """Names in ``data`` that none of ``models`` has at their place, each with what may have been meant."""
    schemas = [_schema(model) for model in models]
    yield from _unknown(data, [(whole, whole.get("$defs", {})) for whole in schemas], ())


def _unknown(
    data: Any, nodes: list[_Node], place: tuple[int | str, ...]
) -> Iterator[tuple[tuple[int | str, ...], str]]:
    """``nodes``: the schemas that may hold here, each with its definitions; none: anything may stand here."""
    if isinstance(data, list):
        inner = [(node["items"], parts) for node, parts in _choices(nodes) if "items" in node]
        for number, one in enumerate(data):
            yield from _unknown(one, inner, (*place, number))
    if not isinstance(data, dict):
        return
    known = [(node, parts) for node, parts in _choices(nodes) if "properties" in node]
    names = {name for node, _ in known for name in node["properties"]}
    for name, value in data.items():
        if known and name not in names:
            yield (*place, str(name)), near(str(name), names)
        below = [(node["properties"][name], parts) for node, parts in known if name in node["properties"]]
        yield from _unknown(value, below, (*place, str(name)))


def _choices(nodes: list[_Node]) -> Iterator[_Node]:
    """``nodes`` with references followed and alternatives spread out."""
    for node, parts in nodes:
        if "$ref" in node:
            yield from _choices([(parts[node["$ref"].rpartition("/")[2]], parts)])
        elif several := node.get("anyOf") or node.get("oneOf"):
            yield from _choices([(one, parts) for one in several])
        else:
            yield node, parts


def near(name: str, names: Iterable[str]) -> str:
    """Which of ``names`` may have been meant by ``name``; empty when none is alike."""
    found = process.extractOne(name, list(names), scorer=fuzz.ratio, score_cutoff=ALIKE)
    return found[0] if found else ""


def _names_at(model: type[BaseModel], steps: Sequence[int | str]) -> list[str]:
    """The names that a value at ``steps`` of ``model`` may have."""
    schema = model.model_json_schema(by_alias=True)
    parts = schema.get("$defs", {})
    node: Mapping[str, Any] = schema
    for step in steps:
        node = _resolved(node.get("items", {}) if isinstance(step, int) else _named(node, step), parts)
    return list(node.get("properties", {}))


def _named(node: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    rest = node.get("additionalProperties")
    found: Mapping[str, Any] = node.get("properties", {}).get(name) or (rest if isinstance(rest, dict) else {})
    return found


def _resolved(node: Mapping[str, Any], parts: Mapping[str, Any]) -> Mapping[str, Any]:
    choices = [one for one in node.get("anyOf", (node,)) if one.get("type") != "null"]
    chosen: Mapping[str, Any] = choices[0] if choices else node
    named: Mapping[str, Any] = parts[chosen["$ref"].rpartition("/")[2]] if "$ref" in chosen else chosen
    return named
