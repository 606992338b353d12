"""Conditions as a shop owner reads them."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.conditions import KEYS, MANY, OPERATORS
from agent.campaigns.schema import Condition
from agent.campaigns.sentences import audience_sentence
from agent.words import LOCALES, Locale, say
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


CASES = [
    (key, operator, *values)
    for key, meaning in KEYS.items()
    for operator in OPERATORS[meaning.type]
    for values in (
        [(True,), (False,)]
        if meaning.type == "boolean"
        else [(5,), (1,), (0,)] + [(5, 7.5)] * (operator in MANY)
        if meaning.type == "number"
        else [(name,) for name in meaning.choices or ("ring",)]
        + [meaning.choices[:2] or ("a", "b")] * (operator == "$in")
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
def test_clauses_that_mean_different_things_are_said_differently(locale: Locale) -> None:
    """But for what is the same: never ordered, not closed is open, three ways to say when somebody joined or ordered."""
    same_keys = ("event.signed_up", "event.order_placed", "event.chat_opened")
    by_sentence: dict[str, set[tuple[str, str, object]]] = {}
    for case in CASES:
        if case[0] not in same_keys and len(case) == 3 and case[2] not in (0, 1) and case[0] != "support.state":
            plain = (case[0], OPPOSITE.get(case[1], case[1]), case[2])
            if isinstance(case[2], bool):
                plain = (case[0], "$eq", case[2] != (case[1] == "$ne"))
            by_sentence.setdefault(said(locale, case), set()).add(plain)
    assert {sentence: cases for sentence, cases in by_sentence.items() if len(cases) > 1} == {}


OPPOSITE = {"$in": "$eq", "$nin": "$ne"}  # of a single value the same


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("key", KEYS)
def test_every_key_has_a_name(locale: Locale, key: str) -> None:
    assert say(locale, f"audience.key_{key.replace('.', '_')}")


@pytest.mark.parametrize(
    ("groups", "ko", "ja", "en"),
    [
        (
            [("order.total", "$gte", 300_000), ("customer.stage", "$in", "at_risk", "gone")],
            "지금까지 산 금액이 300,000원 이상이고, 한동안 뜸했거나 발길이 끊긴 손님",
            "これまでの購入金額が300,000円以上で、しばらく足が遠のいている、または長く購入していないお客様",
            "customers who spent $300,000 or more in all and have been quiet for a while or stopped buying long ago",
        ),
        (
            [("order.product", "$ne", "실버 링"), ("consent.sms", "$eq", True)],
            "‘실버 링’ 상품을 산 적이 없고, 문자를 받겠다고 하신 손님",
            "「실버 링」を購入したことがなくて、SMSの受信に同意したお客様",
            "customers who never bought “실버 링” and agreed to text messages",
        ),
        (
            [[("order.first_days_ago", "$lt", 7), ("contact.count_7_days", "$eq", 0)]],
            "처음 산 지 7일이 안 됐거나 지난 7일 동안 메시지를 받지 않은 손님",
            "最初の購入から7日未満の、またはこの7日間にメッセージを受け取っていないお客様",
            "customers who first ordered less than 7 days ago or got no message in the last 7 days",
        ),
        (
            [("event.chat_closed", "$gte", 1), ("support.state", "$ne", "open"), ("customer.money", "$gt", 3)],
            "마지막 상담이 끝난 지 하루가 지났고, 상담이 끝났고, 얼마나 많이 썼는지가 5점 만점에 3점보다 높은 손님",
            "最後の相談が終わってから1日以上たっていて、ご相談の対応が終わっていて、"
            "購入金額の大きさが5点満点で3点より高いお客様",
            "customers who had their last conversation closed 1 day or more ago, had a conversation closed and "
            "score more than 3 out of 5 for how much they spent",
        ),
        (
            [("order.first_days_ago", "$gte", 30), ("order.first_days_ago", "$lte", 60)],
            "처음 산 지 30~60일 된 손님",
            "最初の購入から30〜60日のお客様",
            "customers who first ordered 30 to 60 days ago",
        ),
        (
            [
                ("order.last_days_ago", "$gte", 5),
                ("order.last_days_ago", "$gte", 9),
                ("order.last_days_ago", "$lte", 20),
            ],
            "마지막으로 산 지 5일이 지났고, 마지막으로 산 지 9일이 지났고, 최근 20일 안에 산 손님",
            "最後の購入から5日以上たっていて、最後の購入から9日以上たっていて、20日以内に購入したお客様",
            "customers who last ordered 5 or more days ago, last ordered 9 or more days ago and "
            "ordered in the last 20 days",
        ),
        (
            [("customer.tag", "$eq", "a|b")],  # a tag may hold the sign that divides a clause
            "‘a/b’ 표시가 있는 손님",
            "「a/b」の印が付いたお客様",
            "customers who are marked “a/b”",
        ),
    ],
)
def test_the_newer_keys_read_as_plainly(groups: list[Any], ko: str, ja: str, en: str) -> None:
    for locale, currency, expected in (("ko", "KRW", ko), ("ja", "JPY", ja), ("en", "USD", en)):
        assert audience_sentence(where(*groups), locale, str, currency=currency) == expected


@pytest.mark.parametrize("locale", LOCALES)
def test_every_playbook_says_whom_it_is_for(locale: Locale) -> None:
    for name, playbook in load_library().playbooks.items():
        sentence = audience_sentence(Condition.model_validate(playbook.audience), locale, str)
        assert "|" not in sentence, name
