"""A campaign file: what Dangol printed, or what somebody wrote by hand, as YAML or JSON (docs/check.md)."""

from __future__ import annotations

import json
import re
from codecs import BOM_UTF8
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field, replace
from functools import cached_property
from io import StringIO
from typing import Any

from pydantic import ValidationError
from ruamel.yaml import YAML
from ruamel.yaml.scalarstring import DoubleQuotedScalarString, LiteralScalarString

from agent.campaigns.mend import put, value_at
from agent.campaigns.plan import Plan, plan_of
from agent.campaigns.rules.types import Edit, Place
from agent.errors import BadInput
from agent.fields import fault_of, place_of
from agent.words import Phrase
from retrieval.yaml_lines import Lines, UnreadableYaml, lines_of, load_yaml

_LIST = re.compile(r"^( *)[^\s#-][^\n]*:[ \t]*\n( *)- ", re.M)
LARGEST = 2 * 1024 * 1024  # bytes; ten campaigns that Dangol wrote have a tenth of it
MOST_CAMPAIGNS = 100


@dataclass(frozen=True)
class Found:
    """One campaign of a file: where it stands in it, its fields as they were written, and as the rules see them."""

    place: Place
    data: dict[str, Any]
    plan: Plan

    @property
    def name(self) -> str:
        """Its id or name, to tell it from others in the file; empty where it has neither."""
        return str(self.data.get("id") or self.plan.name)


@dataclass(frozen=True)
class CampaignFile:
    """What a file holds. ``name`` is only for messages; ``has_mark``: it begins with the mark of UTF-8 (BOM)."""

    name: str
    text: str
    is_json: bool
    has_mark: bool = False
    campaigns: tuple[Found, ...] = field(default=())

    @cached_property
    def lines(self) -> Lines:
        return lines_of(self.text)


def read_file(name: str, content: bytes) -> CampaignFile:
    """The campaigns of a file.

    Raises:
        BadInput: too large, no UTF-8, no YAML or JSON, no campaign in it, or a field that is wrong, with its line.
    """
    if len(content) > LARGEST:
        raise BadInput("check.large", file=name, limit=LARGEST // 2**20)
    try:
        text = content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise BadInput("check.encoding", file=name, line=content[: error.start].count(b"\n") + 1) from None
    is_json = text.lstrip().startswith(("{", "["))
    data = _json(name, text) if is_json else _yaml(name, content)
    file = CampaignFile(name, text, is_json, content.startswith(BOM_UTF8))
    campaigns = list(_campaigns(data))
    if len(campaigns) > MOST_CAMPAIGNS:
        raise BadInput("check.many", file=name, count=len(campaigns), limit=MOST_CAMPAIGNS)
    found = tuple(_found(file, place, one) for place, one in campaigns)
    if not found:
        raise BadInput("check.no_campaign", file=name)
    return replace(file, campaigns=found)


def _json(name: str, text: str) -> Any:
    try:
        data = json.loads(text, parse_constant=_no_number)
        json.dumps(data, ensure_ascii=False).encode()  # half a letter is none
    except json.JSONDecodeError as error:
        raise BadInput("check.json", file=name, line=error.lineno) from None
    except (ValueError, RecursionError):
        raise BadInput("check.json", file=name, line=None) from None
    return data


def _no_number(text: str) -> float:
    raise ValueError(text)


def _yaml(name: str, content: bytes) -> Any:
    try:
        return load_yaml(content)
    except UnreadableYaml as error:
        detail = Phrase(f"playbooks.flaw_{error.kind}", dict(error.facts))
        raise BadInput("check.yaml", file=name, line=error.line, detail=detail) from None


def _campaigns(data: Any) -> Iterator[tuple[Place, Any]]:
    """Campaigns with their places: one by itself, what ``show`` or ``suggest`` prints, or a list."""
    if isinstance(data, list):
        yield from (((number,), one) for number, one in enumerate(data))
    elif isinstance(data, dict) and isinstance(data.get("campaigns"), list):
        yield from ((("campaigns", number), one) for number, one in enumerate(data["campaigns"]))
    elif isinstance(data, dict) and isinstance(data.get("campaign"), dict):
        yield from ((("campaign", *place), one) for place, one in _campaigns(data["campaign"]))
    elif isinstance(data, dict) and data:
        yield (), data


def _found(file: CampaignFile, place: Place, data: Any) -> Found:
    try:
        return Found(place, data, plan_of(data))
    except ValidationError as error:
        fault = fault_of(error, Plan)
        steps = tuple(error.errors()[0]["loc"])
        raise BadInput(
            "check.field",
            file=file.name,
            line=file.lines.at((*place, *steps)),
            place=place_of((*place, *fault.place.split("."))) if fault.place else place_of(place),
            where=fault.where,
            detail=fault.detail,
        ) from None


def written(file: CampaignFile, edits: Iterable[tuple[Found, Edit]]) -> str:
    """The file's text with ``edits`` made; comments, order, quotes and ends of lines stay as they are.

    Raises ``BadInput`` where a name stands twice: writing it again would lose one of the two.
    """
    if file.lines.twice:
        place, line = file.lines.twice[0]
        raise BadInput("check.twice_first", file=file.name, name=place[-1], line=line)
    placed = [Edit((*found.place, *edit.place), edit.value) for found, edit in edits]
    plain = file.text.replace("\r\n", "\n")
    text = _written_json(plain, placed) if file.is_json else _written_yaml(plain, placed)
    if "\r\n" in file.text:
        text = text.replace("\n", "\r\n")
    return ("\ufeff" if file.has_mark else "") + text


def _written_json(text: str, edits: Iterable[Edit]) -> str:
    data = json.loads(text)
    for edit in edits:
        _put_in_style(data, edit)
    return json.dumps(data, ensure_ascii=False, indent=2) + "\n"


def _written_yaml(text: str, edits: Iterable[Edit]) -> str:
    yaml = YAML()
    yaml.preserve_quotes = True
    yaml.width = 10_000  # long lines stay one line
    yaml.explicit_start = text.startswith("---")
    offset = _dash_offset(text)
    yaml.indent(mapping=2, sequence=2 + offset, offset=offset)
    data = yaml.load(text)
    for edit in edits:
        _put_in_style(data, edit)
    out = StringIO()
    yaml.dump(data, out)
    return out.getvalue()


def _dash_offset(text: str) -> int:
    """How far the dashes of lists stand in from the name above them, as its writer likes it."""
    found = _LIST.search(text)
    return len(found[2]) - len(found[1]) if found and len(found[2]) > len(found[1]) else 0


def _put_in_style(data: Any, edit: Edit) -> None:
    """Set a value the way its neighbours are written: a list goes on, a clock stays a clock, lines stay lines."""
    old, new = value_at(data, edit.place), edit.value
    if isinstance(old, list) and isinstance(new, list) and new[: len(old)] == list(old):
        old.extend(new[len(old) :])
        return
    if isinstance(new, str) and "\n" in new:
        new = LiteralScalarString(new)
    elif isinstance(old, str) and isinstance(new, int) and ":" in old:
        new = DoubleQuotedScalarString(f"{new // 60:02}:{new % 60:02}")
    put(data, Edit(edit.place, new))


def playbook_of(fields: Mapping[str, Any]) -> str | None:
    """The id of the playbook that a campaign says it was written from."""
    made = fields.get("provenance")
    named = made.get("playbook_id") if isinstance(made, Mapping) else None
    return named if isinstance(named, str) else None
