from __future__ import annotations

import pytest

from agent.profile import FunnelStep


def test_without_orders_there_are_no_facts(shop) -> None:
    assert shop.signals().order_facts is None


def test_orders_in_numbers(compared) -> None:
    # a: 1, 11 and 31 September (gaps of 10 and 20 days), b: once, one order without a customer
    for ordered, amount in [("2026-09-01 10:00", 10_000), ("2026-09-11 10:00", 20_000), ("2026-10-01 10:00", 30_000)]:
        compared.order("a", ordered, amount)
    compared.order("b", "2026-10-30 10:00", 40_000)
    compared.order(None, "2026-10-02 10:00", None)
    found = compared.signals().order_facts
    assert (found.orders, found.buyers, found.repeat_buyers, found.guest_orders) == (5, 2, 1, 1)
    assert found.average_value == pytest.approx(25_000)  # 100,000 over the four with an amount
    assert (found.orders_now, found.orders_before) == (3, 2)
    assert found.repeat_interval_days == pytest.approx(15.0)  # median of 10 and 20


def test_the_spread_of_order_values_comes_from_those_that_have_one(shop) -> None:
    for amount in (10_000, 20_000, 30_000, 40_000, None):
        shop.order("a", "2026-10-30 10:00", amount)
    found = shop.signals().order_facts
    assert found.value_spread == pytest.approx(12_909.944)  # of four, with n − 1
    assert found.valued == 4


def test_one_value_has_no_spread(shop) -> None:
    shop.order("a", "2026-10-30 10:00", 10_000)
    found = shop.signals().order_facts
    assert (found.average_value, found.value_spread, found.valued) == (10_000, None, 1)


def test_who_never_joined_buys_as_a_guest(shop) -> None:
    shop.customer("member", joined_at="2026-01-01")
    shop.customer("guest")
    for customer in ("member", "guest", "guest", "not in the list", None):
        shop.order(customer, "2026-10-30 10:00")
    assert shop.signals().order_facts.guest_orders == 3


def test_a_list_without_joining_dates_makes_nobody_a_guest(shop) -> None:
    shop.customer("a")
    shop.order("a", "2026-10-30 10:00")
    assert shop.signals().order_facts.guest_orders == 0


def test_no_amounts_no_average(shop) -> None:
    shop.order("a", "2026-10-30 10:00")
    found = shop.signals().order_facts
    assert (found.average_value, found.repeat_interval_days) == (None, None)


@pytest.mark.parametrize(
    "first, last, comparable",
    [
        ("2026-09-07", "2026-10-30", True),  # 24 of 30 days of September
        ("2026-09-08", "2026-10-30", False),
        ("2026-09-01", "2026-10-24", True),  # 24 of 30 days of October
        ("2026-09-01", "2026-10-10", False),
    ],
)
def test_a_period_that_the_list_does_not_reach_over_is_not_compared(compared, first, last, comparable: bool) -> None:
    compared.talk("2026-10-30 10:00")
    compared.order("a", first)
    compared.order("b", last)
    assert compared.signals().order_facts.orders_before == (1 if comparable else None)


def funnel(shop, *given: FunnelStep) -> dict[str, tuple[float, float | None]]:
    return {step.name: (step.value, step.before) for step in shop.signals(funnel=given).funnel}


def test_the_funnel_is_filled_in_from_the_orders(compared) -> None:
    # A buys on 5 August, 1 September (27 days later) and 20 October (49 days later); B on 2 and 12 October
    for customer, ordered, amount in [
        ("a", "2026-08-05 10:00", 5_000),
        ("a", "2026-09-01 10:00", 10_000),
        ("a", "2026-10-20 10:00", 10_000),
        ("b", "2026-10-02 10:00", 20_000),
        ("b", "2026-10-12 10:00", 30_000),
        ("c", "2026-10-30 10:00", 40_000),
    ]:
        compared.order(customer, ordered, amount)
    assert funnel(compared) == {"order": (4, 1), "order_value": (25_000, 10_000), "repeat": (1, 1)}


def test_repeat_orders_need_as_many_days_of_history(compared) -> None:
    # from 7 September on there are 24 of the 30 days before October, but nothing before September
    compared.order("a", "2026-09-07 10:00", 1_000)
    compared.order("a", "2026-10-03 10:00", 1_000)
    compared.order("b", "2026-10-30 10:00", 1_000)
    assert funnel(compared)["repeat"] == (1, None)


def test_the_shops_own_numbers_win_and_keep_the_order_of_the_way(shop) -> None:
    shop.order("a", "2026-09-30 10:00", 1_000)
    shop.order("a", "2026-10-30 10:00", 3_000)
    order, visit = FunnelStep(name="order", value=99, before=120), FunnelStep(name="visit", value=1000)
    signals = shop.signals(funnel=(order, visit))
    assert signals.funnel == (visit, order, FunnelStep(name="order_value", value=3_000))


def test_without_orders_the_shops_own_numbers_stand_alone(shop) -> None:
    visit = FunnelStep(name="visit", value=1000, before=1200)
    assert shop.signals(funnel=(visit,)).funnel == (visit,)


def test_periods_of_different_length_are_not_compared_in_the_funnel(compared) -> None:
    compared.before = compared.before.model_copy(update={"start": compared.before.start.replace(day=16)})
    compared.order("a", "2026-08-20 10:00", 1_000)
    compared.order("a", "2026-09-20 10:00", 1_000)
    compared.order("b", "2026-10-30 10:00", 1_000)
    assert funnel(compared)["order"] == (1, None)
