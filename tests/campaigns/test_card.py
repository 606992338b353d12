"""The card: what an operator reads before switching on."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any, get_args

import duckdb
import pytest

from agent.campaigns.card import clock, date_words, duration, event_words, make_card
from agent.campaigns.compose import money, spoken_day
from agent.campaigns.durations import minutes_of
from agent.campaigns.schema import CheckReport, Draft, Reason, Violation
from agent.words import LOCALES, Locale, say
from retrieval.library import load_library
from retrieval.playbook import Message

from .conftest import AS_OF, changed, checked, draft_of, empty_profile, full_profile, needs_a_gift, playbook_of, stored

TITLES = {
    "ko": ["눈에 띈 점", "받는 분", "보내는 말", "언제", "비용", "기대", "왜 통할까요", "켜는 방법"],
    "ja": ["気づいたこと", "届くお客様", "送るメッセージ", "いつ", "費用", "見込み", "なぜ効くのか", "オンにする方法"],
    "en": [
        "What we noticed",
        "Who gets it",
        "What is sent",
        "When",
        "Cost",
        "What it should bring",
        "Why it works",
        "How to switch it on",
    ],
}


def lines(draft: Draft, **more: Any) -> dict[str, str]:
    """Text of each section of the card, by the Korean title's place."""
    card = make_card(stored(draft, **more))
    return {title: "\n".join(one.lines) for title, one in zip(TITLES["ko"], card.sections, strict=True)}


@pytest.fixture(scope="module")
def winback(nobody: duckdb.DuckDBPyConnection) -> Draft:
    return draft_of(nobody, "winback", full_profile("ko"))


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("kind", ["full", "empty"])
def test_every_playbook_makes_a_whole_card(nobody: duckdb.DuckDBPyConnection, locale: Locale, kind: str) -> None:
    profile = full_profile(locale) if kind == "full" else empty_profile(locale)
    for name in load_library().playbooks:
        if kind == "empty" and (name == "consent_renewal" or needs_a_gift(name)):
            continue
        draft = draft_of(nobody, name, profile, locale)
        card = make_card(stored(draft.model_copy(update={"check": checked(draft, profile)})))
        assert [section.title for section in card.sections] == TITLES[locale], name
        said = "\n".join(line for section in card.sections for line in section.lines)
        assert not re.search(r"[{}|]|None|\bP\d+D|\(이\)|\(으\)|을\(를\)", said.replace("#{", "")), (name, said)
        messages = [message.text for section in card.sections for message in section.messages]
        assert messages == [message.preview for step in draft.steps for message in step.messages], name


def test_operators_read_their_own_language_whatever_customers_read(nobody: duckdb.DuckDBPyConnection) -> None:
    draft = draft_of(nobody, "winback", full_profile("ja"), "ko")
    card = make_card(stored(draft))
    assert [section.title for section in card.sections] == TITLES["ko"]
    assert "月あかり堂" in card.sections[2].messages[0].text
    assert re.search("[가-힣]", card.sections[2].messages[0].heading)


@pytest.mark.parametrize(
    ("locale", "heading"),
    [
        ("ko", "못 받는 분께는 문자로"),
        ("ja", "届かない方にはメールで"),
        ("en", "For those it does not reach: by text message"),
    ],
)
def test_the_fallbacks_words_are_shown_after_the_wordings(
    nobody: duckdb.DuckDBPyConnection, locale: Locale, heading: str
) -> None:
    words = Message(title="A note", body="Once more, in a few words.")
    card = make_card(stored(draft_of(nobody, playbook_of("welcome_series", words), full_profile(locale), locale)))
    shown = card.sections[2].messages
    assert [message.heading[:2] for message in shown[:2]] == ["A.", "B."]
    assert shown[2].heading == heading
    assert "Once more, in a few words." in shown[2].text
    assert [message.heading.endswith(heading) for message in shown] == [False, False, True] * 4


def test_without_a_fallback_there_is_no_word_of_it(nobody: duckdb.DuckDBPyConnection) -> None:
    card = make_card(stored(draft_of(nobody, "winback", full_profile("ko", channels=("lms",)))))
    assert card.sections[2].lines[0] == "문자로 보내요"
    assert [message.heading[0] for message in card.sections[2].messages] == ["A", "B"]


@pytest.mark.parametrize("locale", LOCALES)
def test_each_reason_to_be_left_out_has_its_words(winback: Draft, locale: Locale) -> None:
    for reason in get_args(Reason):
        assert say(locale, f"card.always_{reason}")
        if reason != "recently_messaged":  # nobody knows before it is sent
            left = changed(
                winback, locale=locale, audience__excluded=[{"reason": reason, "count": 7}], audience__matched=207
            )
            assert any("7" in line for line in make_card(stored(left)).sections[1].lines[2:])


