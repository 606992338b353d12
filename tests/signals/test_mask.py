"""Masking: every planted secret goes, ordinary chats stay, and what was masked stays as it is."""

from __future__ import annotations

import re
import time
from pathlib import Path
from typing import Any

import pytest
import yaml
from hypothesis import given, settings
from hypothesis import strategies as st

from agent.signals.mask import KINDS, PLACEHOLDERS, Masked, mask, mask_many

CASES: list[dict[str, Any]] = yaml.safe_load(
    (Path(__file__).parents[2] / "evals/cases/masking.yaml").read_text(encoding="utf-8")
)
PLANTED = [case for case in CASES if not case.get("clean")]
CLEAN = [case["text"] for case in CASES if case.get("clean")]

HANGUL = st.characters(min_codepoint=0xAC00, max_codepoint=0xD7A3)
KOREAN = st.text(st.one_of(HANGUL, st.sampled_from(" ,.!?~ㅠㅋ\n")), max_size=40)
ANYTHING = st.text(
    st.one_of(
        HANGUL, st.sampled_from("0123456789-@. /님田中様さんaBz()⟨⟩:#\u200b０１－＠〒市동호로길"), st.characters()
    ),
    max_size=60,
)


def test_the_table_is_large_enough() -> None:
    assert len(PLANTED) >= 180
    assert len(CLEAN) >= 150
    assert {case["lang"] for case in CASES} == {"ko", "ja", "en"}
    assert {kind for case in PLANTED for kind in case["kinds"]} == set(KINDS)


@pytest.mark.parametrize("case", PLANTED, ids=lambda case: case["text"][:40])
def test_no_secret_is_left(case: dict[str, Any]) -> None:
    assert all(secret in case["text"] for secret in case["secrets"]), "the case names a secret that it does not hold"
    masked = mask(case["text"])
    assert [secret for secret in case["secrets"] if secret in masked.text] == []
    assert set(case["kinds"]) <= set(masked.found)
    assert mask(masked.text) == Masked(masked.text)


@pytest.mark.parametrize("text", CLEAN, ids=lambda text: text[:40])
def test_ordinary_chats_stay(text: str) -> None:
    assert mask(text) == Masked(text, {})


def test_found_counts_each_kind() -> None:
    masked = mask("김하늘님 010-0000-1234, 010-0000-5678, haneul@example.com")
    assert masked.found == {"email": 1, "name": 1, "phone": 2}
    assert masked.text == "⟨name⟩님 ⟨phone⟩, ⟨phone⟩, ⟨email⟩"


@pytest.mark.parametrize(
    "text, expected",
    [
        ("네~ 👩‍👩‍👧 010-0000-1234 ♥️ 입니다", "네~ 👩‍👩‍👧 ⟨phone⟩ ♥️ 입니다"),
        ("ＡＢＣ　０９０－００００－１２３４　です", "ＡＢＣ　⟨phone⟩　です"),
        ("“메일”은 a.b@example.com — 끝", "“메일”은 ⟨email⟩ — 끝"),
        ("\u200b010\u200b-0000-1234\u200b 끝", "\u200b⟨phone⟩\u200b 끝"),
    ],
)
def test_the_rest_of_the_text_stays_as_typed(text: str, expected: str) -> None:
    assert mask(text).text == expected


def test_decomposed_letters_are_read() -> None:
    assert "하늘" not in mask("\u1100\u1175\u11b7\u1112\u1161\u1102\u1173\u11af님 안녕하세요").text


@pytest.mark.parametrize(
    "text",
    [
        "대화 id 6dac1e76-a925-4708-8190-120568009310",
        "1588-0000",
        "0120-000-000",
        "1-800-555-0199",
        "1,234,567,890원",
        "2026-10-25 14:30:00",
        "10.0.0.1",
        "¥3,980",
        "90-95-100-105",
        "",
        "   ",
        "⟨name⟩님 ⟨phone⟩",
    ],
)
def test_numbers_of_nobody_stay(text: str) -> None:
    assert mask(text) == Masked(text, {})


@pytest.mark.parametrize("name", ["이상린", "정지율", "이용린", "전지솔", "신인아", "이해린", "조정율"])
def test_names_that_start_like_common_nouns(name: str) -> None:
    assert name not in mask(f"{name}입니다").text
    assert name not in mask(f"받는 분: {name}").text
    assert name not in mask(f"{name} 고객님").text


@pytest.mark.parametrize("name", ["土屋", "緒方", "林", "佐々木", "長谷川 健", "金子ゆみ"])
def test_japanese_names_that_end_like_roles(name: str) -> None:
    assert mask(f"{name}様のご注文").text == "⟨name⟩様のご注文"


@settings(deadline=None)
@given(KOREAN, KOREAN, st.sampled_from(["", "-", " ", ".", " - ", "ㅡ"]), st.integers(0, 9999))
def test_a_planted_mobile_number_goes(before: str, after: str, separator: str, last: int) -> None:
    number = separator.join(["010", "0000", f"{last:04}"])
    assert number not in mask(f"{before}{number}{after}").text


@settings(deadline=None)
@given(KOREAN, KOREAN, st.from_regex(r"[a-z][a-z0-9._]{1,12}[a-z0-9]", fullmatch=True))
def test_a_planted_email_goes(before: str, after: str, local: str) -> None:
    masked = mask(f"{before}{local}@example.com{after}").text
    assert f"{local}@" not in masked
    assert "example.com" not in masked


@settings(max_examples=300, deadline=None)
@given(ANYTHING)
def test_masking_twice_is_masking_once(text: str) -> None:
    once = mask(text)
    assert mask(once.text) == Masked(once.text)


@settings(deadline=None)
@given(ANYTHING)
def test_found_agrees_with_the_text(text: str) -> None:
    masked = mask(text)
    if not masked.found:
        assert masked.text == text
    assert all(PLACEHOLDERS[kind] in masked.text for kind in KINDS if kind in masked.found)


def test_many_are_masked_in_their_order() -> None:
    texts = [case["text"] for case in PLANTED[:20]]
    assert mask_many(iter(texts)) == [mask(text) for text in texts]
    assert mask_many([]) == []


@pytest.mark.parametrize(
    "piece",
    [
        "1",
        "1-",
        "a",
        "-",
        " ",
        "a@",
        "a.",
        "4111 ",
        "010-",
        "가동1",
        "김하",
        "받는 분 ",
        "서울시 강남구 ",
        "田中 ",
        "市",
        "name ",
        "1 elm ",
        "\u200b",
    ],
)
def test_time_grows_with_the_text_and_not_faster(piece: str) -> None:
    def seconds(size: int) -> float:
        text = (piece * size)[:size]
        runs = []
        for _ in range(3):
            start = time.process_time()
            mask(text)
            runs.append(time.process_time() - start)
        return min(runs)

    mask(piece)
    # Twice the text may take twice the time; a pattern that backtracks takes four times or never ends.
    assert seconds(40_000) < 3.5 * seconds(20_000) + 0.05


def test_placeholders_are_one_style() -> None:
    assert set(PLACEHOLDERS) == set(KINDS)
    assert all(re.fullmatch("⟨[a-z_]+⟩", placeholder) for placeholder in PLACEHOLDERS.values())
