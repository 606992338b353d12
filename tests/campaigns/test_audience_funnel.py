"""Who falls away, at which reason, and on which side of each edge."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from agent.campaigns.audience import FUNNEL, Caps, count_audience
from agent.campaigns.schema import Audience
from retrieval.playbook import Channel

from .conftest import Shop
from .test_audience import ANYBODY, BOTH, PLAIN, advertise, excluded, where

AGREED = {"consent_sms": True, "consent_kakao": True, "consent_email": True, "consent_at": "2026-01-01"}


def test_each_person_falls_away_at_the_first_reason_of_the_line(shop: Shop) -> None:
    """Everybody here has all the reasons after their own as well."""
    bad = {"refused": True, "consent_at": "2020-01-01", "has_phone": True}
    shop.customer("no phone", consent_sms=False, **(bad | {"has_phone": False}))
    shop.customer("no consent", consent_sms=False, **bad)
    shop.customer("stale", consent_sms=True, **bad)
    shop.customer("refused", consent_sms=True, **(bad | {"consent_at": "2026-01-01"}))
    for name in ("open", "lately", "messaged", "other", "reached"):
        shop.customer(name, **AGREED)
    upset = ("no phone", "unlisted", "no consent", "stale", "refused", "open")
    for name in (*upset, "lately"):
        shop.chat(name, "complaint", mood="upset")
    for name in upset:
        shop.chat(name, "complaint", mood="upset", open=True)
    for name in (*upset, "lately", "messaged"):
        shop.sent(name, "2026-10-31 12:00")
    shop.order("other")
    other = where([("order.count", "$gte", 1), ("contact.count_7_days", "$gte", 1)])
    audience = advertise(shop, "lms", spared=BOTH, others=(other,))
    assert [line.reason for line in audience.excluded] == list(FUNNEL)
    assert {line.count for line in audience.excluded} == {1}
    assert (audience.matched, audience.reached) == (10, 1)


@pytest.mark.parametrize(
    ("as_of", "agreed", "stale"),
    [
        (datetime(2026, 11, 1), "2024-11-01 00:00", False),  # two years to the day
        (datetime(2026, 11, 1), "2024-10-31 23:59:59", True),  # and a day more
        (datetime(2026, 11, 1, 23, 59), "2024-11-01 00:00", False),
        (datetime(2028, 2, 29), "2026-02-28 00:00", False),
        (datetime(2028, 2, 29), "2026-02-27 23:59", True),
        (datetime(2026, 2, 28), "2024-02-29 00:00", False),
        (datetime(2026, 3, 1), "2024-02-29 23:59", True),
    ],
)
def test_consent_lasts_two_calendar_years(shop: Shop, as_of: datetime, agreed: str, stale: bool) -> None:
    shop.customer("ann", consent_sms=True, consent_at=agreed)
    audience = advertise(shop, "lms", as_of=as_of)
    assert excluded(audience) == ({"consent_stale": 1} if stale else {})
    assert (
        count_audience(shop.connection, where(("consent.stale", "$eq", True)), replace(PLAIN, as_of=as_of)).matched
        == stale
    )


@pytest.mark.parametrize(
    ("channels", "reached"),
    [
        (("lms",), {"lms": 2}),  # ann, and of cy nobody knows whether there is a number
        (("brand_message",), {"brand_message": 2}),
        (("email",), {"email": 2}),
        (("lms", "email"), {"lms": 2, "email": 1}),
        (("line",), {"line": 4}),  # needs neither
        (("in_app",), {"in_app": 4}),
    ],
)
def test_who_has_no_number_or_address_is_not_reached(
    shop: Shop, channels: tuple[Channel, ...], reached: dict[Channel, int]
) -> None:
    shop.customer("ann", has_phone=True, has_email=False, **AGREED)
    shop.customer("bo", has_phone=False, has_email=True, **AGREED)
    shop.customer("cy", **AGREED)
    shop.customer("dee", has_phone=False, has_email=False, **AGREED)
    audience = advertise(shop, *channels)
    assert audience.by_channel == reached
    assert set(excluded(audience)) <= {"not_reachable"}


def test_who_agreed_to_a_channel_that_does_not_reach_them_did_not_agree_to_the_other(shop: Shop) -> None:
    shop.customer("ann", consent_sms=True, has_phone=False, has_email=True)
    assert excluded(advertise(shop, "lms", "email")) == {"no_consent": 1}


def test_information_goes_to_everybody_who_can_be_reached(shop: Shop) -> None:
    shop.customer("ann", has_phone=False)
    shop.customer("bo", refused=True)
    shop.sent("bo", "2026-10-31 23:00")
    audience = count_audience(shop.connection, ANYBODY, replace(PLAIN, channels=("alimtalk",)))
    assert (excluded(audience), audience.by_channel) == ({"not_reachable": 1}, {"alimtalk": 1})


NOON = datetime(2026, 11, 1, 12)


def lately(shop: Shop, *sent: str, campaign: str = "cmp_other", advertising: bool = True, **more: object) -> bool:
    """Whether somebody to whom that was sent is left out at noon of 1 November."""
    shop.customer("ann", **AGREED)
    for at in sent:
        shop.sent("ann", at, campaign, advertising=advertising)
    audience = advertise(shop, "lms", now=NOON, campaign="cmp_this", **more)
    return excluded(audience) == {"recently_messaged": 1}


@pytest.mark.parametrize(
    ("sent", "left_out"),
    [
        ((), False),
        (("2026-10-31 12:00:01",), True),  # a second less than a day ago
        (("2026-10-31 12:00:00",), False),
        (("2026-10-25 12:00:01", "2026-10-28 09:00"), True),  # two within seven days
        (("2026-10-25 12:00:00", "2026-10-28 09:00"), False),
    ],
)
def test_one_advertisement_a_day_and_two_a_week(shop: Shop, sent: tuple[str, ...], left_out: bool) -> None:
    assert lately(shop, *sent) is left_out


@pytest.mark.parametrize(("sent", "left_out"), [("2026-10-02 12:00:01", True), ("2026-10-02 12:00:00", False)])
def test_the_same_campaign_not_again_within_thirty_days(shop: Shop, sent: str, left_out: bool) -> None:
    assert lately(shop, sent, campaign="cmp_this", advertising=False) is left_out


def test_the_caps_can_be_set(shop: Shop) -> None:
    caps = Caps(pause=timedelta(hours=1), most=1, again=timedelta(days=7))
    assert lately(shop, "2026-10-28 09:00", caps=caps)
    assert not lately(shop, caps=replace(caps, most=2))


def test_information_that_was_sent_stops_no_advertisement(shop: Shop) -> None:
    assert not lately(shop, "2026-11-01 11:00", "2026-10-31 11:00", advertising=False)


def others_of(shop: Shop, *conditions: object) -> Audience:
    return count_audience(shop.connection, ANYBODY, replace(PLAIN, others=tuple(where(one) for one in conditions)))


def test_who_matches_another_campaign_is_left_to_it(shop: Shop) -> None:
    shop.chat("ann", "size_fit")
    shop.chat("bo", "praise")
    shop.order("cy")
    size, bought = ("support.intent", "$eq", "size_fit"), ("order.count", "$gte", 1)
    assert excluded(others_of(shop, size)) == {"in_other_campaign": 1}
    assert excluded(others_of(shop, size, bought)) == {"in_other_campaign": 2}
    assert "in_other_campaign" in others_of(shop, size).exclusions


def test_another_campaign_that_the_data_cannot_tell_takes_nobody_away(shop: Shop) -> None:
    shop.chat("ann", "size_fit")
    assert excluded(others_of(shop, ("customer.joined", "$eq", False))) == {}