def test_who_is_left_out_is_told_with_its_reason(winback: Draft) -> None:
    excluded = [{"reason": "no_consent", "count": 1200}, {"reason": "upset_open", "count": 3}]
    counted = changed(
        winback,
        audience__consent_known=True,
        audience__matched=1403,
        audience__excluded=[*excluded, {"reason": "refused", "count": 0}],
        audience__reached=200,
        audience__checked_later=["order.count", "customer.joined"],
    )
    who = lines(counted)["받는 분"]
    assert "1,403명 중 200명에게 보낼 수 있어요" in who
    assert "- 광고 수신에 동의하지 않은 분 1,200명" in who
    assert "안 풀린 불만이 있는 분 3명" in who
    assert "0명" not in who.replace("200명", "").replace("1,200명", "")
    assert "몇 번 샀는지, 가입했는지" in who


def test_reaching_all_is_said_as_all(winback: Draft) -> None:
    everybody = {"audience__consent_known": True, "audience__excluded": [], "audience__checked_later": []}
    for count, said in ((8, "8명 모두에게"), (1, "1명 중 1명에게")):
        counts = {"matched": count, "reached": count, "by_channel": {"brand_message": count}}
        draft = changed(winback, **everybody, **{f"audience__{name}": value for name, value in counts.items()})
        assert said in lines(draft)["받는 분"]


def test_quotes_show_blanks_for_what_was_masked_and_no_ids(winback: Draft) -> None:
    quote = {"conversation_id": "6ac6b3e1", "text": "⟨name⟩ 고객이 ⟨phone⟩ 번호로 물었어요"}
    noticed = lines(changed(winback, proof__examples=[quote]))["눈에 띈 점"]
    assert noticed.endswith("“○○ 고객이 ○○ 번호로 물었어요”")


def test_a_source_stays_out_of_the_words_for_the_operator(winback: Draft) -> None:
    told = changed(winback, forecast__rate_source="Vendor X, conversion 2024", forecast__rate_claimed=True)
    hope = lines(told)["기대"]
    assert "업체가 공개한 수치" in hope
    assert "Vendor X" not in hope


def test_small_hopes_are_not_said_as_nothing(winback: Draft) -> None:
    none = {"low": 0, "high": 0, "level": 0.8}
    hope = lines(changed(winback, forecast__goal_events=none, forecast__revenue=none))["기대"]
    assert "그중 0~1명이 주문할 거예요." in hope
    assert "매출" not in hope
    same = lines(changed(winback, forecast__goal_events={"low": 2, "high": 2, "level": 0.8}))["기대"]
    assert "그중 2명이" in same


def test_sales_are_said_no_more_precisely_than_they_are_known(winback: Draft) -> None:
    revenue = {"low": 0, "high": 275_456, "level": 0.8}
    assert "매출로는 0원에서 280,000원 사이예요" in lines(changed(winback, forecast__revenue=revenue))["기대"]


def test_cost_shows_its_sum_or_what_is_missing(winback: Draft, nobody: duckdb.DuckDBPyConnection) -> None:
    assert "약 5,000원 (카카오 브랜드 메시지 200건 × 25원, 부가세 별도)" in lines(winback)["비용"]
    cheap = draft_of(nobody, "winback", full_profile("ko", prices={"brand_message": 8.5}))
    assert "200건 × 8.5원" in lines(cheap)["비용"]
    unknown = draft_of(nobody, "cart_abandonment", full_profile("ko", prices={}))
    assert "약 600건" in lines(unknown)["비용"]  # three messages to each of 200


def test_a_guessed_hour_is_called_a_guess(nobody: duckdb.DuckDBPyConnection) -> None:
    profile = full_profile("ko")
    assert "무난한 시간" in lines(draft_of(nobody, "winback", profile, hours=()))["언제"]
    assert "상담이 많은 오전 9시쯤에 맞췄어요" in lines(draft_of(nobody, "winback", profile))["언제"]
    assert (
        "무난한" not in lines(draft_of(nobody, "cart_abandonment", profile, hours=()))["언제"]
    )  # all day, nothing guessed


def test_violations_and_status_are_shown(winback: Draft) -> None:
    card = make_card(
        stored(winback.model_copy(update={"check": checked(winback, full_profile("ko"))}), status="active")
    )
    assert card.tags == ("켜짐", "광고")
    assert any(line.startswith("- 손님 목록이 없어서") for line in card.sections[-1].lines)


def test_what_was_repaired_is_told(winback: Draft) -> None:
    report = checked(winback, full_profile("ko")).model_copy(update={"repaired": ("KR-04", "KR-06")})
    card = make_card(stored(winback.model_copy(update={"check": report})))
    assert "자동으로 고친 규칙: KR-04, KR-06" in card.sections[-1].lines


@pytest.mark.parametrize(
    ("value", "ko", "ja", "en"),
    [
        ("P1D", "하루", "1日", "1 day"),
        ("PT24H", "하루", "1日", "1 day"),
        ("-P3D", "3일", "3日", "3 days"),
        ("PT1H", "1시간", "1時間", "1 hour"),
        ("P1DT2H", "26시간", "26時間", "26 hours"),
        ("PT90M", "90분", "90分", "90 minutes"),
    ],
)
def test_durations(value: str, ko: str, ja: str, en: str) -> None:
    assert [duration(value, locale) for locale in LOCALES] == [ko, ja, en]


def test_a_duration_that_is_none_is_refused() -> None:
    with pytest.raises(ValueError, match="a week"):
        minutes_of("a week")


