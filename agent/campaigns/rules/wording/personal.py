"""Personal data of somebody, which a message to many would spread."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.parts import texts
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.rules.wording.facts import readable, told
from agent.campaigns.schema import Severity
from agent.profile import ShopProfile

_GAP = r"[-.\s·]{0,3}"
_MOBILE = re.compile(
    rf"(?<![\d-])(?:\+?82{_GAP}\(?0?\)?|0)1[016789]{_GAP}\d{{3,4}}{_GAP}\d{{4}}(?![\d-])"
    rf"|(?<![\d-])(?:\+?81{_GAP}|0)[789]0{_GAP}\d{{4}}{_GAP}\d{{4}}(?![\d-])"
)
_PHONE = re.compile(
    r"(?<![\d-])0\d{1,3}[-.) ]{1,2}\d{2,4}[-. ]\d{4}(?![\d-])"
    r"|(?<![\d-])(?:\+?1[-. ])?\(?[2-9]\d{2}\)?[-. ]{1,2}\d{3}[-. ]\d{4}(?![\d-])"
)
_FREE = re.compile(r"(?:080|0120|0800|070|050\d|1?8(?:00|33|44|55|66|77|88))")
_MAIL = re.compile(r"(?<![\w.+-])[\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}", re.A)
_MAIL_OF_SOMEBODY = re.compile(
    r"(?<![\w.+-])([\w.+-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63}){1,4}) ?(?:고객|회원)?(?:님|様|さま)", re.A
)
"""Followed by how one speaks to a person, it is that person's."""
_PUBLIC = re.compile(
    r"gmail\.com|naver\.com|daum\.net|hanmail\.net|kakao\.com|nate\.com|yahoo\.co\.jp|yahoo\.com|hotmail\.com"
    r"|outlook\.com|icloud\.com|docomo\.ne\.jp|ezweb\.ne\.jp|softbank\.ne\.jp|aol\.com|gmx\.de"
)
_RESIDENT = re.compile(
    r"(?<!\d)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\s?[-–]\s?[1-8](?:\d{6}(?!\d)|\d{0,5}[*●xX]{1,6})"
)
_RESIDENT_SAID = re.compile(r"주민(?:등록)?\s?번호.{0,4}?(\d{13})(?!\d)")
_SOCIAL = re.compile(r"(?<![\d-])(?!000|666|9)\d{3}-(?!00)\d{2}-(?!0000)\d{4}(?![\d-])")
_CARD = re.compile(r"(?<![\d-])(?:\d{4}[- ]?){3}\d{4}(?![\d-])|(?<![\d-])3[47]\d{2}[- ]?\d{6}[- ]?\d{5}(?![\d-])")
_CARD_SAID = re.compile(r"카드|カード|\bcard\b", re.I)
_MASK = re.compile(r"⟨[^⟨⟩]{1,30}⟩")
_NAME = re.compile(
    r"(?<![가-힣])[김이박최정강조윤장임한오서신권황안송전홍유고문양손배백허남심노하곽성차주우구민나진지엄채원천방공현함변염여추도소석선설마길연위표명기반라왕금옥육인맹제모탁국]"
    r"[가-힣]{2}(?<!회원)(?<!고객)(?<!손님)(?<!사장)(?<!선생)(?<!이웃)(?<!가족)(?<!작가)(?<!대표)(?<!원장)(?<!단골)\s?님"
)


def nobody_is_exposed(plan: Plan, given: Given) -> Iterator[Broken]:
    """W-07: no phone number or address of somebody who is not the sender, no identity or card number."""
    for one in plan.messages:
        for place, text in texts(one):
            text = readable(text)
            yield from (Broken(place, {"text": found}, case="number") for found in _numbers(text))
            yield from (Broken(place, {"text": found}, case="mask") for found in _MASK.findall(text))
            for found, severity in (*_phones(text, plan, given), *_mails(text, given)):
                yield Broken(place, {"text": found}, severity=severity)
            if (name := _NAME.search(text)) and (given.profile.name or "") not in name.group():
                yield Broken(place, {"text": name.group()}, case="name", severity="warn")


def _numbers(text: str) -> Iterator[str]:
    """Identity and card numbers, with all but their beginning hidden."""
    cards = (found.group() for found in _CARD.finditer(text) if _luhn(found.group()) or _CARD_SAID.search(text))
    residents = (found.group() for found in (*_RESIDENT.finditer(text), *_RESIDENT_SAID.finditer(text)))
    socials = (found.group() for found in _SOCIAL.finditer(text))
    yield from (f"{found[:4]}…" for found in (*residents, *socials, *cards))


def _luhn(number: str) -> bool:
    digits = [int(one) for one in number if one.isdigit()]
    doubled = (sum(divmod(2 * digit, 10)) for digit in digits[-2::-2])
    return (sum(digits[-1::-2]) + sum(doubled)) % 10 == 0 and any(digits)


def _phones(text: str, plan: Plan, given: Given) -> Iterator[tuple[str, Severity | None]]:
    """Numbers that are not the sender's: a mobile is somebody's own, another may be a workshop's or a courier's."""
    sender = given.profile.sender
    if not given.shop_known and not sender.phone:
        return
    own = {_digits(number) for number in (sender.phone, sender.opt_out) if number}
    said = _digits(" ".join(str(fact) for fact in _facts(given.profile)))
    mobiles = {found.group(): found.start() for found in _MOBILE.finditer(text)}
    for number in dict.fromkeys((*mobiles, *(found.group() for found in _PHONE.finditer(text)))):
        digits = _digits(number)
        if digits in own or digits in said or _FREE.match(digits):
            continue
        yield number.strip(), None if number in mobiles or plan.country == "US" else "warn"


def _facts(profile: ShopProfile) -> Iterator[str]:
    yield from (offer.text for offer in profile.offers)
    yield profile.exchange_policy or ""
    yield profile.name or ""


def _digits(number: str) -> str:
    digits = re.sub(r"\D", "", number)
    if number.lstrip().startswith("+") or digits.startswith(("8210", "82010", "8170", "8180", "8190")):
        digits = re.sub(r"^(?:82|81)0?", "0", digits)
    return re.sub(r"^1(?=\d{10}$)", "", digits)


def _mails(text: str, given: Given) -> Iterator[tuple[str, Severity | None]]:
    profile = given.profile
    somebodys = dict.fromkeys(_MAIL_OF_SOMEBODY.findall(text))
    yield from ((mail, None) for mail in somebodys)
    known = {one.lower() for one in (profile.sender.email, profile.sender.opt_out) if one and "@" in one}
    pages = (*profile.links.model_dump().values(), *profile.domains)
    homes = {one.rpartition("@")[2] for one in known} | {
        re.sub(r"^(?:https?://)?(?:www\.)?([^/:]+).*$", r"\1", page) for page in pages if page
    }
    said = " ".join(fact for fact in told(profile) if fact).lower()
    if not known and not given.shop_known:
        return
    for mail in dict.fromkeys(_MAIL.findall(text)):
        domain = mail.rpartition("@")[2].lower()
        public = bool(_PUBLIC.fullmatch(domain))
        if mail not in somebodys and mail.lower() not in said and (public or domain not in homes):
            yield mail, None


RULES: tuple[Rule, ...] = (Rule("W-07", nobody_is_exposed, "개인정보 보호법 제17조, 제24조의2; GDPR art. 5"),)
