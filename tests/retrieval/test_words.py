from __future__ import annotations

import math

import pytest

from retrieval.words import K1, B, WordIndex, terms


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("배송비 문의", ["배송", "송비", "문의"]),
        ("送料が", ["送料", "料が"]),
        ("Shipping FEES", ["shipp", "fees"]),
        ("talks", ["talk"]),
        ("size", ["size"]),
        ("ＡＢＣ ２０개", ["abc", "20", "개"]),
        ("쿠폰10%할인", ["쿠폰", "10", "할인"]),
        ("re-stock don't", ["re", "stock", "don't"]),
        ("🎁 … !!", []),
        ("", []),
    ],
)
def test_terms(text: str, expected: list[str]) -> None:
    assert terms(text) == expected


def test_bm25_by_hand() -> None:
    """Two texts of three and one terms; "배송" is in both, "송비" in the first only."""
    index = WordIndex(["배송비 배송", "배송"])
    long, short = K1 * (1 - B + B * 3 / 2), K1 * (1 - B + B * 1 / 2)
    in_both, in_one = math.log(1 + 0.5 / 2.5), math.log(1 + 1.5 / 1.5)
    first = in_both * 2 * (K1 + 1) / (2 + long) + in_one * (K1 + 1) / (1 + long)
    second = in_both * (K1 + 1) / (1 + short)
    assert index.scores("배송비") == pytest.approx([first, second])


def test_a_word_said_twice_counts_once() -> None:
    index = WordIndex(["재입고 알림", "배송 조회"])
    assert index.scores("재입고 재입고").tolist() == index.scores("재입고").tolist()


@pytest.mark.parametrize("query", ["", "   ", "zebra"])
def test_nothing_shared_scores_nothing(query: str) -> None:
    assert WordIndex(["재입고 알림", "배송 조회"]).scores(query).tolist() == [0.0, 0.0]


def test_no_texts_at_all() -> None:
    assert WordIndex([]).scores("무엇").tolist() == []
