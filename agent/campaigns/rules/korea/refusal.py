"""KR-07: a free way to refuse, at the end of every advertisement."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Placed, Plan, PlanMessage
from agent.campaigns.rules.benefit import BENEFIT
from agent.campaigns.rules.korea.law import ART_50, KR
from agent.campaigns.rules.korea.sender import EXEMPT, MAIL, NUMBER, shows_name
from agent.campaigns.rules.korea.texts import filled, plain
from agent.campaigns.rules.types import Broken, Edit, Given, Rule, place_of

REFUSE = (
    r"(?:무료 ?)?(?:수신 ?(?:을 ?|동의 ?(?:를 ?)?)?(?:거부|차단|철회|해지|해제)|거부|차단|철회|해지|구독 ?(?:취소|해지)"
    r"|受信拒否|配信停止|受信停止|オプトアウト|opt[- ]?out|unsubscribe|\bstop\b)"
)
_REFUSE = re.compile(REFUSE, re.I)
FREE = re.compile(r"(?<![\d-])\(?080[-.) ]{0,2}\d{3,4}[-. ]?\d{4}(?![-\d])")
"""A number whose calls cost the caller nothing."""
_FIELD = re.compile(r"#\{[^}]{0,40}?(?:거부|opt.?out|unsubscribe|拒否|停止)[^}]{0,40}\}", re.I)
_AFTER_NUMBER = re.compile(
    r"[\s.)\]」]*(?:[(\[]?(?:무료 ?수신 ?거부|수신 ?거부|무료 ?거부|무료 ?통화|무료|통화료 ?무료|無料|free"
    r"|toll[- ]?free)[)\]]?"
    r"|(?:으?로|번으로) ?(?:전화|연락)[^\n]{0,15}|にお電話[^\n]{0,15})?[\s.)\]」]*",
    re.I,
)
_NOTE = re.compile(
    r"\s*(?:\((?=[^()\n]{0,80}(?:거부|철회|처리|해지|전화|발송))[^()\n]{2,80}\)"
    r"|\n[ \t]*[※*](?=[^\n]{0,80}(?:거부|철회|해지))[^\n]{2,80}|\(광고\))$"
)
"""What explains the refusal belongs to it, and a mark at the wrong end is KR-06's."""
_PAID = re.compile(
    r"(?:수신 ?(?:거부|차단|해지)|무료 ?거부|opt[- ]?out|unsubscribe|受信拒否|配信停止)[^\n]*(?:유료|有料|정보이용료|"
    r"(?:통화료|요금|비용)[^\n]{0,8}(?:부과|발생|청구|부담)(?!되지|하지|이? ?없| ?안))",
    re.I,
)
_PAID_NUMBER = re.compile(rf"{REFUSE}[^\n\d]{{0,20}}(?:{NUMBER.pattern})", re.I)
_LINK = re.compile(
    r"https?://\S+|www\.\S+|여기|클릭|누르|눌러|버튼|링크|설정|마이 ?페이지|こちら|リンク|\bhere\b|\blink\b|settings"
    r"|#\{[^}]+\}",
    re.I,
)
_BLOCKED = re.compile(
    r"(?:채널|홈|친구|카카오톡|알림톡)[^\n]{0,15}(?:차단|수신 ?거부|알림[^\n]{0,4}(?:끄|꺼))"
    r"|수신 ?거부[^\n]{0,10}(?:채널|홈|차단)|채널 ?차단|ブロック|\bblock\b",
    re.I,
)
_SWITCHED_OFF = re.compile(
    r"수신 ?거부[^\n]*[>:：→\-|][^\n]*\S|알림[^\n]{0,15}(?:끄|꺼|끌|off|해제|설정|차단|거부|변경)"
    r"|(?:수신|푸시)[^\n]{0,10}(?:설정|해제|끄|꺼|동의|off)|설정[^\n]{0,15}(?:알림|푸시|수신)"
    r"|turn (?:them |these |notifications )?off|notification settings|opt[- ]?out|unsubscribe|通知[^\n]{0,10}(?:オフ"
    r"|設定|停止)|配信停止",
    re.I,
)
_FOOTER = re.compile(
    r"https?://|©|copyright|사업자|대표|주소|발신 ?전용|본 ?메일|회신|통신판매|고객센터|문의|address|unsubscribe"
    r"|opt[- ]?out",
    re.I,
)
LONGEST_LINE = 60  # letters of a line that only says how to refuse


