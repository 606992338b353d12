"""Words of a benefit in three languages, whole words only."""

from __future__ import annotations

import pytest

from agent.campaigns.rules.benefit import BENEFIT, without_facts
from agent.profile import ShopProfile


@pytest.mark.parametrize(
    "text",
    [
        "쿠폰을 드려요",
        "무료배송",
        "무료 배송",
        "신상 코트",
        "오늘만 1+1",
        "2 + 1 행사",
        "반값",
        "포인트 적립",
        "10% off",
        "20% 적립",
        "クーポン",
        "半額",
        "プレゼントします",
        "Our SALE starts",
        "your coupons",
        "free shipping",
        "Use promo code MOON",
        "a free gift",
    ],
)
def test_benefits(text: str) -> None:
    assert BENEFIT.search(text)


@pytest.mark.parametrize(
    "text",
    [
        "세일즈 담당",
        "세일러 칼라",
        "신상 정보",
        "신상정보",
        "21+1",
        "1+12",
        "습도 20%",
        "セールス担当",
        "プレゼント用の箱",
        "wholesale",
        "for sale",
        "after-sale care",
        "a Salesforce of one",
        "promotional",
        "discounting nothing",
    ],
)
def test_words_that_only_hold_them(text: str) -> None:
    assert not BENEFIT.search(text)


def test_the_shops_own_facts_and_pages_are_left_aside() -> None:
    profile = ShopProfile.model_validate(
        {
            "name": "세일상점",
            "exchange_policy": "할인 상품은 교환 불가",
            "products": [{"name": "특가네"}, {"name": "특가네 김치"}],
        }
    )
    text = "세일상점이에요. 할인 상품은 교환 불가, 특가네 김치 https://a.example/sale"
    assert not BENEFIT.search(without_facts(text, profile))
    assert BENEFIT.search(without_facts(f"{text} 할인", profile))
    assert without_facts("그대로", ShopProfile()) == "그대로"
