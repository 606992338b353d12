"""Messages and money: to the won, by sums made another way."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction
from typing import get_args

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.campaigns.cost import apportion, bill, cost_of_one_use, orders_to_break_even, price_list
from agent.profile import Offer, ShopProfile
from retrieval.playbook import Channel

CHANNELS: tuple[Channel, ...] = get_args(Channel)
SERIES = (("alimtalk", "lms"), ("brand_message", "lms"), ("brand_message",))


def prices(**known: float) -> dict[Channel, Decimal]:
    return price_list(ShopProfile.model_validate({"prices": known}))


def test_each_step_is_counted_on_its_own_channels() -> None:
    found = bill({"alimtalk": 100, "lms": 7}, SERIES, prices(alimtalk=8.5, brand_message=25, lms=33.3))
    # The third step has no fallback: who was reached by text message before gets the only channel that there is.
    assert found.messages == {"alimtalk": 100, "lms": 14, "brand_message": 207}
    assert found.lines == {"alimtalk": Decimal("850"), "lms": Decimal("466.2"), "brand_message": Decimal("5175")}
    assert found.planned == Decimal("6491.2")


def test_at_most_every_first_channel_fails() -> None:
    found = bill({"alimtalk": 100, "lms": 7}, SERIES[:1], prices(alimtalk=8.5, lms=33.3))
    assert (found.planned, found.most) == (Decimal("1083.1"), Decimal("3563.1"))
    cheap_fallback = bill({"lms": 100}, (("lms", "in_app"),), prices(lms=33.3))
    assert cheap_fallback.most == cheap_fallback.planned == Decimal(3330)


def test_a_missing_price_is_named_and_leaves_open_what_it_touches() -> None:
    found = bill({"lms": 10, "email": 5, "line": 0}, (("email", "lms"),), prices(lms=33.5))
    assert (found.planned, found.most, found.missing) == (None, None, ("email",))
    assert found.lines == {"lms": 335}
    only_fallback = bill({"lms": 10}, (("lms", "email"),), prices(lms=33.5))
    assert (only_fallback.planned, only_fallback.most, only_fallback.missing) == (335, None, ())


def test_the_support_chat_is_free_unless_the_shop_says_otherwise() -> None:
    assert prices()["in_app"] == 0
    assert prices(in_app=2.5)["in_app"] == Decimal("2.5")


@given(
    people=st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 10**6), min_size=1),
    given_prices=st.fixed_dictionaries({name: st.decimals(0, 900, places=4) for name in CHANNELS}),
)
def test_cost_is_the_exact_sum(people: dict[Channel, int], given_prices: dict[Channel, Decimal]) -> None:
    exact = {name: Fraction(price) for name, price in given_prices.items()}
    found = bill(people, (CHANNELS,), prices(**{name: float(price) for name, price in given_prices.items()}))
    assert found.planned is not None
    assert Fraction(found.planned) == sum(count * exact[name] for name, count in people.items())
    assert sum(found.messages.values()) == sum(people.values())


@given(st.dictionaries(st.sampled_from(CHANNELS), st.integers(0, 10**6)), st.integers(0, 10**6))
def test_people_are_divided_without_losing_one(counts: dict[Channel, int], total: int) -> None:
    whole = sum(counts.values())
    found = apportion(counts, total)
    assert sum(found.values()) == (total if whole else 0)
    assert all(abs(found.get(name, 0) * whole - count * total) <= whole for name, count in counts.items())


@pytest.mark.parametrize(
    ("offer", "cost"),
    [
        ({"kind": "gift", "cost": 1_200}, 1_200),
        ({"kind": "gift"}, None),
        ({"kind": "coupon_amount", "value": 3_000}, 3_000),
        ({"kind": "coupon_amount"}, None),
        ({"kind": "coupon_percent", "value": 10}, 4_000),
        ({"kind": "coupon_percent", "value": 10, "cost": 500}, 500),
        ({"kind": "free_shipping"}, 2_500),
        ({"kind": "points", "value": 5}, None),
    ],
)
def test_what_one_use_costs_is_what_the_shop_or_the_offer_says(offer: dict[str, object], cost: float | None) -> None:
    assert cost_of_one_use(Offer.model_validate({"id": "o", "text": "t", **offer}), 40_000, 2_500) == cost


def test_unknown_parts_leave_an_offers_cost_unknown() -> None:
    coupon = Offer.model_validate({"id": "o", "text": "t", "kind": "coupon_percent", "value": 10})
    assert cost_of_one_use(coupon, None, None) is None
    assert cost_of_one_use(None, 40_000, 2_500) is None


def test_break_even_takes_whole_orders() -> None:
    assert orders_to_break_even(Decimal(12_000), 30_000, 0.4, 0) == 1
    assert orders_to_break_even(Decimal("12000.01"), 30_000, 0.4, 0) == 2
    assert orders_to_break_even(Decimal("0.3"), 0.1, 1, 0) == 3  # in binary fractions it would be four
    assert orders_to_break_even(Decimal(0), 30_000, 0.4, 0) is None
    assert orders_to_break_even(Decimal(5), 30_000, 0.4, 12_000) is None