def refusal_is_free(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-07: by text an 080 number, on Kakao also the way to block, in the app where to switch off, by mail a link."""
    if not plan.advert:
        return
    for one in plan.messages:
        case = None if one.channel in EXEMPT else _fault(one, given)
        if case is not None:
            yield Broken(f"{one.path}.body", case=case)


def _fault(one: Placed, given: Given) -> str | None:
    """None where it can be refused; otherwise which way it fails."""
    texts = [plain(filled(text, one.step)) for text in (one.message.body, *(item.body for item in one.message.items))]
    if any(_PAID.search(text) for text in texts):
        return "paid"
    if any(_ends_right(text, one, given) for text in texts):
        return None
    whole = "\n".join(texts)
    if _FREE_LINE.search(whole):
        return "end"
    return "paid" if _PAID_NUMBER.search(whole) else _missing_on(one)


def _missing_on(one: Placed) -> str:
    return {"email": "email", "push": "push", "brand_message": "kakao", "line": "line"}.get(one.channel, "")


def _ends_right(text: str, one: Placed, given: Given) -> bool:
    if ends_free(text):
        return True
    if one.channel == "email":
        return _mail_ends(text, one, given)
    lines = [line for line in text.splitlines() if line.strip()] or [""]
    if one.channel == "push":
        return bool(_SWITCHED_OFF.search(lines[-1]))
    if one.channel == "brand_message":
        return bool(_BLOCKED.search(lines[-1]))
    return one.channel == "line" and bool(_BLOCKED.search(lines[-1]) or _REFUSE.search(lines[-1]))


def ends_free(text: str) -> bool:
    """Whether nothing but white space stands behind a line with an 080 number to refuse at."""
    return _nothing_behind(text) or _nothing_behind(_without_note(text.rstrip()))


def _nothing_behind(text: str) -> bool:
    found = [*FREE.finditer(text), *_FIELD.finditer(text)]
    if not found:
        return False
    last = max(found, key=lambda one: one.start())
    said = "\n".join(text.rstrip().splitlines()[-2:])
    return bool(_AFTER_NUMBER.fullmatch(text[last.end() :]) and _REFUSE.search(said))


def _without_note(text: str) -> str:
    note = _NOTE.search(text)
    return text[: note.start()] if note and not (BENEFIT.search(note.group()) or FREE.search(note.group())) else text


def _mail_ends(text: str, one: Placed, given: Given) -> bool:
    """The last lines of a mail: how to refuse, and behind it only who sends it."""
    if any(_REFUSE.search(press.label) and press.url for press in one.message.presses):
        return True
    lines = [line for line in text.splitlines() if line.strip()]
    for number in range(len(lines) - 1, -1, -1):
        near = "\n".join(lines[number : number + 2])
        if _REFUSE.search(lines[number]):
            return bool(_LINK.search(near) or MAIL.search(near) or FREE.search(near))
        behind = lines[number]
        if not (
            _FOOTER.search(behind) or NUMBER.search(behind) or MAIL.search(behind) or _only_name(behind, one, given)
        ):
            return False
    return False


def _only_name(line: str, one: Placed, given: Given) -> bool:
    return bool(given.profile.name) and len(line) <= LONGEST_LINE and shows_name(line, _worded(one, line), given)


def _worded(one: Placed, text: str) -> Placed:
    return one._replace(message=PlanMessage(body=text))


_FREE_LINE = re.compile(rf"{REFUSE}[^\n\d]{{0,20}}(?:{FREE.pattern})|(?:{FREE.pattern})[^\n\d]{{0,10}}{REFUSE}", re.I)


def _refusal_at_end(plan: Plan, given: Given, broken: Broken) -> Iterator[Edit]:
    """The shop's own way to refuse as the last line, and no other 080 line above it; nothing where it gave none."""
    path = broken.path.removesuffix(".body")
    one = next(one for one in plan.messages if one.path == path)
    way = (given.profile.sender.opt_out or "").strip()
    free = bool(FREE.fullmatch(way))
    if not free and not (way and one.channel == "email"):
        return
    lines = [
        _FREE_LINE.sub("", line).rstrip() if _FREE_LINE.search(line) else line for line in _unpaid(one.message.body)
    ]
    body = "\n".join(lines).rstrip()
    edited = f"{body}\n{'무료수신거부' if free else '수신거부'} {way}"
    if _fault(_worded(one, edited), given) is None:
        yield Edit(place_of(broken.path), edited)


def _unpaid(body: str) -> list[str]:
    """Lines without those that only name a way to refuse that costs something."""
    return [
        line
        for line in body.split("\n")
        if len(line) > LONGEST_LINE or not (_PAID.search(line) or _PAID_NUMBER.search(line))
    ]


FREE_REFUSAL = Rule("KR-07", refusal_is_free, f"{ART_50} 제6항, 시행령 제62조", countries=KR, mend=_refusal_at_end)
