"""KR-05: an advertisement says who sends it and how to reach them."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Placed, Plan
from agent.campaigns.rules.korea.law import ART_50, KR
from agent.campaigns.rules.korea.texts import read, squeezed
from agent.campaigns.rules.types import Broken, Edit, Given, Rule, place_of
from agent.profile import Sender

NUMBER = re.compile(
    r"(?<![\d-])(?:(?:\+82[-. ]?\(?0?\)?|\(?0)(?!80)\d{1,3}[-.) ]{0,2}\d{3,4}[-. ]?\d{4}"
    r"|1[5-9]\d\d[-. ]?\d{4})(?![-\d])"
)
"""A telephone number that is no free 080 number."""
MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}")
_ADDRESS = re.compile(r"[가-힣](?:시|도|군|구)\s[가-힣\d ]{1,25}(?:로|길|동|읍|면)\s?\d{1,6}")
_REFUSAL_NUMBER = re.compile(r"(?:거부|차단|철회|해지|opt[- ]?out|拒否|停止)[^\n\d]{0,15}[\d.() -]{7,}", re.I)
_COMPANY = re.compile(r"주식회사|유한회사|\(주\)|㈜|\(유\)|株式会社|\b(?:inc|ltd|llc|co)\b\.?", re.I)
_NAMED_FIELD = re.compile(
    r"#\{[^}]{0,40}?(?:상점|쇼핑몰|가게|매장|브랜드|업체|상호|회사|shop|store|brand|店)[^}]{0,40}\}", re.I
)
_INTRODUCED = re.compile(
    r"[\w가-힣&'’]{2,20}(?:이에요|예요|이예요|입니다|이랍니다|에서 ?(?:알려|보내|전해|드리|인사|연락|안내)|です"
    r"|でございます)"
    r"|(?:보내는 ?(?:곳|사람|이)|발신(?:자|처)?|상호|업체명|送信者|from)\s*[:：]\s*\S{2,}|this is [A-Z]|it's [A-Z]"
    r"|[\[<【(](?!광고)(?!web|국제|국외)[\w가-힣&' ]{2,20}[\]>】)]"
    r"|[가-힣A-Za-z&]{1,15}(?:상점|마켓|스토어|쇼핑몰|몰|샵|숍|공방|카페|서점|책방|식당|상회|상사|농원|농장|빵집"
    r"|베이커리|네|컴퍼니|"
    r"스튜디오|클럽|shop|store|market)(?![가-힣])",
    re.I,
)
_CARRIED_BY_NUMBER = ("sms", "lms")
EXEMPT = frozenset({"in_app", "alimtalk"})
"""The support chat shows its shop by itself; AlimTalk may hold no advertising at all (KR-14)."""


def sender_is_named(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-05: name and contact in every advertisement."""
    if not plan.advert:
        return
    for one in plan.messages:
        if one.channel in EXEMPT:
            continue
        missing = _missing(one, given)
        if missing:
            yield Broken(f"{one.path}.body", case=missing)


def _missing(one: Placed, given: Given) -> str:
    """What is missing: ``both``, ``name``, ``contact`` or nothing."""
    text = read(one)
    name, contact = shows_name(text, one, given), _shows_contact(text, one, given.profile.sender)
    return {(True, True): "", (False, True): "name", (True, False): "contact"}.get((name, contact), "both")


def shows_name(text: str, one: Placed, given: Given) -> bool:
    """Whether ``text`` names the shop; where nobody told its name, whether it names anybody."""
    if _NAMED_FIELD.search(one.message.text):
        return True
    if given.profile.name:
        parts = re.split(r"[()/|]", _COMPANY.sub(" ", given.profile.name))
        names = [name for part in parts if (name := squeezed(part))]
        return any(name in squeezed(text) for name in names)
    return bool(_INTRODUCED.search(text)) or _named_beside_contact(text)


def _named_beside_contact(text: str) -> bool:
    """``달빛 010-0000-1234``: a word on the line of the contact that is not itself a label such as ``문의``."""
    lines = [line for line in text.splitlines() if NUMBER.search(_REFUSAL_NUMBER.sub("", line)) or MAIL.search(line)]
    rest = (MAIL.sub(" ", NUMBER.sub(" ", _REFUSAL_NUMBER.sub(" ", line))) for line in lines)
    labels = r"문의|연락처|전화|고객센터|대표번호|상담|무료|수신|거부|TEL|phone|call|contact|[^\w]|[\d_]"
    return any(len(re.sub(labels, "", one, flags=re.I)) >= 2 for one in rest)


def _shows_contact(text: str, one: Placed, sender: Sender) -> bool:
    """A number, an address or a mailbox; a text message shows the number that it comes from."""
    if one.channel in _CARRIED_BY_NUMBER and sender.phone:
        return True
    rest = _REFUSAL_NUMBER.sub(" ", text)
    told = (sender.phone, sender.address)
    if any(part and squeezed(part) in squeezed(rest) for part in told):
        return True
    fields = re.search(r"#\{[^}]*(?:전화|연락처|대표번호|phone|電話)[^}]*\}", rest, re.I)
    return bool(fields or NUMBER.search(rest) or MAIL.search(rest) or _ADDRESS.search(rest))


def _name_sender(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    """The shop's line above the last one, which is the refusal's; only from what the shop gave."""
    sender = given.profile.sender
    name = given.profile.name if broken.case in ("both", "name") else ""
    contact = (sender.phone or sender.email or sender.address) if broken.case in ("both", "contact") else ""
    if name is None or contact is None:
        return
    path = broken.path.removesuffix(".body")
    message = next(one.message for one in plan.messages if one.path == path)
    lines = message.body.rstrip().split("\n")
    last = len(lines) - 1 if re.search(r"거부|unsubscribe|opt[- ]?out|拒否|停止|차단", lines[-1], re.I) else len(lines)
    lines.insert(last, " ".join(part for part in (name, contact) if part))
    yield Edit(place_of(broken.path), "\n".join(lines))


SENDER = Rule("KR-05", sender_is_named, f"{ART_50} 제4항, 시행령 제61조 제3항 별표 6", countries=KR, mend=_name_sender)
