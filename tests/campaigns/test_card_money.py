"""What the card says of money and hope, to a shop owner, in three languages."""

from __future__ import annotations

import re
from typing import Any

import duckdb
import pytest

from agent.campaigns.card import make_card
from agent.campaigns.schema import Draft
from agent.words import LOCALES, Locale

from .conftest import changed, draft_of, full_profile, stored


@pytest.fixture(scope="module")
def winback(nobody: duckdb.DuckDBPyConnection) -> Draft:
    return draft_of(nobody, "winback", full_profile("ko"))


def said(draft: Draft, place: int, **parts: Any) -> str:
    """The section of the card at ``place`` (4 cost, 5 hope) of ``draft`` with parts replaced."""
    return "\n".join(make_card(stored(changed(draft, **parts))).sections[place].lines)


def between(low: float, high: float) -> dict[str, float]:
    return {"low": low, "high": high, "level": 0.8}


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (3, 9, "200명에게 보내면 그중 3~9명이 주문할 거예요.\n"),
        (0, 9, "그중 0~9명이 주문할 거예요. 한 명도 없을 수 있어요.\n"),
        (0, 0, "그중 0~1명이 주문할 거예요. 한 명도 없을 수 있어요.\n"),
        (87, 1_234, "그중 87~1,200명이"),
        (1_231, 1_249, "그중 1,231~1,249명이"),
        (2, 2, "그중 2명이 주문할 거예요.\n"),
    ],
)
def test_people_are_said_as_they_are_counted_on_and_no_finer(winback: Draft, low: int, high: int, words: str) -> None:
    assert words in said(winback, 5, forecast__goal_events=between(low, high))


def test_a_month_is_said_as_one(winback: Draft) -> None:
    hope = said(winback, 5, forecast__per="month", forecast__goal_events=between(3, 9))
    assert "켜 두면 한 달에 200명쯤 받고, 그중 3~9명이 주문할 거예요." in hope


def test_what_is_hoped_is_of_those_who_get_it(winback: Draft) -> None:
    parts = {"forecast__recipients": 4_000, "forecast__sent": 3_600, "holdout__share": 0.1}
    hope = said(winback, 5, **parts, holdout__wordings_from=2_000)
    assert "3,600명에게 보내면" in hope
    assert "4,000명 중 400명에게는 일부러 보내지 않아요." in hope
    assert "어느 쪽이 나은지도 알 수 있어요" in hope
    assert "5,136명쯤부터" in said(winback, 5, **parts, holdout__wordings_from=5_136)


def test_what_was_stored_before_is_still_said(winback: Draft) -> None:
    old = {"forecast__sent": None, "holdout__wordings_from": None, "forecast__margin": None}
    hope = said(winback, 5, **old, holdout__share=0.5)
    assert "200명에게 보내면" in hope
    assert "200명 중 100명에게는 일부러 보내지 않아요." in hope
    assert "문구" not in hope


@pytest.mark.parametrize(
    ("low", "high", "words"),
    [
        (12_345, 678_901, "12,000원에서 680,000원 사이가 남아요."),
        (-5_000, 28_763, "많게는 29,000원까지 남지만, 적게 팔리면 5,000원 손해일 수 있어요."),
        (-5_000, -1_000, "남는 게 없고, 많게는 5,000원까지 손해일 수 있어요."),
    ],
)
def test_what_is_left_may_be_a_loss(winback: Draft, low: float, high: float, words: str) -> None:
    assert words in said(winback, 5, forecast__margin=between(low, high))


def test_without_an_order_value_no_money_is_promised(nobody: duckdb.DuckDBPyConnection) -> None:
    hope = said(draft_of(nobody, "winback", full_profile("ko"), average_order=None), 5)
    assert "주문 내역이 없어 매출은 말씀드릴 수 없어요." in hope
    assert not re.search(r"\d원", hope)


@pytest.mark.parametrize(
    ("sent", "orders", "words"),
    [
        (200, 1, "1건만 더 팔리면"),
        (60, 7, "60명 중 7명이 사면 본전이에요."),
        (1_000, 18, "100명 중 2명이 사면 본전이에요 (모두 18건)."),
        (1_000, 11, "1,000명 중 11명이 사면 본전이에요"),
        (20_000, 59, "1,000명 중 3명이 사면 본전이에요"),
        (90_000, 27, "10,000명 중 3명이 사면 본전이에요"),
        (200, 201, "모두 한 번씩 사셔도 보낸 값이 다 나오지는 않아요."),
    ],
)
def test_break_even_in_people(winback: Draft, sent: int, orders: int, words: str) -> None:
    assert words in said(winback, 4, forecast__sent=sent, forecast__break_even_orders=orders)


def test_the_most_it_may_cost_is_said_where_the_fallback_is_dearer(nobody: duckdb.DuckDBPyConnection) -> None:
    cost = said(draft_of(nobody, "winback", full_profile("ko")), 4)
    assert "카카오 브랜드 메시지가 하나도 닿지 않아 모두 문자로 나가면 최대 6,600원까지 들 수 있어요." in cost
    cheap = full_profile("ko", prices={"brand_message": 25, "lms": 20})
    assert "최대" not in said(draft_of(nobody, "winback", cheap), 4)


def test_what_is_repeated_has_a_monthly_sum(winback: Draft) -> None:
    assert "이대로 계속 보내면 한 달에 약 21,429원씩 들어요." in said(winback, 4, forecast__budget_month=21_428.57)
    assert "한 달" not in said(winback, 4)
    assert said(winback, 4, forecast__per="month", forecast__budget_month=5_000).count("한 달") == 1


def test_a_mending_leaves_nobody_out(nobody: duckdb.DuckDBPyConnection) -> None:
    draft = draft_of(nobody, "complaint_recovery", full_profile("ko"), people=90_000)
    assert draft.forecast.sent == draft.forecast.recipients == 90_000
    assert "일부러 빼는 분 없이 모두에게 보내요." in said(draft, 5)


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("people", [3, 200, 5_000, 300_000])
def test_every_size_is_said_in_whole_sentences(nobody: duckdb.DuckDBPyConnection, locale: Locale, people: int) -> None:
    card = make_card(stored(draft_of(nobody, "winback", full_profile(locale), locale, people=people)))
    for section in card.sections[4:6]:
        for line in section.lines:
            assert re.search(r"[.。]$|[)）]$", line), line
            assert not re.search(r"%|\b0 to 0\b|0[~〜]0\D|None|[{}\[\]]", line), line


@pytest.mark.parametrize("name", ["winback", "cart_abandonment", "tier_up", "welcome_series", "restock_alert"])
@pytest.mark.parametrize("people", [200, 30_000])
def test_the_parts_of_a_written_draft_agree(nobody: duckdb.DuckDBPyConnection, name: str, people: int) -> None:
    draft = draft_of(nobody, name, full_profile("ko"), people=people)
    outlook, plan = draft.forecast, draft.holdout
    assert outlook.sent == outlook.recipients - round(outlook.recipients * plan.share)
    assert sum(outlook.messages.values()) == outlook.sent * len(draft.steps)
    assert (plan.share > 0) == (outlook.recipients >= plan.measurable_from)
    assert outlook.cost == sum(outlook.cost_lines.values())
    assert outlook.cost_most >= outlook.cost
    assert (outlook.budget_month is not None) == (
        outlook.per == "month" or getattr(draft.entry, "every", None) is not None
    )
    assert outlook.goal_events.high <= outlook.sent
