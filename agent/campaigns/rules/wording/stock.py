"""Whether there is much, little or nothing left of something."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan
from agent.campaigns.rules.parts import seen
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.rules.wording.facts import general_words, read, told, without

_AVAILABLE = re.compile(
    r"재입고|다시\s?(?:입고|들어왔|나왔)|바로\s?(?:구매|주문)|지금\s?(?:구매|주문)|再入荷|入荷しました|在庫あり"
    r"|\b(?:back|now) in stock\b|\bis back\b",
    re.I,
)
_FEW = re.compile(
    r"(?:품절|매진|완판|소진)\s?(?:임박|직전)|재고\s?(?:소진|부족|얼마\s?(?:안|없))|(?:한정\s?수량|수량\s?한정)|선착순"
    r"|마지막\s?(?:수량|재고)|\d{1,6}\s?(?:개|점|벌|자리|석|세트|켤레|병|장)\s?(?:만|밖에)?\s?(?:남|한정)"
    r"|단\s?\d{1,6}\s?(?:개|명|분)"
    r"|얼마\s?(?:남지|안\s?남)"
    r"|残り(?:わずか|僅か|少し|\s?\d{1,6}\s?(?:点|個|枚|着|席|名|本|足))|在庫(?:わずか|僅少|残り)|売り切れ(?:間近"
    r"|必至|寸前)|完売(?:間近|必至)"
    r"|数量限定|先着|限定\s?\d{1,6}|\d{1,6}\s?(?:点|個|枚|着|名|本|足)限定"
    r"|\bonly \w+ (?:left|remaining)\b|\b\d{1,6} (?:left|remaining)\b(?! (?:the|us|for|a|an)\b)|\bselling (?:out"
    r"|fast)\b"
    r"|\b(?:almost|nearly) (?:gone|sold out)\b|\b(?:last|only a) few\b|\bfew left\b"
    r"|\brunning low\b|\blow (?:in )?stock\b"
    r"|\blimited (?:stock|quantit\w+)\b|\bwhile (?:stocks?|supplies) last\b|\blast (?:one|ones|pieces?|units?)\b",
    re.I,
)


def stock_is_true(plan: Plan, given: Given) -> Iterator[Broken]:
    """W-03: what has run out is not announced as being there, and little is left only where a stock event says so.

    Without the shop's facts nobody can tell; then it only warns.
    """
    event = plan.entry.event if plan.entry else None
    gone = [one for one in given.profile.products if not one.in_stock] if event != "back_in_stock" else []
    general = general_words(plan, given)
    for one in plan.messages:
        for place, text in read(one):
            named = (one for one in gone if any(seen(name) in text for name in (one.name, *one.aliases)))
            if product := next(named, None) if _AVAILABLE.search(text) else None:
                yield Broken(place, {"product": product.name}, case="gone")
            rest = without(text, told(given.profile))
            found = _FEW.search(rest) if event != "low_stock" else None
            if found and found.group() not in general:
                yield Broken(place, {"text": found.group()}, severity=None if given.shop_known else "warn")


RULES: tuple[Rule, ...] = (Rule("W-03", stock_is_true, "shop.yaml products; 표시광고법 제3조"),)
