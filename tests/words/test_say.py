"""Filling sentences: fields, clauses, particles."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.words import Token, fields, fill, has_key, say


@pytest.mark.parametrize(
    ("word", "object_", "subject", "topic", "copula", "direction"),
    [
        ("목걸이", "를", "가", "는", "예요", "로"),
        ("반지함", "을", "이", "은", "이에요", "으로"),
        ("귀걸이 세일", "을", "이", "은", "이에요", "로"),  # ㄹ
        ("10", "을", "이", "은", "이에요", "으로"),
        ("2", "를", "가", "는", "예요", "로"),
        ("7", "을", "이", "은", "이에요", "로"),
        ("3,000원", "을", "이", "은", "이에요", "으로"),
        ("shop.xlsx", "를", "가", "는", "예요", "로"),
        ("Excel", "을", "이", "은", "이에요", "로"),
        ("ALUM", "을", "이", "은", "이에요", "으로"),
        ("달빛(본점)", "을", "이", "은", "이에요", "으로"),  # brackets are not sounded
        ("‘반지’", "를", "가", "는", "예요", "로"),
        ("", "를", "가", "는", "예요", "로"),
        ("😊", "를", "가", "는", "예요", "로"),
    ],
)
def test_particles_follow_the_last_sound(
    word: str, object_: str, subject: str, topic: str, copula: str, direction: str
) -> None:
    template = "{w:을/를}|{w:이/가}|{w:은/는}|{w:이에요/예요}|{w:으로/로}"
    assert fill(template, {"w": word}).split("|") == [
        word + end for end in (object_, subject, topic, copula, direction)
    ]


def test_and_takes_the_pair_as_it_is_written() -> None:
    assert fill("{a:과/와} {b:과/와} 팔찌", {"a": "반지함", "b": "목걸이"}) == "반지함과 목걸이와 팔찌"


def test_a_value_known_later_carries_a_noun_for_its_particle() -> None:
    name = Token("#{상품명}", " 상품")
    assert fill("{p:을/를} 봤어요. {p}", {"p": name}) == "#{상품명} 상품을 봤어요. #{상품명}"


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"offer": "쿠폰", "ends": "3월 1일"}, "안녕하세요. 쿠폰을 드려요. 3월 1일까지예요."),
        ({"offer": "쿠폰"}, "안녕하세요. 쿠폰을 드려요."),
        ({"offer": "", "ends": None}, "안녕하세요."),
        ({}, "안녕하세요."),
    ],
)
def test_clauses_fall_away_with_their_fields(values: dict[str, object], said: str) -> None:
    assert fill("안녕하세요.[[ {offer:을/를} 드려요.]][[ {ends}까지예요.]]", values) == said


def test_a_clause_may_span_lines_and_needs_all_its_fields() -> None:
    assert fill("a[[\n{x}\n{y}]]b", {"x": 1, "y": 2}) == "a\n1\n2b"
    assert fill("a[[\n{x}\n{y}]]b", {"x": 1}) == "ab"
    assert fill("[[{n}개]]", {"n": 0}) == "0개"  # nothing given is not the same as none


def test_a_missing_field_outside_a_clause_is_an_error() -> None:
    with pytest.raises(KeyError):
        fill("{shop}이에요", {})
    with pytest.raises(KeyError):
        say("ko", "no_such_topic.key") if has_key("no_such_topic.key") else say("ko", "audience.no_such_key")


def test_values_are_never_read_as_templates() -> None:
    assert fill("{a}", {"a": "{b} [[c]] {d:을/를}"}) == "{b} [[c]] {d:을/를}"


def test_fields_are_found_inside_and_outside_of_clauses() -> None:
    assert fields("{a:,} [[{b:을/를} {c}]] {{d}}") == {"a", "b", "c"}
    assert fields("") == set()


def test_keys() -> None:
    assert has_key("audience.all")
    assert not has_key("audience.nothing")
    assert not has_key("nowhere.all")
    assert not has_key("audience")


@given(st.text())
def test_any_word_takes_a_particle(word: str) -> None:
    said = fill("{w:을/를}", {"w": word})
    assert said in (word + "을", word + "를")