@pytest.mark.parametrize(
    ("minutes", "ko", "ja", "en"),
    [
        (0, "밤 12시", "0時", "0:00"),
        (30, "밤 12시 30분", "0時30分", "0:30"),
        (60, "새벽 1시", "1時", "1:00"),
        (480, "아침 8시", "8時", "8:00"),
        (660, "오전 11시", "11時", "11:00"),
        (720, "낮 12시", "12時", "12:00"),
        (785, "오후 1시 5분", "13時5分", "13:05"),
        (1230, "저녁 8시 30분", "20時30分", "20:30"),
        (1260, "밤 9시", "21時", "21:00"),
        (1440, "밤 12시", "24時", "24:00"),
    ],
)
def test_clocks(minutes: int, ko: str, ja: str, en: str) -> None:
    assert [clock(minutes, locale) for locale in LOCALES] == [ko, ja, en]


def test_dates() -> None:
    assert [date_words(datetime(2026, 3, 1), locale) for locale in LOCALES] == [
        "2026년 3월 1일",
        "2026年3月1日",
        "March 1, 2026",
    ]
    assert [spoken_day(AS_OF.date(), locale) for locale in LOCALES] == ["11월 1일", "11月1日", "November 1"]


@pytest.mark.parametrize(
    ("amount", "currency", "said"),
    [
        (50_000, "KRW", ("50,000원", "50,000ウォン", "₩50,000")),
        (1234.6, "KRW", ("1,235원", "1,235ウォン", "₩1,235")),
        (8.5, "KRW", ("8.5원", "8.5ウォン", "₩8.5")),
        (100, "JPY", ("100엔", "100円", "¥100")),
        (0, "USD", ("0달러", "0ドル", "$0")),
        (0.0079, "USD", ("0.0079달러", "0.0079ドル", "$0.0079")),
        (0.001, "USD", ("0.001달러", "0.001ドル", "$0.001")),
        (0.01, "USD", ("0.01달러", "0.01ドル", "$0.01")),
        (7.5, "USD", ("7.50달러", "7.50ドル", "$7.50")),
        (1000, "EUR", ("1,000유로", "1,000ユーロ", "€1,000")),
        (19.99, "CHF", ("19.99 CHF", "19.99 CHF", "19.99 CHF")),
    ],
)
def test_money(amount: float, currency: str, said: tuple[str, str, str]) -> None:
    assert tuple(money(amount, currency, locale) for locale in LOCALES) == said


def test_every_event_of_a_playbook_has_its_four_phrases() -> None:
    events = {playbook.goal.event for playbook in load_library().playbooks.values()}
    for playbook in load_library().playbooks.values():
        for name in ("event", "filter_event", "exit_event"):
            events.add(getattr(playbook.entry, name, None) or "order_placed")
    for event in sorted(events):
        for locale in LOCALES:
            assert all(event_words(event, locale)), event


@pytest.mark.parametrize(
    ("days", "ko", "ja", "en"),
    [
        ((1, 2, 3, 4, 5, 6, 7), "", "", ""),
        ((1, 2, 3, 4, 5, 6), "일요일은 빼고 ", "日曜日を除き、", ", but not on Sunday"),
        ((1, 2, 3, 4, 5), "토요일, 일요일은 빼고 ", "土曜日、日曜日を除き、", ", but not on Saturday, Sunday"),
        ((6, 7), "토요일, 일요일 ", "土曜日、日曜日の", ", and only on Saturday, Sunday"),
    ],
)
def test_days_are_named_when_it_is_not_every_day(
    nobody: duckdb.DuckDBPyConnection, days: tuple[int, ...], ko: str, ja: str, en: str
) -> None:
    window = {"send_window__days": list(days), "send_window__start": 600, "send_window__end": 1140}
    said = {}
    for locale in LOCALES:
        draft = changed(draft_of(nobody, "winback", full_profile(locale), locale), **window)
        said[locale] = lines(draft)["언제"]
    assert f"{ko}오전 10시부터 저녁 7시 사이에만 보내요." in said["ko"].splitlines()
    assert f"{ja}10時から19時の間だけ送ります。" in said["ja"].splitlines()
    assert f"Sent only between 10:00 and 19:00{en}, the customer's own time." in said["en"].splitlines()


def test_what_does_not_block_has_a_heading(winback: Draft) -> None:
    told = {"rule": "X", "path": "steps", "fix": None}
    found = [
        Violation(severity="warn", message="알아 두세요.", **told),
        Violation(severity="block", message="안 돼요.", **told),
        Violation(severity="info", message="그냥.", **told),
    ]
    for violations, said in (
        (found, ["- 안 돼요.", "막지는 않지만 알아 두실 것", "- 알아 두세요."]),
        (found[1:], ["- 안 돼요."]),
        ([], []),
    ):
        report = CheckReport(rules=20, violations=tuple(violations))
        shown = make_card(stored(winback.model_copy(update={"check": report}))).sections[-1].lines
        start = shown.index("법과 발송 규칙 20가지를 확인했어요.") + 1
        assert list(shown[start:]) == said
