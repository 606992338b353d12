"""Haste: is there really so little time?"""

from __future__ import annotations

import re
from collections.abc import Iterator
from datetime import date, timedelta

from agent.campaigns.plan import Plan
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.rules.wording.facts import general_words, offers_in, read, starts, told, without

SOON = timedelta(days=7)
_TODAY = re.compile(
    r"오늘만(?!큼)|오늘\s?하루|오늘\s?(?:밤\s?)?자정|오늘까지(?:만|예요|이에요|입니다|[!.]|\s?(?:할인|세일|특가|쿠폰"
    r"|드려))|오늘\s?(?:마감|종료)|단\s?하루|당일\s?한정"
    r"|本日(?:限り|限定|まで(?!に)|終了|最終)|今日(?:だけ|限り|まで(?!に))|1日限り|一日限り"
    r"|\b(?:today only|only today|just today|one day only|tonight only|until midnight)\b"
    r"|\b(?:ends?|expires?) (?:today|tonight)\b",
    re.I,
)
_HASTE = re.compile(
    r"마감\s?(?:임박|직전)|곧\s?마감|(?:종료|마감)\s?임박|마지막\s?(?:기회|찬스|날)|지금\s?(?:아니면|안\s?사면"
    r"|놓치면)|놓치면\s?(?:후회|끝)"
    r"|서두르(?:세요|십시오|셔야)|서둘러\s?(?:주|구매|주문)|\d{1,6}\s?시간\s?(?:만\s|남|한정)"
    r"|타임\s?(?:세일|특가)|내일\s?(?:종료|마감|끝)|며칠\s?(?:안|밖에)\s?남"
    r"|まもなく(?:終了|締切|締め切り)|締(?:切|め切り)(?:間近|迫る|直前)|最終日|ラストチャンス|最後の(?:チャンス"
    r"|機会)|お急ぎください"
    r"|(?:지나면|지난 뒤에?는?|이후에?는)\s?(?:다시는?\s?)?(?:못\s?(?:사|구매|만나)|(?:살|구매할|만날)\s?수\s?없)"
    r"|\d{1,6}\s?명(?:이|의\s?고객이|의\s?손님이)[^\n.!?]{0,15}(?:보고|담고|담아|구매하고|고민|눈독)"
    r"|今だけ|タイムセール|残り\s?\d{1,6}\s?(?:時間|日)"
    r"|\b(?:last chance|final (?:hours?|days?|call|chance)|act (?:now|fast)|before it.?s (?:gone|too late))\b"
    r"|\b(?:ends?|expires?|ending) (?:soon|tomorrow)\b"
    r"|(?<!no )(?<!to )(?<!not )(?<!.t )\bhurry\b(?=[!,.]| up| before| while| -| –)"
    r"|\b(?:flash sale|limited time|time is running out|don.t wait)\b",
    re.I,
)
_ENDING = frozenset(("event_ending", "trial_ending", "trial_ended", "coupon_expiring", "low_stock"))
"""Events that are themselves the end of something."""


def haste_is_true(plan: Plan, given: Given) -> Iterator[Broken]:
    """W-04: who presses people for time has an offer that ends: that day for "today only", in a week for "last chance".

    Without the shop's facts nobody can tell; then it only warns.
    """
    if plan.entry and plan.entry.event in _ENDING:
        return
    general = general_words(plan, given)
    for one in plan.messages:
        ends = [offer.ends for offer in offers_in("\n".join(text for _place, text in read(one)), given) if offer.ends]
        for place, text in read(one):
            rest = without(text, told(given.profile))
            for pattern, room in ((_TODAY, timedelta()), (_HASTE, SOON)):
                found = pattern.search(rest)
                if found and found.group() not in general and not _end_within(ends, starts(plan), room):
                    yield Broken(place, {"text": found.group().strip()}, severity=None if given.shop_known else "warn")


def _end_within(ends: list[date], start: date | None, room: timedelta) -> bool:
    """Whether one of ``ends`` comes soon after ``start``; where no day is set, any end will do."""
    return any(start is None or timedelta() <= end - start <= room for end in ends)


RULES: tuple[Rule, ...] = (Rule("W-04", haste_is_true, "shop.yaml offers.ends; 표시광고법 제3조"),)
