from __future__ import annotations

import pytest

LONG_AGO = "2026-01-01"


def facts(shop):
    return shop.signals().customer_facts


def test_without_a_list_there_are_no_facts(shop) -> None:
    shop.talk(customer="a")
    assert facts(shop) is None


def test_consent_opens_its_channels(shop) -> None:
    shop.customer("sms", consent_sms=True)
    shop.customer("kakao", consent_kakao=True, consent_sms=False)
    shop.customer("mail and push", consent_email=True, consent_push=True)
    shop.customer("nothing known")
    found = facts(shop)
    assert found.total == 4
    assert found.reachable == {
        "in_app": 4,
        "alimtalk": 4,
        "brand_message": 1,
        "sms": 1,
        "lms": 1,
        "email": 1,
        "line": 1,
        "push": 1,
    }
    assert found.reachable_any == 3


def test_who_refused_is_never_reachable(shop) -> None:
    shop.customer("a", consent_sms=True, consent_at="2020-01-01", refused=True)
    found = facts(shop)
    assert set(found.reachable.values()) == {0}
    assert (found.total, found.reachable_any, found.consent_stale) == (1, 0, 0)


@pytest.mark.parametrize(
    "agreed, stale", [("2024-10-30 23:59", True), ("2024-10-31 00:00", False), ("2026-01-01", False), (None, False)]
)
def test_consent_lasts_two_years_to_the_end_of_the_period(shop, agreed: str | None, stale: bool) -> None:
    # the period ends before 31 October 2026
    shop.customer("a", consent_sms=True, consent_at=agreed)
    found = facts(shop)
    assert (found.reachable["sms"], found.reachable_any, found.consent_stale) == ((0, 0, 1) if stale else (1, 1, 0))
    assert found.reachable["alimtalk"] == found.reachable["in_app"] == 1


def test_an_old_date_without_any_consent_is_not_a_stale_consent(shop) -> None:
    shop.customer("a", consent_at="2020-01-01")
    assert facts(shop).consent_stale == 0


def test_two_rows_of_one_customer_are_read_the_cautious_way(shop) -> None:
    shop.customer("a", consent_sms=True)
    shop.customer("a", consent_sms=False)
    shop.customer("b", consent_email=True)
    shop.customer("b", consent_email=True, refused=True)
    found = facts(shop)
    assert (found.total, found.reachable["sms"], found.reachable["email"], found.reachable_any) == (2, 0, 0, 0)


@pytest.mark.parametrize("tags", [("VIP",), ("신규", "단골손님"), ("お得意様",), ("Loyal customer",), ("골드라인",)])
def test_regulars_are_known_by_their_tags(shop, meaning, tags: tuple[str, ...]) -> None:
    shop.mappings = {"골드라인": meaning("vip_service")}
    shop.customer("a", tags=tags)
    shop.customer("b", tags=("신규",))
    shop.customer("c")
    assert facts(shop).vip == 1


def test_or_by_a_conversation(shop) -> None:
    shop.customer("a", tags=("VIP",))
    shop.customer("b")
    shop.talk("2025-01-01 10:00", customer="a", intents={"vip_service": "neutral"})
    shop.talk("2025-01-01 10:00", customer="b", intents={"vip_service": "neutral"})
    shop.talk(customer="not in the list", intents={"vip_service": "neutral"})
    assert facts(shop).vip == 2


def test_without_orders_nobody_knows_who_never_bought_or_went_quiet(shop) -> None:
    shop.customer("a", joined_at=LONG_AGO)
    assert (facts(shop).never_bought, facts(shop).quiet) == (None, None)


@pytest.mark.parametrize("joined, never", [(LONG_AGO, 1), ("2026-10-28 00:00", 1), ("2026-10-28 00:01", 0), (None, 0)])
def test_never_bought_is_who_joined_three_days_ago(shop, joined: str | None, never: int) -> None:
    # the data ends before 31 October; a guest (no joining date) did not sign up
    shop.order("buyer", "2026-10-30 10:00")
    shop.customer("buyer", joined_at=LONG_AGO)
    shop.customer("a", joined_at=joined)
    assert facts(shop).never_bought == never


@pytest.mark.parametrize(
    "ordered, seen, wrote, quiet",
    [
        ("2026-09-01 00:00", None, None, 1),  # 60 days before 31 October
        ("2026-09-01 00:01", None, None, 0),
        ("2026-06-01", "2026-06-05", None, 1),
        ("2026-06-01", "2026-10-05", None, 0),
        ("2026-06-01", None, "2026-10-05", 0),  # writing to the desk is a visit
        (None, "2026-06-01", None, 0),  # never bought
    ],
)
def test_quiet_is_who_bought_and_was_not_seen_for_sixty_days(shop, ordered, seen, wrote, quiet: int) -> None:
    shop.order("someone", "2026-10-30 10:00")
    shop.customer("a", joined_at=LONG_AGO, last_seen_at=seen)
    if ordered:
        shop.order("a", ordered)
    if wrote:
        shop.talk(wrote, customer="a")
    assert facts(shop).quiet == quiet


def test_an_order_list_that_stops_early_makes_nobody_quiet(shop) -> None:
    # the orders stop on 15 August: 60 days before that is June, not the end of August
    shop.order("a", "2026-07-20 10:00")
    shop.order("someone", "2026-08-15 10:00")
    shop.customer("a", joined_at=LONG_AGO)
    shop.talk("2026-10-30 10:00")
    assert facts(shop).quiet == 0
