"""The doors of the room: targets, sentences, the whole campaign as JSON, and that reading back notices things."""

from __future__ import annotations

import copy
from typing import Any

import pytest
from jsonschema import Draft202012Validator

from agent.campaigns.payload import TARGETS, export, read_back
from agent.campaigns.payload.own import json_schema
from agent.campaigns.schema import Campaign
from agent.campaigns.split import Split
from agent.errors import BadInput
from agent.words import LOCALES

from ..conftest import changed, stored
from .conftest import OTHER_TOOLS, all_campaigns, campaign_of, exported


def _campaign(**parts: Any) -> Campaign:
    campaign = campaign_of("first_purchase_nudge", "ko", "mail")
    assert campaign
    return stored(changed(campaign, **parts))


def test_a_target_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(BadInput) as error:
        export(_campaign(), "mailchimp")
    assert error.value.code == "export.no_target"
    assert "channel-talk" in str(error.value.facts["known"])


@pytest.mark.parametrize("target", TARGETS)
def test_the_same_campaign_gives_the_same_files(target: str) -> None:
    assert export(_campaign(), target) == export(_campaign(), target)


def test_a_tool_without_the_channel_says_so() -> None:
    chat = campaign_of("first_purchase_nudge", "ko", "chat")
    assert chat
    with pytest.raises(BadInput) as error:
        export(chat, "klaviyo")
    assert error.value.code == "export.no_channel"


def test_a_popup_only_goes_where_there_is_a_page() -> None:
    popup = campaign_of("welcome_back_popup", "ko", "chat")
    assert popup
    assert export(popup, "channel-talk").body["campaign-1"]["triggerEventName"] == "PageView"
    for target in ("klaviyo", "dittofeed"):
        with pytest.raises(BadInput, match="no_popup"):
            export(popup, target)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("target", OTHER_TOOLS)
def test_each_note_is_one_whole_sentence_in_the_operators_language(target: str, locale: str) -> None:
    out = export(_campaign(locale=locale, entry__wait="P120D", cooldown="P60D"), target)
    assert out.lost
    for one in out.lost:
        assert one.sentence[-1] in ".。", one
        assert not any(mark in one.sentence for mark in ("{", "[[", "None")), one
        assert one.paths


def test_each_sentence_is_said_once() -> None:
    for name, campaign in all_campaigns():
        for target in OTHER_TOOLS:
            out = exported(campaign, target)
            said = [one.sentence for one in out.lost] if out else []
            assert len(said) == len(set(said)), (name, target)


CHANGES: list[tuple[str, tuple[str | int, ...], object, str]] = [
    ("channel-talk", ("campaign-1", "waitingTime"), "PT7M", "entry.wait"),
    ("channel-talk", ("campaign-1", "cooldown"), "P3D", "cooldown"),
    ("channel-talk", ("campaign-1", "advertising"), False, "advertising"),
    ("channel-talk", ("campaign-1", "filterMatch"), "positive", "entry.filter_event.positive"),
    ("channel-talk", ("campaign-1", "goalEventName"), "else", "goal.event"),
    ("channel-talk", ("campaign-1", "sendTimeRanges", 0, "from"), 1, "send_window.start"),
    (
        "channel-talk",
        ("campaign-msg-1-B", "settings", "message", "blocks", 0, "value"),
        "else",
        "steps.0.variants.1.body",
    ),
    ("klaviyo", ("flow", "data", "attributes", "definition", "triggers", 0, "id"), "else", "entry.event"),
    ("klaviyo", ("flow", "data", "attributes", "definition", "reentry_criteria", "duration"), 3, "cooldown"),
    ("klaviyo", ("template-1-A", "data", "attributes", "html"), "", "steps.0.variants.0.body"),
    ("dittofeed", ("journey", "definition", "entryNode", "event"), "else", "entry.event"),
    ("dittofeed", ("segment-paused", "definition", "entryNode", "withinSeconds"), 60, "cooldown"),
    ("dittofeed", ("template-1-B", "definition", "subject"), "else", "steps.0.variants.1.title"),
    ("json", ("campaign", "campaign", "cooldown"), "P3D", "cooldown"),
]


@pytest.mark.parametrize(("target", "place", "value", "path"), CHANGES)
def test_reading_back_reads_the_payload(target: str, place: tuple[str | int, ...], value: object, path: str) -> None:
    body = export(_campaign(), target).body
    other = copy.deepcopy(body)
    inner: Any = other
    for step in place[:-1]:
        inner = inner[step]
    inner[place[-1]] = value
    assert read_back(other, target).get(path) != read_back(body, target).get(path)


def test_the_whole_campaign_comes_with_its_version_schema_and_split() -> None:
    Draft202012Validator.check_schema(json_schema())
    validator = Draft202012Validator(json_schema())
    for name, campaign in all_campaigns():
        body = export(campaign, "json", tenant="shop-1").body["campaign"]
        assert not [error.message for error in validator.iter_errors(body)], name
        assert Campaign.model_validate(body["campaign"]) == campaign, name
    assert list(validator.iter_errors({"version": 2}))


def test_a_host_can_compute_the_same_arms_from_the_split() -> None:
    held = campaign_of("first_purchase_nudge", "ko", "mail first", 0.2)
    assert held
    split = export(held, "json", tenant="shop-1").body["campaign"]["split"]
    told = Split(split["holdout"]["salt"], {name: tuple(ends) for name, ends in split["holdout"]["buckets"].items()})
    arms = [told.arm(f"customer-{n}") for n in range(4000)]
    assert 0.17 < arms.count("held_out") / len(arms) < 0.23
    assert [list(one["buckets"]) for one in split["wordings"]] == [["A", "B"]] * len(held.steps)
