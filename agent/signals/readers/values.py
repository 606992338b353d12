"""The words that exports use as values, as SQL lists."""

from __future__ import annotations

from functools import cache
from importlib.resources import files
from typing import Any, Literal

import yaml

from agent.signals.readers.source import literal

Words = Literal["open_states", "call_media", "customer_roles", "yes", "no"]


def among(text: str, words: Words) -> str:
    """SQL: whether a text is one of the words; NULL for NULL."""
    return f"{text} IN ({', '.join(literal(word) for word in _values()[words])})"


def language_of(text: str) -> str:
    """SQL: a two-letter code from a code, a locale or a language's name."""
    names = {name: code for code, names in _values()["languages"].items() for name in names}
    cases = " ".join(f"WHEN {literal(name)} THEN {literal(code)}" for name, code in names.items())
    return f"CASE lower({text}) {cases} ELSE left(lower({text}), 2) END"


@cache
def _values() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(
        (files("agent.signals.readers") / "values.yaml").read_text(encoding="utf-8")
    )
    return loaded
