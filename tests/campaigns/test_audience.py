"""Who gets a campaign: every number here is worked out by hand from the lines of the shop above it."""

from __future__ import annotations

from dataclasses import replace
from datetime import datetime
from typing import Any

import pytest

from agent.campaigns.audience import Counting, count_audience, estimate_audience, has_people
from agent.campaigns.conditions import KEYS
from agent.campaigns.schema import Audience, Clause, Condition
from agent.errors import BadInput
from agent.words import LOCALES, say
from retrieval.playbook import Channel, Spared

from .conftest import AS_OF, Shop, draft_of, full_profile, playbook_of

ANYBODY = Condition.model_validate({"and": []})
PLAIN = Counting(as_of=AS_OF, start=None, channels=("in_app",), advertising=False, sentence="모든 손님")


def where(*groups: Any) -> Condition:
    """A condition from ``(key, operator, value…)`` tuples; a list of them is an "or"."""
    return Condition.model_validate(
        {
            "and": [
                {"or": [_clause(*one) for one in (group if isinstance(group, list) else [group])]} for group in groups
            ]
        }
    )


def _clause(key: str, operator: str, *values: Any) -> dict[str, Any]:
    return {"key": key, "type": KEYS[key].type, "operator": operator, "values": list(values)}


def matched(shop: Shop, *groups: Any, **counting: Any) -> int:
    return count_audience(shop.connection, where(*groups), replace(PLAIN, **counting)).matched


def advertise(shop: Shop, *channels: Channel, **more: Any) -> Audience:
    counting = replace(PLAIN, channels=channels, advertising=True, **more)
    return count_audience(shop.connection, ANYBODY, counting)


def excluded(audience: Audience) -> dict[str, int]:
    return {line.reason: line.count for line in audience.excluded}


@pytest.fixture
def busy(shop: Shop) -> Shop:
    """Ann, Bo and Cy are members or guests with orders; Dee only ever chatted; one chat and one order are nobody's."""
    agreed = {"consent_sms": True, "consent_email": True, "consent_night": True}
    shop.customer(
        "ann", joined_at="2026-10-02", last_seen_at="2026-10-31", tags=["VIP"], consent_at="2024-10-31", **agreed
    )
    shop.customer("bo", joined_at="2025-11-01", last_seen_at="2026-08-01", tags=["도매"], consent_at="2024-11-02")
    shop.customer("cy", joined_at=None, tags=["우리단골"], refused=True)
    shop.order("ann", "2026-10-12 12:00", amount=10_000.5, items=["Silver  Ring (S)"])
    shop.order("ann", "2026-10-20 12:00", amount=20_000)
    shop.order("bo", "2026-09-02 09:00", amount=5_000, items=["실버 링 블루", "은 팔찌"])
    shop.order("cy", "2026-10-31 23:00")
    shop.order(None)
    shop.sent("ann", "2026-10-20 12:00")
    shop.sent("bo", "2026-10-25 00:01")
    shop.sent("bo", "2026-10-30 12:00")
    shop.chat("ann", "size_fit", at="2026-10-12 11:00", tags=("사이즈",), summary="실버 링 사이즈 문의")
    shop.chat("bo", "size_fit", "complaint", at="2026-10-03 10:00", open=True, mood="upset", tags=("사이즈", "불만"))
    shop.chat("dee", "vip_service", at="2026-10-04 10:00", summary="Silver  Ring?")
    shop.chat(None, "size_fit", at="2026-10-05 10:00")
    return shop


