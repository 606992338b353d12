"""The playbooks, read from their files: the files are the truth, the index only a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from retrieval.errors import LibraryError
from retrieval.gaps import gaps
from retrieval.playbook import LANGUAGES, Playbook
from retrieval.yaml_lines import Lines, Place, UnreadableYaml, load_yaml, read_yaml

HOME = Path(__file__).parent / "playbooks"


@dataclass(frozen=True)
class Library:
    """Playbooks by id, and a version that changes when any of their files does."""

    playbooks: Mapping[str, Playbook]
    version: str


@dataclass(frozen=True)
class Flaw:
    """Where a file leaves the format: its place, its line (from 1, where known), and what is wrong.

    ``kind`` and ``facts`` are pydantic's (``missing``, ``string_too_long`` …), those of the validators in
    ``retrieval.playbook``, or ``yaml_…`` for what cannot be read at all.
    """

    place: Place
    line: int | None
    kind: str
    facts: Mapping[str, Any] = field(default_factory=dict)
    message: str = ""


class WrongPlaybook(LibraryError):
    """A file that does not follow the format, with all its flaws; the first one is what the exception names."""

    def __init__(self, file: str, flaws: Sequence[Flaw]) -> None:
        first = flaws[0]
        super().__init__(file, ".".join(map(str, first.place)) or "file", first.message or first.kind)
        self.flaws = tuple(flaws)


@cache
def load_library(folder: Path = HOME) -> Library:
    """Read and validate every ``*.yaml`` in ``folder``; raises ``WrongPlaybook`` at the first that is wrong."""
    playbooks: dict[str, Playbook] = {}
    contents: dict[str, bytes] = {}
    for path in sorted(folder.glob("*.yaml")):
        contents[path.name] = path.read_bytes()
        playbook = read_playbook(path.name, contents[path.name])
        if playbook.id != path.stem:
            message = f"must be {path.stem!r}, as the file is named"
            raise WrongPlaybook(path.name, [Flaw(("id",), None, "other_name", {"id": path.stem}, message)])
        playbooks[playbook.id] = playbook
    return Library(playbooks, version_of((name, digest_of(content)) for name, content in contents.items()))


def digest_of(content: bytes) -> str:
    return hashlib.sha256(content).hexdigest()


def version_of(digests: Iterable[tuple[str, str]]) -> str:
    """The version of a library from the name and digest of each of its files, in the order of the names."""
    return hashlib.sha256("".join(f"{name}\0{one}\n" for name, one in sorted(digests)).encode()).hexdigest()[:12]


def read_playbook(name: str, content: bytes) -> Playbook:
    """The playbook in the file ``name``; raises ``WrongPlaybook`` when it does not follow the format."""
    try:
        return Playbook.model_validate(load_yaml(content))
    except (UnreadableYaml, ValidationError):
        raise WrongPlaybook(name, flaws_of(content)) from None


def flaws_of(content: bytes) -> list[Flaw]:
    """All that is wrong with the form of a file, in the order of its lines; empty for a playbook."""
    try:
        data, lines = read_yaml(content)
    except UnreadableYaml as error:
        return [Flaw((), error.line, error.kind, error.facts)]
    return sorted(form_flaws(data, lines), key=lambda flaw: flaw.line or 0)


def form_flaws(data: object, lines: Lines | None = None) -> list[Flaw]:
    """All that keeps ``data`` from being a playbook; without ``lines`` only their places are known."""
    where = lines or Lines(None)
    flaws = [Flaw(place, line, "yaml_twice", {"name": place[-1]}) for place, line in where.twice]
    try:
        Playbook.model_validate(data)
    except ValidationError as error:
        flaws += [_flaw(found, where) for found in error.errors(include_url=False, include_input=False)]
    if isinstance(data, dict) and not any(flaw.kind == "gap" for flaw in flaws):
        flaws += [
            Flaw(place, where.at(place), "gap", {"of": language}, f"is missing in {language}")
            for place, language in gaps(data, LANGUAGES)
        ]
    return flaws


def _flaw(found: Mapping[str, Any], lines: Lines) -> Flaw:
    place = tuple(found["loc"])
    if place[0:1] == ("entry",):
        place = place[0:1] + place[2:]  # pydantic puts the entry's type between
    return Flaw(place, lines.at(place), str(found["type"]), found.get("ctx", {}), str(found["msg"]))
