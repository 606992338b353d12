"""Money and percentages as people write them: 3만 원, 삼천 원, 千円, $10, 3割, thirty percent, 반값."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import NamedTuple

_DIGIT = {letter: n for letters in ("일이삼사오육칠팔구", "一二三四五六七八九") for n, letter in enumerate(letters, 1)}
_UNIT = {"십": 10, "十": 10, "백": 100, "百": 100, "천": 1000, "千": 1000, "만": 10_000, "万": 10_000}
_ONES = ("", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine")
_TENS = ("", "ten", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety")
_NUMERAL = "[일이삼사오육칠팔구一二三四五六七八九]"
_SPELLED = (
    rf"(?:(?:\d[\d,.]{{0,15}}|{_NUMERAL})?\s?[만천백십万千百十]\s?){{1,8}}(?:\d[\d,]{{0,15}}|{_NUMERAL})?"
    rf"|\d[\d,.]{{0,15}}|{_NUMERAL}"
)
_MONEY = re.compile(
    rf"(?<![가-힣\d])({_SPELLED})\s?(?:원(?![가-힣])|원(?=[을를이가은는의에과와도만대씩짜부까])|円|엔(?![가-힣])"
    rf"|ウォン)"
    r"|[₩¥$€£]\s?(\d[\d,]{0,15}(?:\.\d{1,4})?)"
    r"|(?<![\d,.])(\d[\d,]{0,15}(?:\.\d{1,4})?)[ -]?(?:dollars?|euros?|pounds?|won|yen|bucks|USD|EUR|GBP|KRW|JPY)\b",
    re.I,
)
_PERCENT = re.compile(
    r"(\d{1,6}(?:\.\d{1,4})?)\s?(?:%|퍼센트|프로(?![가-힣])|프로(?=\s?(?:할인|세일|적립))|percent\b|パーセント|pct\b)"
    rf"|(?<![가-힣])((?:{_NUMERAL}?[십十])?{_NUMERAL}?)\s?(?:퍼센트|프로(?=\s?(?:할인|세일|적립))|パーセント)"
    rf"|(\d|{_NUMERAL})\s?(?:割(?!れ|合)|할(?=\s?(?:할인|세일|인하)))"
    rf"|\b((?:{'|'.join(_TENS[1:])})(?:[ -](?:{'|'.join(_ONES[1:])}))?|fifteen)[ -]percent\b"
    r"|(반\s?값|절반\s?(?:가격|값|할인)|half[ -]price|50[- ]off\b|half off|半額|半値)",
    re.I,
)


class Amount(NamedTuple):
    text: str
    value: float
    start: int
    end: int


def money_in(text: str) -> Iterator[Amount]:
    for found in _MONEY.finditer(text):
        value = _number(next(group for group in found.groups() if group))
        if value:
            yield Amount(found.group().strip(), value, *found.span())


def percent_in(text: str) -> Iterator[Amount]:
    for found in _PERCENT.finditer(text):
        digits, numeral, tenth, english, half = found.groups()
        value = (
            50.0
            if half
            else _number(tenth) * 10
            if tenth
            else _english(english)
            if english
            else _number(digits or numeral)
        )
        if value:
            yield Amount(found.group().strip(), value, *found.span())


def _number(text: str) -> float:
    """``3만 5천`` → 35000, ``1,000`` → 1000, ``삼십오`` → 35; 0 for what is none."""
    plain = text.replace(",", "").replace(" ", "").rstrip(".")
    if re.fullmatch(r"\d+(?:\.\d+)?", plain):
        return float(plain)
    total, part, last = 0.0, 0.0, 0.0
    for piece in re.findall(r"\d+(?:\.\d+)?|.", plain):
        if piece in ("만", "万"):
            total, part, last = total + (part + last or 1) * _UNIT[piece], 0.0, 0.0
        elif piece in _UNIT:
            part, last = part + (last or 1) * _UNIT[piece], 0.0
        else:
            last = float(piece) if piece[0].isdigit() else float(_DIGIT.get(piece, 0))
    return total + part + last


def _english(text: str) -> float:
    if text.lower() == "fifteen":
        return 15.0
    tens, _, ones = text.lower().replace("-", " ").partition(" ")
    return float(_TENS.index(tens) * 10 + _ONES.index(ones))
