"""Mending a campaign's fields: what is set where, what stays, and what a customer sees of it."""

from __future__ import annotations

import copy
from typing import Any

import pytest

from agent.campaigns.mend import mend, put, value_at
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Edit, Given, countries_of
from agent.campaigns.rules.mending import text_at
from agent.campaigns.rules.types import place_of
from agent.profile import ShopProfile

GIVEN = Given(
    ShopProfile.model_validate(
        {"name": "달빛상점", "sender": {"phone": "02-000-1234", "opt_out": "080-000-1234", "certified": True}}
    )
)
SPARED = ["no_consent", "consent_stale", "refused", "upset_open", "upset_lately"]


def campaign(body: str, **more: Any) -> dict[str, Any]:
    message = {"body": body, **more.pop("message", {})}
    step = {"channel": "brand_message", "variants": [message], **more.pop("step", {})}
    window = {"start": "10:00", "end": "12:00"}
    return {"steps": [step], "send_window": window, "audience": {"exclusions": SPARED}, **more}


FOOT = "달빛상점 02-000-1234\n무료수신거부 080-000-1234"
GOOD = f"(광고) 잘 지내셨어요?\n{FOOT}"
UNMARKED = f"잘 지내셨어요?\n{FOOT}"


def test_a_good_campaign_is_given_back_as_it_was() -> None:
    data = campaign(GOOD)
    assert mend(data, GIVEN, ["KR"]) == (data, (), ())


def test_what_is_mended_is_a_copy_and_each_edit_is_told() -> None:
    data = campaign(UNMARKED)
    before = copy.deepcopy(data)
    fields, mended, done = mend(data, GIVEN, ["KR"])
    assert data == before
    assert fields["steps"][0]["variants"][0]["body"] == GOOD
    assert mended == ("KR-06",)
    assert done == (Edit(("steps", 0, "variants", 0, "body"), GOOD),)


def test_every_broken_rule_is_mended_in_its_turn() -> None:
    fields, mended, done = mend(
        campaign("잘 지내셨어요?", send_window={"start": "20:00", "end": "22:00"}), GIVEN, ["KR"]
    )
    assert set(mended) == {"KR-04", "KR-05", "KR-06", "KR-07"}
    assert fields["steps"][0]["variants"][0]["body"] == GOOD
    assert fields["send_window"] == {"start": "20:00", "end": 20 * 60 + 50}
    assert {edit.place for edit in done} == {("steps", 0, "variants", 0, "body"), ("send_window", "end")}


@pytest.mark.parametrize(("countries", "mended"), [(["KR"], ("KR-06",)), (["US"], ()), (None, ("KR-06",))])
def test_only_the_asked_countries_law_is_mended_by_default_the_recipients(countries: Any, mended: Any) -> None:
    assert mend(campaign(UNMARKED), GIVEN, countries)[1] == mended


def test_a_message_for_another_country_is_left_alone_by_default() -> None:
    data = campaign("Hello", country="JP")
    assert "KR-06" not in mend(data, GIVEN)[1]
    assert "KR-06" in mend(data, GIVEN, ["KR"])[1]


def test_the_preview_follows_the_mended_text_with_samples_and_button() -> None:
    body = f"#{{이름}}님 #{{날}} 어때요?\n{FOOT}"
    data = campaign(
        body,
        message={"title": "", "button": {"label": "보러 가기", "url": "https://shop.example.com"}, "preview": "옛 글"},
        step={"channel": "brand_message", "variables": [{"name": "이름", "sample": "하나"}, {"name": "날"}]},
    )
    data["steps"][0]["variants"][0]["body"] = body
    shown = mend(data, GIVEN, ["KR"])[0]["steps"][0]["variants"][0]["preview"]
    assert shown == f"(광고) 하나님 #{{날}} 어때요?\n{FOOT}\n[보러 가기]"


def test_the_title_stands_first_in_the_preview_and_a_fallback_has_its_own() -> None:
    fallback = {"title": "소식", "body": f"잘 지내셨어요?\n{FOOT}", "preview": "옛 글"}
    data = campaign(GOOD, step={"fallback": "lms", "fallback_message": fallback})
    step = mend(data, GIVEN, ["KR"])[0]["steps"][0]
    assert step["fallback_message"]["preview"] == f"(광고) 소식\n잘 지내셨어요?\n{FOOT}"
    assert "preview" not in step["variants"][0]


def test_a_step_of_nothing_but_a_fallback_shows_that() -> None:
    fallback = {"body": f"#{{이름}}님, 잘 지내셨어요?\n{FOOT}", "preview": "옛 글"}
    data = campaign(GOOD)
    data["steps"] = [{"channel": "brand_message", "fallback": "sms", "fallback_message": fallback}]
    shown = mend(data, GIVEN, ["KR"])[0]["steps"][0]["fallback_message"]
    assert shown["preview"] == shown["body"] == f"(광고) #{{이름}}님, 잘 지내셨어요?\n{FOOT}"


@pytest.mark.parametrize(
    ("data", "place", "value"),
    [
        ({"a": [{"b": 1}]}, ("a", 0, "b"), 1),
        ({"a": [{"b": 1}]}, ("a", 1, "b"), None),
        ({"a": [{"b": 1}]}, ("a", 1), None),
        ({"a": [5]}, ("a", 0), 5),
        ({"a": [5]}, ("a", "x"), None),
        ({"a": "text"}, ("a", 0), None),
        ({"a": 5}, ("b", "c"), None),
    ],
)
def test_what_stands_at_a_place(data: Any, place: Any, value: Any) -> None:
    assert value_at(data, place) == value


def test_mappings_on_the_way_are_made_when_missing() -> None:
    data: dict[str, Any] = {"send_window": None, "steps": [{"delay": "PT0M"}]}
    put(data, Edit(("send_window", "start"), 600))
    put(data, Edit(("steps", 0, "delay"), "PT1H"))
    put(data, Edit(("audience", "exclusions"), ["refused"]))
    assert data == {
        "send_window": {"start": 600},
        "steps": [{"delay": "PT1H"}],
        "audience": {"exclusions": ["refused"]},
    }


@pytest.mark.parametrize(("start", "edited"), [("08:00", False), ("07:59", True), (480, False)])
def test_a_clock_that_is_right_already_is_no_edit_however_it_is_written(start: Any, edited: bool) -> None:
    done = mend(campaign(GOOD, send_window={"start": start, "end": "22:00"}), GIVEN, ["KR"])[2]
    assert (("send_window", "start") in [edit.place for edit in done]) is edited


def test_places_in_a_path_and_the_text_there() -> None:
    assert place_of("steps[0].variants[12].items[1].title") == ("steps", 0, "variants", 12, "items", 1, "title")
    plan = plan_of(campaign("글", message={"items": [{"title": "하나"}, {"title": "둘"}]}))
    assert text_at(plan, "steps[0].variants[0].items[1].title") == "둘"
    assert text_at(plan, "steps[0].variants[0].body") == "글"


@pytest.mark.parametrize(
    ("recipients", "countries"),
    [
        ({"countries": ["US", "DE", "FR"]}, ("US", "EU")),
        ({"countries": ["BR"]}, ("KR",)),
        ({"countries": ["BR", "JP"]}, ("JP",)),
        ({}, ("KR",)),
    ],
)
def test_whose_law_holds(recipients: Any, countries: Any) -> None:
    assert countries_of(plan_of(campaign(GOOD, recipients=recipients))) == countries


def test_a_rules_sentence_is_found_by_its_id() -> None:
    assert RULES["KR-04"].words == "rules_kr.KR_04"
    assert RULES["S-12"].words == "rules_s.S_12"
