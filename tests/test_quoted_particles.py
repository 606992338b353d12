"""What a shop typed stands between quotation marks, and the particle behind them still goes with it."""

from __future__ import annotations

import pytest

from agent.words import say


@pytest.mark.parametrize(
    ("key", "name", "told"),
    [
        ("check_taken", "my_plan", "‘my_plan’은 기본"),
        ("check_jargon", "세그먼트", "‘세그먼트’는 사장님"),
        ("check_jargon", "CRM", "‘CRM’은 사장님"),
        ("check_unknown_intent", "재입고", "‘재입고’라는 상담"),
        ("check_unknown_finding", "품절", "‘품절’이라는 상황"),
        ("check_unknown_event", "주문", "‘주문’이라는 일"),
        ("check_unknown_key", "나이", "‘나이’는 모르는"),
        ("check_span", "P60D", "‘P60D’는 여기에"),
        ("check_promised", "3,000원", "문구에 ‘3,000원’ 하고"),
    ],
)
def test_a_particle_goes_with_the_word_before_the_mark(key: str, name: str, told: str) -> None:
    facts = dict.fromkeys(("id", "word", "name", "value", "text"), name)
    assert told in say("ko", f"playbooks.{key}", least=1, limit=30, **facts)


@pytest.mark.parametrize(
    ("unit", "told"), [("자", "975자까지 들어가는데 2,308자예요"), ("", "975까지 들어가는데 2,308예요")]
)
def test_a_length_is_told_with_its_unit(unit: str, told: str) -> None:
    assert told in say("ko", "playbooks.check_long", channel="알림톡", limit=975, length=2308, unit=unit)
