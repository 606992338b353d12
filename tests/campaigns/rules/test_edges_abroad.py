"""What the rules of Japan, the United States and the European Union say: which place, which words, how bad."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from agent.campaigns.plan import Plan, plan_of
from agent.campaigns.rules import RULES, Broken, Edit, Given
from agent.campaigns.rules.abroad_hours import clock, everywhere, in_state, into
from agent.campaigns.rules.abroad_mends import appended, leave_out, line, way_online
from agent.campaigns.rules.arrival import arrivals
from agent.profile import ShopProfile

BARE = Given(ShopProfile(), shop_known=False)
SPARED = ["not_reachable", "no_consent", "consent_stale", "refused", "upset_open"]
BODY = "steps[0].variants[0].body"
TITLE = "steps[0].variants[0].title"
Told = tuple[str, str, str, dict[str, object]]


def given(known: bool = True, **sender: str) -> Given:
    shop = {"name": "Moon Shop", "country": "US", "language": "en", "sender": sender}
    return Given(ShopProfile.model_validate(shop), shop_known=known)


def campaign(body: str = "Something new for you.", channel: str = "email", **more: Any) -> dict[str, Any]:
    message = {"body": body, "title": more.pop("title", ""), **more.pop("message", {})}
    step = {"channel": channel, "variants": [message]}
    window = {"start": "10:00", "end": "12:00", "days": [1, 2, 3]}
    base = {"country": "US", "audience": {"exclusions": SPARED}, "send_window": window, "steps": [step]}
    return base | more


def told(rule: str, data: dict[str, Any], shop: Given = BARE) -> list[Told]:
    one = RULES[rule]
    return [(at.path, at.case, at.severity or one.severity, at.facts) for at in one.look(plan_of(data), shop)]


SELLING = campaign("Welcome. A coupon for you.", advertising=False, country="EU")
UNCONSENTED = {"exclusions": ["refused"]}
UNSURE = {"exclusions": SPARED, "consent_known": False}
NIGHT = {"start": "05:00", "end": "06:30", "days": [1]}
MONDAY = (1,)


@pytest.mark.parametrize(
    ("rule", "data", "expected"),
    [
        ("AD-02", SELLING, [(BODY, "", "block", {"word": "coupon"})]),
        ("US-08", campaign(audience={}), [("audience.exclusions", "", "block", {})]),
        ("JP-05", campaign(audience={}), [("audience.exclusions", "", "block", {})]),
        ("EU-04", campaign(audience={}), [("audience.exclusions", "", "block", {})]),
        ("EU-04", campaign(channel="in_app", audience={}), [("audience.exclusions", "", "warn", {})]),
        ("US-01", campaign(channel="sms", audience=UNCONSENTED), [("audience", "", "block", {})]),
        ("US-01", campaign(channel="sms", audience=UNSURE), [("audience", "unknown", "warn", {})]),
        ("JP-01", campaign(audience=UNCONSENTED), [("audience", "", "block", {})]),
        ("JP-01", campaign(audience=UNSURE), [("audience", "unknown", "warn", {})]),
        (
            "JP-01",
            campaign(audience=UNCONSENTED, consent_basis="existing_customer"),
            [("audience", "buyers", "warn", {})],
        ),
        ("EU-01", campaign(audience=UNCONSENTED), [("audience", "", "block", {})]),
        ("EU-01", campaign(audience=UNSURE), [("audience", "unknown", "warn", {})]),
        ("EU-01", campaign(channel="push", audience=UNCONSENTED), [("audience", "push", "warn", {})]),
        (
            "EU-01",
            campaign(audience=UNCONSENTED, consent_basis="existing_customer"),
            [("same_goods", "goods", "block", {})],
        ),
        (
            "EU-01",
            campaign(channel="line", audience=UNCONSENTED, consent_basis="existing_customer", same_goods=True),
            [("audience", "channel", "block", {})],
        ),
        (
            "EU-01",
            campaign(audience=UNCONSENTED, consent_basis="existing_customer", same_goods=True),
            [("audience", "buyers", "warn", {})],
        ),
        ("EU-05", campaign(consent_basis="existing_customer"), [("consent_basis", "", "info", {})]),
        ("EU-06", campaign(recipients={"zones": ["Europe/Paris"]}), [("recipients.zones", "FR", "info", {})]),
        ("EU-06", campaign(recipients={"zones": ["Europe/Madrid"]}), []),
        ("JP-06", campaign(audience={"exclusions": ["no_consent"]}), [("audience", "", "info", {})]),
        ("US-09", campaign("A miracle for you"), [(BODY, "", "warn", {"word": "miracle"})]),
        ("EU-07", campaign("Das ist klimaneutral"), [(BODY, "", "warn", {"word": "klimaneutral"})]),
        ("JP-08", campaign("奇跡のクリーム"), [(BODY, "", "warn", {"word": "奇跡の"})]),
        ("JP-08", campaign("A miracle for you"), [(BODY, "", "warn", {"word": "miracle"})]),
        ("US-09", campaign("奇跡のクリーム"), []),
        ("US-04", campaign(title="Re: you"), [(TITLE, "reply", "block", {"word": "Re:"})]),
        ("US-04", campaign("Re: you\nhello"), [(BODY, "reply", "block", {"word": "Re:"})]),
        ("US-04", campaign("hello\nRe: you"), []),
        ("US-04", campaign("hello\nthere\nRe: you"), []),
        ("US-04", campaign("Re: you", channel="in_app"), []),
        (
            "US-04",
            campaign(title="Your order has shipped"),
            [(TITLE, "", "block", {"word": "Your order has shipped"})],
        ),
        ("US-04", campaign(title="Aw : hello"), []),
        ("US-04", campaign(title="Aw: hello"), []),
        ("EU-03", campaign("From Moon. a@b.example", title="Aw: hello"), [(TITLE, "disguised", "block", {"word": "Aw:"})]),
        ("JP-09", campaign(title="不在通知"), [(TITLE, "", "block", {"word": "不在通知"})]),
        ("US-02", campaign(channel="sms", send_window=NIGHT), [("send_window", "", "block", {"start": "05:00", "end": "06:30"})]),
        ("US-02", campaign(send_window=NIGHT), []),
        ("JP-07", campaign(send_window=NIGHT), [("send_window", "", "warn", {"start": "05:00", "end": "06:30"})]),
        ("EU-08", campaign(send_window=NIGHT), [("send_window", "", "warn", {"start": "05:00", "end": "06:30"})]),
        (
            "US-03",
            campaign(channel="sms", recipients={"states": ["ri"]}, send_window={"start": "09:00", "end": "19:30", "days": [1]}),
            [("send_window", "", "block", {"state": "RI", "start": "09:00", "end": "19:30"})],
        ),
        (
            "US-03",
            campaign(channel="sms", send_window={"start": "08:30", "end": "12:00", "days": [1]}),
            [("send_window", "anywhere", "warn", {"start": "08:30", "end": "12:00"})],
        ),
        ("US-03", campaign(channel="sms", max_per_day=4), [("max_per_day", "count", "warn", {"state": "FL, MD, OK", "limit": 3})]),
        (
            "US-03",
            campaign(channel="sms", max_per_day=4, recipients={"states": ["MD", "CA", "FL"]}),
            [("max_per_day", "count", "block", {"state": "MD, FL", "limit": 3})],
        ),
        ("US-03", campaign(channel="sms", max_per_day=3), []),
        ("US-05", campaign(audience=UNCONSENTED), [(BODY, "", "block", {})]),
        ("US-06", campaign(), [(BODY, "", "block", {})]),
        ("US-07", campaign(), [(BODY, "", "block", {})]),
        ("US-07", campaign(channel="sms"), [(BODY, "text", "block", {})]),
        (
            "US-07",
            campaign("Unsubscribe at https://moon.example/stop, for a fee"),
            [(BODY, "hard", "block", {})],
        ),
        ("EU-02", campaign(), [(BODY, "", "block", {})]),
        ("EU-03", campaign(), [(BODY, "", "block", {})]),
        ("JP-02", campaign("ご案内"), [(BODY, "", "block", {})]),
        ("JP-03", campaign("ご案内"), [(BODY, "", "block", {})]),
        ("JP-04", campaign("ご案内"), [(BODY, "", "block", {})]),
        ("JP-04", campaign("ご案内 https://moon.example/a", channel="sms"), [(BODY, "page", "warn", {})]),
        ("JP-04", campaign("お問い合わせ help@moon.example"), [(BODY, "address", "block", {})]),
        ("JP-04", campaign("〒100-0001 東京都千代田区1-1"), [(BODY, "contact", "block", {})]),
    ],
)  # fmt: skip
def test_what_each_rule_says(rule: str, data: dict[str, Any], expected: list[Told]) -> None:
    assert told(rule, data) == expected


def test_four_texts_in_a_day_are_counted_by_their_steps() -> None:
    step = {"channel": "sms", "variants": [{"body": "Hello"}]}
    four = campaign(steps=[step | {"delay": delay} for delay in ("PT0M", "PT1H", "PT2H", "PT3H")])
    assert told("US-03", four) == [("steps", "count", "warn", {"state": "FL, MD, OK", "limit": 3})]
    four["steps"][3]["delay"] = "PT24H"
    assert told("US-03", four) == []


def test_a_sender_who_does_not_know_where_they_live_is_warned_of_the_first_zone_in_the_night() -> None:
    window = {"start": "09:00", "end": "12:00", "days": [1], "clock": "sender", "timezone": "America/New_York"}
    assert told("US-02", campaign(channel="sms", send_window=window)) == [
        ("send_window", "zones", "warn", {"start": "07:00", "end": "10:00"})
    ]
    deep = campaign(channel="sms", send_window=window | {"start": "02:00", "end": "03:00"})
    assert told("US-02", deep) == [("send_window", "", "block", {"start": "02:00", "end": "03:00"})]


def test_only_steps_that_go_by_text_count_for_the_hours_of_texts() -> None:
    mail = {"channel": "email", "variants": [{"body": "Hello"}], "delay": "PT12H"}
    sms = {"channel": "sms", "variants": [{"body": "Hello"}]}
    moment = {"type": "schedule", "start_at": "2026-11-02T11:00:00"}
    for states in ([], ["TX"], ["NY"]):
        data = campaign(steps=[sms, mail], entry=moment, send_window=None, recipients={"states": states})
        assert told("US-02", data) == told("US-03", data) == []
    zoned = moment | {"start_at": "2026-11-02T17:00:00+00:00"}
    data = campaign(steps=[sms, mail], entry=zoned, send_window=None)
    assert told("US-02", data) == []


@pytest.mark.parametrize(
    ("seconds", "shown"),
    [(0, "00:00"), (59, "00:00"), (60, "00:01"), (3599, "00:59"), (3600, "01:00"), (90000, "01:00")],
)
def test_clocks(seconds: int, shown: str) -> None:
    assert clock(seconds) == shown


def test_a_moment_is_told_as_one_and_a_window_by_its_end() -> None:
    moment = {"type": "schedule", "start_at": "2026-11-02T05:00:30"}
    assert told("JP-07", campaign(entry=moment, send_window=None)) == [
        ("entry.start_at", "", "warn", {"start": "05:00", "end": "05:00"})
    ]
    told_of = told("JP-07", campaign(entry=moment | {"takes": "PT29M29S"}, send_window=None))
    assert told_of[0][3]["start"] == "05:00"


@pytest.mark.parametrize(
    ("state", "day", "span"),
    [
        ("FL", 7, (8, 20)),
        ("MS", 6, (8, 20)),
        ("MS", 7, None),
        ("TX", 6, (9, 21)),
        ("TX", 7, (12, 21)),
        ("CT", 1, (9, 20)),
        ("RI", 5, (9, 18)),
        ("RI", 6, (10, 17)),
        ("RI", 7, (10, 17)),
    ],
)
def test_the_hours_of_a_state(state: str, day: int, span: tuple[int, int] | None) -> None:
    assert in_state(state)(day) == (span and (span[0] * 3600, span[1] * 3600))


def test_everywhere_is_no_sunday() -> None:
    assert [everywhere(day) for day in (1, 6, 7)] == [(9 * 3600, 20 * 3600), (9 * 3600, 20 * 3600), None]


def edits(data: dict[str, Any], hours: Any) -> list[tuple[str, Any]]:
    return [(str(edit.place[-1]), edit.value) for edit in into(plan_of(data), hours)]


@pytest.mark.parametrize(
    ("window", "hours", "expected"),
    [
        (None, everywhere, [("start", 540), ("end", 1200), ("days", [1, 2, 3, 4, 5, 6])]),
        (None, in_state("FL"), [("start", 480), ("end", 1200)]),
        (None, in_state("RI"), [("start", 540), ("end", 1080), ("days", [1, 2, 3, 4, 5])]),
        ({"start": "06:00", "end": "10:00", "days": [7]}, everywhere, [("start", 540), ("end", 600), ("days", [1, 2, 3, 4, 5, 6])]),
        ({"start": "06:00", "end": "23:00", "days": [6, 7]}, in_state("RI"), [("start", 600), ("end", 1020)]),
        ({"start": "20:00", "end": "22:00", "days": [1]}, everywhere, [("start", 540), ("end", 1200)]),
        ({"start": "19:59", "end": "22:00", "days": [1]}, everywhere, [("start", 1199), ("end", 1200)]),
        (
            {"start": "10:00", "end": "11:00", "days": [1], "clock": "sender"},
            everywhere,
            [("start", 600), ("end", 660), ("clock", "recipient")],
        ),
    ],
)  # fmt: skip
def test_a_window_is_moved_into_the_hours(window: Any, hours: Any, expected: Any) -> None:
    assert edits(campaign(send_window=window), hours) == expected


def plan(body: str = "Hello", **more: Any) -> Plan:
    return plan_of(campaign(body, **more))


def test_groups_are_left_out_once_and_a_case_is_left_to_a_person() -> None:
    mend = leave_out("refused")
    at = Broken("audience.exclusions")
    data = plan(audience={"exclusions": ["no_consent"]})
    assert list(mend(data, BARE, at)) == [Edit(("audience", "exclusions"), ["no_consent", "refused"])]
    assert list(mend(plan(), BARE, at)) == []
    assert list(mend(data, BARE, Broken("audience", case="unknown"))) == []


@pytest.mark.parametrize(
    ("body", "lines", "made"),
    [
        ("  Hello \n\n", ("a", "b"), "  Hello\na\nb"),
        ("\n\nHello", ("a",), "Hello\na"),
        ("X\n", ("X",), "X\nX"),
    ],
)
def test_lines_go_below_the_body(body: str, lines: tuple[str, ...], made: str) -> None:
    at = Broken(TITLE)
    assert appended(plan(body), at, *lines) == [Edit(("steps", 0, "variants", 0, "body"), made)]
    assert appended(plan(body), at) == []


def test_the_second_messages_own_text_is_the_one_that_is_added_to() -> None:
    variants = [{"body": "one"}, {"body": "two"}]
    data = plan(steps=[{"channel": "email", "variants": variants}])
    assert appended(data, Broken("steps[0].variants[1].body"), "x") == [
        Edit(("steps", 0, "variants", 1, "body"), "two\nx")
    ]


@pytest.mark.parametrize(
    ("language", "known", "country", "spoken"),
    [
        ("ja", True, "US", "ja"),
        (None, True, "JP", "en"),
        (None, False, "JP", "ja"),
        (None, False, "KR", "ko"),
        (None, False, "EU", "en"),
        (None, False, "US", "en"),
    ],
)
def test_lines_for_customers_are_in_their_language(language: Any, known: bool, country: str, spoken: str) -> None:
    shown = line(plan(language=language, country=country), given(known), "contact", contact="a@b.example")
    same = line(plan(language=spoken), given(known), "contact", contact="a@b.example")
    others = {line(plan(language=one), given(known), "contact", contact="a@b.example") for one in ("ko", "ja", "en")}
    assert shown == same
    assert len(others) == 3
    assert "a@b.example" in shown


@pytest.mark.parametrize(
    ("way", "online"), [("stop@moon", True), ("moon.example/stop", True), ("080-000-1234", False), ("", False)]
)
def test_only_an_address_or_a_page_helps_abroad(way: str, online: bool) -> None:
    assert way_online(given(opt_out=way)) == (way if online else None)


def test_a_moment_on_the_senders_clock_arrives_on_the_recipients() -> None:
    entry = {"type": "schedule", "start_at": "2026-11-02T20:30:00"}
    window = {"clock": "sender", "timezone": "Asia/Seoul", "start": "09:00", "end": "21:00"}
    zone = {"zones": ["Asia/Shanghai"]}
    found = arrivals(plan(entry=entry, send_window=window, recipients=zone))
    assert (found[0].path, found[0].first, found[0].zone) == ("entry.start_at", 19 * 3600 + 1800, "Asia/Shanghai")
    own = arrivals(plan(entry=entry, send_window=window | {"clock": "recipient"}, recipients=zone))
    assert (own[0].first, own[0].zone) == (20 * 3600 + 1800, None)


def test_summer_and_winter_are_both_looked_at_where_the_sender_decides() -> None:
    window = {"start": "15:00", "end": "16:00", "clock": "sender", "timezone": "Asia/Seoul"}
    found = arrivals(plan(send_window=window, recipients={"zones": ["Europe/Berlin", "No/Where"]}))
    assert [(one.zone, one.first // 3600) for one in found] == [("Europe/Berlin", 7), ("Europe/Berlin", 8), (None, 15)]


@pytest.mark.parametrize(
    ("start", "end", "length"), [("10:00", "10:00", 1), ("22:00", "06:00", 8 * 3600), (0, "24:00", 86400)]
)
def test_how_long_a_window_lasts(start: Any, end: Any, length: int) -> None:
    (one,) = arrivals(plan(send_window={"start": start, "end": end}))
    assert one.last - one.first + 1 == length


def test_a_campaign_with_neither_window_nor_moment_arrives_at_any_time() -> None:
    (one,) = arrivals(plan(send_window=None))
    assert (one.path, one.first, one.last, one.days) == ("send_window", 0, 86399, (1, 2, 3, 4, 5, 6, 7))
    moment = datetime(2026, 11, 2, 9).isoformat()
    (at,) = arrivals(plan(send_window=None, entry={"type": "schedule", "start_at": moment, "takes": "PT1H"}))
    assert (at.path, at.first, at.last, at.days) == ("entry.start_at", 9 * 3600, 10 * 3600, (1,))
