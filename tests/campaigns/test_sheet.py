"""The page for the operator: everything is on it, nothing in it can run, and it fetches nothing."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from html import unescape
from html.parser import HTMLParser
from typing import Any

import duckdb
import pytest

from agent.campaigns.life import AuditEntry
from agent.campaigns.schema import Campaign, CheckReport, StatusChange, Violation
from agent.campaigns.sheet import make_sheet
from agent.words import LOCALES, Locale, say
from retrieval.library import load_library

from .conftest import Shop, changed, draft_of, full_profile, needs_a_gift, stored

AT = datetime(2026, 11, 2, 1, 5, tzinfo=UTC)
VOID = {"meta", "input", "br"}
JARGON = re.compile(
    r"\bCRM\b|세그먼트|퍼널|트리거|퍼블리시|컨버전|\bCTA\b|리드|커맨드 버튼|워크플로우|A/B|セグメント|ファネル|トリガー|コンバージョン|ワークフロー"
    r"|\bsegments?\b|\bfunnels?\b|\btriggers?\b|\bconversions?\b|\bworkflows?\b", re.I
)  # fmt: skip


class Page(HTMLParser):
    """The page as a browser sees it: every tag closed, texts of the boxes to copy, what it would fetch."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.open: list[str] = []
        self.boxes: list[str] = []
        self.fetched: list[str] = []
        self.tags: set[str] = set()
        self.text: list[str] = []
        self.feed(page)
        assert self.open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.add(tag)
        self.fetched += [f"{tag} {name}" for name, _ in attrs if name in ("src", "href", "srcset", "onclick", "style")]
        if tag == "pre":
            self.boxes.append("")
        if tag not in VOID:
            self.open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if "style" in self.open:
            return
        self.text.append(data)
        if "pre" in self.open:
            self.boxes[-1] += data


def _campaign(connection: duckdb.DuckDBPyConnection, playbook: str, locale: Locale, /, **parts: Any) -> Campaign:
    draft = changed(draft_of(connection, playbook, full_profile(locale), locale), **parts)
    return stored(draft.model_copy(update={"check": CheckReport(rules=20)}))


@pytest.mark.parametrize("locale", LOCALES)
def test_every_playbook_becomes_a_page_that_is_whole(nobody: duckdb.DuckDBPyConnection, locale: Locale) -> None:
    made = 0
    for name in load_library().playbooks:
        if needs_a_gift(name):
            continue
        try:
            campaign = _campaign(nobody, name, locale)
        except AssertionError:  # this shop cannot have it
            continue
        page = Page(make_sheet(campaign, at=AT))
        made += 1
        text = "".join(page.text)
        assert page.fetched == []
        assert not page.tags & {"script", "link", "img", "iframe", "a", "form"}
        assert not JARGON.search("".join(t for t in page.text if t not in page.boxes)), name
        boxes = [box.strip("\n") for box in page.boxes]
        assert boxes[0] == campaign.name
        for step in campaign.steps:
            for message in step.messages:
                assert message.body.strip("\n") in boxes
                assert message.button is None or {message.button.label, message.button.url} <= set(boxes)
        assert campaign.audience.sentence in text
        assert "{" not in re.sub(r"#\{[^}]*\}", "", text)
    assert made > 10


def test_what_comes_from_outside_stays_text(nobody: duckdb.DuckDBPyConnection) -> None:
    bad = "<script>alert(1)</script>\"'&amp;"
    campaign = _campaign(
        nobody, "winback", "ko", name=bad, shop=bad, objective=bad, steps__0__variants__0__body=bad,
        steps__0__variants__0__angle=bad, audience__sentence=bad,
    )  # fmt: skip
    campaign = campaign.model_copy(
        update={"status": "approved", "decided": (StatusChange(status="approved", by=bad, at=AT),)}
    )
    html = make_sheet(campaign, at=AT, earlier=AuditEntry(1, "active", bad, AT, None))
    page = Page(html)
    assert "<script" not in html
    assert "script" not in page.tags
    assert bad in page.boxes[0]
    assert unescape(html).count(bad) >= 7


