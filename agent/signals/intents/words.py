"""First look: the lexicon's words in a text, and the heaviest rule that they fulfil."""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from agent.signals.intents.index import Match
from agent.signals.intents.lexicon import Rule, load_lexicon
from agent.signals.intents.normalise import compact, seams

# Whoever is named right after a topic works on it: "배송팀", "返品担当" and "billing team" are people, not problems.
_PEOPLE = frozenset({"staff", "team"})
# One word of these makes a tag without a topic noise; other noise must fill half of the tag.
_LOUD = ("staff", "team", "handover", "test", "junk", "absent")
_NUMBERED = re.compile(r"(?>[a-z]{0,3} ?\d+(?:st|nd|rd|th)? ?[a-z]?| )++")  # atomic: no tag can make it slow
# Counted units, so that 10월2주차 (second week of October) is no parking (주차).
_DATED = re.compile(
    r"(?:제?\d+(?:년도?|월분?|일자?|시|분기?|차|번|건|순위|주차?|단계|호|회차?|명|층|대"
    r"|年度?|月分?|日|時|回目?|件|番|次|代|号|週|四半期)| )+"
)
_KOREAN_NAME = re.compile("[김이박최정강조윤장임한오서신권황송홍][가-힣]{2}")


@dataclass(frozen=True, slots=True)
class Verdict:
    """What the words say: the intent and how heavily, and the words behind it."""

    intent: str
    weight: float
    shown: tuple[str, ...]


_SAYS_OF_PEOPLE = frozenset({"wrapper", "complaint", "vip"})
"""What is said of a person rather than worked on by one: "rude staff", "常連さん"."""


def _drop_people(matches: Sequence[Match], text: str) -> list[Match]:
    kept: list[Match] = []
    for match in matches:
        named = _PEOPLE.intersection(match.concepts)
        beside = bool(named and kept and not text[kept[-1].end : match.start].strip())
        if beside and _SAYS_OF_PEOPLE.isdisjoint(kept[-1].concepts):
            kept.pop()
        kept.append(match)
    return kept


def find(text: str) -> list[Match]:
    """The lexicon's words in a compact text, without topics that only say who works on them."""
    return _drop_people(load_lexicon().index.find(text), text)


def find_in_prose(cleaned: str) -> list[Match]:
    """The lexicon's words in a sentence (see ``normalise.clean``), none of them across the end of a written word."""
    return load_lexicon().index.find(compact(cleaned), seams(cleaned))


def fulfilled(matches: Iterable[Match]) -> list[tuple[Rule, int]]:
    """Rules whose concepts are all there, with the place in the text where the first of them stands."""
    places: dict[str, int] = {}
    for match in matches:
        for concept in match.concepts:
            places.setdefault(concept, match.start)
    rules = load_lexicon().rules
    return [
        (rule, min(places[needed] for needed in rule.needed))
        for concept in places
        for rule in rules.get(concept, ())
        if places.keys() >= rule.needed and rule.forbidden.isdisjoint(places)
    ]


def shown(rule: Rule, matches: Iterable[Match]) -> tuple[str, ...]:
    """The words of the text that ``rule`` rests on, as the lexicon writes them."""
    return tuple(dict.fromkeys(match.shown for match in matches if not rule.needed.isdisjoint(match.concepts)))


def weigh(matches: Sequence[Match]) -> dict[str, Rule]:
    """The heaviest rule for every intent that some rule speaks for."""
    heaviest: dict[str, Rule] = {}
    for rule, _ in fulfilled(matches) if matches else ():
        if rule.intent not in heaviest or heaviest[rule.intent].weight < rule.weight:
            heaviest[rule.intent] = rule
    return heaviest


def decide(matches: Sequence[Match]) -> Verdict | None:
    """The heaviest rule; of equals the one that comes first in the text, then the one that needs more."""
    rules = fulfilled(matches)
    if not rules:
        return None
    rule, _ = min(rules, key=lambda pair: (-pair[0].weight, pair[1], -len(pair[0].needed), pair[0].intent))
    return Verdict(rule.intent, rule.weight, shown(rule, matches))


def noise_kind(text: str, matches: Sequence[Match]) -> str | None:
    """Which kind of no-topic a tag without a topic is, or ``None`` if its words do not say."""
    if _NUMBERED.fullmatch(text):
        return "number"
    noise = load_lexicon().noise
    kinds = [(kind, match) for match in matches for kind in match.concepts if kind in noise]
    for loud in _LOUD:
        if any(kind == loud for kind, _ in kinds):
            return loud
    covered = sum(match.end - match.start for match in {match: None for _, match in kinds})
    if kinds and 2 * covered >= len(text.replace(" ", "")):
        return next((kind for kind, _ in kinds if kind != "wrapper"), "other")
    return "people" if _KOREAN_NAME.fullmatch(text) else None


def overruled(text: str) -> str | None:
    """Kind of noise that a tag is whatever topic stands in it: a date, or one with a word such as "test order"."""
    if _DATED.fullmatch(text):
        return "time"
    return "junk" if any(veto in text for veto in load_lexicon().vetoes) else None
