"""Whether a campaign is whole, on both sides of each edge."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.mend import mend
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.profile import ShopProfile

BARE = Given(ShopProfile(), shop_known=False)
BOTH = [{"body": "새 반지가 나왔어요. 편하게 구경 오세요."}, {"body": "요즘 어떤 반지를 찾으시는지 여쭤보고 싶어요."}]


def plan_with(*variants: dict[str, Any], step: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"steps": [{"channel": "lms", "variants": list(variants), **(step or {})}], **more}


def found(rule: str, data: dict[str, Any], given: Given = BARE) -> list[str]:
    """Places, with the case and, where it is milder, the severity."""
    told = RULES[rule].look(plan_of(data), given)
    marks = ((one.path.removeprefix("steps[0]."), one.case, one.severity) for one in told)
    return [":".join(part for part in mark if part) for mark in marks]


def test_variables_are_declared_wherever_they_stand() -> None:
    step = {"variables": [{"name": "고객명"}], "fallback": "sms", "fallback_message": {"body": "#{고객명} #{생일}"}}
    message = {
        "title": "#{고객명}",
        "body": "#{고객명} #{나이}",
        "button": {"label": "#{이름}", "url": "https://moon.example/#{번호}"},
        "items": [{"body": "#{상품명}"}],
    }
    assert found("S-01", plan_with(message, step=step)) == [
        "variants[0].body",
        "variants[0].items[0].body",
        "variants[0].button.label",
        "variants[0].button.url",
        "fallback_message.body",
    ]
    assert (
        found("S-01", plan_with({"body": "#{고객명}님, {이름}"}, step=step | {"fallback_message": {"body": "a"}})) == []
    )


@pytest.mark.parametrize(
    "text",
    [
        "반가워요 {customer} 손님",
        "반가워요.[[ 빈 말",
        "빈 말 ]]",
        "{{인사}} 오랜만이에요",
        "${name} hello",
        "Hello *|FNAME|*",
        "Hello %first_name%",
        "<%= name %> hello",
        "#{고객명 오랜만이에요",
        "#{ }님",
        "＃｛고객명｝님",
        "[고객명]님",
        "[고객 이름] 님",
        "<이름>님",
        "(이름)님",
        "【お名前】様",
        "[이름]고객님",
        "[상품명]을 찾으셨죠",
        "Hi [Name],",
        "Hi [first name],",
        "Hi <your name>,",
        "Visit [insert link here]",
        "OO님 안녕하세요",
        "○○ 고객님",
        "〇〇様",
        "XX% 할인",
        "xxx님",
        "null님 안녕하세요",
        "TODO 문구",
        "Lorem ipsum dolor",
    ],
)
def test_nothing_is_left_to_fill(text: str) -> None:
    assert found("S-02", plan_with({"body": text})) == ["variants[0].body"]


@pytest.mark.parametrize(
    "text",
    [
        "#{고객명}님, 반가워요",
        "#{고객 이름}님과 #{상품명}",
        "[달빛상점] 안내예요",
        "[기간] 12월 1일부터",
        "[상품명] 실버 링",
        "[금액] 30,000원",
        "(이름)과 연락처를 알려 주세요",
        "받으실 분(이름)과 주소",
        "XXL 사이즈가 왔어요",
        "XXX-Large",
        "Love, Moon xxx",
        "Oo and ○×",
        "50% off",
        "100%_new",
        "null and void",
        "Tout doit disparaître, todo nuevo",
        "A < B > C",
    ],
)
def test_innocent_texts_are_whole(text: str) -> None:
    assert found("S-02", plan_with({"body": text})) == []


def test_what_is_left_open_is_told_part_by_part() -> None:
    message = {
        "title": "{a}",
        "header": "{b}",
        "body": "a",
        "coupon": "{c}",
        "items": [{"title": "{d}"}],
        "button": {"label": "{e}", "url": "https://moon.example/{id}"},
    }
    places = ("title", "header", "coupon", "items[0].title", "button.label", "button.url")
    assert found("S-02", plan_with(message)) == [f"variants[0].{place}" for place in places]


def test_two_wordings_differ_by_more_than_their_greeting() -> None:
    same = "새 반지가 나왔어요. 편하게 구경 오세요. 기다리고 있을게요."
    assert found("S-03", plan_with(*BOTH)) == []
    assert found("S-03", plan_with({"body": same}, {"body": same})) == ["variants"]
    greeted = ({"body": f"(광고) 안녕하세요, #{{고객명}}님. {same}"}, {"body": f"반가운 손님, 안녕하세요! {same}"})
    assert found("S-03", plan_with(*greeted)) == ["variants"]
    english = ({"body": "Hi Alex, our new ring is here."}, {"body": "Hello there! our new ring is here."})
    assert found("S-03", plan_with(*english)) == ["variants"]
    assert found("S-03", plan_with({"body": "a" * 9 + "b"}, {"body": "a" * 9 + "c"})) == []  # nine tenths: still two
    assert found("S-03", plan_with({"body": "a" * 19 + "b"}, {"body": "a" * 19 + "c"})) == ["variants"]
    cards = ({"items": [{"title": "실버 링"}]}, {"items": [{"title": "여름 원피스 모음"}]})
    assert found("S-03", plan_with(*cards)) == []


@pytest.mark.parametrize(
    ("fields", "place"),
    [
        ({"entry": {"type": "event", "wait": "P90D"}}, None),
        ({"entry": {"type": "event", "wait": "-P90D"}}, None),
        ({"entry": {"type": "event", "wait": "P90DT1M"}}, "entry.wait"),
        ({"entry": {"type": "event", "wait": "bald"}}, "entry.wait"),
        ({"entry": {"type": "schedule", "wait": "P91D"}}, None),
        ({"cooldown": "P0D"}, None),
        ({"cooldown": "P30D"}, None),
        ({"cooldown": "P30DT1M"}, "cooldown"),
        ({"cooldown": "-P1D"}, "cooldown"),
        ({"goal": {"window": "P1D"}}, None),
        ({"goal": {"window": "PT23H"}}, "goal.window"),
        ({"goal": {"window": "P30D"}}, None),
        ({"goal": {"window": "P31D"}}, "goal.window"),
        ({"goal": {"window": "-P7D"}}, "goal.window"),
        ({"entry": {"type": "schedule", "takes": "30m"}}, "entry.takes:unreadable"),
        ({"entry": {"type": "schedule", "every": "monthly"}}, "entry.every:unreadable"),
        ({"entry": {"type": "schedule", "takes": "PT30M", "every": "P30D"}}, None),
        ({"send_window": {"start": "10:00", "end": "10:01"}}, None),
        ({"send_window": {"start": "10:00", "end": "10:00"}}, "send_window:window:warn"),
        ({"send_window": {"start": "22:00", "end": "06:00"}}, "send_window:window:warn"),
        ({"step": {"delay": "3 days"}}, "delay:unreadable"),
        ({"step": {"delay": "P3D"}}, None),
    ],
)
def test_durations_stay_within_what_tools_accept(fields: dict[str, Any], place: str | None) -> None:
    assert found("S-05", plan_with(*BOTH, **fields)) == ([place] if place else [])


@pytest.mark.parametrize(("reached", "places"), [(0, ["audience.reached"]), (1, []), (None, [])])
def test_somebody_must_get_it(reached: int | None, places: list[str]) -> None:
    assert found("S-06", plan_with(*BOTH, audience={"reached": reached})) == places


@pytest.mark.parametrize(
    ("taboo", "text", "told"),
    [
        ("최저가", "이 동네 최저가예요", True),
        ("최저가", "최\u200b저 가", True),
        ("최저가", "가장 저렴해요", False),
        ("cheap", "So CHEAP!", True),
        ("cheap", "ｃｈｅａｐ", True),
        ("cheap", "cheapest, uncheap", False),
        ("고객 님", "고객님", True),
        (" ", "아무 말", False),
        ("激安", "激安です", True),
    ],
)
def test_words_the_shop_never_says(taboo: str, text: str, told: bool) -> None:
    given = Given(ShopProfile(taboos=(taboo,)))
    for message in ({"body": text}, {"body": "a", "title": text}, {"body": "a", "button": {"label": text}}):
        assert bool(found("S-09", plan_with(message), given)) is told


NOT_UPSET = {"and": [{"or": [{"key": "support.upset_open", "type": "boolean", "operator": "$eq", "values": [False]}]}]}


@pytest.mark.parametrize(
    ("fields", "spared"),
    [
        ({}, False),
        ({"audience": {"exclusions": ["refused"]}}, False),
        ({"audience": {"exclusions": ["upset_open"]}}, True),
        ({"audience": NOT_UPSET}, True),
        ({"advertising": False}, True),
        ({"entry": {"type": "popup"}}, True),
    ],
)
def test_the_upset_are_not_sold_to(fields: dict[str, Any], spared: bool) -> None:
    data = plan_with(*BOTH, **fields)
    assert found("S-10", data) == ([] if spared else ["audience.exclusions"])
    mended = mend(data, BARE)[0]
    assert found("S-10", mended) == []
    assert spared or mended["audience"]["exclusions"].count("upset_open") == 1


@pytest.mark.parametrize(("key", "places"), [("order.count", []), ("order.kount", ["audience.condition"])])
def test_conditions_are_known(key: str, places: list[str]) -> None:
    one = {"key": key, "type": "number", "operator": "$gte", "values": [1]}
    assert found("S-11", plan_with(*BOTH, audience={"and": [{"or": [one]}]})) == places
    assert found("S-11", plan_with(*BOTH)) == []


@pytest.mark.parametrize(
    ("variants", "step", "places"),
    [
        (BOTH, {}, []),
        (BOTH, {"fallback": "sms"}, ["fallback_message"]),
        (BOTH, {"fallback": "sms", "fallback_message": {"body": "안부 전해요"}}, []),
        (BOTH, {"fallback": "sms", "fallback_message": {"body": " "}}, ["fallback_message.body:none"]),
        ([], {}, ["variants:none"]),
        ([{"body": "\u200b\n "}], {}, ["variants[0].body:none"]),
        ([{"title": "제목뿐"}], {}, ["variants[0].body:none"]),
        ([{"button": {"label": "보기", "url": "https://a.example"}}], {}, ["variants[0].body:none"]),
        ([{"items": [{"title": "실버 링"}]}], {}, []),
        ([{"items": [{}]}], {}, ["variants[0].body:none"]),
        ([{"header": "새 반지"}], {}, []),
    ],
)
def test_every_step_says_something(variants: list[dict[str, Any]], step: dict[str, Any], places: list[str]) -> None:
    assert found("S-12", plan_with(*variants, step=step)) == places