def test_the_count_adds_up_on_the_page(shop: Shop) -> None:
    for number in range(9):
        shop.customer(f"u{number}", consent_kakao=number < 7, consent_at="2026-09-01", refused=number == 0)
        shop.order(f"u{number}", "2026-06-01 10:00")
    campaign = _campaign(shop.connection, "winback", "ko")
    html = make_sheet(campaign, at=AT)
    numbers = [int(n.replace("−", "-")) for n in re.findall(r'<td class="n">([−\d]+)</td>', html)]
    rows = 2 + len(campaign.audience.excluded)
    assert len(campaign.audience.excluded) > 1
    assert sum(numbers[: rows - 1]) == numbers[rows - 1] == campaign.audience.reached


@pytest.mark.parametrize("status", ["draft", "approved", "active", "stopped"])
def test_it_says_who_decided_and_when_on_the_shop_s_clock(nobody: duckdb.DuckDBPyConnection, status: Any) -> None:
    decided = () if status == "draft" else (StatusChange(status=status, by="김하나", at=AT),)
    campaign = _campaign(nobody, "winback", "ko").model_copy(update={"status": status, "decided": decided})
    text = "".join(Page(make_sheet(campaign, at=AT)).text)
    said = say("ko", f"sheet.state_{status}", by="김하나", at="2026년 11월 2일 10:05")
    assert said in text
    assert say("ko", "sheet.safe") in text


def test_an_older_version_that_runs_is_on_it(nobody: duckdb.DuckDBPyConnection) -> None:
    campaign = _campaign(nobody, "winback", "en").model_copy(update={"version": 3})
    text = "".join(Page(make_sheet(campaign, at=AT, earlier=AuditEntry(2, "active", "Ann", AT, None))).text)
    assert "What runs in your tool now is version 2" in text
    assert "Version 2, which was on before, is switched off in the tool." in text


def test_what_no_tool_does_by_itself_is_said(nobody: duckdb.DuckDBPyConnection) -> None:
    campaign = _campaign(nobody, "winback", "ko", holdout__share=0.2)
    text = "".join(Page(make_sheet(campaign, at=AT)).text)
    assert "100명 중 20명은 일부러 빼요" in text
    for reason in campaign.audience.exclusions:
        assert say("ko", f"card.always_{reason}") in text
    assert "2년이 넘은 분은 목록에서 직접 빼 주세요" in text


def test_advertising_and_information_are_told_apart(nobody: duckdb.DuckDBPyConnection) -> None:
    advert = make_sheet(_campaign(nobody, "winback", "en"), at=AT)
    notice = make_sheet(_campaign(nobody, "review_after_exchange", "en"), at=AT)
    assert say("en", "sheet.advert_on") in advert
    assert say("en", "sheet.advert_off") in notice


def test_what_the_check_found_is_on_it(nobody: duckdb.DuckDBPyConnection) -> None:
    found = Violation(rule="KR-01", severity="warn", path="audience", message="<동의>를 몰라요.", fix="목록을 주세요.",
                      basis="정보통신망법 제50조")  # fmt: skip
    campaign = _campaign(nobody, "winback", "ko")
    for violations, said in (
        ((), "규칙 20가지를 확인했고, 막는 것은 없어요"),
        ((found,), "막는 것은 없어요"),
        (
            (found.model_copy(update={"severity": "block"}),),
            "막는 규칙이 1가지 있어요",
        ),
    ):
        report = CheckReport(rules=20, violations=violations)
        text = "".join(Page(make_sheet(campaign.model_copy(update={"check": report}), at=AT)).text)
        assert said in text
        assert ("<동의>를 몰라요. → 목록을 주세요.정보통신망법 제50조" in text) == bool(violations)


def _by_hand(campaign: Campaign, locale: Locale = "ko") -> str:
    """What stands under the heading of what is left to do by hand."""
    page = unescape(make_sheet(campaign, at=AT, label=lambda intent: f"<{intent}>"))
    after = page.partition(f"<h2>{say(locale, 'sheet.by_hand')}</h2>")[2]
    return after.partition("<h2>")[0]


