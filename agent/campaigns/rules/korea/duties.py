"""KR-09, KR-11, KR-13: what the sender has to see to besides the message itself."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.korea.law import KR
from agent.campaigns.rules.korea.texts import read
from agent.campaigns.rules.types import Broken, Given, Rule

_ASKS_CONSENT = re.compile(
    r"수신[^\n]{0,6}동의[^\n]{0,20}(?:해 ?주|하시|받|하기|부탁)|동의해 ?주시면|소식 ?받기|受信[^\n]{0,8}同意|"
    r"(?:agree|sign up|consent)[^\n]{0,20}(?:receive|news|marketing|messages)",
    re.I,
)


def result_is_told(plan: Plan, _given: Given) -> Iterator[Broken]:
    """KR-09: who agrees or refuses hears the result within 14 days: sender, what and when, result."""
    sent = plan.advert and plan.channels - {"in_app"}
    if sent or any(_ASKS_CONSENT.search(read(one)) for one in plan.messages):
        yield Broken("audience", severity="info")


def text_sender_is_certified(plan: Plan, given: Given) -> Iterator[Broken]:
    """KR-11: advertising by text message only through a certified sender."""
    if not plan.advert or not plan.channels & {"sms", "lms"}:
        return
    certified = given.profile.sender.certified
    if certified is False:
        yield Broken("sender.certified")
    elif certified is None:
        yield Broken("sender.certified", case="unknown", severity="info")


def sanctions(rules: Iterable[Rule]) -> Rule:
    """KR-13: what it may cost to send although one of ``rules`` is broken."""
    pack = tuple(rules)

    def look(plan: Plan, given: Given) -> Iterator[Broken]:
        broken = {
            rule.id for rule in pack for one in rule.look(plan, given) if (one.severity or rule.severity) == "block"
        }
        if broken:
            yield Broken("advertising", {"rules": ", ".join(sorted(broken))})

    return Rule("KR-13", look, "정보통신망법 제50조의9, 제76조", "info", KR)


RESULT = Rule("KR-09", result_is_told, "시행령 제62조의2", "info", KR)
CERTIFIED = Rule("KR-11", text_sender_is_certified, "정보통신망법 제50조의3", countries=KR)
