"""How often one person may get advertising: each convention on both sides of its edge."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given, broken_rules
from agent.profile import ShopProfile

HAND = Given(ShopProfile(), shop_known=False)
OWN = Given(ShopProfile())
RESTED = ["upset_open", "upset_lately"]
QUIET: dict[str, Any] = {"max_per_week": 2, "cooldown": "P30D", "audience": {"exclusions": RESTED}}


def campaign(*delays: str, channel: str = "email", **more: Any) -> dict[str, Any]:
    steps = [{"channel": channel, "delay": delay, "variants": [{"body": "Hello"}]} for delay in delays or ("P0D",)]
    return {"country": "EU", "entry": {"type": "event", "event": "signed_up"}, "steps": steps, **QUIET, **more}


def broken(data: dict[str, Any], given: Given = HAND) -> dict[str, str]:
    """Conventions that it breaks, with case and severity."""
    found = broken_rules(plan_of(data), given)
    return {
        rule.id + (f" {one.case}" if one.case else ""): one.severity or rule.severity
        for rule, one in found
        if rule.id.startswith("FQ")
    }


def test_a_calm_campaign_is_quiet_and_information_is_not_counted() -> None:
    assert broken(campaign()) == broken(campaign(), OWN) == {}
    loud = {"max_per_day": 9, "max_per_week": 99, "cooldown": "P1D", "audience": {}}
    for free in ({"advertising": False}, {"entry": {"type": "popup"}}):
        assert broken(campaign("P0D", "PT1H", channel="brand_message", **(loud | free))) == {}


def test_no_convention_blocks() -> None:
    assert {rule.severity for name, rule in RULES.items() if name.startswith("FQ")} == {"warn", "info"}


@pytest.mark.parametrize(
    ("delays", "more", "found"),
    [
        (("P0D",), {"max_per_day": 1}, {}),
        (("P0D",), {"max_per_day": 2}, {"FQ-01": "warn"}),
        (("P0D", "P1D"), {}, {}),
        (("P0D", "PT23H59M"), {}, {"FQ-01 steps": "warn"}),
        (("PT12H", "P0D"), {}, {"FQ-01 steps": "warn"}),
        (("P0D", "P0D"), {}, {"FQ-01 steps": "warn"}),
        (("P0D", "PT1H"), {"max_per_day": 1}, {}),
        (("P0D", "bald"), {}, {}),
        (("P0D", "PT1H"), {"entry": {"type": "event", "event": "cart_added"}}, {}),
    ],
)
def test_one_a_day(delays: tuple[str, ...], more: dict[str, Any], found: dict[str, str]) -> None:
    assert broken(campaign(*delays, **more)) == found


def test_whoever_asked_about_the_cart_may_be_reminded() -> None:
    asked = {"key": "support.intent", "type": "string", "operator": "$eq", "values": ["cart_help"]}
    audience = {"and": [{"or": [asked]}], "exclusions": RESTED}
    assert broken(campaign("P0D", "PT23H", audience=audience)) == {}
    asked["values"] = ["refund"]
    assert broken(campaign("P0D", "PT23H", audience=audience)) == {"FQ-01 steps": "warn"}


@pytest.mark.parametrize(
    ("delays", "most", "found"),
    [
        (("P0D",), 2, {}),
        (("P0D",), 3, {"FQ-02": "info"}),
        (("P0D", "P1D", "P3D", "P7D"), 4, {}),
        (("P0D", "P1D", "P3D", "P8D"), 4, {"FQ-02": "info"}),
        (("P0D", "P1D", "P3D", "P7D"), 5, {"FQ-02": "info"}),
    ],
)
def test_two_a_week(delays: tuple[str, ...], most: int, found: dict[str, str]) -> None:
    assert broken(campaign(*delays, max_per_week=most)) == found


def test_a_week_without_a_limit_is_told_of_files_written_by_hand() -> None:
    assert broken(campaign(max_per_week=None)) == {"FQ-02 none": "info"}
    assert broken(campaign(max_per_week=None), OWN) == {}


@pytest.mark.parametrize(
    ("more", "found"),
    [
        ({"cooldown": "P30D"}, {}),
        ({"cooldown": "P29DT23H"}, {"FQ-03": "info"}),
        ({"cooldown": None}, {"FQ-03 none": "info"}),
        ({"cooldown": "bald"}, {"FQ-03 none": "info"}),
        ({"cooldown": "P3D", "entry": {"type": "event", "event": "back_in_stock"}}, {}),
        ({"cooldown": None, "entry": {"type": "schedule"}}, {}),
        ({"cooldown": "P1D", "entry": {"type": "schedule", "every": "P7D"}}, {"FQ-03": "warn"}),
        ({"cooldown": None, "entry": {"type": "schedule", "every": "P30D"}}, {}),
        ({"cooldown": "P30D", "entry": {"type": "schedule", "every": "P7D"}}, {}),
        ({"cooldown": None, "entry": None}, {}),
    ],
)
def test_the_same_once_in_thirty_days(more: dict[str, Any], found: dict[str, str]) -> None:
    assert broken(campaign(**more)) == found


@pytest.mark.parametrize(
    ("clause", "rested"),
    [
        (("support.last_days_ago", "$gte", 3), True),
        (("support.last_days_ago", "$gte", 2), False),
        (("event.chat_opened", "$gt", 2), True),
        (("event.chat_opened", "$gt", 1), False),
        (("support.last_days_ago", "$lte", 9), False),
        (("order.last_days_ago", "$gte", 9), False),
    ],
)
def test_three_days_of_rest_after_a_complaint(clause: tuple[str, str, int], rested: bool) -> None:
    key, operator, value = clause
    asked = {"key": key, "type": "number", "operator": operator, "values": [value]}
    audience = {"and": [{"or": [asked]}], "exclusions": ["upset_open"]}
    assert broken(campaign(audience=audience)) == ({} if rested else {"FQ-04": "info"})
    assert broken(campaign(audience={"exclusions": ["upset_open"]})) == {"FQ-04": "info"}


def test_one_brand_message_a_day() -> None:
    cart = {"type": "event", "event": "cart_added"}
    assert broken(campaign("P0D", "PT23H", channel="brand_message", entry=cart)) == {"FQ-05": "warn"}
    assert broken(campaign("P0D", "P1D", channel="brand_message", entry=cart)) == {}
    assert broken(campaign("P0D", "PT23H", channel="lms", entry=cart)) == {}
    mixed = campaign("P0D", "PT23H", channel="brand_message", entry=cart)
    mixed["steps"][0]["channel"] = "lms"
    assert broken(mixed) == {}
    carried = campaign("P0D", "PT23H", channel="brand_message", entry=cart)
    for step in carried["steps"]:
        step |= {"fallback": "lms", "fallback_message": {"body": "Hello"}}
    assert broken(carried) == {"FQ-05 fallback": "info"}
    carried["steps"][1]["fallback"] = None
    assert broken(carried) == {"FQ-05": "warn"}