@pytest.mark.parametrize(
    ("condition", "people"),
    [
        ((), 6),  # ann, bo, cy, dee, a chat, an order
        ((("support.intent", "$eq", "size_fit"),), 3),
        ((("support.intent", "$in", "size_fit", "vip_service"),), 4),
        ((("support.state", "$eq", "open"),), 1),
        ((("support.state", "$eq", "closed"),), 3),
        ((("support.tag", "$eq", "사이즈"),), 2),
        ((("support.tag", "$in", "불만", "없는 태그"),), 1),
        ((("support.product", "$in", "실버링"),), 1),
        ((("support.product", "$in", "SILVER ring", "실버 링"),), 2),
        ((("support.upset_open", "$eq", True),), 1),
        ((("support.upset_open", "$eq", False),), 5),
        ((("order.after_chat", "$eq", True),), 1),  # ann, an hour later
        ((("support.intent", "$eq", "size_fit"), ("order.after_chat", "$eq", False)), 2),
        ((("order.count", "$eq", 0),), 2),  # dee and the chat
        ((("order.count", "$in", 0, 2),), 3),
        ((("order.count", "$gte", 1),), 4),
        ((("order.count", "$lte", 1),), 5),
        ((("order.last_days_ago", "$lte", 1),), 1),  # cy, last night
        ((("order.last_days_ago", "$gte", 60),), 1),  # bo, 60 days ago to the day
        ((("order.last_days_ago", "$gte", 61),), 0),
        ((("customer.joined", "$eq", True),), 2),
        ((("customer.joined", "$eq", False),), 4),
        ((("customer.joined_days_ago", "$lte", 30),), 1),
        ((("customer.joined_days_ago", "$gte", 365),), 1),
        ((("customer.last_seen_days_ago", "$gte", 60),), 1),  # bo: the order of 60 days ago is later than his visit
        ((("customer.last_seen_days_ago", "$gte", 61),), 0),
        ((("customer.last_seen_days_ago", "$lte", 1),), 2),  # ann visited, cy ordered
        ((("customer.tag", "$eq", "도매"),), 1),
        ((("customer.vip", "$eq", True),), 3),  # ann's tag, cy's tag, dee's chat
        ((("customer.vip", "$eq", False),), 3),
        ((("customer.guest", "$eq", True),), 4),
        ((("customer.guest", "$eq", False),), 2),
        ((("support.intent", "$ne", "size_fit"),), 1),  # dee's chat
        ((("support.intent", "$nin", "complaint", "vip_service"),), 2),  # ann's chat and the unknown visitor's
        ((("support.state", "$ne", "open"),), 3),
        ((("support.state", "$in", "open", "closed"),), 4),
        ((("support.tag", "$nin", "불만", "사이즈"),), 2),
        ((("support.product", "$ne", "실버 링"),), 3),
        ((("support.last_days_ago", "$lt", 21),), 1),  # ann, 20 days ago
        ((("support.last_days_ago", "$gt", 27),), 2),  # bo and dee
        ((("order.count", "$gt", 1),), 1),
        ((("order.count", "$lt", 1),), 2),
        ((("order.count", "$ne", 1),), 3),
        ((("order.count", "$nin", 0, 1),), 1),
        ((("order.last_days_ago", "$ne", 60),), 5),  # all but bo, those who never ordered too
        ((("order.first_days_ago", "$gte", 20),), 3),  # ann, bo and the order of nobody
        ((("order.total", "$gte", 30_000.5),), 1),  # ann: 10,000.5 and 20,000
        ((("order.total", "$lte", 5_000),), 1),  # bo; of cy's order nobody knows the amount
        ((("order.average", "$eq", 15_000.25),), 1),
        ((("order.product", "$eq", "실버링"),), 1),
        ((("order.product", "$in", "SILVER", "팔찌"),), 2),
        ((("order.product", "$ne", "실버 링"),), 5),
        ((("customer.tag", "$ne", "도매"),), 5),
        ((("customer.vip", "$ne", True),), 3),
        ((("customer.stage", "$eq", "new"),), 2),  # bo, 60 days ago, and cy; the usual pause is 45 days
        ((("customer.stage", "$in", "active", "gone"),), 1),  # ann
        ((("customer.stage", "$ne", "active"),), 5),
        ((("customer.recency", "$gte", 4),), 1),  # cy: two of three are worse
        ((("customer.frequency", "$lte", 1),), 2),  # bo and cy are equal, and nobody is worse
        ((("customer.money", "$eq", 2),), 1),  # bo: one of three is worse
        ((("consent.sms", "$eq", True),), 1),
        ((("consent.kakao", "$ne", True),), 6),
        ((("consent.email", "$eq", True),), 1),
        ((("consent.push", "$eq", False),), 6),
        ((("consent.night", "$eq", True),), 1),
        ((("consent.refused", "$eq", True),), 1),
        ((("consent.days_ago", "$gte", 731),), 1),
        ((("event.chat_opened", "$lte", 20),), 1),
        ((("event.chat_closed", "$lte", 30),), 3),
        ((("event.signed_up", "$lt", 31),), 1),
        ((("event.order_placed", "$eq", 12),), 1),
        ((("contact.last_days_ago", "$lte", 3),), 1),  # bo
        ((("contact.count_7_days", "$eq", 0),), 5),
        ((("contact.count_7_days", "$gte", 2),), 1),
        ((("consent.stale", "$eq", True),), 1),  # ann: two years and a day
        ((("consent.stale", "$eq", False),), 5),
    ],
)
def test_every_key_counts_the_people_it_means(busy: Shop, condition: tuple[Any, ...], people: int) -> None:
    assert matched(busy, *condition) == people


