"""The rules of advertising law that the writer must never break; ids as in docs/rules.md."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.rules.types import Broken, Given, each_message
from agent.campaigns.schema import Draft, PopupEntry
from agent.profile import ShopProfile
from retrieval.playbook import Channel

KR_NIGHT_ENDS, KR_NIGHT_STARTS = 8 * 60, 21 * 60
_WRONG_MARK = re.compile(r"\(광/고\)|\(광 고\)|\(\"광고\"\)|\[광고\]|\( 광고 \)")
_FREE_NUMBER = re.compile(r"무료수신거부 080[-\d]{7,}\s*$")
BENEFIT = re.compile(
    r"쿠폰|할인|세일(?!즈|러)|특가|적립금|포인트 지급|무료 ?배송|이벤트|사은품|경품|신상(?! ?정보)|추천 상품"
    r"|クーポン|割引|セール(?!ス)|特価|送料無料"
    r"|\b(?:coupons?|discount(?:s|ed)?|free shipping|(?<!for )(?<!of )(?<!after[ -])sale)\b",
    re.I,
)
"""Words of a benefit, which make a message advertising; whole words, so that "wholesale" and "セールス" are none."""
_PAGE = re.compile(r"https?://\S+")


def consent_is_asked(draft: Draft, _given: Given) -> Iterator[Broken]:
    """KR-01, KR-03: an advertisement outside the shop's own pages goes to those only who agreed and did not refuse."""
    outside = _channels(draft) - {"in_app"}
    if draft.country == "KR" and _sent(draft) and outside and not draft.audience.consent_known:
        yield Broken("audience", "warn")


def _sent(draft: Draft) -> bool:
    """Whether it is advertising that is sent to somebody; a popup is the shop's own page."""
    return draft.advertising and not isinstance(draft.entry, PopupEntry)


def _channels(draft: Draft) -> set[Channel]:
    return {channel for step in draft.steps for channel in step.channels}


def no_night(draft: Draft, _given: Given) -> Iterator[Broken]:
    """KR-04: nothing but e-mail between 21:00 and 08:00 without a consent of its own; 21:00 is night, 08:00 is day."""
    if draft.country != "KR" or not _sent(draft) or _channels(draft) == {"email"}:
        return
    if draft.send_window.start < KR_NIGHT_ENDS or draft.send_window.end > KR_NIGHT_STARTS:
        yield Broken(
            "send_window", facts={"start": _clock(draft.send_window.start), "end": _clock(draft.send_window.end)}
        )


def sender_is_named(draft: Draft, given: Given) -> Iterator[Broken]:
    """KR-05: name and contact in every advertisement; the support chat shows its shop by itself."""
    if draft.country != "KR" or not _sent(draft):
        return
    profile = given.profile
    needed = (profile.name, profile.sender.phone or profile.sender.email)
    for path, channel, message in each_message(draft):
        if channel != "in_app" and any(not part or part not in message.body for part in needed):
            yield Broken(f"{path}.body")


def marked_as_advertisement(draft: Draft, _given: Given) -> Iterator[Broken]:
    """KR-06: exactly "(광고)" at the very start of what the customer sees; no look-alike anywhere."""
    if draft.country != "KR":
        return
    for path, _channel, message in each_message(draft):
        if _sent(draft) and not (message.title or message.body).startswith("(광고)"):
            yield Broken(f"{path}.body")
        if _WRONG_MARK.search(message.title + message.body):
            yield Broken(f"{path}.body")


def refusal_is_free(draft: Draft, given: Given) -> Iterator[Broken]:
    """KR-07: a free way to refuse at the end of every advertisement: an 080 number, by e-mail also an address."""
    if draft.country != "KR" or not _sent(draft):
        return
    way = given.profile.sender.opt_out
    for path, channel, message in each_message(draft):
        if channel == "email":
            free = bool(way) and message.body.endswith(str(way))
        else:
            free = channel == "in_app" or bool(_FREE_NUMBER.search(message.body))
        if not free:
            yield Broken(f"{path}.body")


def alimtalk_is_information(draft: Draft, _given: Given) -> Iterator[Broken]:
    """KR-14: no advertising in AlimTalk, neither declared nor in its words."""
    for path, channel, message in each_message(draft):
        found = BENEFIT.search(message.title + message.body)
        if channel == "alimtalk" and (draft.advertising or found):
            yield Broken(f"{path}.body", facts={"word": found.group() if found else "(광고)"})


def information_sells_nothing(draft: Draft, given: Given) -> Iterator[Broken]:
    """AD-02: what does not go out as advertising speaks of no benefit, on any channel and in any country."""
    if draft.advertising:
        return
    for path, _channel, message in each_message(draft):
        label = message.button.label if message.button else ""
        for part, text in (("title", message.title), ("body", message.body), ("button", label)):
            if found := BENEFIT.search(_without_facts(text, given.profile)):
                yield Broken(f"{path}.{part}", facts={"word": found.group()})


def _without_facts(text: str, profile: ShopProfile) -> str:
    """``text`` without pages and what the shop itself is called, sells and exchanges: "Sale Street" offers nothing."""
    known = {profile.name, profile.exchange_policy, *(product.name for product in profile.products)}
    for fact in sorted((fact for fact in known if fact), key=len, reverse=True):
        text = text.replace(fact, " ")
    return _PAGE.sub(" ", text)


def refusal_is_shown(draft: Draft, given: Given) -> Iterator[Broken]:
    """JP, US, EU: an advertisement by e-mail names its sender and how to refuse."""
    if draft.country == "KR" or not _sent(draft):
        return
    needed = (given.profile.name, given.profile.sender.opt_out)
    for path, channel, message in each_message(draft):
        if channel == "email" and any(not part or part not in message.body for part in needed):
            yield Broken(f"{path}.body")


def _clock(minutes: int) -> str:
    return f"{minutes // 60:02}:{minutes % 60:02}"


RULES = {
    "KR-01": consent_is_asked,
    "KR-04": no_night,
    "KR-05": sender_is_named,
    "KR-06": marked_as_advertisement,
    "KR-07": refusal_is_free,
    "KR-14": alimtalk_is_information,
    "AD-01": refusal_is_shown,
    "AD-02": information_sells_nothing,
}
