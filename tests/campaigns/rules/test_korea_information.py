"""Korea, what is advertising and what is not: KR-12, KR-14, KR-15, KR-16, KR-17."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.profile import ShopProfile

GIVEN = Given(ShopProfile(name="달빛상점"), shop_known=False)


def found(rule: str, body: str, channel: str = "lms", given: Given = GIVEN, **more: Any) -> list[str]:
    """Cases of ``rule`` that a message with ``body`` breaks."""
    message = {"body": body, "image": more.pop("image", ""), "buttons": more.pop("buttons", [])}
    data = {"advertising": False, "steps": [{"channel": channel, "variants": [message]}], **more}
    return [broken.case for broken in RULES[rule].look(plan_of(data), given)]


INFORMS = [
    "주문하신 상품을 오늘 보냈어요. 운송장 번호는 123이에요.",
    "결제 금액 27,000원 (할인 금액: 3,000원)",
    "주문 내역\n쿠폰 할인: -3,000원\n배송비: 무료배송",
    "취소하신 주문의 쿠폰을 복구했어요.",
    "사용하신 적립금 1,000원은 환불 때 돌려 드려요.",
    "내일 오후 2시 예약이에요. 예약 시간에 방문해 주세요.",
    "문의하신 내용에 답변을 남겼어요.",
    "이용약관이 12월 1일부터 바뀌어요.",
    "오늘 새벽 2시부터 서버 점검이 있어요.",
    "비밀번호가 바뀌었어요. 본인이 아니면 알려 주세요.",
    "택배사 휴무로 주문하신 상품이 7일에 출발해요.",
    "배송이 늦어져 죄송해요. 즐거운 연휴 보내세요.",
    "신청하신 재입고 알림이에요. 신청하신 상품이 다시 들어왔어요.",
    "주문하실 때 사은품이 누락되어 다시 보내 드려요.",
    "응모하신 이벤트에 당첨되셨어요.",
    "받으신 상품은 어떠셨어요? 후기를 남겨 주세요.",
    "세일즈 담당자가 문의에 답변 드려요.",
    "광고 수신에 동의해 주신 지 2년이 지났어요.",
    "앱을 다시 설치해도 같은 오류가 나는지 알려 주세요.",
    "ご注文の商品を発送しました。",
    "ご予約の前日となりました。",
    "Your order has shipped.",
    "Your refund is on its way.",
]
SELLS = [
    "주문하신 상품을 보냈어요. 다음 주문에 쓰실 10% 쿠폰도 있어요.",
    "배송 완료! 지금 구매하세요.",
    "결제해 주셔서 고마워요. 신제품이 나왔어요.",
    "예약 안내와 함께 혜택도 챙기세요.",
    "문의 주신 상품이 가격을 내렸어요.",
    "주문 고객님만 1+1",
    "주문하신 분께 선물을 드려요.",
    "구경 오세요! 주문도 받아요.",
    "주문 감사해요. 선착순 50분께 증정해요.",
    "주문하신 상품과 함께 구매하시면 좋은 상품",
    "ご注文ありがとうございます。クーポンもあります。",
    "ご予約の方に新商品のご案内です。",
    "Your order shipped. Here is a discount.",
    "Your order shipped. Check out our new arrivals.",
    "할\u200b인 소식을 주문 안내와 함께 드려요.",
    "쿠·폰 안내, 주문 고객님",
]


@pytest.mark.parametrize("body", INFORMS)
def test_what_informs_passes(body: str) -> None:
    assert found("KR-15", body) == found("KR-14", body, "alimtalk") == []
    assert found("KR-15", body, advertising=True) == []


@pytest.mark.parametrize("body", SELLS)
def test_what_sells_is_advertising_on_every_channel(body: str) -> None:
    for channel in ("lms", "email", "push", "brand_message", "in_app"):
        assert found("KR-15", body, channel) == [""]
    assert found("KR-14", body, "alimtalk") == [""]
    assert found("KR-14", body, "lms") == found("KR-15", body, advertising=True) == []


@pytest.mark.parametrize(
    ("body", "case"),
    [
        ("새해 복 많이 받으세요.", "greeting"),
        ("안부 여쭤요. 잘 지내시죠?", "greeting"),
        ("생일 축하해요!", "greeting"),
        ("Happy New Year!", "greeting"),
        ("12월 1일은 휴무예요.", "closed"),
        ("연휴 영업 시간이에요.", "closed"),
        ("한번 들러 주세요.", "visit"),
        ("겨울 코트가 입고됐어요.", "visit"),
        ("オンライン店も営業時間が変わります。", "closed"),
        ("오늘 날씨가 좋네요.", "unproven"),
        ("커피 한 잔 어떠세요?", "unproven"),
        ("本日も晴れです。", "unproven"),
        ("What a fine day.", "unproven"),
    ],
)
def test_greetings_news_of_the_shop_and_what_is_about_nothing_are_advertising(body: str, case: str) -> None:
    assert found("KR-15", body) == [case]
    assert found("KR-15", body, "in_app") == found("KR-15", body, entry={"type": "popup"}) == []
    assert found("KR-14", body, "alimtalk") == ([] if case == "unproven" else [case])
    assert found("KR-15", f"주문하신 상품을 보냈어요. {body}") == []


def test_buttons_and_pictures_are_read_but_not_the_shops_own_names() -> None:
    assert found("KR-15", "주문을 받았어요.", buttons=[{"label": "쇼핑하기"}]) == [""]
    assert found("KR-15", "주문을 받았어요.", image="겨울 세일 그림") == [""]
    shop = Given(ShopProfile.model_validate({"name": "세일상점", "products": [{"name": "특가네 김치"}]}))
    assert found("KR-15", "세일상점이에요. 주문하신 특가네 김치를 보냈어요.", given=shop) == []
    assert found("KR-14", "세일상점이에요. 주문하신 특가네 김치를 보냈어요.", "alimtalk", shop) == []
    assert found("KR-15", "") == []


def test_alimtalk_holds_no_declared_advertising_and_asks_for_no_app() -> None:
    assert found("KR-14", "주문하신 상품을 보냈어요.", "alimtalk", advertising=True) == ["declared"]
    assert found("KR-14", "(광고) 주문하신 상품을 보냈어요.", "alimtalk") == ["declared"]
    for body in (
        "앱을 설치하면 배송을 볼 수 있어요.",
        "주문은 어플 다운로드 후 확인하세요.",
        "Install our app to see your order.",
    ):
        assert found("KR-14", body, "alimtalk") == ["install"]
    assert found("KR-14", "앱 설치 오류를 문의하신 분께 답변 드려요.", "alimtalk") == []


@pytest.mark.parametrize(
    ("body", "earned", "alimtalk", "kr15", "kr16"),
    [
        ("후기를 남겨 주셔서 적립금 500원을 드렸어요.", True, [], [], []),
        ("후기를 남겨 주셔서 적립금 500원을 드렸어요.", False, [""], [""], []),
        ("적립금 500원이 있어요.", True, ["why"], ["unproven"], []),
        ("보유하신 쿠폰이 3일 뒤 만료돼요.", False, [""], [], [""]),
        ("적립금 1,000원이 12월 31일에 소멸돼요.", False, [""], [], [""]),
        ("적립금 1,000원이 12월 31일에 소멸돼요.", True, ["why"], [], []),
        ("구매하신 상품으로 쌓인 적립금이 31일에 소멸돼요.", True, [], [], []),
        ("쿠폰을 드려요. 31일까지 쓰세요.", False, [""], [""], []),
        ("보유하신 쿠폰이 3일 뒤 만료돼요. 지금 구매하세요.", False, [""], [""], [""]),
    ],
)
def test_coupons_and_points_earned_or_given(
    body: str, earned: bool, alimtalk: list[str], kr15: list[str], kr16: list[str]
) -> None:
    assert found("KR-14", body, "alimtalk", earned=earned) == alimtalk
    assert found("KR-15", body, earned=earned) == kr15
    assert found("KR-16", body, earned=earned) == kr16
    assert found("KR-16", body, earned=earned, advertising=True) == found("KR-16", body, entry={"type": "popup"}) == []


FORBIDDEN = [
    "전자담배 액상 새로 들어왔어요",
    "일회용 전자담배 특가",
    "면세 담배 한 보루",
    "비아그라 정품 상담",
    "다이어트엔 삭센다",
    "위고비 처방 없이 배송",
    "졸피뎀 팝니다",
    "Wegovy in stock",
    "대마 오일 직구",
    "CBD 젤리 출시",
    "온라인 카지노 가입 머니",
    "스포츠토토 첫충 20%",
    "바카라 사이트 안내",
    "명품 레플리카 가방",
    "롤렉스 미러급 시계",
    "정품급 지갑",
    "짝퉁 아니라 SA급",
    "전자충격기 할인",
    "도검 특가",
    "소주 한 박스 집까지 택배",
    "와인 세트 새벽배송",
    "신분증 없이 맥주 주문 가능",
    "대포통장 매입",
    "졸업증명서 위조",
    "비\u200b아그라",
    "비.아.그.라",
]
ALLOWED = [
    "전자담배 냄새 제거 스프레이",
    "매장 안 담배, 전자담배는 금지예요",
    "전자담배 케이스 금연 선물",
    "대마도 여행 상품",
    "햄프씨드 쿠키",
    "강아지 토토네 간식",
    "이웃집 토토로 인형",
    "바카라 크리스탈 잔",
    "배팅 장갑 입고",
    "레플리카 축구 유니폼",
    "짝퉁 주의! 저희는 정식 수입이에요",
    "와인잔 배송",
    "와인색 니트 무료배송",
    "맥주컵 택배",
    "전통주 배송, 막걸리 택배",
    "논알코올 맥주 배송",
    "와인 매장 픽업, 택배는 안 돼요",
    "물총, 글루건",
    "도검난무 키링",
    "위고비 말고 식단으로",
    "도박 예방 상담 안내",
]


@pytest.mark.parametrize("text", FORBIDDEN)
def test_what_may_not_be_sold_is_not_advertised(text: str) -> None:
    assert found("KR-12", f"(광고) {text}", advertising=True) == [""]
    assert found("KR-12", "(광고) 소식", advertising=True, image=text) == [""]
    assert found("KR-12", "(광고) 소식", advertising=True, category=text) == [""]


@pytest.mark.parametrize("text", ALLOWED)
def test_what_only_sounds_alike_may_be(text: str) -> None:
    assert found("KR-12", f"(광고) {text}", advertising=True) == found("KR-12", "소식", category=text) == []


def test_products_count_where_the_message_names_them() -> None:
    product = {"name": "시원 젤", "aliases": ["칼칼이"]}
    fine = Given(ShopProfile.model_validate({"products": [product]}))
    bad = Given(ShopProfile.model_validate({"products": [product | {"name": "CBD 오일"}]}))
    assert found("KR-12", "(광고) 칼칼이 소식", given=fine, advertising=True) == []
    assert found("KR-12", "(광고) 칼칼이 소식", given=bad, advertising=True) == [""]
    assert found("KR-12", "(광고) 다른 소식", given=bad, advertising=True) == []
    assert found("KR-12", "칼칼이 소식", given=bad) == []


@pytest.mark.parametrize(
    "text",
    [
        "업계 1위 가게",
        "국내 최초",
        "최저가 보장",
        "100% 효과 보장",
        "부작용 없는 크림",
        "아토피 치료에 좋아요",
        "면역력을 높여요",
        "2주에 5kg 감량",
        "먹기만 해도 빠지는 차",
        "의사가 추천한 제품",
        "쿠팡보다 싸요",
        "타사 대비 두 배",
        "최고의 품질",
        "No.1 brand",
        "業界最安",
    ],
)
def test_claims_that_need_proof_are_told(text: str) -> None:
    assert found("KR-17", f"(광고) {text}", advertising=True) == [""]
    assert RULES["KR-17"].severity == "warn"


@pytest.mark.parametrize(
    "text",
    [
        "내일 최고 기온 31도",
        "최고의 하루 보내세요",
        "면 100% 셔츠",
        "어제보다 따뜻해요",
        "치료 중이신 분",
        "네이버에서 검색하세요",
        "1위로 골인한 강아지",
    ],
)
def test_innocent_praise_is_not(text: str) -> None:
    assert found("KR-17", f"(광고) {text}", advertising=True) == []
