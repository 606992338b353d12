"""KR-06: "(광고)" at the very start, written exactly so."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator
from typing import cast

from agent.campaigns.plan import Placed, Plan
from agent.campaigns.rules.korea.law import KR
from agent.campaigns.rules.korea.texts import UNSEEN, filled
from agent.campaigns.rules.types import Broken, Edit, Given, Rule, place_of

MARK = "(광고)"
_OPEN, _SHUT = r"(\[{<（［｛〔【〈《「『＜⟨❨〖", r")\]}>）］｝〕】〉》」』＞⟩❩〗"
_LOOSE = rf"[\s{UNSEEN}.·•ㆍ・,/\\|\-_*~^+'\"’‘“”`]{{0,3}}"
_LIKE = re.compile(rf"[{_OPEN}]{_LOOSE}광{_LOOSE}고{_LOOSE}(?:성{_LOOSE}(?:정보)?|문자|메시지)?{_LOOSE}[{_SHUT}]")
"""The mark and all that is like it."""
_AT_START = re.compile(
    rf"[\s{UNSEEN}]*(?:{_LIKE.pattern}|[{_OPEN}]{_LOOSE}(?:AD|ads?|advertisement|PR|広告|홍보|廣告){_LOOSE}[{_SHUT}]"
    rf"|광{_LOOSE}고{_LOOSE}[{_SHUT}:：]|(?:AD|ADs|광고|広告)\s*[:：\])|])\s*",
    re.I,
)

_BLANK = re.compile(rf"^[\s{UNSEEN}]+")


def marked_as_advertisement(plan: Plan, _given: Given) -> Iterator[Broken]:
    """KR-06: exactly "(광고)" at the very start of what the customer sees first; no look-alike anywhere."""
    for one in plan.messages:
        if not plan.advert:
            yield from _marked_for_nothing(plan, one)
        elif one.channel != "alimtalk":
            yield from _not_at_start(one)
            yield from _look_alikes(one)


def like_marks_blanked(text: str) -> str:
    """``text`` without marks and their look-alikes, of which this rule tells."""
    return _LIKE.sub(" ", _composed(text))


def _first(one: Placed) -> str:
    """The part that is seen first: the title or subject where there is one."""
    return next((part for part in ("title", "header") if getattr(one.message, part).strip()), "body")


def _shown(one: Placed, part: str) -> str:
    return filled(cast(str, getattr(one.message, part)), one.step)


def _not_at_start(one: Placed) -> Iterator[Broken]:
    part = _first(one)
    text = _shown(one, part)
    if text.startswith(MARK):
        return
    case = "wrong" if _AT_START.match(_composed(text)) else "image" if _LIKE.search(one.message.image) else ""
    # The support chat is the shop's own page, but what is missed there may come as a notice of the app.
    chat = one.channel == "in_app" and not case
    yield Broken(f"{one.path}.{part}", case="chat" if chat else case, severity="warn" if chat else None)


def _look_alikes(one: Placed) -> Iterator[Broken]:
    """Those that stand elsewhere than at the start, which is told already."""
    for part in ("title", "header", "body"):
        text = _composed(_shown(one, part))
        start = _AT_START.match(text)
        rest = text[start.end() :] if start and part == _first(one) else text
        if any(found != MARK for found in _LIKE.findall(rest)):
            yield Broken(f"{one.path}.{part}", case="wrong")


def _composed(text: str) -> str:
    """Letters of one syllable as one syllable, so that a mark that is taken apart is seen as one."""
    return unicodedata.normalize("NFC", text)


def _marked_for_nothing(plan: Plan, one: Placed) -> Iterator[Broken]:
    part = _first(one)
    if not plan.popup and _AT_START.match(_composed(_shown(one, part))):
        yield Broken(f"{one.path}.{part}", case="information", severity="warn")


def _mark(plan: Plan, _given: Given, broken: Broken) -> Iterator[Edit]:
    """The mark put at the start in place of what is like it; look-alikes elsewhere written rightly."""
    if broken.case == "information":
        return
    path, _, part = broken.path.rpartition(".")
    one = next(one for one in plan.messages if one.path == path)
    text = _composed(getattr(one.message, part))
    if part == _first(one) and not text.startswith(MARK):
        start = _AT_START.match(text)
        text = f"{MARK} {_BLANK.sub('', text[start.end() if start else 0 :])}"
    yield Edit(place_of(broken.path), _LIKE.sub(MARK, text))


ADVERTISEMENT = Rule("KR-06", marked_as_advertisement, "시행령 제61조 제3항 별표 6", countries=KR, mend=_mark)