@pytest.mark.parametrize(
    "playbook, once",
    [("seasonal_broadcast", True), ("restock_alert", False), ("anniversary", False), ("cart_abandonment", False)],
)
def test_sent_once_is_only_what_has_one_day(nobody: duckdb.DuckDBPyConnection, playbook: str, once: bool) -> None:
    page = make_sheet(_campaign(nobody, playbook, "ko"), at=AT)
    assert ("한 번만 보내는 메시지" in page) == once
    assert (say("ko", "sheet.open_month") in page) != once


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize(
    "playbook, event, word",
    [
        ("restock_alert", "back_in_stock", "다시 들어와"),
        ("launch_alert", "product_launched", "정말 나와서"),
        ("price_drop_alert", "price_dropped", "정말 내려가"),
        ("low_stock_urgency", "low_stock", "아직 남아"),
    ],
)
def test_a_product_that_is_waited_for_is_looked_at_first(
    nobody: duckdb.DuckDBPyConnection, playbook: str, event: str, word: str, locale: Locale
) -> None:
    campaign = _campaign(nobody, playbook, locale, entry__product="<은반지>")
    page = make_sheet(campaign, at=AT)
    what = say(locale, f"sheet.ready_{event}", product="&lt;은반지&gt;")
    steps, _, check = page.partition(f"<h2>{say(locale, 'sheet.before')}</h2>")
    assert say(locale, "sheet.ready", what=what) in steps
    assert what in check
    assert locale != "ko" or word in what
    assert steps.index(what) < steps.index(say(locale, "sheet.press"))


def test_who_waits_for_no_product_is_not_asked_about_one(nobody: duckdb.DuckDBPyConnection) -> None:
    assert "상품부터 확인해요" not in make_sheet(_campaign(nobody, "cart_abandonment", "ko"), at=AT)


def test_what_channel_talk_does_not_know_is_left_to_do_by_hand(nobody: duckdb.DuckDBPyConnection) -> None:
    campaign = _campaign(nobody, "restock_alert", "ko", audience__exclusions=["no_consent", "upset_open"])
    told = _by_hand(campaign)
    assert "이 조건을 몰라요" in told
    intents = [one for group in campaign.audience.condition.and_ for clause in group.or_ for one in clause.values]
    assert intents
    assert all(f"<{intent}>" in told for intent in intents), "named by the label that was given"
    assert "광고 수신에 동의하지 않은 분" in told
    assert "불만이 있는 분" in told
    assert "아직 해결되지 않은 불만" not in told, "said once, by the page itself"
    assert f"dangol campaigns recipients {campaign.id} 상담파일 --customers 손님목록 --profile shop.yaml" in told
    assert "CHANNEL_ID" not in told
    assert "따로 챙기실 것이 없어요" not in told


def test_nothing_by_hand_is_only_said_where_nothing_is_left(nobody: duckdb.DuckDBPyConnection) -> None:
    for locale in LOCALES:
        for name in load_library().playbooks:
            if needs_a_gift(name):
                continue
            campaign = _campaign(nobody, name, locale, audience__exclusions=[], audience__checked_later=[])
            told = _by_hand(campaign, locale)
            items = re.findall("<li>(.*?)</li>", told)
            assert bool(items) != (say(locale, "sheet.by_hand_none") in told), name
            assert len(items) == len(set(items)), name


def test_the_review_of_a_notice_is_told(nobody: duckdb.DuckDBPyConnection) -> None:
    draft = draft_of(nobody, "delivery_delay_apology", full_profile("ko", channels=("alimtalk",)), "ko")
    told = _by_hand(stored(draft))
    assert told.count("알림톡은") == 1
    assert "카카오 심사를 통과한 문구로만" in told


def test_what_channel_talk_cannot_send_at_all_still_has_its_page(nobody: duckdb.DuckDBPyConnection) -> None:
    told = _by_hand(_campaign(nobody, "winback", "ko", steps__0__channel="push", steps__0__fallback="push"))
    assert "Channel Talk" not in told
    assert "dangol campaigns recipients" in told


def test_who_is_held_out_is_named_as_in_the_list(nobody: duckdb.DuckDBPyConnection) -> None:
    held, all_of_them = (_campaign(nobody, "winback", "ko", holdout__share=share) for share in (0.2, 0.0))
    assert "‘보내지 않음’이라고 적힌 분께는 보내지 마세요" in _by_hand(held)
    assert "보내지 않음" not in _by_hand(all_of_them)


def test_the_days_are_on_the_page_and_the_start_stays_short(nobody: duckdb.DuckDBPyConnection) -> None:
    campaign = _campaign(nobody, "winback", "ko", send_window__days=[1, 2, 3, 4, 5, 6])
    page = make_sheet(campaign, at=AT)
    assert page.count("일요일은 빼고") == 1, "in what is told, not among what keeps it from starting"
    assert "요일: 월, 화, 수, 목, 금, 토" in page
