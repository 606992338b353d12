"""What the rules of structure and of honest words say: which place, which words, how bad."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.campaigns.rules.wording.facts import readable, without
from agent.profile import ShopProfile

BODY = "steps[0].variants[0].body"
SHOP: dict[str, Any] = {
    "name": "달빛상점",
    "language": "ko",
    "exchange_policy": "7일 안에 무료 교환, 왕복 6천 원",
    "sender": {"phone": "02-000-1234", "email": "Help@moon.kr"},
    "links": {"home": "https://www.moon-shop.kr/"},
    "products": [{"name": "실버 링", "price": 30000}, {"name": "금 귀걸이", "price": 12500, "in_stock": False}],
    "offers": [
        {"id": "a", "kind": "coupon_percent", "value": 15, "text": "가을 쿠폰", "ends": "2026-11-10"},
        {"id": "b", "kind": "coupon_amount", "value": 4000, "text": "사천 원 쿠폰"},
        {"id": "c", "kind": "points", "value": 3, "text": "적립"},
    ],
    "taboos": ["싸구려"],
    "prices": {"lms": 77},
    "gross_margin": 0.44,
}
Told = list[tuple[str, str, str, dict[str, object]]]


def given(known: bool = True, **more: Any) -> Given:
    return Given(ShopProfile.model_validate(SHOP | more), shop_known=known)


def saying(*bodies: str, **more: Any) -> dict[str, Any]:
    return {"steps": [{"channel": "lms", "variants": [{"body": body} for body in bodies]}], **more}


def told(rule: str, data: dict[str, Any], shop: Given | None = None) -> Told:
    one = RULES[rule]
    found = one.look(plan_of(data), shop or given())
    return [(at.path, at.case, at.severity or one.severity, at.facts) for at in found]


def text(words: str, case: str = "", severity: str = "block", name: str = "text") -> Told:
    return [(BODY, case, severity, {name: words})]


def on(day: str, **more: Any) -> dict[str, Any]:
    return {"entry": {"type": "schedule", "start_at": f"{day}T10:00:00", **more}}


def sized(place: str, value: str, limit: int) -> Told:
    return [(place, "", "block", {"value": value, "limit": limit})]


@pytest.mark.parametrize(
    ("rule", "data", "expected"),
    [
        ("S-01", saying("#{이름}님"), text("이름", name="name")),
        ("S-02", saying("[[이것 좀 보세요]]"), text("[[")),
        ("S-02", saying("{" + "가" * 30 + "}"), text("{" + "가" * 19)),
        ("S-05", saying("글", entry={"type": "event", "wait": "P91D"}), sized("entry.wait", "P91D", 90)),
        ("S-05", saying("글", entry={"type": "event", "wait": "P90D"}), []),
        ("S-05", saying("글", cooldown="P31D"), sized("cooldown", "P31D", 30)),
        ("S-05", saying("글", cooldown="P30D"), []),
        ("S-05", saying("글", goal={"window": "P31D"}), sized("goal.window", "P31D", 30)),
        ("S-05", saying("글", goal={"window": "PT23H"}), sized("goal.window", "PT23H", 30)),
        ("S-05", saying("글", goal={"window": "P1D"}), []),
        (
            "S-05",
            saying("글", entry={"type": "schedule", "takes": "soon", "every": "P1D"}),
            [("entry.takes", "unreadable", "block", {"value": "soon"})],
        ),
        ("S-05", saying("글", send_window={"start": "10:00", "end": "10:00"}), [("send_window", "window", "warn", {})]),
        ("S-06", saying("글", audience={"reached": 0}), [("audience.reached", "", "block", {})]),
        ("S-06", saying("글", audience={"reached": 1}), []),
        ("S-09", saying("싸구려 아님"), text("싸구려", name="word")),
        ("S-10", saying("글"), [("audience.exclusions", "", "block", {})]),
        ("S-12", {"steps": [{"channel": "lms"}]}, [("steps[0].variants", "none", "block", {})]),
        ("S-12", saying(" "), [(BODY, "none", "block", {})]),
        (
            "S-12",
            {"steps": [{"channel": "lms", "variants": [{"body": "글"}], "fallback": "sms"}]},
            [("steps[0].fallback_message", "", "block", {})],
        ),
        ("S-03", saying("안녕하세요. 오늘은 반지를 새로 골라 봤어요", "안녕하세요! 오늘은 반지를 새로 골라 봤어요"), [("steps[0].variants", "", "warn", {})]),
        ("S-03", saying("(광고) 오늘은 반지를 골랐어요", "오늘은 반지를 골랐어요"), [("steps[0].variants", "", "warn", {})]),
        ("S-08", saying("고객 8421명"), text("8421", name="number")),
        ("S-08", saying("고객 8421명, 또 8421명"), text("8421", name="number")),
        ("S-08", saying("건당 77원"), text("77", name="number")),
        ("S-08", saying("30,000원 30000원 3만 원"), []),
        ("S-08", saying("12,500원"), []),
        ("S-08", saying("11월 26일", **on("2026-11-26")), []),
        ("S-08", saying("11월 26일", **on("2026-11-25")), text("26", name="number")),
        ("W-01", saying("실버 링 12,500원"), text("실버 링 12,500원", "price")),
        ("W-01", saying("실버 링 30,000원, 금 귀걸이 12,500원"), []),
        ("W-01", saying("4,000원 할인, 6,000원 배송"), []),
        ("W-01", saying("15% 할인, 3% 적립"), []),
        ("W-02", saying("‘구름 목걸이’가 다시 입고됐어요"), text("구름 목걸이", name="product")),
        ("W-03", saying("금 귀걸이 재입고"), text("금 귀걸이", "gone", name="product")),
        ("W-03", saying("품절 임박"), text("품절 임박")),
        ("W-04", saying("오늘만 드려요"), text("오늘만")),
        ("W-05", saying("가을 쿠폰 쓰세요", **on("2026-11-10")), []),
        (
            "W-05",
            saying("가을 쿠폰 쓰세요", **on("2026-11-11")),
            [(BODY, "", "block", {"offer": "가을 쿠폰", "ends": "2026-11-10"})],
        ),
        (
            "W-05",
            saying("가을 쿠폰 쓰세요", **on("2026-11-10", every="P30D")),
            [(BODY, "later", "warn", {"offer": "가을 쿠폰", "ends": "2026-11-10"})],
        ),
        ("W-05", saying("11월 9일까지", **on("2026-11-10")), text("11월 9일까지", "past")),
        ("W-05", saying("11월 10일까지", **on("2026-11-10")), []),
        ("W-05", saying("2025년 12월 9일까지", **on("2026-11-10")), text("2025년 12월 9일까지", "past")),
        ("W-05", saying("1월 9일까지", **on("2026-11-10")), []),
        ("W-05", saying("13월 40일까지, 11월 9일까지", **on("2026-11-10")), text("11월 9일까지", "past")),
        ("W-06", saying("11월 10일까지", **on("2026-11-01")), []),
        ("W-06", saying("11월 9일까지", **on("2026-11-01")), text("11월 9일까지")),
        ("W-06", saying("2월 29일까지"), text("2월 29일까지")),
        ("W-07", saying("010-1234-5678로 전화"), text("010-1234-5678")),
        ("W-07", saying("주민 900101-1234567"), text("9001…", "number")),
        ("W-07", saying("⟨전화번호⟩로 연락"), text("⟨전화번호⟩", "mask")),
        ("W-07", saying("김하나님께"), text("김하나님", "name", "warn")),
        ("W-07", saying("somebody@gmail.com"), text("somebody@gmail.com")),
        ("W-07", saying("HELP@moon.kr, shop@moon.kr, shop@moon-shop.kr"), []),
        ("W-07", saying("shop@other.kr"), text("shop@other.kr")),
    ],
)  # fmt: skip
def test_what_each_rule_says(rule: str, data: dict[str, Any], expected: Told) -> None:
    assert told(rule, data) == expected


@pytest.mark.parametrize("value", [5, 50])
@pytest.mark.parametrize(("kind", "percent"), [("coupon_percent", True), ("points", True), ("coupon_amount", False)])
def test_what_an_offer_is_worth_is_a_percentage_or_an_amount(value: int, kind: str, percent: bool) -> None:
    shop = given(offers=[{"id": "a", "kind": kind, "value": value, "text": "쿠폰"}])
    assert (told("W-01", saying(f"{value}% 적립"), shop) == []) is percent
    assert (told("W-01", saying(f"{value}원 적립"), shop) == []) is (kind != "coupon_percent")


@pytest.mark.parametrize(("rule", "words"), [("W-03", "품절 임박"), ("W-04", "오늘만")])
def test_where_the_shop_is_unknown_haste_only_warns(rule: str, words: str) -> None:
    assert told(rule, saying(f"{words} 드려요"), given(False)) == text(words, severity="warn")


def test_where_the_shop_is_unknown_numbers_are_told_once() -> None:
    data = saying("고객 8421명", "고객 8422명")
    assert told("S-08", data, given(False)) == [(BODY, "unknown", "info", {})]
    for rule in ("W-01", "W-02", "W-06"):
        assert told(rule, saying("실버 링 12,500원, 11월 9일까지, ‘구름 링’ 재입고"), given(False)) == []


@pytest.mark.parametrize(
    ("said", "read"),
    [
        ("보기 https://a.kr/b 끝", "보기   끝"),
        ("#{이름}님", "님"),
        ("３０％", "30%"),
        ("그\u200b대로", "그대로"),
    ],
)
def test_a_text_is_read_without_pages_and_variables(said: str, read: str) -> None:
    assert readable(said) == read


def test_the_longest_fact_is_taken_out_first() -> None:
    assert without("링 실버 링 은반지", ["링", None, "실버 링", ""]).split() == ["은반지"]
    assert without("링３", ["링3"]) == "링３"
    assert without("링3", ["링３"]) == " "


@pytest.mark.parametrize(
    ("clause", "known"),
    [
        ({"key": "order.count", "type": "number", "operator": "$gte", "values": [2]}, True),
        ({"key": "order.colour", "type": "string", "operator": "$eq", "values": ["red"]}, False),
    ],
)
def test_a_condition_says_what_is_not_known_of_it(clause: dict[str, Any], known: bool) -> None:
    found = told("S-11", saying("글", audience={"and": [{"or": [clause]}]}))
    assert [one[:3] for one in found] == ([] if known else [("audience.condition", "", "block")])
    for *_rest, facts in found:
        detail: Any = facts["detail"]
        assert "order.colour" in str(detail.facts)
        assert "." in detail.key
