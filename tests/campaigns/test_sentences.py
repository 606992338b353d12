"""Conditions as a shop owner reads them."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.conditions import KEYS
from agent.campaigns.schema import Condition
from agent.campaigns.sentences import audience_sentence
from agent.words import LOCALES, Locale
from retrieval.library import load_library

from .test_audience import where

NAMES = {"size_fit": "사이즈", "praise": "칭찬"}
SIZE = ("support.intent", "$in", "size_fit", "praise")
CLOSED = ("support.state", "$eq", "closed")
NOT_BOUGHT = ("order.after_chat", "$eq", False)
BOUGHT = ("order.count", "$gte", 1)


def said(locale: Locale, *groups: Any) -> str:
    return audience_sentence(where(*groups), locale, lambda intent: NAMES.get(intent, intent))


@pytest.mark.parametrize(
    ("groups", "ko", "ja", "en"),
    [
        ([], "모든 손님", "すべてのお客様", "all customers"),
        (
            [SIZE],
            "사이즈·칭찬 상담을 한 손님",
            "「サイズ・称賛」の相談をしたお客様",
            "customers who asked about size or praise",
        ),
        (
            [SIZE, CLOSED, NOT_BOUGHT],
            "사이즈·칭찬 상담을 하고, 그 상담이 끝났고, 그 뒤 7일 안에 사지 않은 손님",
            "「サイズ・称賛」の相談をして、その対応が終わっていて、その後7日以内に購入していないお客様",
            "customers who asked about size or praise, had that conversation closed and did not order within 7 days",
        ),
        (
            [CLOSED],  # no chat to point back to
            "상담이 끝난 손님",
            "ご相談の対応が終わったお客様",
            "customers who had a conversation closed",
        ),
        (
            [[("customer.joined", "$eq", True), BOUGHT]],
            "회원으로 가입했거나 한 번이라도 산 손님",
            "会員登録をした、または一度でも購入したお客様",
            "customers who have an account or have ordered before",
        ),
        (
            [("customer.guest", "$eq", True), BOUGHT],
            "비회원이고, 한 번이라도 산 손님",
            "会員登録をしていなくて、一度でも購入したお客様",
            "customers who shop without an account and have ordered before",
        ),
        (
            [("order.count", "$eq", 0)],
            "아직 한 번도 사지 않은 손님",
            "まだ一度も購入していないお客様",
            "customers who have not ordered yet",
        ),
        (
            [("order.count", "$gte", 3), ("order.last_days_ago", "$gte", 60)],
            "3번 이상 샀고, 마지막으로 산 지 60일이 지난 손님",
            "3回以上購入していて、最後の購入から60日以上たったお客様",
            "customers who ordered at least 3 times and last ordered 60 or more days ago",
        ),
        (
            [("customer.joined_days_ago", "$gte", 365), BOUGHT, ("customer.joined_days_ago", "$lte", 394)],
            "가입한 지 365~394일 됐고, 한 번이라도 산 손님",
            "登録から365〜394日で、一度でも購入したお客様",
            "customers who joined 365 to 394 days ago and have ordered before",
        ),
        (
            [("order.last_days_ago", "$gte", 30), ("order.last_days_ago", "$lte", 90)],
            "마지막으로 산 지 30~90일 된 손님",
            "最後の購入から30〜90日のお客様",
            "customers who last ordered 30 to 90 days ago",
        ),
        (
            [[("customer.guest", "$eq", False), BOUGHT]],
            "회원이거나 한 번이라도 산 손님",
            "会員登録がある、または一度でも購入したお客様",
            "customers who have an account or have ordered before",
        ),
        (
            [("customer.vip", "$eq", True)],
            "단골로 표시돼 있는 손님",
            "お得意様の印が付いたお客様",
            "customers who are regulars",
        ),
    ],
)
def test_conditions_read_as_one_sentence(groups: list[Any], ko: str, ja: str, en: str) -> None:
    names = {"ko": NAMES, "ja": {"size_fit": "サイズ", "praise": "称賛"}, "en": {"size_fit": "size"}}
    for locale, expected in (("ko", ko), ("ja", ja), ("en", en)):
        label = names[locale]
        sentence = audience_sentence(where(*groups), locale, lambda intent, label=label: label.get(intent, intent))
        assert sentence == expected


SAMPLES = {"string": ("$eq", "open"), "number": ("$gte", 2), "boolean": ("$eq", True)}
CASES = [
    (key, operator, value)
    for key, meaning in KEYS.items()
    for operator, value in (
        [("$eq", True), ("$eq", False)]
        if meaning.type == "boolean"
        else [("$eq", 5), ("$in", 5), ("$gte", 5), ("$lte", 5)]
        if meaning.type == "number"
        else [("$eq", "open"), ("$in", "closed")]
    )
]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("case", CASES, ids=str)
def test_every_key_and_operator_has_words(locale: Locale, case: tuple[str, str, object]) -> None:
    sentence = said(locale, case, case, [case, case])
    assert "|" not in sentence
    assert "{" not in sentence
    assert sentence.endswith("お客様" if locale == "ja" else "손님") or sentence.startswith("customers who ")


@pytest.mark.parametrize("locale", LOCALES)
def test_every_playbook_says_whom_it_is_for(locale: Locale) -> None:
    for name, playbook in load_library().playbooks.items():
        sentence = audience_sentence(Condition.model_validate(playbook.audience), locale, str)
        assert "|" not in sentence, name
