"""Runs the rules over a text, in one fixed order, and writes placeholders over what they find.

Found data is overwritten with filler of the same length while the rules run: no rule sees what an earlier one took, and
a name rule can see that it stands beside a phone number. The text outside of what was found stays as it was typed.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from functools import cache, reduce
from operator import or_
from typing import Final

from agent.signals.mask.fold import compose, fold
from agent.signals.mask.known import find_known
from agent.signals.mask.rule import FILLERS, KINDS, PLACEHOLDERS, Has, Kind, Rule
from agent.signals.mask.table import load_rules

# What one pass uncovers (a number freed of its neighbour) the next takes. Chats need two; hostile text is bounded.
_PASSES: Final = 8

_SIGNS: Final = {
    Has.DIGIT: re.compile("[0-9]"),
    Has.NUMBER: re.compile("(?:[0-9*][^0-9*]{0,4}){7}"),
    Has.AT: re.compile("@"),
    Has.HANGUL: re.compile("[가-힣]"),
    Has.JAPANESE: re.compile("[ぁ-ヿ一-鿿々]"),
    Has.LATIN: re.compile("[A-Za-z]"),
    Has.PLACE: re.compile("[로길동읍면리가산하] ?[0-9]|[0-9](?:호|동|층|번지|번?길)"),
}
_SEARCHES: Final = tuple(sign.search for sign in _SIGNS.values())
_FOUND: Final = re.compile(f"[{''.join(FILLERS.values())}]")

Span = tuple[int, int, Kind]
Rules = tuple[tuple[bool, Rule], ...]


@dataclass(frozen=True, slots=True)
class Masked:
    """A text without personal data, and how often each kind was found in it (kinds not found are absent)."""

    text: str
    found: dict[str, int] = field(default_factory=dict)


def mask(text: str, known: frozenset[str] = frozenset()) -> Masked:
    """Mask one text. Nothing found: the very same text comes back.

    Args:
        known: names that go wherever they stand, as ``known_names`` gives them.
    """
    found: Counter[str] = Counter()
    masked = text
    for _ in range(_PASSES):
        masked, new = _pass(masked, known)
        if not new:
            break
        found.update(new)
    return Masked(masked, dict(sorted(found.items())))


def mask_many(texts: Iterable[str], known: frozenset[str] = frozenset()) -> list[Masked]:
    """Mask many texts, in their order."""
    return [mask(text, known) for text in texts]


def _pass(text: str, known: frozenset[str]) -> tuple[str, list[str]]:
    composed = compose(text)
    folded, offsets = fold(composed)
    spans: list[Span] = []
    numbers, names = _rules_for(tuple([search(folded) is not None for search in _SEARCHES]))
    folded = _run_all(numbers, folded, spans)
    if known:
        folded = _take_known(folded, known, spans)
    folded = _run_all(names, folded, spans)
    if not spans:
        return text, []
    return _write(composed, offsets, sorted(spans)), [kind for _, _, kind in spans]


def _run_all(rules: Rules, folded: str, spans: list[Span]) -> str:
    lowered = folded.lower()
    found = _FOUND.search(folded) is not None
    for only_after_found, rule in rules:
        if only_after_found and not (found or spans):
            continue
        if rule.hints and not _any_in(rule.hints, lowered):
            continue
        folded = _run(rule, folded, spans)
    return folded


def _take_known(folded: str, known: frozenset[str], spans: list[Span]) -> str:
    parts: list[str] = []
    done = 0
    for start, end in find_known(folded, known):
        parts += folded[done:start], FILLERS["name"] * (end - start)
        spans.append((start, end, "name"))
        done = end
    return "".join((*parts, folded[done:]))


def _any_in(hints: tuple[str, ...], text: str) -> bool:
    for hint in hints:  # noqa: SIM110 - a plain loop is twice as fast as any() here, and this is the hottest line
        if hint in text:
            return True
    return False


@cache
def _rules_for(signs: tuple[bool, ...]) -> tuple[Rules, Rules]:
    """The rules worth trying, those of names and what follows apart, each with whether it needs something masked first.

    ``signs`` go by ``_SIGNS``.
    """
    has = reduce(or_, (sign for sign, there in zip(_SIGNS, signs, strict=True) if there), Has.FOUND)
    rules = [(Has.FOUND in rule.needs, rule) for rule in load_rules() if rule.needs in has]
    names = [(late, rule) for late, rule in rules if KINDS.index(rule.kind) >= KINDS.index("name")]
    return tuple(rules[: len(rules) - len(names)]), tuple(names)


def _run(rule: Rule, folded: str, spans: list[Span]) -> str:
    if rule.pattern.search(folded) is None:
        return folded
    group = "x" if "x" in rule.pattern.groupindex else 0
    filler = FILLERS[rule.kind]

    def take(match: re.Match[str]) -> str:
        start, end = match.span(group)
        if rule.check is not None and not rule.check(match[group]):
            return match[0]
        spans.append((start, end, rule.kind))
        return folded[match.start() : start] + filler * (end - start) + folded[end : match.end()]

    return rule.pattern.sub(take, folded)


def _write(text: str, offsets: Sequence[int], spans: list[Span]) -> str:
    parts: list[str] = []
    done = 0
    for start, end, kind in spans:
        parts += text[done : offsets[start]], PLACEHOLDERS[kind]
        done = offsets[end - 1] + 1
    return "".join((*parts, text[done:]))
