"""Channel Talk: values and limits as its definition has them, written out by hand."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.payload import export
from agent.campaigns.schema import Campaign

from ..conftest import changed, stored
from .conftest import campaign_of, faults


def _campaign(playbook: str, channels: str = "all", **parts: Any) -> Campaign:
    campaign = campaign_of(playbook, "ko", channels)
    assert campaign
    return stored(changed(campaign, **parts))


def test_a_campaign_that_an_event_starts() -> None:
    parts = {"entry__wait": "P1DT2H", "cooldown": "P30D", "goal__window": "P14D"}
    out = export(_campaign("first_purchase_nudge", **parts), "channel-talk", channel_id="6263")
    body = out.body["campaign-1"]
    assert body["channelId"] == "6263"
    assert body["state"] == "draft"
    assert (body["waitingTime"], body["cooldown"], body["goalEventDuration"]) == ("P1DT2H", "P30D", "P14D")
    assert (body["filterEventName"], body["filterMatch"]) == ("order_placed", "negative")
    assert body["sendMode"] == "customUsingReceiverTime"
    assert body["sendTimeRanges"][0]["from"] < body["sendTimeRanges"][0]["to"] <= 20 * 60 + 50
    assert body["advertising"] is True
    assert [name for name in out.body if name.startswith("campaign-msg")] == ["campaign-msg-1-A", "campaign-msg-1-B"]


def test_the_text_keeps_the_laws_lines_and_takes_the_tools_variables() -> None:
    settings = export(_campaign("first_purchase_nudge"), "channel-talk").body["campaign-msg-1-A"]["settings"]
    text = settings["message"]["blocks"][0]["value"]
    assert text.startswith("(광고) ")
    assert text.endswith("무료수신거부 080-000-1234")
    assert "{{user.profile.name}}" in text
    assert "#{" not in text
    assert settings["type"] == "app"


@pytest.mark.parametrize(
    ("parts", "field", "value", "code"),
    [
        ({"entry__wait": "P90D"}, "waitingTime", "P90D", None),
        ({"entry__wait": "P90DT1M"}, "waitingTime", "P90D", "wait"),
        ({"entry__wait": "-P1D"}, "waitingTime", "P0D", "before_event"),
        ({"cooldown": "P30D"}, "cooldown", "P30D", None),
        ({"cooldown": "P31D"}, "cooldown", "P30D", "cooldown"),
        ({"goal__window": "P1D"}, "goalEventDuration", "P1D", None),
        ({"goal__window": "PT23H"}, "goalEventDuration", "P1D", "goal_window"),
        ({"goal__window": "P31D"}, "goalEventDuration", "P30D", "goal_window"),
    ],
)
def test_limits_are_kept_and_what_they_cost_is_said(parts: Any, field: str, value: str, code: str | None) -> None:
    out = export(_campaign("first_purchase_nudge", **parts), "channel-talk")
    assert out.body["campaign-1"][field] == value
    assert {"wait", "before_event", "cooldown", "goal_window"} & {one.code for one in out.lost} == ({code} - {None})
    assert not faults("channel-talk", out.body)


def test_a_long_name_gives_way_to_its_number() -> None:
    campaign = _campaign("welcome_series", name="가" * 128)
    out = export(campaign, "channel-talk")
    assert len(campaign.steps) > 1
    assert all(len(out.body[f"campaign-{n + 1}"]["name"]) == 128 for n in range(len(campaign.steps)))
    assert "name" in {one.code for one in out.lost}


def test_what_is_planned_for_a_day_goes_once_in_the_receivers_time() -> None:
    campaign = _campaign("seasonal_broadcast")
    out = export(campaign, "channel-talk")
    body = out.body["one-time-msg-1"]
    assert body["sendMode"] == "reservedWithReceiverTime"
    assert body["localStartAt"] == campaign.entry.start_at.isoformat()  # type: ignore[union-attr]
    assert "one_wording" in {one.code for one in out.lost}


def test_a_condition_that_it_does_not_know_reaches_nobody_until_somebody_is_tagged() -> None:
    out = export(_campaign("review_after_exchange"), "channel-talk", list_at="shop.example.com/list", label=str.upper)
    asked = [group["or"] for group in out.body["campaign-1"]["userQuery"]["and"]]
    tagged = {"key": "user.tags", "type": "string", "operator": "$in", "values": ["dangol-cmp_0123456789"]}
    assert [tagged] in asked
    said = next(one for one in out.lost if one.code == "audience").sentence
    assert "dangol-cmp_0123456789" in said
    assert "shop.example.com/list" in said
    assert "EXCHANGE" in said


def test_consent_and_refusal_become_the_flags_that_it_has() -> None:
    asked = export(_campaign("first_purchase_nudge", "text"), "channel-talk").body["campaign-1"]["userQuery"]["and"]
    keys = {test["key"]: test["values"] for group in asked for test in group["or"]}
    assert keys["user.unsubscribeTexting"] == [False]
    assert keys["user.profile.mobileNumberQualified"] == [True]


def test_markup_in_a_chat_is_text_and_in_a_text_message_stays_as_it_is() -> None:
    chat = _campaign("first_purchase_nudge", "chat", steps__0__variants__0__body="1 < 2 & 3")
    text = _campaign("first_purchase_nudge", "text", steps__0__variants__0__body="1 < 2 & 3")
    values = [
        export(one, "channel-talk").body["campaign-msg-1-A"]["settings"]["message"]["blocks"][0]["value"]
        for one in (chat, text)
    ]
    assert values == ["1 &lt; 2 &amp; 3", "1 < 2 & 3"]


def test_with_room_for_one_event_it_is_the_filter_that_stays() -> None:
    parts = {
        "entry__filter_event": "review_written",
        "entry__filter_match": "negative",
        "entry__exit_event": "chat_opened",
    }
    out = export(_campaign("review_after_exchange", **parts), "channel-talk")
    assert out.body["campaign-1"]["filterEventName"] == "review_written"
    assert "chat_opened" in next(one for one in out.lost if one.code == "one_event").sentence
