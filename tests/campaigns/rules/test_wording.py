"""Honest words: each claim with the innocent text that looks like it."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given, broken_rules
from agent.campaigns.rules.wording.amounts import money_in, percent_in
from agent.campaigns.rules.wording.deadlines import deadlines_in
from agent.profile import ShopProfile
from retrieval.library import load_library

FACTS: dict[str, Any] = {
    "name": "달빛상점",
    "sender": {"phone": "010-1234-5678", "email": "help@moon.example", "opt_out": "080-000-1234"},
    "links": {"home": "https://moon.example/"},
    "products": [
        {"name": "실버 링", "price": 30000, "aliases": ["은반지"], "category": "반지"},
        {"name": "달 목걸이", "price": 52000, "in_stock": False},
    ],
    "offers": [
        {
            "id": "a",
            "kind": "coupon_percent",
            "value": 10,
            "text": "10% 할인 쿠폰",
            "code": "MOON",
            "ends": "2026-12-05",
        },
        {"id": "b", "kind": "coupon_amount", "value": 2000, "text": "2천 원 쿠폰"},
    ],
    "free_shipping_over": 50000,
    "shipping_fee": 3000,
    "exchange_policy": "7일 안에 무료 교환",
}
SHOP = Given(ShopProfile.model_validate(FACTS))
BARE = Given(ShopProfile(), shop_known=False)
DECEMBER = {"entry": {"type": "schedule", "start_at": "2026-12-01T10:00:00"}}


def shop(**more: Any) -> Given:
    return Given(ShopProfile.model_validate(FACTS | more))


def found(rule: str, body: str, given: Given = SHOP, **more: Any) -> list[str]:
    """The case and, where it is milder, the severity of each break; ``!`` for the plain one."""
    plan = plan_of({"steps": [{"channel": "lms", "variants": [{"body": body}]}], **more})
    told = RULES[rule].look(plan, given)
    return [":".join(part for part in (one.case, one.severity) if part) or "!" for one in told]


@pytest.mark.parametrize(
    ("text", "known"),
    [
        ("실버 링은 30,000원이에요", True),
        ("30000원", True),
        ("３０，０００원", True),
        ("3만 원", True),
        ("10% 할인", True),
        ("1할 할인", True),
        ("12월 5일까지", True),
        ("010-1234-5678", True),
        ("1:1 문의 주세요", True),
        ("1. 하나\n2) 둘", True),
        ("① 하나", True),
        ("https://moon.example/?id=999", True),
        ("#{상자 99} 안내", True),
        ("29,000원", False),
        ("２９일", False),
        ("9\u200b9원", False),
        ("70% 할인", False),
        ("7:1 상담", False),
        ("99일째", False),
    ],
)
def test_numbers_are_the_shops(text: str, known: bool) -> None:
    assert found("S-08", text) == ([] if known else ["!"])


def test_numbers_may_come_from_the_day_and_the_playbook() -> None:
    assert found("S-08", "2027년 4월 19일") == ["!", "!", "!"]
    assert found("S-08", "2027년 4월 19일", entry={"type": "schedule", "start_at": "2027-04-19T10:00:00"}) == []
    renewal = Given(SHOP.profile, load_library().playbooks["consent_renewal"])
    assert found("S-08", "2년마다 여쭤봐요", renewal, language="ko") == []
    assert found("S-08", "8년마다 여쭤봐요", renewal, language="ko") == ["!"]


def test_without_a_shop_numbers_are_not_judged_but_that_is_said_once() -> None:
    assert found("S-08", "70% 할인, 9,900원", BARE) == ["unknown:info"]
    assert found("S-08", "안부 전해요 #{상자 9}", BARE) == []


def test_what_the_shop_keeps_to_itself_is_no_fact_for_customers() -> None:
    assert found("S-08", "25% 할인", shop(max_discount_percent=25)) == ["!"]


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("3만 5천원", [35000]),
        ("삼만오천 원", [35000]),
        ("만 원", [10000]),
        ("5천원짜리", [5000]),
        ("1,200円", [1200]),
        ("千円", [1000]),
        ("二千五百円", [2500]),
        ("$19.99 or €5", [19.99, 5]),
        ("10 dollars, 500 yen", [10, 500]),
        ("3만원대", [30000]),
        ("회원, 병원, 공원, 지원, 만원버스", []),
        ("원단 3종", []),
    ],
)
def test_money_is_read(text: str, values: list[float]) -> None:
    assert [one.value for one in money_in(text)] == values


@pytest.mark.parametrize(
    ("text", "values"),
    [
        ("30% 35.5％".replace("％", "%"), [30, 35.5]),
        ("삼십 퍼센트, 십오 퍼센트", [30, 15]),
        ("20프로 할인", [20]),
        ("프로 요금제", []),
        ("3割引", [30]),
        ("五割引", [50]),
        ("割れ物, 役割", []),
        ("2할 할인", [20]),
        ("thirty percent, twenty-five percent, fifteen percent", [30, 25, 15]),
        ("반값, 반 값, 절반 가격, half price, half-price, half off, 半額", [50] * 7),
        ("절반만 써 보셔도 돼요", []),
    ],
)
def test_percentages_are_read(text: str, values: list[float]) -> None:
    assert [one.value for one in percent_in(text)] == values


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("10% 할인", []),
        ("열 퍼센트보다 십 퍼센트 할인", []),
        ("7% 할인", ["!"]),
        ("반값이에요", ["!"]),
        ("half price today", ["!"]),
        ("실버 링 30,000원", []),
        ("은반지 3만 원", []),
        ("실버 링 52,000원", ["price"]),
        ("달 목걸이는 52,000원", []),
        ("실버 링을 2,000원 할인", []),
        ("2천 원 쿠폰", []),
        ("5천 원 쿠폰", ["!"]),
        ("5만 원 이상 무료배송", []),
        ("배송비 3천 원", []),
        ("1+1 행사", ["!"]),
        ("원 플러스 원", ["!"]),
        ("buy one get one free", ["!"]),
        ("7일 안에 무료 교환", []),
    ],
)
def test_benefits_are_the_shops(text: str, told: list[str]) -> None:
    assert found("W-01", text) == told
    assert found("W-01", text, BARE) == []


def test_free_shipping_and_one_more_are_promised_where_the_shop_gives_them() -> None:
    none = shop(free_shipping_over=None)
    for text in ("무료 배송", "배송비 무료", "배송비가 없어요", "free shipping", "送料無料"):
        assert found("W-01", text, none) == ["!"]
        assert found("W-01", text) == found("W-01", text, shop(free_shipping_over=None, shipping_fee=0)) == []
        by_offer = [{"id": "c", "kind": "free_shipping", "text": "배송 쿠폰"}]
        assert found("W-01", text, shop(free_shipping_over=None, offers=by_offer)) == []
    assert found("W-01", "1+1이에요", shop(offers=[{"id": "d", "kind": "gift", "text": "실버 링 1+1"}])) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("‘금 목걸이’ 재입고 소식이에요", True),
        ("[진주 귀걸이] 할인해요", True),
        ("「金の指輪」再入荷しました", True),
        ("The “gold ring” is back in stock", True),
        ("'gold ring' on sale", True),
        ("‘실버 링’ 재입고", False),
        ("‘실버링’이 나왔어요", False),
        ("[은반지] 출시", False),
        ("‘반지’ 할인", False),
        ("[달빛상점] 할인 소식", False),
        ("‘#{상품명}’ 재입고", False),
        ("‘신규 쿠폰’ 할인", False),
        ("‘구매하기’ 버튼", False),
        ("‘오래 쓰는 물건’을 생각해요", False),
        ("It's here, don't miss what's on sale", False),
        ("‘안부’ 전해요. 재입고는 아직이에요", False),
    ],
)
def test_products_are_the_shops(text: str, told: bool) -> None:
    assert found("W-02", text) == (["!"] if told else [])
    assert found("W-02", text, BARE) == found("W-02", text, shop(products=[])) == []


def test_a_label_of_the_campaign_is_no_product() -> None:
    message = {
        "body": "‘모아 보기’를 주문 전에 눌러 주세요",
        "button": {"label": "모아 보기", "url": "https://moon.example"},
    }
    plan = plan_of({"steps": [{"channel": "brand_message", "variants": [message]}]})
    assert list(RULES["W-02"].look(plan, SHOP)) == []


FEW = (
    "품절 임박!",
    "매진직전",
    "재고 소진 전에",
    "한정수량",
    "수량 한정",
    "선착순 100명",
    "3개 남았어요",
    "10개만 남음",
    "단 5개",
    "残りわずか",
    "残り3点",
    "在庫わずか",
    "数量限定",
    "先着50名様",
    "完売間近",
    "Only 3 left",
    "Only a few left",
    "5 left in stock",
    "Selling fast",
    "Almost gone",
    "While stocks last",
    "Limited quantities",
)
ENOUGH = (
    "품절되면 알려 드려요",
    "아직 남은 질문이 있으면",
    "3개월 남짓",
    "残念ながら",
    "2 left the room",
    "We sell few things",
)


@pytest.mark.parametrize("text", FEW)
def test_little_is_left_only_where_a_stock_event_says_so(text: str) -> None:
    assert found("W-03", text) == ["!"]
    assert found("W-03", text, BARE) == ["warn"]
    assert found("W-03", text, entry={"type": "event", "event": "low_stock"}) == []
    assert found("W-03", f"{text} 드려요", shop(offers=[{"id": "x", "kind": "gift", "text": text}])) == []


@pytest.mark.parametrize("text", ENOUGH)
def test_what_only_sounds_like_little(text: str) -> None:
    assert found("W-03", text) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("달 목걸이가 다시 들어왔어요", ["gone"]),
        ("달 목걸이, 지금 주문하세요", ["gone"]),
        ("달 목걸이는 다시 만들고 있어요", []),
        ("실버 링이 다시 들어왔어요", []),
    ],
)
def test_what_ran_out_is_not_announced(text: str, told: list[str]) -> None:
    assert found("W-03", text) == told
    assert found("W-03", text, entry={"type": "event", "event": "back_in_stock"}) == []


TODAY = ("오늘만 드려요", "오늘 하루", "오늘까지만", "단 하루", "本日限り", "今日だけ", "Today only", "It ends tonight")
HASTE = (
    "마감 임박",
    "마지막 기회",
    "서두르세요",
    "지금 아니면",
    "24시간 한정",
    "まもなく終了",
    "ラストチャンス",
    "今だけ",
)
HASTE_EN = ("Last chance", "Final hours", "Hurry up!", "Act now", "Ends soon", "Flash sale")
CALM = (
    "오늘만큼은 쉬세요",
    "오늘까지 도착하지 않았다면",
    "서두르지 않으셔도 돼요",
    "마감 시간은 여섯 시예요",
    "お急ぎの場合はご連絡ください",
    "本日までにお届け",
    "No hurry.",
    "There is no need to hurry!",
    "The chance of rain",
)


@pytest.mark.parametrize("text", [*TODAY, *HASTE, *HASTE_EN])
def test_haste_needs_an_end(text: str) -> None:
    assert found("W-04", text) == ["!"]
    assert found("W-04", text, BARE) == ["warn"]
    assert found("W-04", f"{text} 10% 할인 쿠폰") == found("W-04", f"{text} code MOON") == []
    assert found("W-04", f"{text} 2천 원 쿠폰") == ["!"]  # it has no end
    assert found("W-04", text, entry={"type": "event", "event": "event_ending"}) == []


@pytest.mark.parametrize("text", CALM)
def test_calm_words_press_nobody(text: str) -> None:
    assert found("W-04", text) == []


@pytest.mark.parametrize(
    ("word", "start", "fine"),
    [
        ("오늘만", "2026-12-05", True),
        ("오늘만", "2026-12-04", False),
        ("마감 임박", "2026-12-05", True),
        ("마감 임박", "2026-11-28", True),
        ("마감 임박", "2026-11-27", False),
        ("마감 임박", "2026-12-06", False),
    ],
)
def test_the_end_is_near(word: str, start: str, fine: bool) -> None:
    entry = {"type": "schedule", "start_at": f"{start}T10:00:00"}
    assert found("W-04", f"{word} 10% 할인 쿠폰", entry=entry) == ([] if fine else ["!"])


@pytest.mark.parametrize(
    ("start", "every", "told"),
    [("2026-12-05", None, []), ("2026-12-06", None, ["!"]), ("2026-12-01", "P7D", ["later:warn"])],
)
def test_an_offer_still_holds_when_it_is_sent(start: str, every: str | None, told: list[str]) -> None:
    entry = {"type": "schedule", "start_at": f"{start}T10:00:00", "every": every}
    assert found("W-05", "10% 할인 쿠폰 드려요", entry=entry) == told
    assert found("W-05", "코드는 MOON이에요", entry=entry) == told
    assert found("W-05", "2천 원 쿠폰 드려요", entry=entry) == []
    assert found("W-05", "10% 할인 쿠폰 드려요", entry={"type": "event"}) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("11월 30일까지", ["past"]),
        ("12월 1일까지", []),
        ("1월 10일까지", []),  # next year's
        ("2026년 1월 10일까지", ["past"]),
        ("until November 30", ["past"]),
        ("11月30日まで", ["past"]),
    ],
)
def test_a_day_that_is_over_ends_nothing(text: str, told: list[str]) -> None:
    assert found("W-05", text, BARE, **DECEMBER) == told


@pytest.mark.parametrize(
    ("text", "days"),
    [
        ("12월 5일까지", [(12, 5)]),
        ("12월 5일(토)까지", [(12, 5)]),
        ("12월 5일 자정까지", [(12, 5)]),
        ("2026.12.05까지", [(12, 5)]),
        ("~12/5", [(12, 5)]),
        ("마감일: 12월 5일", [(12, 5)]),
        ("12/1~12/5", [(12, 5)]),
        ("12月5日まで", [(12, 5)]),
        ("12月5日（土）まで".replace("（", "(").replace("）", ")"), [(12, 5)]),
        ("until December 5", [(12, 5)]),
        ("until Saturday, Dec. 5th, 2026", [(12, 5)]),
        ("ends on 5 December", [(12, 5)]),
        ("valid through 5th of December", [(12, 5)]),
        ("12월 5일부터", []),
        ("12월 5일까지 도착해요", []),
        ("12月5日までにお届け", []),
        ("on December 5", []),
        ("13월 40일까지", []),
        ("010-12-5678", []),
    ],
)
def test_deadlines_are_read(text: str, days: list[tuple[int, int]]) -> None:
    assert [(day.month, day.day) for _words, day in deadlines_in(text, None)] == days


@pytest.mark.parametrize(("text", "told"), [("12월 5일까지", []), ("12월 6일까지", ["!"]), ("until Dec 31", ["!"])])
def test_deadlines_are_those_of_the_shops_offers(text: str, told: list[str]) -> None:
    assert found("W-06", text) == told
    assert found("W-06", text, BARE) == []
    assert found("W-06", f"{text} 드려요", shop(exchange_policy=f"{text} 교환")) == []


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("문의 010-1234-5678", []),
        ("문의 010 1234 5678", []),
        ("문의 +82 10-1234-5678", []),
        ("무료수신거부 080-000-1234", []),
        ("문의 010-9999-8888", ["!"]),
        ("문의 ０１０－９９９９－８８８８", ["!"]),
        ("문의 01099998888번", ["!"]),
        ("문의 +82-10-9999-8888", ["!"]),
        ("電話 090-1234-5678", ["!"]),
        ("수리점 02-999-8888", ["warn"]),
        ("대표번호 1588-1234, 080-999-9999, 0120-999-999", []),
        ("help@moon.example, other@moon.example", []),
        ("kim@gmail.com", ["!"]),
        ("kim@other.example", ["!"]),
        ("주민번호 900101-1234567", ["number"]),
        ("주문 20260101-1234567", []),
        ("901301-1234567", []),
        ("900101-1******", ["number"]),
        ("주민등록번호 9001011234567", ["number"]),
        ("4111 1111 1111 1111", ["number"]),
        ("4111 1111 1111 1112", []),
        ("카드 4111-1111-1111-1112", ["number"]),
        ("123-45-6789", ["number"]),
        ("900-45-6789", []),
        ("⟨전화번호⟩로 연락드릴게요", ["mask"]),
        ("김민지님, 안녕하세요", ["name:warn"]),
        ("정회원님, 이웃님, 고객님, 선생님, 김사장님", []),
    ],
)
def test_nobody_is_exposed(text: str, told: list[str]) -> None:
    assert found("W-07", text) == told


def test_whose_number_it_is_cannot_be_told_without_a_sender() -> None:
    assert found("W-07", "010-9999-8888, kim@gmail.com", BARE) == []
    sender = Given(ShopProfile.model_validate({"sender": FACTS["sender"]}), shop_known=False)
    assert found("W-07", "010-9999-8888", sender) == ["!"]
    assert found("W-07", "kim@gmail.com", sender) == ["!"]
    assert found("W-07", "900101-1234567", BARE) == ["number"]
    us = Given(ShopProfile.model_validate({"country": "US", "sender": {"phone": "(212) 555-0100"}}))
    assert found("W-07", "Call +1 212-555-0100", us, country="US") == []
    assert found("W-07", "Call 212-555-0199", us, country="US") == ["!"]


def test_of_two_offers_in_the_same_words_the_longer_one_counts() -> None:
    ended = {"id": "a", "kind": "coupon_amount", "text": "3,000원 쿠폰", "ends": "2026-11-02"}
    profile = {"name": "달빛상점", "offers": [ended, ended | {"id": "b", "ends": "2026-12-31"}]}
    text = {"channel": "lms", "variants": [{"title": "(광고) 쿠폰", "body": "(광고) 3,000원 쿠폰을 드려요."}]}
    plan = plan_of({"steps": [text], "entry": {"type": "schedule", "start_at": "2026-11-10T10:00:00"}})
    for offers, broken in ((profile["offers"], []), (profile["offers"][:1], ["W-05"])):
        known = Given(ShopProfile.model_validate(profile | {"offers": offers}))
        found = [rule.id for rule, _ in broken_rules(plan, known) if rule.id == "W-05"]
        assert found == broken