def test_the_table_above_tries_every_key() -> None:
    tried = test_every_key_counts_the_people_it_means.pytestmark[0].args[1]
    assert {clause[0] for case in tried for clause in case[0]} == set(KEYS)


def test_clauses_about_a_chat_must_hold_in_the_same_chat(shop: Shop) -> None:
    shop.chat("ann", "size_fit", open=True)
    shop.chat("ann", "praise")
    size, closed = ("support.intent", "$eq", "size_fit"), ("support.state", "$eq", "closed")
    assert matched(shop, size) == matched(shop, closed) == 1
    assert matched(shop, size, closed) == 0


def test_only_chats_of_the_period_count(shop: Shop) -> None:
    shop.chat("ann", "praise", at="2026-09-30 23:59")
    shop.chat("bo", "praise", at="2026-10-01 00:00")
    assert matched(shop, ("support.intent", "$eq", "praise"), start=datetime(2026, 10, 1)) == 1


def test_an_or_of_chat_and_person_also_finds_who_never_wrote(shop: Shop) -> None:
    shop.chat("ann", "usage_howto")
    shop.order("bo")
    shop.chat("cy", "praise")
    either = [("support.intent", "$eq", "usage_howto"), ("order.count", "$gte", 1)]
    assert matched(shop, either) == 2
    assert matched(shop, either, ("support.state", "$eq", "closed")) == 1


def test_an_order_exactly_seven_days_later_is_too_late(shop: Shop) -> None:
    for name, at in (("ann", "2026-10-17 11:59"), ("bo", "2026-10-17 12:00"), ("cy", "2026-10-10 11:59")):
        shop.chat(name, "size_fit", at="2026-10-10 12:00")
        shop.order(name, at)
    assert matched(shop, ("order.after_chat", "$eq", True)) == 1


@pytest.mark.parametrize("value", ["'; DROP TABLE customers; --", "%", "a' OR '1'='1", "$as_of", "]"])
def test_values_are_never_read_as_sql(busy: Shop, value: str) -> None:
    for key in ("support.tag", "support.intent", "support.product", "order.product", "customer.tag"):
        assert matched(busy, (key, "$in", value)) == 0
    assert matched(busy) == 6


