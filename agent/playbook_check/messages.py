"""What would go wrong with a message when it is filled and sent."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from difflib import SequenceMatcher
from itertools import combinations
from typing import cast, get_args

from agent.campaigns.channels import limits_of, text_length
from agent.campaigns.rules.benefit import BENEFIT
from agent.campaigns.rules.structure import TWIN
from agent.fields import near
from agent.playbook_check.types import Found
from agent.playbook_check.wordings import Wording
from agent.words import CLAUSE, Phrase, fill
from retrieval.playbook import MESSAGE_FIELDS, Channel
from retrieval.yaml_lines import Place

_MARK = re.compile(r"\[\[|\]\]|\{([^{}]*)\}|[{}]")
_OFFERED = re.compile(r"\{(?:offer|code|ends)\b")
_PARTICLES = re.compile(r"[가-힣]+/[가-힣]+")
_PROMISED = re.compile(
    r"\d+(?:\.\d+)?\s*(?:%|％|퍼센트|프로 할인|할 할인|割|percent\b)"
    r"|\d[\d,.]*\s*(?:만\s?|천\s?|백\s?)*(?:원(?![가-힣])|원[을은이의에짜]|円|엔|달러|dollars?\b|USD|KRW|JPY)"
    r"|[₩¥￥$€£]\s*\d|반값|半額|half[ -]price",
    re.I,
)
# Letters that a filled field takes, on the long side; the wording has to fit with them.
_FILLED = dict.fromkeys(MESSAGE_FIELDS, 10) | {"product": 20, "exchange_policy": 40, "offer": 15, "event_name": 15}
_GREETING, _LAW = 25, 60  # what code puts before and, around an advertisement, behind
_COUNTRY = {"ko": "KR", "ja": "JP", "en": "US"}
_LETTER = {"ko": "가", "ja": "あ", "en": "a"}


def check_texts(wordings: Iterable[Wording], *, advertising: bool) -> Iterator[Found]:
    """Fields, brackets, promises and, where it is no ``advertising``, benefits, text by text."""
    for wording in wordings:
        for part, text in wording.texts.items():
            place = (*wording.place, part)
            yield from _marks(text, place)
            if part == "button" and "{" in text:
                yield Found("button_field", place)
            for promise in _PROMISED.finditer(text):
                yield Found("promised", place, {"text": promise[0]}, offset=promise.start())
            if benefit := BENEFIT.search(CLAUSE.sub(_without_offer, text)):
                wrong = (("alimtalk", "alimtalk" in wording.channels), ("benefit", not advertising))
                for code in (code for code, found in wrong if found):
                    yield Found(code, place, {"word": benefit[0]}, offset=benefit.start())


def _without_offer(clause: re.Match[str]) -> str:
    """A clause that an offer opens is sent by advertising only; it is blanked, so that places stay as they are."""
    return " " * len(clause[0]) if _OFFERED.search(clause[0]) else clause[0]


def _marks(text: str, place: Place) -> Iterator[Found]:
    opened: int | None = None
    for mark in _MARK.finditer(text):
        at, sign = mark.start(), mark[0]
        if sign == "[[":
            if opened is not None:
                yield Found("clause_open", place, offset=opened)
            opened = at
        elif sign == "]]":
            if opened is None:
                yield Found("clause_shut", place, offset=at)
            opened = None
        elif sign in "{}":
            yield Found("brace", place, {"text": text[max(0, at - 5) : at + 12].strip()}, offset=at)
        else:
            yield from _field(mark[1], place, at)
    if opened is not None:
        yield Found("clause_open", place, offset=opened)


def _field(inside: str, place: Place, at: int) -> Iterator[Found]:
    name, colon, particle = inside.partition(":")
    if name not in MESSAGE_FIELDS:
        known = ", ".join(MESSAGE_FIELDS)
        yield Found(
            "unknown_field", place, {"name": inside, "near": near(name, MESSAGE_FIELDS), "known": known}, offset=at
        )
    elif colon and not _PARTICLES.fullmatch(particle):
        yield Found("particle", place, {"name": name, "text": particle}, offset=at)


def check_twins(wordings: Iterable[Wording]) -> Iterator[Found]:
    """Two wordings of one message that are nearly the same."""
    groups: dict[Place, list[Wording]] = {}
    for wording in wordings:
        if "fallback" not in wording.place:
            groups.setdefault(wording.place[:-1], []).append(wording)
    for group in groups.values():
        for one, other in combinations(group, 2):
            bodies = one.texts.get("body", ""), other.texts.get("body", "")
            if all(bodies) and SequenceMatcher(None, *bodies, autojunk=False).ratio() > TWIN:
                yield Found("twins", other.place)


def check_lengths(wordings: Iterable[Wording], *, advertising: bool) -> Iterator[Found]:
    """Texts that their channel cannot carry with the greeting and the law's lines around them."""
    for wording in wordings:
        for channel in wording.channels:
            if channel in get_args(Channel):
                limits = limits_of(cast(Channel, channel), _COUNTRY[wording.language])
                unit = "unit_bytes" if limits.counts_bytes else "unit_letters"
                told = {"channel": Phrase(f"card.channel_{channel}"), "unit": Phrase(f"playbooks.{unit}")}
                for part, size, limit in _too_long(wording, cast(Channel, channel), advertising):
                    yield Found("long", (*wording.place, part), {"length": size, "limit": max(0, limit), **told})


def _too_long(wording: Wording, channel: Channel, advertising: bool) -> Iterator[tuple[str, int, int]]:
    limits = limits_of(channel, _COUNTRY[wording.language])
    around = (_GREETING + _LAW * advertising) * text_length(_LETTER[wording.language], limits)
    size, limit = (
        text_length(_filled(wording.texts.get("body", ""), wording), limits),
        (limits.careful or limits.body) - around,
    )
    if size > limit:
        yield "body", size, limit
    label = len(wording.texts.get("button", ""))
    if limits.button and label > limits.button:  # 0: its label becomes a line of the text
        yield "button", label, limits.button


def _filled(text: str, wording: Wording) -> str:
    """``text`` with its fields at a likely length; as it is where it cannot be filled, which is told elsewhere."""
    if any(_marks(text, ())):
        return text
    return fill(text, {name: _LETTER[wording.language] * size for name, size in _FILLED.items()})
