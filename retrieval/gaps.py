"""Which texts of a playbook are missing in a language: what the title has, everything has."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any

from retrieval.yaml_lines import Place


def gaps(data: Mapping[str, Any], languages: Iterable[str]) -> Iterator[tuple[Place, str]]:
    """Where ``data``, which need not be a valid playbook, lacks one of ``languages`` that its title has."""
    title = data.get("title")
    spoken = [language for language in languages if isinstance(title, Mapping) and title.get(language)]
    for place, said in _texts(data):
        if isinstance(said, Mapping):
            yield from ((place, language) for language in spoken if not said.get(language))


def _texts(data: Mapping[str, Any]) -> Iterator[tuple[Place, object]]:
    """Everything in a playbook that comes per language."""
    for name in ("promise", "why", "not_when", "asks", "channels", "risks"):
        yield (name,), data.get(name)
    offer = data.get("offer")
    if isinstance(offer, Mapping):
        yield ("offer", "guidance"), offer.get("guidance")
    for number, step in _numbered(data.get("steps")):
        yield ("steps", number), step
    for number, example in _numbered(data.get("examples")):
        yield from ((("examples", number, part), example.get(part)) for part in ("situation", "plan"))


def _numbered(listed: object) -> Iterator[tuple[int, Mapping[str, Any]]]:
    for number, one in enumerate(listed if isinstance(listed, list | tuple) else ()):
        if isinstance(one, Mapping):
            yield number, one
