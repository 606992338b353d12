"""Lines that fit a terminal, whatever letters they are in."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from api.wrap import wrap


@pytest.mark.parametrize(
    ("text", "width", "lines"),
    [
        ("", 20, [""]),
        ("한 줄이에요", 20, ["한 줄이에요"]),
        ("1. 손님을 골라 주세요", 14, ["1. 손님을 골라", "   주세요"]),
        ("- left out on purpose", 12, ["- left out", "  on purpose"]),
        ("· 다시 보기: dangol", 12, ["· 다시 보기:", "  dangol"]),
        ("one  two", 4, ["one", "two"]),
        ("お客様に「お知らせ」を送ります。", 14, ["お客様に「お知", "らせ」を送りま", "す。"]),
        ("これは、です。", 6, ["これ", "は、で", "す。"]),  # no line starts with a comma
        ("abcdefgh", 3, ["abc", "def", "gh"]),
        ("두 줄\n이에요", 20, ["두 줄", "이에요"]),
    ],
)
def test_lines_break_where_a_reader_expects(text: str, width: int, lines: list[str]) -> None:
    assert wrap(text, width).split("\n") == lines


def test_an_indent_stands_before_every_line() -> None:
    assert wrap("1. 손님을 골라 주세요", 16, 2).split("\n") == ["  1. 손님을 골라", "     주세요"]


@given(st.text(alphabet="가나 aB1.-·、。「」お客ー", max_size=60), st.integers(min_value=12, max_value=40))
def test_nothing_is_lost_and_no_line_is_too_long(text: str, width: int) -> None:
    lines = wrap(text, width).split("\n")
    assert "".join("".join(lines).split()) == "".join(text.split())
    assert all(cell_len(line) <= width and line == line.rstrip() for line in lines)
