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

from agent.signals.mask import KINDS, PLACEHOLDERS, Masked, ShopMask, known_names, mask, mask_many

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
    assert len(CLEAN) >= 600
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


# Given names that are words of the language; whatever the surname, a strong pointer beside them is enough.
GIVEN = ["늬솔", "이든", "누리", "새론", "온유", "보슬", "빛나", "하늬", "소담", "늘봄", "리우", "채아"]


@pytest.mark.parametrize("given_name", GIVEN)
@pytest.mark.parametrize("surname", ["김", "임", "전", "홍", "정", "최", "남궁", "피"])
@pytest.mark.parametrize(
    "text",
    [
        "{} 고객이 재입고를 문의했습니다.",
        "{} 고객님 확인했어요",
        "이름은 {} 연락처 010-0000-1234",
        "성함 {}, 전화 010-0000-1234",
        "이름 {}이고 번호는 010-0000-1234",
        "{}입니다 010-0000-1234",
        "주문자 {} +82 10-0000-1234",
        "저 {}인데요 010-0000-1234",
        "받는분 {}",
        "[예금주] {}",
        "{} 이름으로 보냈어요",
    ],
)
def test_any_korean_name_goes_where_something_points_at_it(text: str, surname: str, given_name: str) -> None:
    name = surname + given_name
    assert name not in mask(text.format(name)).text


@pytest.mark.parametrize("name", ["朝倉こはる", "戸倉まひろ", "深町 すず", "名取 空", "ツキシマレイ"])
@pytest.mark.parametrize(
    "text", ["名前は{}です。メールはa.b@example.jpです", "氏名：{}　090-0000-1234", "受取人を{}に変更"]
)
def test_any_japanese_name_goes_after_a_label(text: str, name: str) -> None:
    assert name not in mask(text.format(name)).text


@pytest.mark.parametrize("word", ["취소요", "문의건", "이거요", "안나옴", "전체요", "여기요", "반지만", "우편함"])
@pytest.mark.parametrize("number", ["010-0000-1234", "20261025-0001234"])
def test_words_beside_a_number_stay(word: str, number: str) -> None:
    assert mask(f"{number} {word}").text.endswith(f" {word}")
    assert word in mask(f"{word} {number}").text


KNOWN = known_names(["홍연두", "남궁소율", "小川ひより", "朝倉 こはる", "Jamie Moonring", "Ｒobin Ｐebble", "정보슬"])


@pytest.mark.parametrize(
    "text, expected",
    [
        ("홍연두", "⟨name⟩"),
        ("어제 홍연두가 샀대요", "어제 ⟨name⟩가 샀대요"),
        ("홍연두님이랑 홍 연두요", "⟨name⟩님이랑 ⟨name⟩요"),
        ("홍연두색 반지", "홍연두색 반지"),
        ("진홍연두", "진홍연두"),
        ("정보슬도 남궁소율도", "⟨name⟩도 ⟨name⟩도"),
        ("小川ひよりの指輪", "⟨name⟩の指輪"),
        ("朝倉こはるに、朝倉　こはるへ", "⟨name⟩に、⟨name⟩へ"),
        ("jamie moonring's ring", "⟨name⟩'s ring"),
        ("moonring jamie", "moonring jamie"),
        ("ask Jamie  Moonring. ok", "ask ⟨name⟩. ok"),
        ("ROBIN PEBBLE", "⟨name⟩"),
        ("jamie@moonring.example.com", "⟨email⟩"),
    ],
)
def test_a_name_that_the_shop_lists_goes_wherever_it_stands(text: str, expected: str) -> None:
    masked = mask(text, KNOWN)
    assert masked.text == expected
    assert mask(masked.text, KNOWN) == Masked(masked.text)


def test_short_names_roles_and_blanks_are_not_looked_up() -> None:
    assert known_names(["하늘", "林", "田中", "Grace", "비회원", "네이버페이", "주문자", "", "  ", None]) == frozenset()


@settings(deadline=None)
@given(ANYTHING)
def test_masking_twice_with_known_names_is_masking_once(text: str) -> None:
    once = mask(f"{text}홍연두 {text}", KNOWN)
    assert mask(once.text, KNOWN) == Masked(once.text)


def test_a_shop_counts_what_it_masks_once_a_text() -> None:
    shop = ShopMask(KNOWN)
    assert [shop(text) for text in ("홍연두요 010-0000-1234", "홍연두요 010-0000-1234", "반지 왔어요")] == [
        "⟨name⟩요 ⟨phone⟩",
        "⟨name⟩요 ⟨phone⟩",
        "반지 왔어요",
    ]
    assert shop("010-0000-9999") == "⟨phone⟩"
    assert shop.found == {"name": 1, "phone": 2}


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
        "홍연두",
        "Jamie Moonring ",
        "이름 ",
        "고객 ",
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
            mask(text, KNOWN)
            runs.append(time.process_time() - start)
        return min(runs)

    mask(piece)
    # Twice the text may take twice the time; a pattern that backtracks takes four times or never ends.
    assert seconds(40_000) < 3.5 * seconds(20_000) + 0.05


def test_placeholders_are_one_style() -> None:
    assert set(PLACEHOLDERS) == set(KINDS)
    assert all(re.fullmatch("⟨[a-z_]+⟩", placeholder) for placeholder in PLACEHOLDERS.values())
