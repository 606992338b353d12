"""Words of a benefit, which make a message advertising."""

from __future__ import annotations

import re

from agent.profile import ShopProfile

BENEFIT = re.compile(
    r"쿠폰|할인|세일(?!즈|러)|특가|적립금|포인트 ?(?:지급|적립|증정|선물)|무료 ?배송|이벤트|사은품|경품"
    r"|신상(?! ?정보)|추천 상품"
    r"|반값|바겐|균일가|기획전|프로모션|타임 ?딜|핫딜|(?<!\d)[1-3] ?\+ ?1(?![\d+])|\d{1,6} ?(?:%|퍼센트) ?(?:off|DC"
    r"|적립"
    r"|세일)"
    r"|クーポン|割引|セール(?!ス)|特価|送料無料|半額|値下げ|ポイント ?\d{1,6} ?倍|プレゼント(?:します|中|企画"
    r"|キャンペーン)|キャンペーン"
    r"|\b(?:coupons?|discount(?:s|ed)?|free shipping|(?<!for )(?<!of )(?<!after[ -])sale|promo(?:tion)?(?: code)?|"
    r"free gift|half[ -]price|special offer|\d{1,6} ?% off|buy one,? get one)\b",
    re.I,
)
"""Whole words, so that "wholesale" and "セールス" are none."""
_PAGE = re.compile(r"https?://\S+")


def without_facts(text: str, profile: ShopProfile) -> str:
    """``text`` without pages and what the shop itself is called, sells and exchanges: "Sale Street" offers nothing."""
    known = {profile.name, profile.exchange_policy, *(product.name for product in profile.products)}
    for fact in sorted((fact for fact in known if fact), key=len, reverse=True):
        text = text.replace(fact, " ")
    return _PAGE.sub(" ", text)