@pytest.mark.parametrize(
    ("clause", "code"),
    [
        (Clause(key="customer.password", type="string", operator="$eq", values=("x",)), "campaign.unknown_key"),
        (Clause(key="order.count", type="string", operator="$eq", values=("1",)), "campaign.wrong_operand"),
        (Clause(key="order.count", type="number", operator="$gte", values=("one",)), "campaign.wrong_operand"),
        (Clause(key="order.count", type="number", operator="$gte", values=(True,)), "campaign.wrong_operand"),
        (Clause(key="support.tag", type="string", operator="$in", values=(7,)), "campaign.wrong_operand"),
        (Clause(key="customer.vip", type="boolean", operator="$eq", values=(1,)), "campaign.wrong_operand"),
        (Clause(key="order.count", type="number", operator="$gte", values=(1, 2)), "audience.one_value"),
        (Clause(key="support.tag", type="string", operator="$gte", values=("a",)), "audience.wrong_operator"),
        (Clause(key="customer.vip", type="boolean", operator="$in", values=(True, False)), "audience.wrong_operator"),
        (Clause(key="order.count", type="number", operator="$lt", values=(float("nan"),)), "audience.bad_number"),
        (Clause(key="order.total", type="number", operator="$lt", values=(float("-inf"),)), "audience.bad_number"),
        (Clause(key="order.count", type="number", operator="$in", values=(1, 10**400)), "audience.bad_number"),
        (Clause(key="support.tag", type="string", operator="$eq", values=(" ",)), "audience.empty_text"),
        (Clause(key="support.tag", type="string", operator="$eq", values=("a" * 201,)), "audience.long_text"),
        (Clause(key="support.tag", type="string", operator="$eq", values=("a\0",)), "audience.odd_letters"),
        (Clause(key="support.tag", type="string", operator="$in", values=("a",) * 201), "audience.too_many"),
        (Clause(key="customer.stage", type="string", operator="$eq", values=("lost",)), "audience.unknown_choice"),
        (Clause(key="support.state", type="string", operator="$nin", values=("open", "closed")), "audience.nobody"),
    ],
)
def test_a_clause_that_makes_no_sense_is_refused_with_its_place(shop: Shop, clause: Clause, code: str) -> None:
    fine = {"or": [_clause("order.count", "$gte", 1)]}
    condition = Condition.model_validate({"and": [fine, {"or": [clause.model_dump()]}]})
    with pytest.raises(BadInput) as caught:
        count_audience(shop.connection, condition, PLAIN)
    assert caught.value.code == code
    assert str(caught.value.facts["place"]).startswith("and[1].or[0]")
    for locale in LOCALES:
        assert "and[1].or[0]" in say(locale, caught.value.code, **caught.value.facts)


def test_no_more_groups_and_clauses_than_anybody_reads(shop: Shop) -> None:
    one = ("order.count", "$gte", 1)
    for condition, place in ((where(*[one] * 51), "and"), (where([one] * 51), "and[0].or")):
        with pytest.raises(BadInput) as caught:
            count_audience(shop.connection, condition, PLAIN)
        assert (caught.value.code, caught.value.facts["place"]) == ("audience.too_many", place)


def test_keys_without_data_are_checked_when_sending(shop: Shop) -> None:
    shop.chat("ann", "size_fit")
    shop.chat("bo", "praise")
    condition = where(
        ("support.intent", "$eq", "size_fit"), ("order.count", "$gte", 1), ("customer.joined", "$eq", True)
    )
    audience = count_audience(shop.connection, condition, PLAIN)
    assert audience.matched == 1
    assert audience.checked_later == ("order.count", "customer.joined")
    assert not audience.consent_known


def test_the_part_of_an_or_that_can_be_told_is_counted(shop: Shop) -> None:
    shop.chat("ann", "usage_howto")
    shop.chat("bo", "praise")
    either = where([("support.intent", "$eq", "usage_howto"), ("order.count", "$gte", 1)])
    audience = count_audience(shop.connection, either, PLAIN)
    assert (audience.matched, audience.checked_later) == (1, ("order.count",))


def test_each_person_goes_to_the_first_channel_they_agreed_to(shop: Shop) -> None:
    shop.customer("both", consent_kakao=True, consent_sms=True)
    shop.customer("kakao", consent_kakao=True, consent_sms=False)
    shop.customer("sms", consent_kakao=None, consent_sms=True)
    shop.customer("neither", consent_email=True)
    audience = advertise(shop, "brand_message", "lms")
    assert audience.by_channel == {"brand_message": 2, "lms": 1}
    assert excluded(audience) == {"no_consent": 1}


