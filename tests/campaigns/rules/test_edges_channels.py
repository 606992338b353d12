"""What the rules of channels and of frequency say: which place, how much of what, how bad."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.mend import mend
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.campaigns.rules.frequency import delays, most_within
from agent.profile import ShopProfile
from agent.words import Phrase

PAGE = "https://moon.example/new"
BARE = Given(ShopProfile(), shop_known=False)
HOME = {"links": {"home": "https://www.moon.example/"}, "sender": {"opt_out": "https://stop.example/x"}}
BODY, TITLE, IMAGE = (f"steps[0].variants[0].{part}" for part in ("body", "title", "image"))
FIRST = "steps[0].variants[0]"


def campaign(channel: str, message: dict[str, Any], step: dict[str, Any] | None = None, **more: Any) -> dict[str, Any]:
    return {"steps": [{"channel": channel, "variants": [message], **(step or {})}], **more}


def told(rule: str, data: dict[str, Any], shop: Given = BARE) -> list[tuple[str, str, str, dict[str, object]]]:
    one = RULES[rule]
    return [(at.path, at.case, at.severity or one.severity, at.facts) for at in one.look(plan_of(data), shop)]


def on(channel: str) -> dict[str, object]:
    return {"channel": Phrase(f"card.channel_{channel}")}


def button(label: str = "보기", url: str = PAGE) -> dict[str, str]:
    return {"label": label, "url": url}


def size(length: int, limit: int, channel: str) -> dict[str, object]:
    return {"length": length, "limit": limit, **on(channel)}


def count(number: int, limit: int, channel: str) -> dict[str, object]:
    return {"count": number, "limit": limit, **on(channel)}


def cards(number: int, **more: Any) -> list[dict[str, Any]]:
    return [{"body": "글", **more} for _ in range(number)]


BRAND = "brand_message"


@pytest.mark.parametrize(
    ("rule", "data", "expected"),
    [
        ("S-04", campaign("sms", {"body": "가" * 46}), [(BODY, "", "block", size(92, 90, "sms"))]),
        ("S-04", campaign("push", {"title": "가" * 51, "body": "글"}), [(TITLE, "", "block", size(51, 50, "push"))]),
        ("S-04", campaign(BRAND, {"body": "가" * 1001}), [(BODY, "careful", "warn", size(1001, 1000, BRAND))]),
        ("S-04", campaign(BRAND, {"body": "가" * 1300}), [(BODY, "careful", "warn", size(1300, 1000, BRAND))]),
        ("S-04", campaign(BRAND, {"body": "가" * 1301}), [(BODY, "", "block", size(1301, 1300, BRAND))]),
        ("S-04", campaign(BRAND, {"body": "가\n" * 100 + "가"}), [(BODY, "lines", "block", size(100, 99, BRAND))]),
        (
            "S-04",
            campaign(BRAND, {"body": "글", "button": button("가" * 15)}),
            [(f"{FIRST}.button.label", "", "block", size(15, 14, BRAND))],
        ),
        (
            "S-04",
            campaign(BRAND, {"body": "글", "header": "가" * 21, "items": cards(2, title="가" * 31)}, {"shape": "wide_list"}),
            [
                (f"{FIRST}.header", "", "block", size(21, 20, BRAND)),
                (f"{FIRST}.items[0].title", "", "block", size(31, 25, BRAND)),
                (f"{FIRST}.items[1].title", "", "block", size(31, 30, BRAND)),
            ],
        ),
        ("CH-01", campaign("sms", {"body": "a" * 161}, country="US"), [(BODY, "", "warn", {"parts": 2})]),
        ("CH-01", campaign("sms", {"body": "a" * 160}, country="US"), []),
        ("CH-01", campaign("sms", {"body": "a" * 161}), []),
        ("CH-01", campaign("lms", {"body": "a" * 161}, country="US"), []),
        ("CH-03", campaign("sms", {"body": "글", "button": button()}), [(f"{FIRST}.button", "none", "block", on("sms"))]),
        (
            "CH-03",
            campaign("line", {"body": "글", "buttons": [button()] * 5}),
            [(f"{FIRST}.buttons", "", "block", count(5, 4, "line"))],
        ),
        (
            "CH-03",
            campaign(BRAND, {"body": "글", "items": cards(1, buttons=[button()] * 3)}, {"shape": "carousel_feed"}),
            [(f"{FIRST}.items[0].buttons", "", "block", count(3, 2, BRAND))],
        ),
        ("CH-03", campaign("line", {"body": "글", "button": button(" ")}), [(f"{FIRST}.button.label", "blank", "block", {})]),
        (
            "CH-03",
            campaign("line", {"body": "글", "button": button(url="")}),
            [(f"{FIRST}.button.url", "nowhere", "block", {"label": "보기"})],
        ),
        ("CH-04", campaign("sms", {"body": "글", "title": "제목"}), [(TITLE, "", "block", on("sms"))]),
        ("CH-04", campaign("sms", {"body": "글", "title": "제목"}, country="JP"), [(TITLE, "", "warn", on("sms"))]),
        ("CH-04", campaign("sms", {"body": "글", "image": "꽃"}), [(IMAGE, "picture", "block", on("sms"))]),
        ("CH-04", campaign("line", {"body": "글", "title": "제목"}), [(TITLE, "", "warn", on("line"))]),
        ("CH-04", campaign("line", {"body": "글", "title": "제목", "button": button()}), []),
        ("CH-04", campaign("email", {"body": "글"}), [(TITLE, "subject", "block", {})]),
        ("CH-05", campaign("alimtalk", {"body": "글", "image": "꽃", "title": "제목"}), [(IMAGE, "both", "block", {})]),
        ("CH-05", campaign("alimtalk", {"body": "글", "image": "쿠폰"}), [(IMAGE, "", "block", {"word": "쿠폰"})]),
        (
            "CH-06",
            campaign(BRAND, {"body": "글", "items": cards(5)}, {"shape": "wide_list"}),
            [
                (f"{FIRST}.items", "", "block", {"count": 5, "limit": 4}),
                ("steps[0].shape", "friends", "warn", {}),
            ],
        ),
        (
            "CH-06",
            campaign(BRAND, {"body": "글", "items": cards(1)}),
            [(f"{FIRST}.items", "", "block", {"count": 1, "limit": 0})],
        ),
        ("CH-02", campaign("lms", {"body": "좋아요😊"}), [(BODY, "", "block", {"letters": "😊"})]),
        ("CH-02", campaign("lms", {"body": "좋아요😊"}, country="JP"), []),
        ("CH-07", campaign(BRAND, {"body": "#{" + "가" * 21 + "}"}), [(BODY, "", "block", {"name": "가" * 21})]),
        ("CH-07", campaign(BRAND, {"body": "#{" + "가" * 20 + "}"}), []),
        ("CH-07", campaign(BRAND, {"body": "#{お名前}"}), [(BODY, "", "warn", {"name": "お名前"})]),
        ("S-07", campaign("lms", {"body": "http://moon.example/a"}), [(BODY, "", "block", {"url": "http://moon.example/a"})]),
        ("S-07", campaign("lms", {"body": "moon.example/a"}), [(BODY, "", "warn", {"url": "moon.example/a"})]),
        ("CH-09", campaign("lms", {"body": "https://bit.ly/a"}), [(BODY, "short", "warn", {"url": "https://bit.ly/a"})]),
        ("CH-09", campaign("lms", {"body": "https://1.2.3.4/a"}), [(BODY, "address", "block", {"url": "https://1.2.3.4/a"})]),
        ("CH-09", campaign("lms", {"body": "https://a@b.kr/c"}), [(BODY, "user", "block", {"url": "https://a@b.kr/c"})]),
        ("CH-09", campaign("lms", {"body": "https://mооn.kr/c"}), [(BODY, "name", "block", {"url": "https://mооn.kr/c"})]),
        ("CH-09", campaign("lms", {"body": "https://a.xn--zz--zz--.kr/c"}), [(BODY, "name", "block", {"url": "https://a.xn--zz--zz--.kr/c"})]),
        ("CH-09", campaign("lms", {"body": "https://xn--o39an51b2re.kr/c"}), []),
        ("FQ-01", {"steps": [{"channel": "lms"}], "max_per_day": 2}, [("max_per_day", "", "warn", {"count": 2, "limit": 1})]),
        ("FQ-01", {"steps": [{"channel": "lms"}] * 2}, [("steps", "steps", "warn", {"count": 2, "limit": 1})]),
        ("FQ-02", {"steps": [{"channel": "lms"}]}, [("max_per_week", "none", "info", {"limit": 2})]),
        (
            "FQ-02",
            {"steps": [{"channel": "lms"}], "max_per_week": 3},
            [("max_per_week", "", "info", {"count": 3, "limit": 2})],
        ),
        ("FQ-03", {"steps": [{"channel": "lms"}], "entry": {"event": "x"}}, [("cooldown", "none", "info", {"limit": 30})]),
        (
            "FQ-03",
            {"steps": [{"channel": "lms"}], "entry": {"event": "x"}, "cooldown": "PT36H"},
            [("cooldown", "", "info", {"days": "1.5", "limit": 30})],
        ),
        (
            "FQ-03",
            {"steps": [{"channel": "lms"}], "entry": {"type": "schedule", "every": "P29D"}},
            [("cooldown", "", "warn", {"days": "29", "limit": 30})],
        ),
        ("FQ-03", {"steps": [{"channel": "lms"}], "entry": {"type": "schedule", "every": "P30D"}}, []),
        ("FQ-04", {"steps": [{"channel": "lms"}]}, [("audience.exclusions", "", "info", {})]),
        ("FQ-05", {"steps": [{"channel": BRAND}] * 2}, [("steps", "", "warn", {})]),
        ("FQ-05", {"steps": [{"channel": BRAND, "fallback": "lms"}] * 2}, [("steps", "fallback", "info", {})]),
        ("FQ-05", {"steps": [{"channel": BRAND}, {"channel": BRAND, "delay": "P1D"}]}, []),
    ],
)  # fmt: skip
def test_what_each_rule_says(rule: str, data: dict[str, Any], expected: Any) -> None:
    assert told(rule, data) == expected


@pytest.mark.parametrize(
    ("rule", "channel", "first", "second"),
    [
        ("CH-02", "lms", {"body": "글"}, {"body": "😊"}),
        ("CH-03", "sms", {"body": "글", "button": button()}, {"body": "글", "button": button()}),
        ("CH-05", "alimtalk", {"body": "글"}, {"body": "글", "image": "쿠폰"}),
        ("CH-07", "alimtalk", {"body": "글"}, {"body": "#{お 名}"}),
    ],
)
def test_messages_behind_one_that_is_not_asked_are_looked_at(rule: str, channel: str, first: Any, second: Any) -> None:
    data = {"steps": [{"channel": "in_app", "variants": [first]}, {"channel": channel, "variants": [first, second]}]}
    assert "steps[1].variants[1]" in {at.rpartition(".")[0] for at, *_rest in told(rule, data)}


def test_brand_messages_behind_a_text_message_are_looked_at() -> None:
    data = campaign("lms", {"body": "글"})
    data["steps"] += campaign(BRAND, {"body": "글", "items": cards(1)})["steps"]
    assert [one[0] for one in told("CH-06", data)] == ["steps[1].variants[0].items"]


@pytest.mark.parametrize(
    ("variable", "parts"),
    [
        ({"name": "n"}, 1),
        ({"name": "n", "sample": "b" * 11}, 2),
        ({"name": "n", "sample": "b" * 10}, 1),
        ({"name": "n", "fallback": "b" * 11}, 2),
        ({"name": "n", "sample": "b", "fallback": "b" * 11}, 1),
        ({"name": "n", "longest": {"chars": 11, "bytes": 22}}, 2),
        ({"name": "n", "longest": {"chars": 10, "bytes": 20}}, 1),
        ({"name": "n", "sample": "b" * 50, "longest": {"chars": 10, "bytes": 20}}, 1),
    ],
)
def test_a_variable_counts_with_its_longest_letters(variable: dict[str, Any], parts: int) -> None:
    data = campaign("sms", {"body": "a" * 150 + "#{n}"}, {"variables": [variable]}, country="US")
    assert told("CH-01", data) == ([(BODY, "", "warn", {"parts": parts})] if parts > 1 else [])


def shop(**more: Any) -> Given:
    return Given(ShopProfile.model_validate(HOME | more))


@pytest.mark.parametrize(
    ("page", "home", "own"),
    [
        ("https://moon.example/a", "https://www.moon.example/", True),
        ("https://gift.moon.example/a", "https://moon.example/", True),
        ("https://moon.example./a", "https://moon.example/", True),
        ("https://notmoon.example/a", "https://moon.example/", False),
        ("https://other.co.kr/a", "https://moon.co.kr/", False),
        ("https://a.moon.co.kr/a", "https://www.moon.co.kr/", True),
        ("https://www.moon.cafe24.com/a", "https://moon.cafe24.com/", True),
        ("https://moon.cafe24.com/a", "https://www.moon.cafe24.com/", True),
        ("https://sun.cafe24.com/a", "https://moon.cafe24.com/", False),
        ("https://www.naver.com/a", "https://naver.com/", True),
        ("https://naver.com/a", "https://www.naver.com/", True),
        ("https://sun.naver.com/a", "https://naver.com/", False),
    ],
)
def test_which_pages_are_the_shops(page: str, home: str, own: bool) -> None:
    found = told("CH-08", campaign("lms", {"body": page}), shop(links={"home": home}, sender={}))
    assert found == ([] if own else [(BODY, "", "block", {"host": page.split("/")[2]})])


def test_where_no_shop_is_known_no_page_is_anothers() -> None:
    data = campaign("lms", {"body": "https://other.kr/a"})
    known = shop()
    assert told("CH-08", data, known) == [(BODY, "", "block", {"host": "other.kr"})]
    assert told("CH-08", data, Given(known.profile, shop_known=False)) == []
    assert told("CH-08", campaign("lms", {"body": "https://stop.example/x"}), known) == []


@pytest.mark.parametrize(
    ("body", "made"),
    [
        ("보기 HTTP://moon.example/a.", "보기 https://moon.example/a."),
        ("http://moon.example/a와 http://other.kr/b", "https://moon.example/a와 http://other.kr/b"),
        (r"http://moon.example/a\1", r"https://moon.example/a\1"),
    ],
)
def test_the_shops_own_pages_are_made_safe(body: str, made: str) -> None:
    fields = mend(campaign("lms", {"body": body}, advertising=False), shop(), ["US"])[0]
    assert fields["steps"][0]["variants"][0]["body"] == made


@pytest.mark.parametrize(
    ("moments", "most"),
    [((), 0), ((0.0,), 1), ((0.0, 1.0), 1), ((0.0, 0.99), 2), ((5.0, 5.5, 6.0), 2), ((3.0, 3.0), 2)],
)
def test_the_most_within_a_day(moments: tuple[float, ...], most: int) -> None:
    assert most_within(moments, 1) == most


def test_delays_are_those_of_the_channels_sorted_and_without_what_is_none() -> None:
    steps = [("lms", "P3D"), ("sms", "PT12H"), ("lms", "soon"), ("push", "PT0M")]
    plan = plan_of({"steps": [{"channel": channel, "delay": delay} for channel, delay in steps]})
    assert delays(plan) == [0, 0.5, 3]
    assert delays(plan, "lms", "sms") == [0.5, 3]


@pytest.mark.parametrize(
    ("key", "operator", "value", "quiet"),
    [
        ("support.last_days_ago", "$gte", 3, True),
        ("support.last_days_ago", "$gte", 2.9, False),
        ("support.last_days_ago", "$gt", 2, True),
        ("support.last_days_ago", "$gt", 1.9, False),
        ("support.last_days_ago", "$lte", 9, False),
        ("order.last_days_ago", "$gte", 9, False),
        ("event.chat_opened", "$gte", 3, True),
        ("support.last_days_ago", "$gte", "many", False),
    ],
)
def test_three_days_after_the_last_chat_are_quiet(key: str, operator: str, value: Any, quiet: bool) -> None:
    clause = {"key": key, "type": "number", "operator": operator, "values": [value]}
    audience = {"and": [{"or": [clause]}]}
    assert told("FQ-04", {"steps": [{"channel": "lms"}], "audience": audience}) == (
        [] if quiet else [("audience.exclusions", "", "info", {})]
    )
