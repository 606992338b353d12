"""Products that the shop does not sell, or does not have just now."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Plan, names_in
from agent.campaigns.rules.parts import seen, texts
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.rules.wording.facts import general_words, told

_MARKED = re.compile(r"(?:[‘“「『〈《<\[]|(?<!\w)[\'\"])([^‘’\'“”\"「」『』〈〉《》<>\[\]\n]{2,30})[’\'”\"」』〉》>\]]")
_SOLD = re.compile(
    r"^[^.!?。\n]{0,6}(?:재입고|입고|들어왔|출시|나왔|품절|구매|주문|사신|사셨|할인|특가|세일|판매|장바구니|담아)"
    r"|^[^.!?。\n]{0,8}(?:再入荷|入荷|発売|新登場|販売|購入|ご注文|セール|値下げ|カート)"
    r"|^[^.!?。\n]{0,16}\b(?:(?:back )?in stock|on sale|is back|is here|has arrived|sold out|for sale)\b",
    re.I,
)
_KINDS = re.compile(r"쿠폰|코드|버튼|메뉴|페이지|하기|보기|クーポン|コード|ボタン|coupon|code|button", re.I)


def products_are_the_shops(plan: Plan, given: Given) -> Iterator[Broken]:
    """W-02: what is marked as a name and said to be sold is sold here."""
    profile = given.profile
    if not given.shop_known or not profile.products:
        return
    names = [*told(profile), *(one.category for one in profile.products), plan.category, *_labels(plan)]
    known = [_folded(name) for name in names if name]
    general = _folded(general_words(plan, given))
    for one in plan.messages:
        for place, text in texts(one):
            text = seen(text)
            for found in _MARKED.finditer(text):
                name = found[1].strip()
                if names_in(name) or _KINDS.search(name) or not _SOLD.search(text[found.end() :]):
                    continue
                folded = _folded(name)
                if folded not in general and not any(folded in one or one in folded for one in known):
                    yield Broken(place, {"product": name})


def _labels(plan: Plan) -> Iterator[str]:
    yield from (press.label for one in plan.messages for press in one.message.presses)


def _folded(text: str) -> str:
    return re.sub(r"\s+", "", seen(text)).casefold()


RULES: tuple[Rule, ...] = (Rule("W-02", products_are_the_shops, "shop.yaml products"),)