def test_a_person_falls_away_once_at_the_first_reason(shop: Shop) -> None:
    shop.customer("refused", consent_sms=True, refused=True, consent_at="2026-01-01")
    shop.customer("stale", consent_sms=True, consent_at="2024-10-31 00:00")
    shop.customer("fresh", consent_sms=True, consent_at="2024-11-02 00:00")
    shop.customer("undated", consent_sms=True)
    shop.customer("silent")
    shop.order("stranger")
    shop.order(None)
    shop.chat(None, "praise")
    audience = advertise(shop, "lms")
    assert excluded(audience) == {"not_reachable": 2, "unlisted": 1, "no_consent": 1, "consent_stale": 1, "refused": 1}
    assert (audience.matched, audience.reached, audience.consent_known) == (8, 2, True)


@pytest.mark.parametrize("channels", [("in_app",), ("lms", "in_app"), ("in_app", "lms")])
def test_an_open_complaint_spares_known_and_unknown_people(shop: Shop, channels: tuple[Channel, ...]) -> None:
    shop.customer("ann", consent_sms=True)
    shop.chat("ann", "complaint", mood="upset", open=True)
    shop.chat(None, "complaint", mood="upset", open=True)
    shop.chat(None, "complaint", mood="upset", open=False)
    audience = advertise(shop, *channels, spared=("upset_open",))
    assert excluded(audience) == {"upset_open": 2}
    assert audience.by_channel == {"in_app": 1}


BOTH: tuple[Spared, ...] = ("upset_open", "upset_lately")


def test_a_complaint_of_late_spares_too_and_each_person_once(shop: Shop) -> None:
    shop.chat("open", "complaint", mood="upset", open=True)
    shop.chat("open", "complaint", mood="upset")
    shop.chat("closed", "complaint", mood="upset")
    shop.chat("closed", "complaint", mood="upset", at="2026-10-11 12:00")
    shop.chat(None, "complaint", mood="upset")
    shop.chat("calm", "praise")
    assert excluded(advertise(shop, "in_app", spared=BOTH)) == {"upset_open": 1, "upset_lately": 2}
    assert excluded(advertise(shop, "in_app", spared=("upset_open",))) == {"upset_open": 1}
    assert excluded(advertise(shop, "in_app", spared=("upset_lately",))) == {"upset_lately": 3}
    assert excluded(advertise(shop, "in_app")) == {}


@pytest.mark.parametrize(
    ("start", "spared"),
    [
        (None, 2),  # thirty days before the end of the data
        (datetime(2026, 10, 1), 3),
        (datetime(2026, 10, 20), 1),  # only the one of which nobody knows the day
    ],
)
def test_lately_is_the_counted_period_or_thirty_days(shop: Shop, start: datetime | None, spared: int) -> None:
    shop.chat("ann", "complaint", mood="upset", at="2026-10-02 00:00")
    shop.chat("bo", "complaint", mood="upset", at="2026-10-01 23:59")
    shop.chat("cy", "complaint", mood="upset", at=None)
    assert excluded(advertise(shop, "in_app", spared=BOTH, start=start)) == {"upset_lately": spared}


def test_whom_a_campaign_is_for_it_does_not_leave_out(shop: Shop) -> None:
    shop.chat("ann", "refund_status", mood="upset")
    shop.chat("bo", "refund_status", "complaint", mood="upset")
    refund = where(("support.intent", "$in", "refund_status"))
    counting = replace(PLAIN, spared=BOTH, about=("refund_status", "return_request"))
    audience = count_audience(shop.connection, refund, counting)
    assert (audience.matched, audience.reached) == (2, 1)
    assert excluded(audience) == {"upset_lately": 1}
    assert excluded(count_audience(shop.connection, refund, replace(counting, about=()))) == {"upset_lately": 2}


def test_whom_every_sending_leaves_out_is_told_whatever_was_counted(shop: Shop) -> None:
    assert advertise(shop, "in_app", spared=BOTH).exclusions == (
        "not_reachable",
        "refused",
        "upset_open",
        "upset_lately",
        "recently_messaged",
    )


