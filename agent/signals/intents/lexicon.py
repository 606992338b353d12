"""The lexicon's files in memory: words, the rules that join them, and what is no topic."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import Any

import yaml

from agent.signals.intents.index import Index, Word, stem_forms

LANGUAGES = ("ko", "ja", "en")
_MARKS = "-~+."


@dataclass(frozen=True, slots=True)
class Rule:
    """Concepts that together mean ``intent``, unless one of ``forbidden`` is there too."""

    intent: str
    weight: float
    needed: frozenset[str]
    forbidden: frozenset[str]


@dataclass(frozen=True, slots=True)
class Lexicon:
    """All languages together.

    ``spellings`` are the topic words that a misspelled tag may have meant, ``everyday`` the short ones among them that
    it usually means; ``plain`` are words that only look like one. ``trade``, ``feeling``, ``clear``: see
    ``prose.yaml``.
    """

    index: Index
    rules: dict[str, tuple[Rule, ...]]
    noise: frozenset[str]
    vetoes: tuple[str, ...]
    spellings: frozenset[str]
    everyday: frozenset[str]
    plain: frozenset[str]
    trade: frozenset[str]
    feeling: frozenset[str]
    clear: frozenset[str]


def load_data(name: str) -> Any:
    """One data file of the lexicon."""
    text = (files("agent.signals.intents") / "lexicon" / name).read_text(encoding="utf-8")
    return yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))


def _rules() -> dict[str, tuple[Rule, ...]]:
    """Rules under the first concept that each needs."""
    found: dict[str, list[Rule]] = {}
    for intent, by_weight in load_data("rules.yaml").items():
        for weight, written in by_weight.items():
            for parts in (rule.split() for rule in written):
                needed = [part for part in parts if not part.startswith("!")]
                forbidden = frozenset(part[1:] for part in parts if part.startswith("!"))
                found.setdefault(needed[0], []).append(Rule(intent, weight / 100, frozenset(needed), forbidden))
    return {concept: tuple(rules) for concept, rules in found.items()}


def _words(entries: dict[str, list[str]]) -> Iterator[Word]:
    """Words of ``entries``: what is written in the file → the concepts it stands for."""
    for entry, concepts in entries.items():
        text = entry.strip(_MARKS).lower()
        if entry.endswith("~"):
            yield from (Word(form, tuple(concepts), text) for form in stem_forms(text))
        else:
            mark = entry[-1]
            joining = entry[0] == "-"
            yield Word(text, tuple(concepts), text, exact=mark in ".+", touching=mark == "+", joining=joining)


@cache
def load_lexicon() -> Lexicon:
    """Read once; about 60 ms."""
    entries: dict[str, list[str]] = {}
    noise: set[str] = set()
    vetoes: list[str] = []
    everyday: set[str] = set()
    plain: set[str] = set()
    for language in LANGUAGES:
        data = load_data(f"concepts.{language}.yaml")
        noise.update(data["noise"])
        vetoes.extend(data["veto"])
        everyday.update(data["everyday"])
        plain.update(data["plain"])
        for concept, written in (data["topics"] | data["noise"]).items():
            for entry in written:
                entries.setdefault(entry, []).append(concept)
    topics = (entry for entry, concepts in entries.items() if not noise.issuperset(concepts))
    spellings = frozenset(entry.strip(_MARKS).lower() for entry in topics if not entry.endswith(("~", "+")))
    prose = load_data("prose.yaml")
    return Lexicon(
        index=Index(_words(entries)),
        rules=_rules(),
        noise=frozenset(noise),
        vetoes=tuple(vetoes),
        spellings=spellings,
        everyday=frozenset(everyday),
        plain=frozenset(plain),
        trade=frozenset(prose["trade"]),
        feeling=frozenset(prose["feeling"]),
        clear=frozenset(prose["clear"]),
    )
