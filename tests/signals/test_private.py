"""Personal data that is neither in a summary nor in a message."""

from __future__ import annotations

import pytest

from agent.signals.mask import ShopMask
from agent.signals.private import without_personal_data
from agent.signals.types import Example, IntentTopic, TagTopic, TenantSignals

COUNTED = {"count": 3, "share": 0.5, "customers": 3}


def snapshot(tag: str = "교환", identity: str = "c1", text: str = "반지 교환 문의") -> TenantSignals:
    example = Example(conversation_id=identity, text=text)
    return TenantSignals(
        period=None,
        before=None,
        conversations=6,
        conversations_before=None,
        customers=6,
        tags=(TagTopic(tag=tag, intent=None, score=1, reason="none:unclear", examples=(example,), **COUNTED),),
        intents=(IntentTopic(intent="exchange_request", examples=(example,), **COUNTED),),
    )


@pytest.mark.parametrize(
    "part",
    [{"tag": "배송지연 홍길동님 010-0000-1234"}, {"text": "연락처 010-0000-1234"}, {"identity": "c-010-0000-1234"}],
)
def test_a_number_of_a_person_is_left_nowhere(part: dict[str, str]) -> None:
    left = without_personal_data(snapshot(**part), ShopMask(frozenset())).model_dump_json()
    assert "0000-1234" not in left
    assert "⟨phone⟩" in left


@pytest.mark.parametrize("identity", ["6ac6b3e15a11a4600001315d", "123456789012", "c0001234", "chat_77"])
def test_an_id_that_is_nobodys_number_stays(identity: str) -> None:
    signals = snapshot(identity=identity)
    assert without_personal_data(signals, ShopMask(frozenset())) == signals


def test_what_steers_a_terminal_is_dropped() -> None:
    left = without_personal_data(snapshot(text="\x1b[2J환불\x07 언제"), ShopMask(frozenset()))
    assert left.intents[0].examples[0].text == "[2J환불 언제"
