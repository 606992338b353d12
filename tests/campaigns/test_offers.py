"""What a campaign may give: the shop's own offers, within what the playbook and the shop allow."""

from __future__ import annotations

import re
from datetime import date
from typing import Any

import duckdb
import pytest

from agent.campaigns.briefing import CannotWrite
from agent.campaigns.offers import choose_offer
from agent.campaigns.schema import Draft
from agent.campaigns.write import write_draft
from retrieval.playbook import OfferGuide

from .conftest import OFFER, checked, draft_of, full_profile, make_brief, playbook_of

COUPON = OfferGuide(use="optional", kinds=("coupon_percent", "coupon_amount"))
UP_TO_TEN = COUPON.model_copy(update={"max_percent": 10})


def chosen(guide: OfferGuide, limit: int | None, *offers: dict[str, Any]) -> str | None:
    given = [{"kind": "coupon_percent", "text": "쿠폰", **offer} for offer in offers]
    profile = full_profile("ko", offers=given, max_discount_percent=limit)
    brief = make_brief(playbook_of("winback", offer=guide), profile, intents=("size_fit",))
    found = choose_offer(brief)
    return found.id if found else None


@pytest.mark.parametrize(
    ("offers", "limit", "expected"),
    [
        ([{"id": "a", "ends": "2026-11-03"}], None, None),  # over before the operator has had two days to look
        ([{"id": "a", "ends": "2026-11-04"}], None, "a"),
        ([{"id": "a", "value": 15}], 15, "a"),
        ([{"id": "a", "value": 16}], 15, None),
        ([{"id": "a", "value": 16}, {"id": "b", "value": 10}], 15, "b"),
        ([{"id": "a", "value": 1}], 0, None),  # no discount at all
        ([{"id": "a"}], 15, None),  # nobody knows how large it is
        ([{"id": "a", "for": ["restock_alert"]}], None, None),
        ([{"id": "a", "kind": "coupon_amount", "value": 3000}], 15, "a"),
    ],
)
def test_only_an_offer_that_holds_is_given(
    offers: list[dict[str, Any]], limit: int | None, expected: str | None
) -> None:
    assert chosen(COUPON, limit, *offers) == expected


def test_a_playbook_that_gives_nothing_gives_nothing() -> None:
    assert chosen(OfferGuide(use="never"), None, {"id": "a", "for": ["winback"]}) is None


def test_only_kinds_that_fit_are_given() -> None:
    points = {"id": "points", "kind": "points", "for": ["winback"]}
    assert chosen(COUPON, None, points) is None
    assert chosen(COUPON, None, points, {"id": "coupon"}) == "coupon"


def test_what_was_made_for_the_playbook_comes_first_then_the_topic_then_the_better_kind() -> None:
    amount = {"id": "amount", "kind": "coupon_amount"}
    percent, topic = {"id": "percent"}, {"id": "topic", "kind": "coupon_amount", "for": ["size_fit"]}
    own = {"id": "own", "kind": "coupon_amount", "for": ["winback"]}
    assert chosen(COUPON, None, amount, percent, topic, own) == "own"
    assert chosen(COUPON, None, amount, percent, topic) == "topic"
    assert chosen(COUPON, None, amount, percent) == "percent"
    assert chosen(COUPON, None, amount, {"id": "second", "kind": "coupon_amount"}) == "amount"


@pytest.mark.parametrize(
    ("offer", "limit", "given"),
    [
        ({"value": 10}, None, True),
        ({"value": 11}, None, False),
        ({}, None, False),  # nobody knows how large it is
        ({"value": 11, "for": ["winback"]}, None, True),
        ({"value": 11, "for": ["size_fit"]}, None, True),
        ({"value": 11, "for": ["winback"]}, 10, False),  # the shop's own limit holds for all
        ({"value": 11, "kind": "coupon_amount"}, None, True),
    ],
)
def test_a_larger_coupon_only_when_the_shop_made_it_for_this(
    offer: dict[str, Any], limit: int | None, given: bool
) -> None:
    assert (chosen(UP_TO_TEN, limit, {"id": "a", **offer}) == "a") is given


def test_what_makes_no_sense_without_an_offer_waits_for_one(nobody: duckdb.DuckDBPyConnection) -> None:
    needed = playbook_of("winback", offer=COUPON.model_copy(update={"use": "needed"}))
    missing = CannotWrite("winback", "missing_facts")
    assert write_draft(make_brief(needed, full_profile("ko", offers=())), nobody, str) == missing
    made = write_draft(make_brief(needed, full_profile("ko")), nobody, str)
    assert isinstance(made, Draft)
    assert all(OFFER["ko"] in variant.body for variant in made.steps[0].variants)


def test_an_offer_that_the_event_brings_is_an_offer(nobody: duckdb.DuckDBPyConnection) -> None:
    needed = playbook_of("coupon_expiry", offer=COUPON.model_copy(update={"use": "needed"}))
    assert isinstance(write_draft(make_brief(needed, full_profile("ko", offers=())), nobody, str), Draft)


def test_an_ended_offer_leaves_no_trace_in_the_words(nobody: duckdb.DuckDBPyConnection) -> None:
    old = {"id": "old", "kind": "coupon_amount", "text": "은 세척 천", "code": "CLOTH", "ends": date(2026, 10, 31)}
    brief = make_brief(playbook_of("winback", offer=COUPON), full_profile("ko", offers=[old]))
    draft = write_draft(brief, nobody, str)
    assert isinstance(draft, Draft)
    text = "".join(message.body for step in draft.steps for message in step.messages)
    assert not re.search("은 세척 천|CLOTH|10월 31일", text)


def test_the_coupon_that_somebody_holds_is_not_the_one_that_the_shop_gives(nobody: duckdb.DuckDBPyConnection) -> None:
    draft = write_draft(make_brief(playbook_of("coupon_expiry"), full_profile("ko")), nobody, str)
    assert isinstance(draft, Draft)
    texts = "".join(message.body for step in draft.steps for message in step.messages)
    assert OFFER["ko"] not in texts
    assert "#{혜택}" in texts


@pytest.mark.parametrize(
    "playbook", ["delivered_review_request", "review_after_exchange", "review_request_after_praise"]
)
def test_a_thank_you_that_was_made_for_a_request_makes_it_advertising(
    playbook: str, nobody: duckdb.DuckDBPyConnection
) -> None:
    gift = {"id": "p", "kind": "points", "text": "적립금 500원"}
    made_for = full_profile("ko", offers=({**gift, "for": (playbook,)},))
    for_anything = full_profile("ko", offers=(gift,))
    thanked, plain = (draft_of(nobody, playbook, profile) for profile in (made_for, for_anything))
    assert (thanked.advertising, plain.advertising) == (True, False)
    bodies = [message.body for step in thanked.steps for message in step.messages]
    assert any("적립금 500원" in body for body in bodies)
    assert all(body.startswith("(광고)") for body in bodies)
    assert not any("적립금" in message.body for step in plain.steps for message in step.messages)
    assert not any(one.severity == "block" for one in checked(thanked, made_for).violations)


def test_without_a_channel_for_advertising_the_request_stays_plain(nobody: duckdb.DuckDBPyConnection) -> None:
    gift = {"id": "p", "kind": "points", "text": "적립금 500원", "for": ("review_after_exchange",)}
    profile = full_profile("ko", offers=(gift,), channels=("alimtalk",))
    assert draft_of(nobody, "review_after_exchange", profile).advertising is False
