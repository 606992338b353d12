"""Texts as a recipient reads them, and without the tricks that hide a word from a reader of the rules."""

from __future__ import annotations

import re
import unicodedata
from typing import NamedTuple

from agent.campaigns.plan import Placed, PlanStep

UNSEEN = (
    "\u00ad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180e\u200b-\u200f\u202a-\u202e"
    "\u2060-\u2064\u2066-\u2069\u3164\ufeff\uffa0"
)
"""Letters that take no room, and the Hangul fillers, which look like none."""
_UNSEEN = re.compile(f"[{UNSEEN}]")
_FILTERED = [
    "할인",
    "쿠폰",
    "무료",
    "특가",
    "이벤트",
    "사은품",
    "경품",
    "적립금",
    "대출",
    "카지노",
    "도박",
    "바카라",
    "토토",
    "비아그라",
    "광고",
    "거부",
]
_BETWEEN = r"[.·•ㆍ‧∙・|/\\*_~^\-+!ㅣᆞ'\"`]"
_SPLIT = re.compile(
    "|".join(f"{_BETWEEN}{{0,2}}".join(word) for word in _FILTERED)
    + rf"|(?<![가-힣\d])세{_BETWEEN}{{1,2}}일(?![가-힣])"  # "과세/일반" holds it by chance
)


_APART = re.compile(
    r"(?<![가-힣])(?:쿠 {1,3}폰|무 {1,3}료|특 {1,3}가(?= |[!~.]|$|로|에|중)|이 {1,3}벤 {0,3}트|적 {1,3}립 {0,3}금"
    r"|사 {1,3}은 {1,3}품|경 {1,3}품"
    r"|할 {1,3}인(?![가-힣])|할 {1,3}인(?= ?쿠)|세 {1,3}일(?= ?(?:중|합니다|해요|시작|!)))"
)
"""Words whose letters stand apart: ``할 인 쿠 폰``; not ``진행할 인원``."""


class Split(NamedTuple):
    """A word whose letters are torn apart: as it is written, and as it is meant."""

    text: str
    word: str


def bare(text: str) -> str:
    """``text`` with full-width letters as plain ones and without letters that nobody sees."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def plain(text: str) -> str:
    """``text`` as it is meant: ``할/인`` and ``할 인`` are ``할인``."""
    joined = _SPLIT.sub(lambda found: _letters(found.group()), bare(text))
    return _APART.sub(lambda found: found.group().replace(" ", ""), joined)


def split_words(text: str) -> list[Split]:
    found = (one.group() for one in _SPLIT.finditer(bare(text)))
    return [Split(one, _letters(one)) for one in found if one != _letters(one)]


def _letters(text: str) -> str:
    return re.sub(_BETWEEN, "", text)


def filled(text: str, step: PlanStep) -> str:
    """``text`` with its variables as a recipient may get them; those without a sample stay."""
    for one in step.variables:
        value = one.sample or one.fallback
        if value:
            text = text.replace(f"#{{{one.name}}}", value)
    return text


def read(one: Placed) -> str:
    """Everything of a message, as it is meant."""
    return plain(filled(one.message.text, one.step))


def squeezed(text: str) -> str:
    """Letters and digits only, so that spaces and hyphens make no difference."""
    return re.sub(r"[\W_]+", "", plain(text)).casefold()


def sentences(text: str) -> list[str]:
    """Lines, and sentences within them; a full stop in ``shop.example.com`` ends none."""
    return [part for part in re.split(r"\n|(?<=[.!?。！？])\s+", text) if part.strip()]
