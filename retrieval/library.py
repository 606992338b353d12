"""The playbooks, read from their files: the files are the truth, the index only a copy."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from pathlib import Path

import yaml
from pydantic import ValidationError

from retrieval.errors import LibraryError
from retrieval.playbook import Playbook

HOME = Path(__file__).parent / "playbooks"


@dataclass(frozen=True)
class Library:
    """Playbooks by id, and a version that changes when any of their files does."""

    playbooks: Mapping[str, Playbook]
    version: str


@cache
def load_library(folder: Path = HOME) -> Library:
    """Read and validate every ``*.yaml`` in ``folder``; raises ``LibraryError`` at the first that is wrong."""
    playbooks: dict[str, Playbook] = {}
    digest = hashlib.sha256()
    for path in sorted(folder.glob("*.yaml")):
        content = path.read_bytes()
        digest.update(path.name.encode() + b"\0" + content)
        playbook = _read(path.name, content)
        if playbook.id != path.stem:
            raise LibraryError(path.name, "id", f"must be {path.stem!r}, as the file is named")
        playbooks[playbook.id] = playbook
    return Library(playbooks, digest.hexdigest()[:12])


def _read(name: str, content: bytes) -> Playbook:
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return Playbook.model_validate(yaml.load(content, Loader=loader))
    except yaml.YAMLError as error:
        raise LibraryError(name, "yaml", str(error).splitlines()[0]) from None
    except ValidationError as error:
        first = error.errors()[0]
        raise LibraryError(name, ".".join(map(str, first["loc"])) or "file", first["msg"]) from None