def reached_by(shop: Shop, **parts: Any) -> Audience:
    """The audience of a refund campaign over the lines of ``shop``."""
    return draft_of(shop.connection, playbook_of("refund_recovery", **parts), full_profile("ko")).audience


def test_the_playbook_says_whom_it_leaves_out(shop: Shop) -> None:
    for name in ("ann", "bo", "cy"):
        shop.customer(name, consent_kakao=True)
        shop.chat(name, "refund_status", mood="upset")
    shop.chat("bo", "defect_claim", mood="upset")
    shop.chat("cy", "defect_claim", mood="upset", open=True)
    assert excluded(reached_by(shop, exclusions=BOTH)) == {"upset_open": 1, "upset_lately": 1}
    assert excluded(reached_by(shop, exclusions=("upset_open",))) == {"upset_open": 1}
    assert excluded(reached_by(shop, exclusions=())) == {}
    assert excluded(reached_by(shop, exclusions=BOTH, first=True)) == {}


def test_the_chat_reaches_who_is_not_in_the_list(shop: Shop) -> None:
    shop.customer("ann", consent_sms=True)
    shop.chat("visitor", "praise")
    shop.chat(None, "praise")
    assert advertise(shop, "lms", "in_app").by_channel == {"lms": 1, "in_app": 2}
    assert advertise(shop, "brand_message", "in_app").by_channel == {"in_app": 3}


def test_information_needs_no_consent_and_reaches_who_refused_advertising(shop: Shop) -> None:
    shop.customer("ann", refused=True)
    audience = count_audience(shop.connection, ANYBODY, replace(PLAIN, channels=("alimtalk",)))
    assert audience.by_channel == {"alimtalk": 1}


def test_a_number_of_people_alone_is_an_audience_too(shop: Shop) -> None:
    assert not has_people(shop.connection)
    audience = estimate_audience(40, ANYBODY, replace(PLAIN, channels=("lms", "in_app")))
    assert (audience.matched, audience.by_channel, audience.consent_known) == (40, {"lms": 40}, False)
    shop.chat(None)
    assert has_people(shop.connection)


OCTOBER = {"start": datetime(2026, 10, 1), "days": 31}


@pytest.mark.parametrize(
    ("event", "people", "days"),
    [
        ("signed_up", 1, 31),  # ann
        ("order_placed", 2, 31),  # ann, cy
        ("order_delivered", 2, 31),
        ("chat_opened", 3, 31),  # ann, bo, an unknown visitor
        ("chat_closed", 2, 31),  # bo's is still open
        ("price_dropped", 5, None),  # no table tells
        (None, 5, None),
    ],
)
def test_a_campaign_that_waits_for_an_event_counts_whom_it_happened_to(
    shop: Shop, event: str | None, people: int, days: int | None
) -> None:
    shop.customer("ann", joined_at="2026-10-01 00:00")
    shop.customer("bo", joined_at="2026-09-30 23:59")
    shop.customer("cy", joined_at=None)
    shop.chat("ann", at="2026-10-01 00:00")
    shop.chat("bo", at="2026-10-02 09:00", open=True)
    shop.chat("cy", at="2026-09-30 23:59")
    shop.chat(None, at="2026-10-05 09:00")
    shop.chat("dee", at="2026-09-05 09:00")
    shop.order("ann", "2026-10-01 00:00")
    shop.order("bo", "2026-09-30 23:59")
    shop.order("cy", "2026-10-31 23:59")
    audience = count_audience(shop.connection, ANYBODY, replace(PLAIN, event=event, **OCTOBER))
    assert (audience.matched, audience.days) == (people, days)


def test_the_event_also_holds_those_who_match_without_a_chat(shop: Shop) -> None:
    shop.chat("ann", "usage_howto")
    shop.order("ann", "2026-10-12")
    shop.order("bo", "2026-10-12")
    shop.order("cy", "2026-09-12")
    either = [("support.intent", "$eq", "usage_howto"), ("order.count", "$gte", 1)]
    assert matched(shop, either, event="order_delivered", **OCTOBER) == 2
    assert matched(shop, either, event="price_dropped", **OCTOBER) == 3
