"""Flows of Klaviyo and journeys of Dittofeed, walked through by somebody: who gets what, and what stops it."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.payload import export
from agent.campaigns.schema import Campaign, EventEntry

from ..conftest import changed, stored
from .conftest import CONTEXTS, all_campaigns, campaign_of, exported

KNOWN = CONTEXTS["all known"]


def _campaign(playbook: str, channels: str = "mail first", share: float = 0.0, **parts: Any) -> Campaign:
    campaign = campaign_of(playbook, "ko", channels, share)
    assert campaign
    return stored(changed(campaign, **parts))


def walk_flow(body: dict[str, Any], did: set[str], *, held_out: bool = False) -> list[str]:
    """Names of the messages that reach somebody who may be sent everything and ``did`` these on the way."""
    definition = body["flow"]["data"]["attributes"]["definition"]
    actions = {one["temporary_id"]: one for one in definition["actions"]}
    got, name = [], definition["entry_action_id"]
    while name:
        one = actions[name]
        if one["type"] == "conditional-split":
            test = one["data"]["profile_filter"]["condition_groups"][0]["conditions"][0]
            true = held_out if test["type"] == "profile-sample" else test["metric_id"] in did
            name = one["links"]["next_if_true" if true else "next_if_false"]
            continue
        if one["type"].startswith("send-") and "additional_filters" in one["data"]["message"]:
            name = one["links"]["next"]  # only for whom the first channel may not be used
            continue
        if one["type"] != "time-delay":
            got.append(name)
        name = one["links"]["next"]
    return got


def walk_journey(body: dict[str, Any], did: set[str], *, in_audience: bool = True, cohort: int = -1) -> list[str]:
    """As ``walk_flow``; ``cohort``: which way of a random split is drawn."""
    definition = body["journey"]["definition"]
    nodes = {one["id"]: one for one in definition["nodes"]}
    tests = {body[name]["id"]: body[name]["definition"]["entryNode"] for name in body if name.startswith("segment-")}

    def inside(segment: str) -> bool:
        test = tests[segment]
        if test["type"] == "And":
            return in_audience
        return test["event"] in did if test["type"] == "Performed" else True

    got, name = [], definition["entryNode"]["child"]
    while name != "ExitNode":
        one = nodes[name]
        if one["type"] == "SegmentSplitNode":
            name = one["variant"]["trueChild" if inside(one["variant"]["segment"]) else "falseChild"]
        elif one["type"] == "RandomCohortNode":
            name = one["children"][cohort]["id"]
        elif one["type"] == "WaitForNode":
            first = next((child["id"] for child in one["segmentChildren"] if inside(child["segmentId"])), None)
            name = first or one["timeoutChild"]
        else:
            got += [name] if one["type"] == "MessageNode" else []
            name = one["child"]
    return got


def test_a_flow_sends_each_step_once_and_stops_for_who_bought() -> None:
    campaign = _campaign("first_purchase_nudge")
    body = export(campaign, "klaviyo", **KNOWN).body
    assert walk_flow(body, set()) == [f"step-{n + 1}-test" for n in range(len(campaign.steps))]
    assert walk_flow(body, {"MTRorders"}) == []


def test_a_positive_filter_lets_only_those_through() -> None:
    campaign = _campaign("first_purchase_nudge", entry__filter_event="viewed", entry__filter_match="positive")
    campaign = stored(changed(campaign, entry__exit_event=None))
    klaviyo, dittofeed = (export(campaign, target, **KNOWN).body for target in ("klaviyo", "dittofeed"))
    assert walk_flow(klaviyo, set()) == []
    assert walk_flow(klaviyo, {"viewed"})
    assert walk_journey(dittofeed, set()) == []
    assert walk_journey(dittofeed, {"viewed"})


def test_who_is_held_out_gets_nothing_from_the_whole_series() -> None:
    campaign = _campaign("welcome_series", share=0.2)
    flow = export(campaign, "klaviyo", **KNOWN)
    assert walk_flow(flow.body, set(), held_out=True) == []
    assert len(walk_flow(flow.body, set())) == len(campaign.steps)
    journey = export(campaign, "dittofeed", **KNOWN).body
    assert walk_journey(journey, set(), cohort=0) == []
    percents = [
        one["percent"]
        for one in journey["journey"]["definition"]["nodes"]
        if one["id"] == "holdout"
        for one in one["children"]
    ]
    assert percents == [20, 80]


def test_a_journey_asks_for_the_audience_and_for_what_happened_meanwhile() -> None:
    campaign = _campaign("first_purchase_nudge")
    body = export(campaign, "dittofeed", **KNOWN).body
    assert len(walk_journey(body, set())) == len(campaign.steps)
    assert walk_journey(body, set(), in_audience=False) == []
    assert walk_journey(body, {"order_placed"}) == []
    assert walk_journey(body, {"DFInternalMessageSent"}) == [], "within the pause"


def test_after_the_window_opened_a_journey_asks_once_more() -> None:
    campaign = _campaign("cart_abandonment")
    body = export(campaign, "dittofeed", **KNOWN).body
    row = [one["id"] for one in body["journey"]["definition"]["nodes"]]
    assert row.index("step-1-wait") < row.index("step-1-window") < row.index("step-1-still-order_placed")


@pytest.mark.parametrize("target", ["klaviyo", "dittofeed"])
def test_every_name_that_is_referred_to_is_there(target: str) -> None:
    for name, campaign in all_campaigns():
        out = exported(campaign, target, **KNOWN)
        if out and isinstance(campaign.entry, EventEntry):
            assert _referred(out.body, target) <= _defined(out.body, target), name


def _referred(body: dict[str, Any], target: str) -> set[str]:
    if target == "dittofeed":
        keys = ("child", "trueChild", "falseChild", "timeoutChild", "segment", "segmentId", "templateId")
        return {value for key, value in _leaves(body["journey"]) if key in keys}
    keys = ("next", "next_if_true", "next_if_false", "template_id", "entry_action_id")
    return {value for key, value in _leaves(body["flow"]) if key in keys and value}


def _defined(body: dict[str, Any], target: str) -> set[str]:
    if target == "dittofeed":
        nodes = {one["id"] for one in body["journey"]["definition"]["nodes"]}
        return nodes | {one["id"] for one in body.values()} | {"ExitNode"}
    actions = body["flow"]["data"]["attributes"]["definition"]["actions"]
    return {one["temporary_id"] for one in actions} | set(body)


def _leaves(value: Any, key: str = "") -> list[tuple[str, Any]]:
    if isinstance(value, dict):
        return [leaf for name, inner in value.items() for leaf in _leaves(inner, name)]
    if isinstance(value, list):
        return [leaf for inner in value for leaf in _leaves(inner, key)]
    return [(key, value)]


def test_no_branch_of_a_flow_comes_back_to_another() -> None:
    """Klaviyo's flows are trees: an action may follow one other only."""
    for name, campaign in all_campaigns():
        out = exported(campaign, "klaviyo", **KNOWN)
        if out and "flow" in out.body:
            after = [v for k, v in _leaves(out.body["flow"]) if k in ("next", "next_if_true", "next_if_false") and v]
            assert len(after) == len(set(after)), name


