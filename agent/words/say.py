"""Filling sentences: named fields, optional clauses, Korean particles."""

from __future__ import annotations

import re
import string
from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from typing import Any

import yaml

from agent.words.types import Locale

_HOME = Path(__file__).parent
CLAUSE = re.compile(r"\[\[(.*?)\]\]", re.S)
_FINAL_DIGITS = "013678"  # 영, 일, 삼, 육, 칠, 팔 end in a consonant
_DIGITS_WITH_RIEUL = "178"
_FINAL_LATIN = "lmnr"  # 엘, 엠, 엔, 알: letters whose Korean name ends in a consonant


def _final(word: str) -> tuple[bool, bool]:
    """Whether the last sounded letter ends in a consonant, and whether that is ㄹ."""
    for letter in reversed(word):
        if "가" <= letter <= "힣":
            jong = (ord(letter) - 0xAC00) % 28
            return jong != 0, jong == 8
        if letter.isdigit():
            return letter in _FINAL_DIGITS, letter in _DIGITS_WITH_RIEUL
        if letter.isalpha():
            return letter.lower() in _FINAL_LATIN, letter.lower() in "lr"
    return False, False


def particle(word: str, pair: str) -> str:
    """Pick from ``을/를``, ``이/가``, ``은/는``, ``과/와``, ``으로/로``, ``이에요/예요`` … for ``word``."""
    closed, open_ = pair.split("/", 1)
    has_final, is_rieul = _final(word)
    if closed == "으로" and is_rieul:
        return open_
    return closed if has_final else open_


class Token(str):
    """A value that is known only when the message is sent, such as ``#{상품명}``.

    Nobody can tell its last letter yet, so a particle goes with ``noun`` behind it: ``#{상품명} 상품이``.
    """

    noun: str

    def __new__(cls, text: str, noun: str) -> Token:
        made = super().__new__(cls, text)
        made.noun = noun
        return made


@dataclass(frozen=True)
class Phrase:
    """A part of a sentence that is itself a sentence ``topic.key``: said in the language of the whole."""

    key: str
    facts: Mapping[str, object] = field(default_factory=dict)


class _Filler(string.Formatter):
    def format_field(self, value: Any, format_spec: str) -> str:
        if "/" in format_spec:
            text = str(value) + (value.noun if isinstance(value, Token) else "")
            return text + particle(text, format_spec)
        return str(super().format_field(value, format_spec))


_FILLER = _Filler()


def fields(template: str) -> set[str]:
    """Names of the fields that ``template`` uses."""
    return {name for _, name, _, _ in _FILLER.parse(template.replace("[[", "").replace("]]", "")) if name}


def bare(template: str) -> str:
    """``template`` with its clauses blanked, so that what is left stands where it stood."""
    return CLAUSE.sub(lambda clause: " " * len(clause[0]), template)


def fill(template: str, values: Mapping[str, object]) -> str:
    """Fill ``template``; raises ``KeyError`` when a field outside ``[[…]]`` has no value."""

    def clause(match: re.Match[str]) -> str:
        inner = match.group(1)
        return inner if all(values.get(name) not in (None, "") for name in fields(inner)) else ""

    return _FILLER.vformat(CLAUSE.sub(clause, template), (), values)


@cache
def _topic(name: str) -> dict[str, dict[str, str]]:
    text = (_HOME / f"{name}.yaml").read_text(encoding="utf-8")
    loaded: dict[str, dict[str, str]] = yaml.load(text, Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return loaded


def has_key(key: str) -> bool:
    """Whether there is a sentence for ``topic.key``."""
    topic, _, name = key.partition(".")
    return (_HOME / f"{topic}.yaml").is_file() and name in _topic(topic)


def say(locale: Locale, key: str, **values: object) -> str:
    """The sentence ``topic.key`` in ``locale``, filled; a ``Phrase`` among the values is said first."""
    topic, _, name = key.partition(".")
    told = {
        name: say(locale, value.key, **value.facts) if isinstance(value, Phrase) else value
        for name, value in values.items()
    }
    return fill(_topic(topic)[name][locale], told)
