"""KR-10: the message that asks whether somebody still wants advertising."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Placed, Plan
from agent.campaigns.rules.benefit import BENEFIT, without_facts
from agent.campaigns.rules.consent import is_sure
from agent.campaigns.rules.korea.sender import shows_name
from agent.campaigns.rules.korea.texts import read
from agent.campaigns.rules.types import Broken, Given

_ASKS = re.compile(
    r"(?:수신|광고|마케팅)[^\n]{0,12}동의[^\n]{0,40}(?:2년|두 해|이 년|재확인|다시 확인|갱신)"
    r"|(?:2년|두 해|재확인|다시 확인|갱신)[^\n]{0,40}(?:수신|광고|마케팅)[^\n]{0,12}동의"
    r"|(?:受信|配信)[^\n]{0,12}同意[^\n]{0,40}(?:2年|確認)|(?:consent|agreed)[^\n]{0,80}two years",
    re.I,
)
_DATE = re.compile(
    r"#\{[^}]*(?:일|날|日|date)[^}]*\}|\d{4} ?(?:년|年|[-./]) ?\d{1,2} ?(?:월|月|[-./]) ?\d{1,2}"
    r"|\d{1,2} ?(?:월|月) ?\d{1,2} ?(?:일|日)|(?:january|february|march|april|may|june|july|august|september|october|"
    r"november|december)\.? \d{1,2},? \d{4}",
    re.I,
)
_KEEP = re.compile(
    r"계속|유지|그대로|이대로|이어|引き続き|続け|そのまま|このまま|keep|continu|stay"
    r"|all right|still fine|leave everything|nothing (?:you need )?to do",
    re.I,
)
_STOP = re.compile(
    r"그만|거부|철회|끄|꺼|멈추|멈출|해지|해제|중단|바꾸|변경|원치 않|원하지 않|停止|解除|止め|不要|変更|stop"
    r"|withdraw|switch|opt|unsubscribe",
    re.I,
)


def renewals(plan: Plan, given: Given) -> Iterator[Broken]:
    """What is missing or too much in messages that ask to confirm a consent."""
    if plan.advertising or plan.popup:
        return
    stale = is_sure(plan, "consent.stale", True)
    for one in plan.messages:
        text = read(one)
        if one.channel != "in_app" and (stale or _ASKS.search(text)):
            yield from _faults(one, text, given)


def _faults(one: Placed, text: str, given: Given) -> Iterator[Broken]:
    if not shows_name(text, one, given):
        yield Broken(f"{one.path}.body", case="renewal_sender")
    if not _DATE.search(text):
        yield Broken(f"{one.path}.body", case="renewal_date")
    if not (_KEEP.search(text) and _STOP.search(text)):
        yield Broken(f"{one.path}.body", case="renewal_how")
    if found := BENEFIT.search(without_facts(text, given.profile)):
        yield Broken(f"{one.path}.body", {"word": found.group()}, case="renewal_ad")
