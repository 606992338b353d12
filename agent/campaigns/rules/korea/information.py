"""KR-14, KR-15, KR-16: what goes out as information informs, and does not sell."""

from __future__ import annotations

from collections.abc import Iterator
from typing import NamedTuple

from agent.campaigns.plan import Placed, Plan
from agent.campaigns.rules.benefit import BENEFIT, without_facts
from agent.campaigns.rules.korea.law import KR
from agent.campaigns.rules.korea.mark import MARK
from agent.campaigns.rules.korea.selling import (
    CLOSED,
    EXPIRY,
    GIVES,
    GREETING,
    HELD,
    INSTALL,
    PUSHED,
    VISIT,
    WHY_EARNED,
    proves,
)
from agent.campaigns.rules.korea.texts import filled, plain
from agent.campaigns.rules.own import without_own
from agent.campaigns.rules.types import Broken, Given, Rule


class Sold(NamedTuple):
    """The word that sells, and how."""

    word: str
    case: str = ""


def alimtalk_is_information(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-14: no advertising in AlimTalk, neither declared nor in its words; a part of it makes it all one."""
    for one in plan.messages:
        if one.channel != "alimtalk":
            continue
        text = _told(one, given)
        sold = _on_alimtalk(text, plan)
        if sold:
            yield Broken(f"{one.path}.body", {"word": sold.word}, sold.case)
        elif plan.advertising or one.message.text.startswith(MARK):
            yield Broken(f"{one.path}.body", case="declared")


def _on_alimtalk(text: str, plan: Plan) -> Sold | None:
    if found := INSTALL.search(text):
        return Sold(found.group(), "install")
    held = HELD.search(without_own(text))
    if held and plan.earned and not WHY_EARNED.search(text):
        return Sold(held.group(), "why")
    if held and not plan.earned and (EXPIRY.search(text) or GIVES.search(text)):
        return Sold(held.group())
    return selling(text, earned=plan.earned)


def information_is_proven(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-15: advertising is the rule; what goes out as information sells nothing, and its words show what about."""
    if plan.advertising:
        return
    for one in plan.messages:
        text = _told(one, given)
        if one.channel == "alimtalk" and _on_alimtalk(text, plan):
            continue  # KR-14 tells of it
        sent = not plan.popup and one.channel != "in_app"  # the shop's own pages only may not sell unsaid
        sold = selling(text, earned=plan.earned or _runs_out(text))
        if sold and (sent or not sold.case):
            yield Broken(f"{one.path}.body", {"word": sold.word}, sold.case)
        elif sent and text.strip() and not (proves(text) or _runs_out(text)):
            yield Broken(f"{one.path}.body", case="unproven")


def expiry_is_no_information(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-16: that a coupon given at will runs out is no plain information."""
    if plan.advertising or plan.earned or plan.popup:
        return
    for one in plan.messages:
        text = _told(one, given)
        held = HELD.search(text)
        if held and _runs_out(text):
            yield Broken(f"{one.path}.body", {"word": held.group()})


def _told(one: Placed, given: Given) -> str:
    """A message's text as it is meant, without the shop's own names; what a picture shows is told, too."""
    return plain(without_facts(filled(f"{one.message.text}\n{one.message.image}", one.step), given.profile))


def _runs_out(text: str) -> bool:
    """Whether it says that a coupon or points end, and gives none."""
    return bool(HELD.search(text) and EXPIRY.search(text) and not GIVES.search(text))


def selling(text: str, *, earned: bool) -> Sold | None:
    """What makes ``text`` advertising; ``earned``: its coupon or points are the recipient's already."""
    rest = without_own(text)
    if earned:
        rest = HELD.sub(" ", rest)
    if found := BENEFIT.search(rest) or PUSHED.search(rest):
        return Sold(found.group())
    if proves(text):
        return None
    for case, words in (("greeting", GREETING), ("closed", CLOSED), ("visit", VISIT)):
        if found := words.search(rest):
            return Sold(found.group(), case)
    return None


_KAKAO = "정보통신망법 제50조 제1항, 카카오 알림톡 심사 기준(2026-04-01)"
_KISA = "정보통신망법 제50조, KISA 불법스팸 방지를 위한 정보통신망법 안내서"

ALIMTALK = Rule("KR-14", alimtalk_is_information, _KAKAO, countries=KR)
INFORMATION = Rule("KR-15", information_is_proven, _KISA, countries=KR)
EXPIRES = Rule("KR-16", expiry_is_no_information, "KISA 안내서 (확인되지 않음)", "warn", KR)
