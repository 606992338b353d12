"""Words in sentences: what decides there without asking for the meaning.

A tag names a topic; a sentence may use the same words for life outside the shop ("I can't wait", "그만 자고 싶어").
So words of feeling, waiting and failing count only beside a word of trade, or in a summary, which is about the shop.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import NamedTuple

from agent.signals.intents import words
from agent.signals.intents.index import Match
from agent.signals.intents.lexicon import Rule, load_lexicon
from agent.signals.intents.normalise import clean
from agent.signals.intents.pieces import Parts

_PHRASE = 2  # spaces in an English word of the lexicon that names its topic alone: how do i clean
_SURE = 0.83  # lighter rules name a field; which of its topics is meant has to be read from the meaning
_SURE_TOLD = 0.76  # a word of trade in a summary is its topic
_AFTERWARDS = 2  # parts; thanks and anger that come later are about the answer
_FAR = 1_000  # behind every place in a part
_LATER = 0.98  # each part further back: what comes first is why the customer wrote
_JOINED = 0.95  # words of different parts together
_FEELING = 0.80  # who is pleased or angry and names a topic writes about the topic


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a text with the rules that its words fulfil."""

    text: str
    matches: tuple[Match, ...]
    rules: tuple[Rule, ...]


class _Evidence(NamedTuple):
    rank: float
    first: int  # minus the place of its first word: of equals the one that comes first stands
    rule: Rule
    matches: tuple[Match, ...]


def read(parts: Parts) -> list[Part]:
    """The parts of a text with what their words say."""
    found = [(text, words.find_in_prose(clean(text))) for text in parts.texts]
    return [
        Part(text, tuple(matches), tuple(rule for rule, _ in words.fulfilled(matches)) if matches else ())
        for text, matches in found
    ]


def of_trade(parts: Iterable[Part]) -> bool:
    """Whether some word of the text is hardly used outside a shop."""
    trade = load_lexicon().trade
    return any(not trade.isdisjoint(match.concepts) for part in parts for match in part.matches)


def _evidence(part: Part, place: int) -> Iterator[_Evidence]:
    """Every rule of a part, with what makes it heavier or lighter in a sentence."""
    delighted = sum("praise" in match.concepts for match in part.matches) > 1
    for rule in part.rules:
        rank = rule.weight * _LATER**place
        if rule.intent in load_lexicon().feeling:
            if place >= _AFTERWARDS:
                continue
            rank *= 1 if delighted and rule.intent == "praise" else _FEELING
        first = min(match.start for match in part.matches if not rule.needed.isdisjoint(match.concepts))
        yield _Evidence(rank, -first, rule, part.matches)


def _together(parts: Sequence[Part]) -> Iterator[_Evidence]:
    """Rules whose words stand in different parts."""
    matches = tuple(match for part in parts for match in part.matches)
    for rule, _ in words.fulfilled(matches):
        if len(rule.needed) > 1 and rule.intent not in load_lexicon().feeling:
            yield _Evidence(rule.weight * _JOINED, -_FAR, rule, matches)


def _is_sure(one: _Evidence, told: bool) -> bool:
    lexicon, needed = load_lexicon(), one.rule.needed
    if one.rule.weight < (_SURE_TOLD if told and not needed.isdisjoint(lexicon.trade) else _SURE):
        return False
    if len(needed) > 1 or not needed.isdisjoint(lexicon.clear):
        return True
    shown = [match.shown for match in one.matches if not needed.isdisjoint(match.concepts)]
    return any(not word.isascii() or word.count(" ") >= _PHRASE for word in shown)


def decide(parts: Sequence[Part], told: bool) -> words.Verdict | None:
    """What the words of a text say for certain, or ``None`` when the meaning has to decide."""
    if not told and not of_trade(parts):
        return None
    found = [one for place, part in enumerate(parts) for one in _evidence(part, place)]
    if len(parts) > 1:
        found += _together(parts)
    sure = [one for one in found if _is_sure(one, told)]
    if not sure:
        return None
    best = max(sure, key=lambda one: (one.rank, one.first, len(one.rule.needed), one.rule.intent))
    return words.Verdict(best.rule.intent, best.rule.weight, words.shown(best.rule, best.matches))
