"""Korea, what stands in an advertisement: KR-05, KR-06, KR-07, KR-08, and what code writes into it."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.mend import mend
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.profile import ShopProfile

SENDER = {"phone": "02-000-1234", "email": "help@example.com", "opt_out": "080-000-1234"}
SHOP = Given(ShopProfile.model_validate({"name": "달빛상점", "sender": SENDER}))
BARE = Given(ShopProfile(name="달빛상점"), shop_known=False)
NOBODY = Given(ShopProfile(), shop_known=False)
HEAD, FOOT = "(광고) 오랜만이에요.", "달빛상점 02-000-1234"
FREE = "무료수신거부 080-000-1234"
GOOD = f"{HEAD}\n{FOOT}\n{FREE}"


def campaign(body: str = GOOD, channel: str = "lms", **more: Any) -> dict[str, Any]:
    message = {
        "body": body,
        **{part: more.pop(part) for part in ("title", "header", "image", "buttons", "items") if part in more},
    }
    step = {"channel": channel, "variants": [message], "variables": more.pop("variables", [])}
    window = {"start": "10:00", "end": "12:00"}
    out = ["no_consent", "consent_stale", "refused"]
    return {"steps": [step], "send_window": window, "audience": {"exclusions": out}, **more}


def found(rule: str, data: dict[str, Any], given: Given = BARE) -> list[tuple[str, str]]:
    """Part and case of each place where ``rule`` is broken so that it blocks."""
    one = RULES[rule]
    broken = one.look(plan_of(data), given)
    return [(at.path.rpartition(".")[2], at.case) for at in broken if (at.severity or one.severity) == "block"]


@pytest.mark.parametrize("channel", ["sms", "lms", "brand_message", "email", "push", "line"])
def test_a_good_advertisement_breaks_nothing(channel: str) -> None:
    title = {"title": "(광고) 소식"} if channel in ("lms", "email", "push") else {}
    for rule in ("KR-05", "KR-06", "KR-07", "KR-08"):
        assert found(rule, campaign(channel=channel, **title)) == []


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("달빛상점 02-000-1234", None),
        ("달빛 상점 ☎ 02)000-1234", None),
        ("달빛상점 02-00-1234", "contact"),
        ("ＭＯＯＮ 달빛상점 help@example.com", None),
        ("달빛상점 1588-0000", None),
        ("달빛상점 +82-10-0000-1234", None),
        ("달빛상점 서울시 마포구 달빛로 12", None),
        ("달\u200b빛상점 070-0000-1234", None),
        ("달빛상점 080-000-1234", "contact"),
        ("달빛상점", "contact"),
        ("02-000-1234", "name"),
        ("저희 가게 소식이에요", "both"),
        ("달빛상점 #{대표번호}", None),
        ("#{상점명} 02-000-1234", None),
        ("달빛상점 2026-12-01 123456789", "contact"),
    ],
)
def test_name_and_contact_stand_in_the_text(text: str, case: str | None) -> None:
    body = f"(광고) 오랜만이에요.\n{text}\n{FREE}"
    assert found("KR-05", campaign(body, "brand_message")) == ([("body", case)] if case else [])


def test_the_number_of_refusal_is_no_contact_whatever_it_is() -> None:
    body = "(광고) 달빛상점이에요.\n무료수신거부 010-0000-1234"
    assert found("KR-05", campaign(body, "brand_message")) == [("body", "contact")]


def test_a_text_message_shows_the_number_it_comes_from() -> None:
    body = f"(광고) 달빛상점이에요.\n{FREE}"
    for channel, told in (
        ("sms", []),
        ("lms", []),
        ("brand_message", [("body", "contact")]),
        ("push", [("body", "contact")]),
    ):
        assert found("KR-05", campaign(body, channel), SHOP) == told
    assert found("KR-05", campaign(body, "sms"), BARE) == [("body", "contact")]
    assert found("KR-05", campaign("소식", "in_app")) == found("KR-05", campaign("소식", advertising=False)) == []


@pytest.mark.parametrize(
    ("body", "named"),
    [
        ("(광고) 안녕하세요, 달빛이에요.\n02-000-1234", True),
        ("(광고) [달빛] 안녕하세요.\n02-000-1234", True),
        ("(광고) 안녕하세요.\n달빛서점\n02-000-1234", True),
        ("(광고) 안녕하세요.\n달빛 02-000-1234", True),
        ("(광고) 반갑습니다.\n문의 02-000-1234", False),
        ("(광고) 오늘만 반값\n02-000-1234", False),
    ],
)
def test_where_nobody_told_the_name_some_name_must_stand_there(body: str, named: bool) -> None:
    assert found("KR-05", campaign(f"{body}\n{FREE}"), NOBODY) == ([] if named else [("body", "name")])


def test_samples_are_read_as_they_are_sent() -> None:
    variables = [{"name": "a", "sample": "달빛상점"}, {"name": "b", "fallback": "02-000-1234"}]
    assert found("KR-05", campaign(f"(광고) #{{a}} #{{b}}\n{FREE}", variables=variables)) == []
    assert found("KR-06", campaign("#{a} 소식", variables=[{"name": "a", "sample": "(광고)"}])) == []


WRONG = '[광고]|(광 고)|(광/고)|( 광고)|（광고）|【광고】|<광고>|〈광고〉|{광고}|(광\u200b고)|("광고")|(광·고)|(AD)|[AD]|(広告)|광고)|광고:|AD:|(광고성 정보)|(\u1100\u116a\u11bc\u1100\u1169)'


@pytest.mark.parametrize("mark", [*WRONG.split("|"), " (광고)", "\n(광고)", "\ufeff(광고)"])
def test_the_mark_is_written_exactly(mark: str) -> None:
    data = campaign(f"{mark} 오랜만이에요.\n{FOOT}\n{FREE}")
    assert found("KR-06", data) == [("body", "wrong")]
    fields, _rules, _edits = mend(data, BARE, ("KR",))
    assert fields["steps"][0]["variants"][0]["body"] == f"(광고) 오랜만이에요.\n{FOOT}\n{FREE}"


@pytest.mark.parametrize(
    ("parts", "told"),
    [
        ({"body": "(광고) 소식"}, []),
        ({"body": "(광고)소식"}, []),
        ({"body": "소식"}, [("body", "")]),
        ({"body": "소식 (광고)"}, [("body", "")]),
        ({"body": "오늘의 (광고) 소식"}, [("body", "")]),
        ({"title": "(광고) 소식", "body": "소식"}, []),
        ({"title": "소식", "body": "(광고) 소식"}, [("title", "")]),
        ({"title": "[광고] 소식", "body": "(광고) 소식"}, [("title", "wrong")]),
        ({"title": "(광고) 소식", "body": "[광고] 소식"}, [("body", "wrong")]),
        ({"body": "(광고) 소식 (광/고)"}, [("body", "wrong")]),
        ({"body": "(광고) 소식 (광고)"}, []),
        ({"body": "(광고) 신문 광고를 보셨나요? (광고 수신 동의)"}, []),
        ({"header": "소식", "body": "(광고) 소식"}, [("header", "")]),
        ({"body": "소식", "image": "(광고) 가을 세일"}, [("body", "image")]),
        ({"body": "광고주 모임"}, [("body", "")]),
        ({"body": "adidas"}, [("body", "")]),
    ],
)
def test_the_mark_is_what_is_seen_first(parts: dict[str, str], told: list[tuple[str, str]]) -> None:
    assert found("KR-06", campaign(**parts)) == told
    fields, _rules, _edits = mend(campaign(**parts), BARE, ("KR",))
    assert found("KR-06", fields) == []


def test_the_mark_by_channel_and_where_it_is_not_wanted() -> None:
    rule = RULES["KR-06"]
    cases = [("in_app", True, [("chat", "warn")]), ("alimtalk", True, []), ("lms", False, [])]
    for channel, advertising, told in cases:
        plan = plan_of(campaign("소식", channel, advertising=advertising))
        assert [(one.case, one.severity) for one in rule.look(plan, BARE)] == told
    marked = [(one.case, one.severity) for one in rule.look(plan_of(campaign(advertising=False)), BARE)]
    assert marked == [("information", "warn")]
    assert not list(rule.look(plan_of(campaign("소식", entry={"type": "popup"})), BARE))
    assert not list(rule.look(plan_of(campaign(entry={"type": "popup"})), BARE))


@pytest.mark.parametrize(
    "line",
    [
        "무료수신거부 080-000-1234",
        "무료수신거부0800001234",
        "무료 수신 거부: 080 000 1234",
        "무료거부 080-0000-1234",
        "수신거부(무료) 080.000.1234",
        "수신거부 080-000-1234 (무료)",
        "무료수신거부\n080-000-1234",
        "080-000-1234 (무료수신거부)",
        "수신거부는 080-000-1234로 전화 주세요.",
        "무료수신거부 ０８０-000-1234  \n",
        "무료수신거부 #{수신거부번호}",
        "受信拒否（無料） 080-000-1234",
        "Free opt-out 080-000-1234",
    ],
)
def test_ways_to_refuse_by_text(line: str) -> None:
    assert found("KR-07", campaign(f"{HEAD}\n{FOOT}\n{line}")) == []


@pytest.mark.parametrize(
    ("end", "case"),
    [
        ("달빛상점", ""),
        ("수신거부 문의 주세요", ""),
        ("무료수신거부 080-000", ""),
        ("무료수신거부 080-000-12345", ""),
        ("080-000-1234", ""),
        ("무료수신거부 02-000-1234", "paid"),
        ("수신거부 1588-0000", "paid"),
        ("무료수신거부 010-0000-1234", "paid"),
        ("수신거부 060-000-1234", "paid"),
        ("수신거부 080-000-1234 (유료)", "paid"),
        ("수신거부 080-000-1234 통화료 고객 부담", "paid"),
        (f"{FREE}\n또 만나요.", "end"),
        (f"{FREE} 지금 구매하세요!", "end"),
        (f"{FREE}\n달빛상점 02-000-1234", "end"),
    ],
)
def test_a_refusal_that_fails_and_what_code_makes_of_it(end: str, case: str) -> None:
    data = campaign(f"(광고) 오랜만이에요.\n달빛상점 02-000-9999\n{end}")
    assert found("KR-07", data) == [("body", case)]
    fields, rules, _edits = mend(data, SHOP, ("KR",))
    assert found("KR-07", fields) == []
    assert fields["steps"][0]["variants"][0]["body"].endswith(f"\n{FREE}")
    assert mend(fields, SHOP, ("KR",))[1] == ()
    assert "KR-07" in rules
    assert "KR-07" not in mend(data, BARE, ("KR",))[1]  # nobody gave a number


def test_free_of_charge_is_not_at_a_charge() -> None:
    assert found("KR-07", campaign(f"{HEAD}\n{FOOT}\n통화료 부담 없는 수신거부 080-000-1234")) == []
    assert found("KR-07", campaign(f"{HEAD}\n구독을 해지하시면 요금이 청구되지 않아요.\n{FOOT}\n{FREE}")) == []


@pytest.mark.parametrize(
    ("channel", "end", "case"),
    [
        ("brand_message", "수신거부: 채널 홈 > 차단", None),
        ("brand_message", "수신거부 | 홈 > 채널 차단", None),
        ("brand_message", FREE, None),
        ("brand_message", "궁금하면 채널에 물어보세요", "kakao"),
        ("brand_message", "수신거부: 채널 홈 > 차단\n또 만나요", "kakao"),
        ("push", "수신거부: 앱 설정 > 알림 끄기", None),
        ("push", "알림을 끄시려면 설정에서 바꿔 주세요", None),
        ("push", "설정 > 알림 > 끄기\n지금 오세요", "push"),
        ("push", "지금 오세요", "push"),
        ("line", "원하지 않으시면 이 계정을 차단해 주세요.", None),
        ("line", "또 만나요", "line"),
        ("email", "수신거부: https://shop.example.com/stop", None),
        ("email", "수신거부 stop@example.com", None),
        ("email", "수신을 원하지 않으시면 [수신거부]를 클릭해 주세요.", None),
        ("email", f"수신거부: https://shop.example.com/stop\n{FOOT}", None),
        ("email", "Unsubscribe: https://shop.example.com/stop", None),
        ("email", "수신거부\nhttps://shop.example.com/stop", None),
        ("email", "수신거부는 언제든 가능해요", "email"),
        ("email", "수신거부: https://shop.example.com/stop\n이번 주까지예요. 꼭 오세요.", "email"),
        ("email", "또 만나요", "email"),
        ("lms", "수신거부: https://shop.example.com/stop", ""),
        ("sms", "수신거부: 채널 홈 > 차단", ""),
        ("in_app", "또 만나요", None),
        ("alimtalk", "또 만나요", None),
    ],
)
def test_each_channel_has_its_own_way_out(channel: str, end: str, case: str | None) -> None:
    assert found("KR-07", campaign(f"{HEAD}\n{end}", channel)) == ([] if case is None else [("body", case)])
    assert found("KR-07", campaign(f"{HEAD}\n{end}", channel, advertising=False)) == []


def test_a_mail_may_be_refused_by_a_button_and_a_card_by_its_text() -> None:
    button = [{"label": "수신거부", "url": "https://shop.example.com/stop"}]
    assert found("KR-07", campaign(HEAD, "email", buttons=button)) == []
    assert found("KR-07", campaign(HEAD, "email", buttons=[{"label": "구경하기", "url": "https://a.example"}])) == [
        ("body", "email")
    ]
    assert found("KR-07", campaign("", "brand_message", items=[{"body": HEAD}, {"body": FREE}])) == []


def test_code_adds_the_shops_own_lines_and_nothing_else() -> None:
    data = campaign("오랜만이에요.", "brand_message")
    fields, _rules, _edits = mend(data, SHOP, ("KR",))
    assert fields["steps"][0]["variants"][0]["body"] == GOOD
    assert mend(fields, SHOP, ("KR",))[1] == ()
    for body, line in ((f"(광고) 안녕\n{FREE}", "달빛상점 02-000-1234"), (f"(광고) 달빛상점\n{FREE}", "02-000-1234")):
        fields, _rules, _edits = mend(campaign(body, "brand_message"), SHOP, ("KR",))
        assert fields["steps"][0]["variants"][0]["body"].splitlines()[-2:] == [line, FREE]
    assert "KR-05" not in mend(data, NOBODY, ("KR",))[1]
    mail = Given(ShopProfile.model_validate({"name": "달빛상점", "sender": {**SENDER, "opt_out": "stop@example.com"}}))
    fields, _rules, _edits = mend(campaign("소식", "email"), mail, ("KR",))
    assert fields["steps"][0]["variants"][0]["body"].endswith("\n수신거부 stop@example.com")
    assert "KR-07" not in mend(campaign("소식", "lms"), mail, ("KR",))[1]


@pytest.mark.parametrize(
    ("text", "case"),
    [
        ("할.인 행사", "split"),
        ("할/인", "split"),
        ("쿠·폰", "split"),
        ("이.벤.트", "split"),
        ("무*료", "split"),
        ("세.일 해요", "split"),
        ("할\u200b인 행사", "unseen"),
        ("할\u3164인", "unseen"),
        ("첫 줄\n\n\n\n\n\n\n둘째 줄", "blank"),
        (f"첫 줄{' ' * 45}둘째 줄", "blank"),
        ("첫 줄\n.\n.\n.\n.\n.\n.\n둘째 줄", "blank"),
        ("수신거부는 로그인 후 마이페이지에서 하세요", "hard"),
        ("수신거부하려면 주민등록번호를 알려 주세요", "hard"),
        ("수신거부: 비밀번호 입력 후 처리", "hard"),
        ("수신거부는 고객센터로 전화하셔야 해요", "hard"),
        ("수신거부하시면 적립금이 모두 소멸돼요", "hard"),
        ("수신거부 시 회원 탈퇴 처리됩니다", "hard"),
        ("수신거부는 불가해요", "hard"),
        ("To opt out, log in with your password", "hard"),
        ("답이 없으시면 동의하신 것으로 볼게요", "silence"),
        ("[국세청] 환급 안내", "posing"),
        ("경찰청에서 알려드립니다", "posing"),
        ("고객님의 택배가 반송될 예정이에요", "posing"),
        ("택배 주소 불명으로 보관 중이에요", "posing"),
        ("본인 아닐 경우 연락 주세요", "posing"),
        ("엄마, 나 폰 바꿨어", "posing"),
        ("발신번호 표시 제한으로 보내요", "posing"),
    ],
)
def test_tricks(text: str, case: str) -> None:
    assert found("KR-08", campaign(f"{HEAD}\n{text}\n{FOOT}\n{FREE}")) == [("body", case)]


@pytest.mark.parametrize(
    "text",
    [
        "과세/일반 안내",
        "5세/일본어 교실",
        "교환·반품 안내",
        "금·토·일 쉬어요",
        "첫 줄\n\n\n둘째 줄",
        "가족 👨\u200d👩\u200d👧 이야기",
        "로그인 없이 수신거부하실 수 있어요",
        "로그인하면 주문을 볼 수 있어요",
        "수신거부는 080으로 전화 주세요",
        "우체국 택배로 보내 드려요",
        "오늘 주문하면 내일 도착해요",
        "배송 받으신 뒤 비밀번호를 바꿔 주세요",
        "엄마가 좋아하는 선물",
        "답이 없으시면 그냥 넘어갈게요",
        "(광/고)",
    ],
)
def test_innocent_words(text: str) -> None:
    assert found("KR-08", campaign(f"{HEAD}\n{text}\n{FOOT}\n{FREE}")) == []


@pytest.mark.parametrize(
    ("title", "bad"),
    [
        ("(광고) RE: 문의하신 건", True),
        ("(광고) Re : 주문", True),
        ("Fwd: 소식", True),
        ("(광고) [답장] 소식", True),
        ("(광고) 회신: 소식", True),
        ("(광고) RE:NK 새 옷", False),
        ("(광고) Recipe 소식", False),
        ("(광고) 답장을 기다려요", False),
    ],
)
def test_no_advertisement_poses_as_an_answer(title: str, bad: bool) -> None:
    assert found("KR-08", campaign(channel="email", title=title)) == ([("title", "answer")] if bad else [])
    assert found("KR-08", campaign(channel="email", title=title, advertising=False)) == []


def test_numbers_are_not_made_up() -> None:
    assert found("KR-08", campaign(name="번호 자동생성 발송")) == [("name", "made_numbers")]
    assert found("KR-08", campaign(name="무작위로 나눈 두 문구")) == []
    assert found("KR-08", campaign(name="번호 자동생성 발송", entry={"type": "popup"})) == []
