"""The words of a file's messages, taken out of it even where the rest of the file is wrong."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from retrieval.playbook import LANGUAGES, Language
from retrieval.yaml_lines import Place

PARTS = ("title", "body", "button")


@dataclass(frozen=True)
class Wording:
    """One wording: its place, its language, its texts by part, and the channels that it is written for."""

    place: Place
    language: Language
    texts: Mapping[str, str]
    channels: tuple[str, ...]


def wordings_of(data: Mapping[str, Any]) -> Iterator[Wording]:
    """Every wording of every message, and then its words for the second channel."""
    for number, step in enumerate(_listed(data.get("steps"))):
        for language in LANGUAGES:
            first, second = _channels(data, language)
            fallback = _named(_named(step).get("fallback")).get(language)
            # Without words of its own the second channel gets the first wording.
            channels = first if fallback else (*first, *second)
            place: Place = ("steps", number, language)
            for variant, words in enumerate(_listed(_named(step).get(language))):
                yield Wording((*place, variant), language, _texts(words), channels)
            if fallback:
                yield Wording(("steps", number, "fallback", language), language, _texts(fallback), second)


def _channels(data: Mapping[str, Any], language: Language) -> tuple[tuple[str, ...], tuple[str, ...]]:
    named = [str(one) for one in _listed(_named(data.get("channels")).get(language))]
    return tuple(named[:1]), tuple(named[1:2])


def _texts(words: object) -> dict[str, str]:
    given = _named(words)
    return {part: given[part] for part in PARTS if isinstance(given.get(part), str)}


def _named(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


def _listed(value: object) -> list[Any]:
    return list(value) if isinstance(value, list | tuple) else []
