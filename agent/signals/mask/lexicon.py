"""The words of ``lexicon.yaml``: surnames, given names, roles, and what only looks like a name."""

from __future__ import annotations

from functools import cache
from importlib.resources import files

import yaml


@cache
def _lexicon() -> dict[str, str]:
    data: dict[str, str] = yaml.safe_load(files(__package__).joinpath("lexicon.yaml").read_text(encoding="utf-8"))
    return data


def words(name: str) -> frozenset[str]:
    """One list, as a set."""
    return frozenset(_lexicon()[name].split())


def digits(text: str) -> str:
    """The digits of a text, and nothing else."""
    return "".join(char for char in text if char.isdecimal())