def test_advertising_waits_for_the_window_and_the_hour_is_the_windows_first() -> None:
    for name, campaign in all_campaigns():
        out = exported(campaign, "klaviyo", **KNOWN)
        if out and "flow" in out.body and campaign.advertising:
            start = campaign.send_window.start
            until = {v for k, v in _leaves(out.body["flow"]) if k == "delay_until_time"}
            assert until == {f"{start // 60:02}:{start % 60:02}:00"}, name


def test_agreeing_to_advertising_within_two_years_is_asked_for_in_klaviyo() -> None:
    body = export(_campaign("first_purchase_nudge"), "klaviyo", **KNOWN).body
    conditions = [
        one
        for group in body["audience"]["data"]["attributes"]["definition"]["condition_groups"]
        for one in group["conditions"]
    ]
    asked = [one["consent"] for one in conditions if one["type"] == "profile-marketing-consent"]
    assert [one["channel"] for one in asked] == ["sms", "email"]
    assert all(one["consent_status"]["subscription"] == "subscribed" for one in asked)
    assert {one["consent_status"]["filters"][0]["filter"]["quantity"] for one in asked} == {730}


def test_mails_have_subject_preview_sender_and_reply() -> None:
    campaign = _campaign("first_purchase_nudge", "mail")
    flow = export(campaign, "klaviyo", from_email="help@example.com", reply_to="reply@example.com").body
    action = flow["flow"]["data"]["attributes"]["definition"]["actions"]
    mail = next(one for one in action if one["type"] == "ab-test")["data"]["main_action"]["data"]["message"]
    assert mail["subject_line"].startswith("(광고) ")
    assert mail["preview_text"] in flow["template-1-A"]["data"]["attributes"]["text"]
    assert (mail["from_email"], mail["reply_to_email"]) == ("help@example.com", "reply@example.com")
    assert "{{ first_name|default:'고객' }}" in flow["template-1-A"]["data"]["attributes"]["html"]
    other = export(campaign, "dittofeed", from_email="help@example.com").body["template-1-A"]["definition"]
    assert (other["from"], other["replyTo"]) == ("help@example.com", "help@example.com")
    assert '{{ user.name | default: "고객" }}' in other["body"]
