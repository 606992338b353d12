"""Phrases with choices: ``[a|b|]`` picks one, ``{slot}`` is filled, ``{slot:이/가}`` takes its particle.

A line may begin with marks, ``ab) …``: a question marked ``a`` is answered and summed up by lines marked ``a``
where there are any, else by unmarked ones. Capital marks tie what the customer adds to the shop's last answer.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from random import Random
from typing import Any

import yaml

from agent.words import fill

HERE = Path(__file__).parent
_MARKED = re.compile(r"([A-Za-z]+)\) (.*)")
_CHOICE = re.compile(r"\[([^\[\]]*)\]")


@dataclass(frozen=True)
class Topic:
    """What one kind of conversation looks like; the fields are those of ``phrases/*.yaml``."""

    name: str
    intent: str | None
    count: int
    shape: str
    who: str
    mood: str
    thanked: float
    tags: Mapping[str, int]
    ask: Sequence[str]
    answer: Sequence[str]
    more: Sequence[str]
    settle: Sequence[str]
    summary: Sequence[str]
    thanks: Sequence[str] = ()
    kinds: Sequence[str] = ()
    product: str | None = None
    product_of: Sequence[str] = ()
    buys: float = 0.0
    open: float = 0.35
    open_days: float = 1.5


def lines(text: str) -> list[str]:
    """The phrases of a block, one a line."""
    return [line.strip() for line in text.splitlines() if line.strip()]


def marks(line: str) -> tuple[frozenset[str], str]:
    """The marks a line begins with, and the phrase itself."""
    match = _MARKED.fullmatch(line)
    return (frozenset(match.group(1)), match.group(2)) if match else (frozenset(), line)


def matching(templates: Sequence[str], wanted: frozenset[str]) -> list[str]:
    """The lines that carry one of the ``wanted`` marks, or, where none does, the unmarked ones; marks kept."""
    carried = [(marks(line)[0], line) for line in templates]
    return [line for has, line in carried if has & wanted] or [line for has, line in carried if not has]


def _lined(value: Any) -> Any:
    """Blocks of lines become lists, at any depth."""
    if isinstance(value, str):
        return lines(value) if "\n" in value else value
    if isinstance(value, dict):
        return {key: _lined(inner) for key, inner in value.items()}
    return value


@cache
def phrases(name: str) -> Any:
    """The parsed file ``phrases/<name>.yaml``."""
    return _lined(yaml.safe_load((HERE / "phrases" / f"{name}.yaml").read_text(encoding="utf-8")))


@cache
def topics() -> tuple[Topic, ...]:
    """All Korean topics, in the order of the files."""
    files = ("aftercare", "delivery", "buying", "together")
    return tuple(Topic(name=name, **body) for file in files for name, body in phrases(file).items())


def expand(rng: Random, template: str) -> str:
    """Pick one of every ``[a|b]``, the inner ones first."""
    while match := _CHOICE.search(template):
        picked = rng.choice(match.group(1).split("|"))
        template = template[: match.start()] + picked + template[match.end() :]
    return template


def say(rng: Random, templates: Sequence[str], slots: Mapping[str, object]) -> str:
    """One of ``templates``, expanded and filled."""
    return fill(expand(rng, rng.choice(templates)), slots).strip()


def pick(rng: Random, weights: Mapping[str, int]) -> str:
    """One key, by weight."""
    return rng.choices(list(weights), weights=list(weights.values()))[0]
