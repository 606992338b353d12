"""Each rule on both sides of its edge, and the repairs that code makes by itself."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from agent.campaigns.channels import choose_channels, limits_of, text_length
from agent.campaigns.check import check, needs_repair, repair
from agent.campaigns.rules import RULES
from agent.campaigns.schema import Draft
from agent.profile import ShopProfile
from agent.words import LOCALES
from retrieval.playbook import Channel, Message

from .conftest import changed, checked, draft_of, empty_profile, full_profile, playbook_of

FOOT = "\n\n달빛상점 010-0000-1234\n무료수신거부 080-000-1234"
BODY = "steps__0__variants__0__body"
ELSE = "steps__0__fallback_message"
KOREAN = full_profile("ko")


@pytest.fixture(scope="module")
def advert(nobody: duckdb.DuckDBPyConnection) -> Draft:
    return draft_of(nobody, "winback", KOREAN)


@pytest.fixture(scope="module")
def note(nobody: duckdb.DuckDBPyConnection) -> Draft:
    return draft_of(nobody, "review_after_exchange", KOREAN)


def broken(draft: Draft, profile: ShopProfile = KOREAN, **parts: Any) -> set[str]:
    """Ids of the rules that ``draft`` breaks with ``parts`` replaced, but for the missing list of customers."""
    return {violation.rule for violation in checked(changed(draft, **parts), profile).violations} - {"KR-01"}


def places(draft: Draft, rule: str, **parts: Any) -> list[str]:
    """Where ``draft`` breaks ``rule`` with ``parts`` replaced."""
    return [one.path for one in checked(changed(draft, **parts), KOREAN).violations if one.rule == rule]


def over(channel: Channel) -> dict[str, Any]:
    """For ``changed``: the first step over ``channel`` alone, with buttons only where it has some."""
    bare = {f"steps__0__variants__{n}__button": None for n in (0, 1)} if channel in ("sms", "lms") else {}
    return {"steps__0__channel": channel, "steps__0__fallback": None, ELSE: None, **bare}


def test_what_the_writer_makes_is_clean(advert: Draft, note: Draft) -> None:
    assert broken(advert) == broken(note) == set()
    assert checked(advert, KOREAN).rules == len(RULES)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("#{고객명}님, 반가워요. 오랜만이에요.", set()),
        ("#{생일}이 다가와요. 축하드려요.", {"S-01"}),
        ("반가워요 {customer} 손님, 오랜만이에요.", {"S-02"}),
        ("반가워요.[[ 아직 빈 말이에요]]", {"S-02"}),
        ("{{인사}} 오랜만이에요, 손님.", {"S-02"}),
    ],
)
def test_nothing_is_left_to_fill(note: Draft, body: str, found: set[str]) -> None:
    assert broken(note, **{BODY: body}) == found


def test_twins_are_told(note: Draft) -> None:
    twin = note.steps[0].variants[0].body
    report = checked(changed(note, steps__0__variants__1__body=twin), KOREAN)
    assert [(one.rule, one.severity) for one in report.violations] == [("S-03", "warn")]
    assert not report.blocked


@pytest.mark.parametrize(
    ("channel", "part", "fits", "spills"),
    [
        ("in_app", "preview", "가" * 1000, "가" * 1001),
        ("alimtalk", "preview", "가" * 1000, "가" * 1001),
        ("lms", "preview", "가" * 999 + "ab", "가" * 999 + "abc"),
        ("sms", "preview", "가" * 45, "가" * 45 + "a"),
        ("push", "preview", "a" * 200, "a" * 201),
        ("line", "preview", "あ" * 5000, "あ" * 5001),
        ("lms", "title", "가" * 20, "가" * 20 + "a"),
        ("push", "title", "가" * 50, "가" * 51),
        ("email", "title", "a" * 80, "a" * 81),
        ("in_app", "title", "a" * 500, None),  # a chat shows no title
    ],
    ids=lambda value: value if value is None or len(value) < 20 else f"{len(value)}{value[0]}",
)
def test_texts_fit_their_channel(note: Draft, channel: Channel, part: str, fits: str, spills: str | None) -> None:
    def too_long(text: str) -> list[str]:
        one = {**over(channel), f"steps__0__variants__0__{part}": text}
        found = checked(changed(note, **one), KOREAN).violations
        return [broken.path for broken in found if broken.rule == "S-04" and "variants[0]" in broken.path]

    assert too_long(fits) == []
    if spills:
        assert too_long(spills) == ["steps[0].variants[0]." + {"preview": "body"}.get(part, part)]


def test_each_message_must_fit_its_own_channel_only(note: Draft) -> None:
    assert (note.steps[0].channel, note.steps[0].fallback) == ("alimtalk", "lms")
    fits = {"steps__0__variants__0__preview": "가" * 46, "steps__0__fallback": "sms"}
    long = {f"{ELSE}__preview": "가" * 46, "steps__0__fallback": "sms"}
    assert places(note, "S-04", **fits, **{f"{ELSE}__preview": "가" * 45}) == []
    assert places(note, "S-04", **long) == ["steps[0].fallback_message.body"]


def test_a_channel_without_buttons_carries_none(note: Draft) -> None:
    press = {"label": "후기", "url": "https://a.example"}
    assert note.steps[0].fallback_message
    assert note.steps[0].fallback_message.button is None
    assert places(note, "S-04", **{f"{ELSE}__button": press}) == ["steps[0].fallback_message.button"]


@pytest.mark.parametrize(
    ("rule", "part", "text"),
    [
        ("S-01", "body", "#{생일}이 다가와요."),
        ("S-02", "title", "반가워요 {customer}"),
        ("S-02", "preview", "[[ 빈 말 ]]"),
        ("S-08", "body", "70% 돌려드려요."),
    ],
)
def test_the_fallbacks_words_keep_the_rules_too(note: Draft, rule: str, part: str, text: str) -> None:
    place = "body" if rule in ("S-01", "S-08") else part
    assert places(note, rule, **{f"{ELSE}__{part}": text}) == [f"steps[0].fallback_message.{place}"]


def test_the_fallbacks_words_may_not_be_taboo(note: Draft) -> None:
    profile = full_profile("ko", taboos=["별일"])
    found = checked(changed(note, **{f"{ELSE}__body": "별일 없으시죠?"}), profile).violations
    assert [one.path for one in found] == ["steps[0].fallback_message.body"]


@pytest.mark.parametrize(("lines", "found"), [(99, set()), (100, {"S-04"})])
def test_a_brand_message_has_a_hundred_lines_at_most(note: Draft, lines: int, found: set[str]) -> None:
    assert broken(note, **over("brand_message"), **{BODY: "가" + "\n가" * lines}) == found


@pytest.mark.parametrize(("label", "found"), [("가" * 14, set()), ("가" * 15, {"S-04"})])
def test_buttons_fit(note: Draft, label: str, found: set[str]) -> None:
    assert broken(note, steps__0__variants__0__button__label=label) == found


@pytest.mark.parametrize(
    ("path", "inside", "outside"),
    [
        ("entry__wait", "P90D", "P90DT1M"),
        ("entry__wait", "-P1D", "bald"),
        ("cooldown", "P30D", "P30DT1M"),
        ("cooldown", "P0D", "P31D"),
        ("goal__window", "P1D", "PT23H"),
        ("goal__window", "P30D", "P31D"),
    ],
)
def test_durations_stay_within_what_tools_accept(note: Draft, path: str, inside: str, outside: str) -> None:
    assert broken(note, **{path: inside}) == set()
    assert broken(note, **{path: outside}) == {"S-05"}


def test_somebody_must_get_it(note: Draft) -> None:
    gone = {"audience__matched": 0, "audience__reached": 0, "audience__by_channel": {}}
    assert broken(note, **gone) == {"S-06"}


@pytest.mark.parametrize(
    ("url", "found"), [("https://a.example", set()), ("http://a.example", {"S-07"}), ("#", {"S-07"})]
)
def test_links_are_https(note: Draft, url: str, found: set[str]) -> None:
    assert broken(note, steps__0__variants__0__button__url=url) == found


def test_a_link_in_the_text_is_https_too(nobody: duckdb.DuckDBPyConnection) -> None:
    unsafe = full_profile("ko", links={"home": "http://shop.example.com", "review": "https://shop.example.com/review"})
    assert broken(draft_of(nobody, "review_after_exchange", unsafe), unsafe) == set()
    winback = draft_of(nobody, "winback", unsafe)
    paths = [one.path for one in checked(winback, unsafe).violations if one.rule == "S-07"]
    assert paths == [
        f"steps[0].{at}" for at in ("variants[0].button.url", "variants[1].button.url", "fallback_message.body")
    ]


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("실버 링은 30,000원이에요.", set()),
        ("실버 링은 30000원이에요.", set()),
        ("50,000원부터 배송비가 없어요.", set()),
        ("실버 링은 29,000원이에요.", {"S-08"}),
        ("#{상자 99} 안내예요, 손님.", {"S-01"}),  # a number in a variable's name promises nothing
        ("70% 돌려드려요, 손님.", {"S-08"}),
    ],
)
def test_numbers_stand_in_the_shops_own_facts(note: Draft, body: str, found: set[str]) -> None:
    assert broken(note, **{BODY: body}) == found


def test_numbers_of_the_playbooks_own_words_are_no_promise(nobody: duckdb.DuckDBPyConnection) -> None:
    renewal = draft_of(nobody, "consent_renewal", KOREAN)
    assert "2년" in renewal.steps[0].variants[0].body
    assert broken(renewal) == set()
    assert broken(renewal, **{BODY: "5년마다 다시 여쭤봐요, 손님."}) == {"S-08"}


def test_numbers_of_a_playbook_of_ones_own_are_no_promise_either(nobody: duckdb.DuckDBPyConnection) -> None:
    words = Message(body="37일째 못 뵈었어요. 그래서 안부 여쭤요.")
    own = playbook_of("winback", words, id="my_winback")
    draft = draft_of(nobody, own, KOREAN)
    assert draft.steps[0].fallback_message
    assert "37일째" in draft.steps[0].fallback_message.body
    assert [one.rule for one in check(draft, KOREAN, own).violations] == ["KR-01"]
    assert {one.rule for one in check(draft, KOREAN, None).violations} == {"KR-01", "S-08"}


def test_words_the_shop_never_says(note: Draft) -> None:
    assert broken(note, full_profile("ko", taboos=["번거로우셨죠"])) == {"S-09"}


def test_without_a_list_of_customers_consent_is_told_to_be_unknown(advert: Draft, note: Draft) -> None:
    assert [(one.rule, one.severity) for one in checked(advert, KOREAN).violations] == [("KR-01", "warn")]
    assert not checked(changed(advert, audience__consent_known=True), KOREAN).violations
    assert not checked(note, KOREAN).violations


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        (480, 1260, set()),
        (479, 1260, {"KR-04"}),
        (480, 1261, {"KR-04"}),
        (1259, 1260, set()),
        (0, 1440, {"KR-04"}),
    ],
)
def test_korean_nights_are_quiet(advert: Draft, start: int, end: int, found: set[str]) -> None:
    hours = {"send_window__start": start, "send_window__end": end}
    assert broken(advert, **hours) == found
    assert broken(advert, **hours, country="JP", **over("line")) == set()


def test_only_email_alone_may_come_at_night(advert: Draft) -> None:
    night = {"send_window__start": 0, "send_window__end": 1440}
    assert broken(advert, **night, **over("email")) == set()
    assert broken(advert, **night, steps__0__channel="email", steps__0__fallback="lms") == {"KR-04"}


@pytest.mark.parametrize(
    ("body", "found"),
    [
        (f"(광고) 오랜만이에요, 손님.{FOOT}", set()),
        (f"오랜만이에요, 손님.{FOOT}", {"KR-06"}),
        (f" (광고) 오랜만이에요.{FOOT}", {"KR-06"}),
        (f"[광고] 오랜만이에요.{FOOT}", {"KR-06"}),
        (f"(광 고) 오랜만이에요.{FOOT}", {"KR-06"}),
        (f"(광고) 오랜만이에요. (광/고){FOOT}", {"KR-06"}),
        ("(광고) 오랜만이에요, 손님.\n\n달빛상점\n무료수신거부 080-000-1234", {"KR-05"}),
        ("(광고) 오랜만이에요, 손님.\n\n010-0000-1234\n무료수신거부 080-000-1234", {"KR-05"}),
        ("(광고) 오랜만이에요, 손님.\n\n달빛상점 010-0000-1234", {"KR-07"}),
        (f"(광고) 오랜만이에요, 손님.{FOOT}\n또 만나요.", {"KR-07"}),
        ("(광고) 오랜만이에요, 손님.\n\n달빛상점 010-0000-1234\n무료수신거부 010-0000-1234", {"KR-07"}),
    ],
)
def test_korean_advertising_says_what_it_is_who_sends_it_and_how_to_refuse(
    advert: Draft, body: str, found: set[str]
) -> None:
    assert broken(advert, **{BODY: body}) == found
    assert broken(advert, **{f"{ELSE}__title": "", f"{ELSE}__body": body}) == found


def test_a_korean_email_may_be_refused_at_an_address(advert: Draft) -> None:
    profile = full_profile("ko", sender=KOREAN.sender.model_copy(update={"opt_out": "stop@example.com"}))
    email = {**over("email"), "steps__0__variants__1__body": "(광고) 달빛상점"}
    fine = "(광고) 오랜만이에요.\n\n달빛상점 010-0000-1234\n무료수신거부 stop@example.com"
    report = checked(changed(advert, **email, **{BODY: fine}), profile)
    assert [one.path for one in report.violations if one.rule == "KR-07"] == ["steps[0].variants[1].body"]


@pytest.mark.parametrize(("body", "found"), [("찾아뵐게요, 손님.", set()), ("쿠폰을 드려요, 손님.", {"KR-14"})])
def test_alimtalk_carries_no_benefit(note: Draft, body: str, found: set[str]) -> None:
    def of_alimtalk(**parts: Any) -> set[str]:
        return broken(note, **parts) - {"AD-02"}

    assert of_alimtalk(**{BODY: body}) == found
    assert of_alimtalk(**{BODY: body}, **over("lms")) == set()
    assert of_alimtalk(**{f"{ELSE}__body": body}) == set()
    swapped = {"steps__0__channel": "in_app", "steps__0__fallback": "alimtalk"}
    assert of_alimtalk(**{BODY: body}, **swapped) == set()
    assert of_alimtalk(**{f"{ELSE}__body": body}, **swapped) == found


@pytest.mark.parametrize("country", ["KR", "JP", "US"])
@pytest.mark.parametrize("channel", ["lms", "in_app", "email", "line", "push"])
def test_information_speaks_of_no_benefit_on_any_channel(note: Draft, channel: Channel, country: str) -> None:
    one = {**over(channel), "country": country}
    assert broken(note, **one, **{BODY: "오늘만 특가 세일… 무료배송 쿠폰도 드려요"}) == {"AD-02"}
    assert broken(note, **one) == set()


@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("Our SALE starts today.", True),
        ("Here are your coupons.", True),
        ("We also sell wholesale, and it is for sale again.", False),
        ("A Salesforce of one.", False),
        ("本日からセールです。", True),
        ("セールス担当よりご連絡します。", False),
        ("세일즈 담당자가 연락드려요.", False),
        ("안내: https://shop.example.com/sale", False),
    ],
)
def test_only_whole_words_of_a_benefit_are_told(note: Draft, text: str, caught: bool) -> None:
    parts = ("variants__0__title", "variants__0__body", "variants__0__button__label", "fallback_message__body")
    for part in parts:
        assert bool(places(note, "AD-02", **{f"steps__0__{part}": text})) is caught, part


def test_a_popup_that_is_no_advertising_speaks_of_no_benefit(note: Draft, advert: Draft) -> None:
    popup = {"entry": {"type": "popup", "delay_seconds": 3}, BODY: "쿠폰을 드려요, 손님."}
    assert places(note, "AD-02", **popup) == ["steps[0].variants[0].body"]
    assert places(advert, "AD-02", **popup) == []


def test_the_shops_own_facts_are_no_benefit(note: Draft) -> None:
    profile = full_profile("ko", name="세일상점", exchange_policy="할인 상품은 교환이 안 돼요")
    text = "세일상점이에요. 할인 상품은 교환이 안 돼요."
    assert broken(note, profile, **{BODY: text}, **over("lms")) == set()
    assert broken(note, profile, **{BODY: text + " 할인해요."}, **over("lms")) == {"AD-02"}


def test_alimtalk_carries_no_declared_advertising(advert: Draft) -> None:
    assert "KR-14" in broken(advert, **over("alimtalk"))


def test_advertising_by_email_abroad_names_sender_and_way_out(nobody: duckdb.DuckDBPyConnection) -> None:
    profile = full_profile("en")
    draft = draft_of(nobody, "winback", profile, "en")
    assert broken(draft, profile) == set()
    assert broken(draft, profile, **{BODY: "Moon Shop says hello again."}) == {"AD-01"}
    assert broken(draft, profile, **{BODY: "Unsubscribe: https://shop.example.com/stop"}) == {"AD-01"}
    line = {"steps__0__channel": "line", BODY: "Moon Shop says hello again."}
    assert broken(draft, profile, **line) == set()
    assert broken(draft, profile, **line, steps__0__fallback="email") == {"AD-01"}


def test_violations_speak_the_operators_language(advert: Draft) -> None:
    for locale in LOCALES:
        hurt = changed(advert, locale=locale, send_window__start=0, **{BODY: "(광고) 9원\n{x} #{y}"})
        report = checked(hurt, KOREAN)
        assert report.blocked
        assert len({one.message for one in report.violations}) > 5
        assert {"S-01", "S-02", "S-08", "KR-04", "KR-05", "KR-07"} <= {one.rule for one in report.violations}


def test_code_repairs_the_hours_and_the_mark(advert: Draft) -> None:
    hurt = changed(advert, send_window__start=300, send_window__end=1380, **{BODY: f"오랜만이에요, 손님.{FOOT}"})
    hurt = changed(hurt, **{f"{ELSE}__title": "안부예요"})
    hurt = hurt.model_copy(update={"check": checked(hurt, KOREAN)})
    assert needs_repair(hurt)
    fixed = repair(hurt)
    assert (fixed.send_window.start, fixed.send_window.end) == (480, 1250)
    assert fixed.steps[0].variants[0].body.startswith("(광고) 오랜만이에요")
    assert fixed.steps[0].variants[1] == advert.steps[0].variants[1]
    assert fixed.steps[0].fallback_message
    assert fixed.steps[0].fallback_message.title == "(광고) 안부예요"
    report = checked(fixed, KOREAN)
    assert report.repaired == ("KR-04", "KR-06")
    assert not report.blocked
    assert not needs_repair(fixed.model_copy(update={"check": report}))


def test_a_window_that_lies_in_the_night_moves_into_the_day(advert: Draft) -> None:
    hurt = changed(advert, send_window__start=1300, send_window__end=1400)
    fixed = repair(hurt.model_copy(update={"check": checked(hurt, KOREAN)}))
    assert (fixed.send_window.start, fixed.send_window.end) == (480, 1250)


def test_what_code_cannot_repair_stays_broken_and_is_still_told(advert: Draft) -> None:
    hurt = changed(advert, **{BODY: f"[광고] 오랜만이에요, 손님.{FOOT}"})
    for _ in range(2):
        hurt = repair(hurt.model_copy(update={"check": checked(hurt, KOREAN)}))
    assert "KR-06" in {one.rule for one in checked(hurt, KOREAN).violations}


def test_repair_leaves_an_unchecked_or_clean_draft_alone(advert: Draft) -> None:
    assert repair(advert) == advert
    assert not needs_repair(advert)


@pytest.mark.parametrize(
    ("text", "bytes_"), [("", 0), ("abc", 3), ("가나", 4), ("가a", 3), ("😊", 2), ("あ", 2), ("é", 2), ("\n", 1)]
)
def test_korean_text_messages_count_bytes(text: str, bytes_: int) -> None:
    assert text_length(text, limits_of("lms", "KR")) == bytes_
    assert text_length(text, limits_of("in_app", "KR")) == len(text)


def test_a_text_message_abroad_holds_more_than_a_korean_one() -> None:
    assert limits_of("sms", "KR").body == 90
    assert limits_of("sms", "US").body == 1600


BARE = {"name": "달빛상점", "channels": ("brand_message", "lms", "alimtalk", "email", "in_app")}
ALL = ("brand_message", "lms", "alimtalk", "email", "in_app")


@pytest.mark.parametrize(
    ("sender", "advertising", "chosen"),
    [
        ({}, True, ("in_app",)),
        ({"phone": "010-0000-1"}, True, ("in_app",)),
        ({"phone": "010-0000-1", "opt_out": "080-000-1234"}, True, ("brand_message", "lms")),
        ({"email": "a@example.com", "opt_out": "080-000-1234"}, True, ("brand_message", "email")),
        ({"email": "a@example.com", "opt_out": "a@example.com"}, True, ("email",)),
        ({}, False, ("brand_message", "alimtalk")),
        ({"phone": "010-0000-1"}, False, ("brand_message", "lms")),
    ],
)
def test_only_channels_that_may_be_used_are_chosen(
    sender: dict[str, str], advertising: bool, chosen: tuple[str, ...]
) -> None:
    profile = empty_profile("ko", **BARE, sender=sender)
    assert choose_channels(ALL, profile, advertising=advertising) == chosen


def test_a_channel_the_shop_does_not_have_is_never_chosen() -> None:
    assert choose_channels(("lms", "line"), full_profile("ko", channels=("in_app",)), advertising=False) == ()
