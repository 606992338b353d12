"""What the rules of Korea say: which place, which words, how bad; and what a repair sets."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Broken, Edit, Given
from agent.campaigns.rules.korea.duties import sanctions
from agent.campaigns.rules.korea.night import NIGHT
from agent.profile import ShopProfile

BODY, TITLE = "steps[0].variants[0].body", "steps[0].variants[0].title"
SPARED = ["no_consent", "consent_stale", "refused"]
FOOT = "달빛상점 02-000-1234\n무료수신거부 080-000-1234"
GOOD = f"(광고) 잘 지내셨어요?\n{FOOT}"
Told = list[tuple[str, str, str, dict[str, object]]]


def given(known: bool = False, **more: Any) -> Given:
    return Given(ShopProfile.model_validate({"name": "달빛상점"} | more), shop_known=known)


def campaign(body: str = GOOD, channel: str = "lms", **more: Any) -> dict[str, Any]:
    message = {"body": body, **{part: more.pop(part) for part in ("title", "image") if part in more}}
    base = {"send_window": {"start": "10:00", "end": "12:00"}, "audience": {"exclusions": SPARED}}
    return base | {"steps": [{"channel": channel, "variants": [message]}]} | more


def informing(body: str, channel: str = "lms", **more: Any) -> dict[str, Any]:
    return campaign(body, channel, advertising=False, **more)


def told(rule: str, data: dict[str, Any], shop: Given | None = None) -> Told:
    one = RULES[rule]
    found = one.look(plan_of(data), shop or given())
    return [(at.path, at.case, at.severity or one.severity, at.facts) for at in found]


def word(text: str, case: str = "", path: str = BODY, severity: str = "block") -> Told:
    return [(path, case, severity, {"word": text})]


CUSTOMER = {"consent_basis": "existing_customer"}
CLAUSE = {"key": "order.last_days_ago", "type": "number", "operator": "$lte", "values": [181]}
LATELY = {"and": [{"or": [CLAUSE]}], "exclusions": ["refused"]}
RENEW = "수신에 동의하신 지 2년이 지났어요."
WINE = {"products": [{"name": "양주 위스키 택배"}]}


@pytest.mark.parametrize(
    ("rule", "data", "expected"),
    [
        ("KR-01", campaign(audience={}), [("audience", "", "block", {"channels": "lms"})]),
        (
            "KR-01",
            campaign(audience={}, steps=[{"channel": "sms"}, {"channel": "email"}]),
            [("audience", "", "block", {"channels": "email, sms"})],
        ),
        (
            "KR-01",
            campaign(audience={"exclusions": SPARED, "consent_known": False}),
            [("audience", "unknown", "warn", {})],
        ),
        (
            "KR-02",
            campaign(**CUSTOMER),
            [("audience.condition", "", "block", {"days": 181}), ("same_goods", "goods", "block", {})],
        ),
        ("KR-02", campaign(**CUSTOMER, same_goods=True, audience=LATELY), [("consent_basis", "used", "info", {})]),
        ("KR-02", campaign(same_goods=False), []),
        ("KR-02", campaign(channel="in_app", **CUSTOMER), []),
        ("KR-03", campaign(audience={}), [("audience.exclusions", "", "block", {})]),
        ("KR-03", campaign(channel="in_app", audience={}), [("audience.exclusions", "", "warn", {})]),
        ("KR-10", campaign(audience={"exclusions": ["no_consent"]}), [("audience.exclusions", "", "block", {})]),
        ("KR-09", campaign(), [("audience", "", "info", {})]),
        ("KR-09", campaign(channel="in_app"), []),
        ("KR-11", campaign(), [("sender.certified", "unknown", "info", {})]),
        ("KR-11", campaign(channel="email"), []),
        ("KR-04", campaign(send_window=None), [("send_window", "any", "block", {"start": "00:00", "end": "00:00", "zone": None})]),
        (
            "KR-04",
            campaign(send_window={"start": "19:05", "end": "20:55"}),
            [("send_window", "margin", "warn", {"start": "19:05", "end": "20:55", "zone": None})],
        ),
        (
            "KR-04",
            campaign(send_window={"start": "10:00", "end": "21:30", "clock": "sender", "timezone": "Asia/Tokyo"}),
            [("send_window", "", "block", {"start": "10:00", "end": "21:30", "zone": "Asia/Seoul"})],
        ),
        ("KR-17", campaign("업계 최초 상품"), word("업계 최초", severity="warn")),
        ("KR-08", campaign("할/인해요"), [(BODY, "split", "block", {"text": "할/인", "word": "할인"})]),
        ("KR-08", campaign("안녕\u200b하세요"), [(BODY, "unseen", "block", {})]),
        ("KR-08", campaign("안녕\n\n\n\n\n\n\n하세요"), [(BODY, "blank", "block", {})]),
        ("KR-08", campaign("수신거부는 로그인 후 하세요"), [(BODY, "hard", "block", {})]),
        ("KR-08", campaign("답장이 없으면 동의한 것으로 봅니다"), [(BODY, "silence", "block", {})]),
        ("KR-08", campaign("글", title="Re: 문의"), [(TITLE, "answer", "block", {})]),
        ("KR-08", campaign("Re: 문의"), [(BODY, "answer", "block", {})]),
        ("KR-08", campaign("국세청입니다"), word("국세청입니다", "posing")),
        ("KR-08", campaign("(광고)엄마, 나야"), word("엄마, 나야", "posing")),
        ("KR-08", campaign("글", name="번호 무작위 발송"), [("name", "made_numbers", "block", {})]),
        ("KR-08", informing("Re: 문의"), []),
        ("KR-12", campaign("글", category="온라인 카지노"), [("category", "", "block", {"word": "온라인 카지노"})]),
        ("KR-05", campaign("안녕하세요", "email"), [(BODY, "both", "block", {})]),
        ("KR-06", campaign("안녕하세요"), [(BODY, "", "block", {})]),
        ("KR-06", campaign("[광고] 안녕"), [(BODY, "wrong", "block", {})]),
        ("KR-06", campaign("안녕", image="[광고]"), [(BODY, "image", "block", {})]),
        ("KR-06", campaign("안녕", "in_app"), [(BODY, "chat", "warn", {})]),
        ("KR-06", campaign("안녕 (광고)", title="(광고) 소식"), []),
        ("KR-06", campaign("안녕 [광고]", title="(광고) 소식"), [(BODY, "wrong", "block", {})]),
        ("KR-06", informing("(광고) 안녕"), [(BODY, "information", "warn", {})]),
        ("KR-07", campaign("안녕"), [(BODY, "", "block", {})]),
        ("KR-07", campaign("안녕", "email"), [(BODY, "email", "block", {})]),
        ("KR-07", campaign("안녕", "push"), [(BODY, "push", "block", {})]),
        ("KR-07", campaign("안녕", "brand_message"), [(BODY, "kakao", "block", {})]),
        ("KR-07", campaign("안녕", "line"), [(BODY, "line", "block", {})]),
        ("KR-07", campaign("무료수신거부 080-000-1234\n안녕"), [(BODY, "end", "block", {})]),
        ("KR-07", campaign("수신거부 02-000-1234"), [(BODY, "paid", "block", {})]),
        ("KR-14", campaign(GOOD, "alimtalk"), [(BODY, "declared", "block", {})]),
        ("KR-14", informing("앱을 설치해 주세요", "alimtalk"), word("앱을 설치", "install")),
        ("KR-14", informing("주문하신 상품이 발송됐어요. 할인 중", "alimtalk"), word("할인")),
        ("KR-14", informing("포인트가 있어요", "alimtalk", earned=True), word("포인트", "why")),
        ("KR-14", informing("쿠폰을 드려요", "alimtalk"), word("쿠폰")),
        ("KR-15", informing("할인 중이에요"), word("할인")),
        ("KR-15", informing("새해 복 많이 받으세요"), word("새해 복", "greeting")),
        ("KR-15", informing("가나다라"), [(BODY, "unproven", "block", {})]),
        ("KR-16", informing("쿠폰이 곧 만료돼요"), word("쿠폰", severity="warn")),
        (
            "KR-10",
            informing(f"{RENEW} 쿠폰도 드려요."),
            [
                (BODY, "renewal_sender", "block", {}),
                (BODY, "renewal_date", "block", {}),
                (BODY, "renewal_how", "block", {}),
                (BODY, "renewal_ad", "block", {"word": "쿠폰"}),
            ],
        ),
        (
            "KR-10",
            informing(f"달빛상점이에요. {RENEW} 2026년 11월 1일. 계속 받으시려면 그대로 두시고, 그만 받으시려면 거부"),
            [],
        ),
        ("KR-10", campaign(f"{RENEW} 쿠폰도 드려요."), []),
    ],
)  # fmt: skip
def test_what_each_rule_says(rule: str, data: dict[str, Any], expected: Told) -> None:
    assert told(rule, data) == expected


@pytest.mark.parametrize(("rule", "bad"), [("KR-05", "안녕"), ("KR-07", "안녕"), ("KR-06", "안녕")])
def test_messages_behind_one_that_is_not_asked_are_looked_at(rule: str, bad: str) -> None:
    steps = [{"channel": channel, "variants": [{"body": bad}]} for channel in ("alimtalk", "email")]
    assert [one[0] for one in told(rule, campaign(steps=steps))] == ["steps[1].variants[0].body"]


def test_alimtalk_behind_a_text_message_is_looked_at() -> None:
    steps = [{"channel": channel, "variants": [{"body": "할인"}]} for channel in ("lms", "alimtalk")]
    assert [one[0] for one in told("KR-14", campaign(advertising=False, steps=steps))] == ["steps[1].variants[0].body"]


@pytest.mark.parametrize(("certified", "case", "severity"), [(False, "", "block"), (None, "unknown", "info")])
def test_who_sends_text_messages_is_certified(certified: Any, case: str, severity: str) -> None:
    shop = given(sender={"certified": certified})
    assert told("KR-11", campaign(), shop) == [("sender.certified", case, severity, {})]
    assert told("KR-11", campaign(), given(sender={"certified": True})) == []


def test_what_is_sold_counts_where_the_message_names_it_and_is_told_once() -> None:
    shop = given(products=[{"name": "대마 젤리", "aliases": ["젤리"]}, {"name": "실버 링"}])
    named = told("KR-12", campaign("실버 링과 젤리"), shop)
    assert [(path, severity) for path, _case, severity, _facts in named] == [("advertising", "block")]
    assert set(named[0][3]) == {"word"}
    assert told("KR-12", campaign("실버 링"), shop) == []
    assert [one[0] for one in told("KR-12", campaign("대마 젤리"), shop)] == [BODY]
    assert [one[0] for one in told("KR-12", campaign("글", image="대마 젤리"))] == ["steps[0].variants[0].image"]


def test_what_it_may_cost_names_every_rule_that_blocks_and_only_those() -> None:
    rule = sanctions([RULES["KR-07"], RULES["KR-03"], RULES["KR-11"]])
    assert (rule.id, rule.severity, rule.countries) == ("KR-13", "info", ("KR",))
    assert "제50조의9" in rule.basis
    assert rule.basis == RULES["KR-13"].basis
    assert list(rule.look(plan_of(campaign()), given())) == []
    found = list(rule.look(plan_of(campaign("안녕", audience={})), given()))
    assert found == [Broken("advertising", {"rules": "KR-03, KR-07"})]


def mended(rule: str, data: dict[str, Any], shop: Given | None = None) -> list[Edit]:
    """What the first broken place is mended with."""
    one, plan, known = RULES[rule], plan_of(data), shop or given()
    assert one.mend is not None
    return list(one.mend(plan, known, next(iter(one.look(plan, known)))))


@pytest.mark.parametrize(
    ("rule", "reason"), [("KR-01", "no_consent"), ("KR-03", "refused"), ("KR-10", "consent_stale")]
)
def test_who_may_not_get_it_is_left_out_besides_the_others(rule: str, reason: str) -> None:
    rest = [one for one in SPARED if one != reason]
    data = campaign(audience={"exclusions": rest})
    assert mended(rule, data) == [Edit(("audience", "exclusions"), [*rest, reason])]


PLACE = ("steps", 0, "variants", 0, "body")


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("안녕", "(광고) 안녕"),
        ("  [광고]   안녕", "(광고) 안녕"),
        ("\u200b 안녕", "(광고) 안녕"),
        ("안녕 [광고] 또", "(광고) 안녕 (광고) 또"),
    ],
)
def test_the_mark_is_put_at_the_start(body: str, made: str) -> None:
    assert mended("KR-06", campaign(body)) == [Edit(PLACE, made)]


def test_a_mark_on_information_is_left_to_a_person_and_a_title_keeps_the_body() -> None:
    assert mended("KR-06", informing("(광고) 안녕")) == []
    titled = campaign("안녕 [광고]", title="(광고) 소식")
    assert mended("KR-06", titled) == [Edit(PLACE, "안녕 (광고)")]


OPT_OUT = given(sender={"opt_out": "080-000-1234"})


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("안녕\n", "안녕\n무료수신거부 080-000-1234"),
        ("  안녕", "  안녕\n무료수신거부 080-000-1234"),
        ("무료수신거부 080-000-1234\n안녕", "\n안녕\n무료수신거부 080-000-1234"),
        ("가게 무료수신거부 080-000-1234\n안녕", "가게\n안녕\n무료수신거부 080-000-1234"),
        ("안녕 \n수신거부 02-000-1234\n또", "안녕 \n또\n무료수신거부 080-000-1234"),
        ("안녕\n수신거부는 유료입니다", "안녕\n무료수신거부 080-000-1234"),
    ],
)
def test_the_shops_way_to_refuse_becomes_the_last_line(body: str, made: str) -> None:
    assert mended("KR-07", campaign(body), OPT_OUT) == [Edit(PLACE, made)]


def test_without_a_way_that_the_channel_allows_nothing_is_made_up() -> None:
    assert mended("KR-07", campaign("안녕")) == []
    page = given(sender={"opt_out": "https://shop.example.com/stop"})
    assert mended("KR-07", campaign("안녕"), page) == []
    assert mended("KR-07", campaign("안녕", "email"), page) == [
        Edit(PLACE, "안녕\n수신거부 https://shop.example.com/stop")
    ]


@pytest.mark.parametrize(
    ("window", "made"),
    [
        ({"start": "06:00", "end": "12:00"}, (480, 720)),
        ({"start": "20:49", "end": "23:00"}, (1249, 1250)),
        ({"start": "20:49:01", "end": "23:00"}, (480, 1250)),
        ({"start": "20:50", "end": "23:00"}, (480, 1250)),
        ({"start": "22:00", "end": "23:00"}, (480, 1250)),
        ({"start": "20:00", "end": "06:00"}, (1200, 1250)),
        ({"start": "20:50", "end": "06:00"}, (480, 1250)),
        ({"start": "07:00", "end": "07:00"}, (480, 1250)),
    ],
)
def test_a_window_is_moved_into_the_day(window: dict[str, str], made: tuple[int, int]) -> None:
    edits = mended("KR-04", campaign(send_window=window))
    assert edits == [Edit(("send_window", part), value) for part, value in zip(("start", "end"), made, strict=True)]


@pytest.mark.parametrize(
    ("moment", "window", "made"),
    [
        ("2026-11-02T07:00:00", None, "2026-11-02T08:00:00"),
        ("2026-11-02T22:30:00", None, "2026-11-02T20:49:00"),
        ("2026-11-02T22:30:00", {"start": "10:00", "end": "18:00"}, "2026-11-02T17:59:00"),
    ],
)
def test_a_moment_is_moved_within_its_day(moment: str, window: Any, made: str) -> None:
    data = campaign(entry={"type": "schedule", "start_at": moment}, send_window=window)
    assert mended("KR-04", data) == [Edit(("entry", "start_at"), made)]


def test_mail_at_night_does_not_keep_a_moment_from_being_moved() -> None:
    entry = {"type": "schedule", "start_at": "2026-11-02T07:00:00"}
    steps = [{"channel": "email", "delay": "PT14H"}, {"channel": "lms"}]
    assert mended("KR-04", campaign(entry=entry, steps=steps, send_window=None)) == [
        Edit(("entry", "start_at"), "2026-11-02T08:00:00")
    ]
    only_mail = campaign(entry=entry, steps=[{"channel": "email"}], send_window=None)
    assert list(NIGHT.look(plan_of(only_mail), given())) == []


@pytest.mark.parametrize(
    ("lines", "fine"),
    [
        ("수신거부 https://a.kr/b", True),
        ("수신거부\nhttps://a.kr/b", True),
        ("수신거부\n\n달빛상점\nhttps://a.kr/b", False),
        ("수신거부 https://a.kr/b\n달빛상점", True),
        ("수신거부 https://a.kr/b\n02-000-1234", True),
        ("수신거부 https://a.kr/b\nhelp@a.kr", True),
        ("수신거부 https://a.kr/b\nⓒ 문의는 고객센터", True),
        ("수신거부 https://a.kr/b\n내일 또 만나요", False),
        ("내일 또 만나요", False),
        ("고객센터", False),
        ("수신거부 https://a.kr/b\n" + "달빛상점" + "가" * 56, True),
        ("수신거부 https://a.kr/b\n" + "달빛상점" + "가" * 57, False),
    ],
)
def test_behind_the_refusal_of_a_mail_stands_only_who_sends_it(lines: str, fine: bool) -> None:
    assert told("KR-07", campaign(f"안녕\n{lines}", "email")) == ([] if fine else [(BODY, "email", "block", {})])


@pytest.mark.parametrize(
    ("text", "found"), [("차단하려면 홈에서 채널 차단", True), ("채널 차단\n안녕", False), ("안녕", False)]
)
def test_on_line_the_last_line_says_how_to_refuse(text: str, found: bool) -> None:
    assert bool(told("KR-07", campaign(text, "line"))) is not found
