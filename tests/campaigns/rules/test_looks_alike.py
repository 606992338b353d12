"""Faults beside innocent texts that look like them: each pair shows what a pattern takes and what it leaves."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.profile import ShopProfile

GIVEN = Given(ShopProfile(name="달빛상점"), shop_known=False)


def found(rule: str, body: str, channel: str = "lms", given: Given = GIVEN, **more: Any) -> list[str]:
    """Cases of ``rule`` that a message with ``body`` breaks."""
    data = {"steps": [{"channel": channel, "variants": [{"body": body}]}], **more}
    return [broken.case for broken in RULES[rule].look(plan_of(data), given)]


BENEFIT_PAIRS = [
    ("말씀해 주신 쿠폰이 적용되지 않던 문제를 고쳤습니다.", "문의해 주신 분께 바로 적용되는 쿠폰을 드립니다."),
    ("주문하신 상품의 할인을 잘못 계산해 2,000원을 더 받았습니다.", "주문하신 분께 2,000원을 할인해 드립니다."),
    ("할인이 누락된 주문의 차액을 돌려 드렸습니다.", "주문이 확인되었습니다. 오늘 할인을 준비했습니다."),
    ("“세일 때 산 신발도 교환되나요?” 하고 물으셨지요. 네.", "“세일 때 만나요!” 교환도 됩니다."),
    ("신청하신 대로 할인 쿠폰 문자를 더는 보내지 않겠습니다.", "신청하신 분께 할인 쿠폰 문자를 보냅니다."),
    ("이벤트 예약이 확정되었습니다.", "예약 고객 이벤트가 시작되었습니다."),
    ("취소하신 주문의 적립금을 다시 넣어 드렸습니다.", "주문하신 분의 적립금을 두 배로 드렸습니다."),
    ("결제 금액 27,000원 (할인 3,000원)", "결제 안내와 할인 3,000원!"),
    ("세일 기간에 주문하신 상품을 오늘 보냈습니다.", "주문하신 상품을 보냈습니다. 세일 기간입니다."),
    ("할인된 금액으로 결제가 끝났습니다.", "결제 전이라면 할인된 금액으로 만나 보세요."),
    ("예약하신 수업에 할 일을 적어 왔습니다.", "배송 완료! 할 인 쿠 폰 도 있습니다."),
    ("주문하시면 바로 보내 드린다고 답변 드렸습니다.", "문의 감사합니다. 주문하시면 선물 포장도 해 드려요."),
    ("가장 많이 물어보신 질문에 답변을 모았습니다.", "예약 손님이 가장 많이 찾으신 찻잔을 골랐어요."),
    ("할인가로 결제하신 주문을 취소했습니다.", "주문 전 할인가를 확인하세요."),
]


@pytest.mark.parametrize(("innocent", "selling"), BENEFIT_PAIRS)
def test_a_benefit_counts_where_it_invites(innocent: str, selling: str) -> None:
    for rule, channel in (("KR-15", "lms"), ("KR-14", "alimtalk")):
        assert found(rule, innocent, channel, advertising=False) == []
        assert found(rule, selling, channel, advertising=False) == [""]


def test_alimtalk_is_told_by_one_rule() -> None:
    """What sells is KR-14's there, what shows nothing KR-15's."""
    sells, nothing = "주문하신 상품을 보냈어요. 신상품도 나왔어요.", "달빛상점입니다."
    assert found("KR-15", sells, "alimtalk", advertising=False) == []
    assert found("KR-14", nothing, "alimtalk", advertising=False) == []
    assert found("KR-15", nothing, "alimtalk", advertising=False) == ["unproven"]


def test_points_are_earned_by_what_was_bought() -> None:
    told, bare = "빵을 사셔서 적립금 320원이 쌓였습니다.", "적립금 320원이 쌓였습니다."
    assert found("KR-14", told, "alimtalk", advertising=False, earned=True) == []
    assert found("KR-15", told, "alimtalk", advertising=False, earned=True) == []
    assert found("KR-14", bare, "alimtalk", advertising=False, earned=True) == ["why"]


LEFT_OPEN = [
    ("OOO 담요를 들였어요.", "WOOOOW 담요를 들였어요."),
    ("가격은 ____원이에요.", "가격은 위와 같아요.\n________\n달빛상점"),
    ("Dear ____, hello", "Dear all T____T"),
    ("(여기에 상품 설명을 적어 주세요)", "(주문서에 요청 사항을 적어 주세요)"),
    ("[상품명 입력]을 들였어요", "[쿠폰 코드 입력]을 눌러 주세요"),
    ("総菜「〇〇〇〇」が仲間入り", "評価「★○○○」が平均です"),
    ("【お名前を入力】様", "（お名前をご記入ください）"),
    ("【ここに説明を入力】", "【ここがポイント】"),
    ("【商品名を入力】", "【商品名】綿の室内ばき"),
]


@pytest.mark.parametrize(("left", "innocent"), LEFT_OPEN)
def test_what_is_left_to_fill_in(left: str, innocent: str) -> None:
    assert found("S-02", left) == [""]
    assert found("S-02", innocent) == []


def group(key: str, operator: str, *values: object, kind: str = "number") -> dict[str, Any]:
    return {"or": [{"key": key, "type": kind, "operator": operator, "values": list(values)}]}


CONTRADICTIONS = [
    ([group("order.count", "$gte", 5), group("order.count", "$lte", 2)], True),
    ([group("order.count", "$gte", 2), group("order.count", "$lte", 2)], False),
    ([group("order.count", "$gt", 2), group("order.count", "$lte", 2)], True),
    ([group("order.average", "$gt", 2), group("order.average", "$lt", 3)], False),
    ([group("order.count", "$lt", 0)], True),
    ([group("order.count", "$lt", 1)], False),
    ([group("order.count", "$in", 1, 2), group("order.count", "$nin", 1)], False),
    ([group("order.count", "$in", 1, 2), group("order.count", "$nin", 1, 2)], True),
    ([group("order.count", "$gte", 5), group("order.last_days_ago", "$lte", 2)], False),
    (
        [{"or": [*group("order.count", "$eq", 0)["or"], *group("customer.vip", "$eq", True, kind="boolean")["or"]]}],
        False,
    ),
    ([group("customer.vip", "$eq", True, kind="boolean"), group("customer.vip", "$ne", True, kind="boolean")], True),
    ([group("customer.vip", "$eq", True, kind="boolean")], False),
    (
        [group("customer.stage", "$eq", "new", kind="string"), group("customer.stage", "$eq", "gone", kind="string")],
        True,
    ),
    ([group("customer.stage", "$in", "new", "gone", kind="string")], False),
    ([group("customer.tag", "$eq", "a", kind="string"), group("customer.tag", "$eq", "b", kind="string")], False),
    ([group("support.intent", "$eq", "a", kind="string"), group("support.intent", "$ne", "a", kind="string")], False),
    ([group("no.such", "$lt", 0)], False),
]


@pytest.mark.parametrize(("groups", "nobody"), CONTRADICTIONS)
def test_nobody_fulfils_what_contradicts_itself(groups: list[dict[str, Any]], nobody: bool) -> None:
    assert found("S-06", "안녕하세요", audience={"condition": {"and": groups}}) == (["never"] if nobody else [])


GOODS = [
    ("유명 상표를 본뜬 위조 가방", "위조 상품 주의 안내"),
    ("모조품", "모조 진주 목걸이"),
    ("샤넬 st 가방", "샤넬로 간 street 이야기"),
    ("명품을 그대로 따라 만든 지갑", "명품 상자를 따라 그리기"),
    ("대마 성분 젤리", "대마 성분이 전혀 없는 젤리"),
    ("대마 추출물 크림", "대마 섬유 원단"),
]


@pytest.mark.parametrize(("forbidden", "innocent"), GOODS)
def test_goods_that_may_not_be_sold(forbidden: str, innocent: str) -> None:
    assert found("KR-12", forbidden) == [""]
    assert found("KR-12", innocent) == []


CLAIMS = [
    ("전국에서 가장 싸게 드려요.", "가장 싱싱하게 보내 드려요."),
    ("다른 가게 담요는 금방 해져서 못 써요.", "다른 가게 소식은 안 담아요."),
    ("평생 보풀이 절대 생기지 않아요.", "평생 잊지 않을게요. 절대 무리하지 마세요."),
    ("의사들이 인정한 담요예요.", "의사 선생님 놀이 담요예요."),
    ("기적의 담요예요.", "기적의 도서관에 다녀왔어요."),
]


@pytest.mark.parametrize(("claim", "innocent"), CLAIMS)
def test_claims_that_ask_for_proof(claim: str, innocent: str) -> None:
    assert found("KR-17", claim) == [""]
    assert found("KR-17", innocent) == []


REFUSE = "달빛상점 02-000-1234\n무료수신거부 080-000-1234"
BEHIND = [
    (" (월 1회 일괄 처리, 처리 전까지 계속 발송됩니다)", [], ["hard"]),
    ("\n※ 수신거부를 하시려면 먼저 회원 탈퇴를 하셔야 합니다.", [], ["hard"]),
    (" (24시간 처리)", [], []),
    (" (광고)", [], []),
    (" (처리되면 쿠폰 증정)", ["end"], []),
    ("\n※ 새 담요도 있어요.", ["end"], []),
]


@pytest.mark.parametrize(("behind", "end", "hard"), BEHIND)
def test_what_stands_behind_the_refusal(behind: str, end: list[str], hard: list[str]) -> None:
    body = f"(광고) 담요를 들였어요.\n{REFUSE}{behind}"
    assert found("KR-07", body) == end
    assert found("KR-08", body) == hard


def test_letters_of_what_is_filled_in_count_too() -> None:
    def lost(channel: str, sample: str, body: str = "#{상품명} 왔어요") -> list[str]:
        step = {"channel": channel, "variants": [{"body": body}], "variables": [{"name": "상품명", "sample": sample}]}
        return [one.path for one in RULES["CH-02"].look(plan_of({"steps": [step]}), GIVEN)]

    assert lost("sms", "담요🧶") == ["steps[0].variables[0].sample"]
    assert lost("sms", "담요") == lost("brand_message", "담요🧶") == lost("sms", "담요🧶", "왔어요") == []


@pytest.mark.parametrize(
    ("country", "rule", "shown", "hidden"),
    [
        (
            "EU",
            "EU-02",
            "You may object to these mails: https://a.example/u",
            "An object to look at: https://a.example/u",
        ),
        ("EU", "EU-02", "You have the right to object: https://a.example/u", "You are right: https://a.example/u"),
        ("JP", "JP-03", "停止は https://a.example/stop", "運転停止は https://a.example/stop"),
    ],
)
def test_other_ways_to_say_refusal(country: str, rule: str, shown: str, hidden: str) -> None:
    assert found(rule, shown, "email", country=country) == []
    assert found(rule, hidden, "email", country=country) == [""]


@pytest.mark.parametrize(
    ("sells", "informs"),
    [
        ("Our new pine tar bar just launched.", "Our new help page just launched."),
        ("Order yours today.", "Your order leaves today."),
    ],
)
def test_new_goods_are_no_information(sells: str, informs: str) -> None:
    assert found("AD-02", sells, "email", country="US", advertising=False) == [""]
    assert found("AD-02", informs, "email", country="US", advertising=False) == []


@pytest.mark.parametrize(
    ("operator", "value", "cases"),
    [("$eq", 0, [""]), ("$lte", 0, [""]), ("$lt", 1, [""]), ("$lte", 2, ["buyers"]), ("$gte", 0, ["buyers"]),
     ("$gt", 0, []), ("$gte", 1, []), ("$eq", 1, [])],
)  # fmt: skip
def test_without_consent_only_buyers(operator: str, value: int, cases: list[str]) -> None:
    basis = {"consent_basis": "existing_customer", "same_goods": True}
    audience = {"condition": {"and": [group("order.count", operator, value)]}}
    for country, rule in (("EU", "EU-01"), ("JP", "JP-01")):
        assert found(rule, "…", "email", country=country, audience=audience, **basis) == cases


def test_the_stroke_of_nine_is_no_longer_day_by_custom() -> None:
    for country, rule in (("JP", "JP-07"), ("EU", "EU-08")):
        for clock, cases in (("20:59:59", []), ("21:00:00", [""]), ("08:00:00", []), ("07:59:59", [""])):
            entry = {"type": "schedule", "start_at": f"2026-12-01T{clock}"}
            assert found(rule, "…", "email", country=country, entry=entry) == cases


PRESSED = [
    ("오늘 밤 12시가 지나면 다시는 못 사요.", "12시가 지나면 도착해요."),
    ("지금 152명이 이 담요를 보고 있어요.", "지금까지 152명이 수업을 들었어요."),
]


@pytest.mark.parametrize(("haste", "innocent"), PRESSED)
def test_made_up_haste(haste: str, innocent: str) -> None:
    assert found("W-04", haste) == [""]
    assert found("W-04", innocent) == []


def test_a_struck_price_warns_where_no_shop_is_known() -> None:
    assert found("W-01", "담요 89,000원 → 39,000원") == ["struck"]
    assert found("W-01", "담요 39,000원 → 구경하기") == []


def test_an_address_of_somebody_addressed_is_personal() -> None:
    assert found("W-07", "hana.kim@example.org 님이 물어보신 담요") == [""]
    assert found("W-07", "문의는 hana.kim@example.org 로 주세요") == []


def test_a_number_is_told_by_one_rule() -> None:
    given = Given(ShopProfile(name="달빛상점"))
    assert (found("S-08", "37% 싸요", given=given), found("W-01", "37% 싸요", given=given)) == ([""], [])
    assert (found("S-08", "반값", given=given), found("W-01", "반값", given=given)) == ([], [""])
    assert (found("S-08", "1+1", given=given), found("W-01", "1+1", given=given)) == ([], [""])


def test_durations_are_read_to_the_second() -> None:
    def night(takes: str) -> bool:
        entry = {"type": "schedule", "start_at": "2026-12-01T20:00:00", "takes": takes}
        return "" in found("KR-04", "(광고) 안녕하세요", entry=entry)

    assert night("PT60M0S")
    assert not night("PT59M59S")


@pytest.mark.parametrize("place", ["takes", "every"])
def test_a_duration_that_is_none_is_told(place: str) -> None:
    assert found("S-05", "안녕", entry={"type": "schedule", place: "half an hour"}) == ["unreadable"]
    assert found("S-05", "안녕", entry={"type": "schedule", place: "PT30M"}) == []
