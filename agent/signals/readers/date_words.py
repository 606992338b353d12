"""Dates as people and programs write them, for what SQL does not read by itself.

``2026. 3. 5. 오후 2:13`` · ``2026년 3월 5일`` · ``2026年3月5日 14時05分`` · ``05.03.2026`` · ``03/05/2026 2:13 PM`` ·
``Mar 5, 2026`` · ``Thu, 05 Mar 2026 14:13:00 +0900``. Whether ``03/05/2026`` is in March or in May is decided by all
the values of a column together.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, timezone
from typing import Literal

Order = Literal["YMD", "MDY", "DMY"]

_NOTHING = frozenset(
    {"", "-", "--", "–", "—", "n/a", "na", "nan", "nat", "none", "null", "nil", "없음", "미상", "なし", "未定"}
)
_ZERO = re.compile(r"0{1,4}[-/.]0{1,2}[-/.]0{1,2}([ T]0{1,2}:0{1,2}(:0{1,2})?)?")
_MONTHS = {
    name: number
    for number, name in enumerate(
        ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"], start=1
    )
}
_ZONES = {"z": 0, "utc": 0, "gmt": 0, "kst": 540, "jst": 540}
_AFTERNOON = ("오후", "午後", "pm", "p.m.")
_MORNING = ("오전", "午前", "am", "a.m.")

_WEEKDAY = re.compile(
    r"\b(?:mon|tues?|wed(?:nes)?|thu(?:rs)?|fri|sat(?:ur)?|sun)(?:day)?\b[,.]?|[(（][월화수목금토일月火水木金土日][)）]|[월화수목금토일]요일|[月火水木金土日]曜日?",
    re.I,
)
_YEAR_FIRST = re.compile(r"(\d{4})\s*(?:[-/.]|년|年)\s*(\d{1,2})\s*(?:[-/.]|월|月)\s*(\d{1,2})\s*(?:일|日|\.)?")
_COMPACT = re.compile(r"(20\d\d|19\d\d|21\d\d)(\d\d)(\d\d)(?:[T ]?(\d\d)(\d\d)(\d\d)?)?")
_NUMBERS = re.compile(r"(\d{1,2})\s*([-/.])\s*(\d{1,2})\s*\2\s*(\d{4}|\d{1,2})(?!\d)\.?")
_MONTH_FIRST = re.compile(r"([a-z]{3,9})\.?\s+(\d{1,2})(?:st|nd|rd|th)?,?\s+(\d{4})", re.I)
_DAY_FIRST = re.compile(r"(\d{1,2})(?:st|nd|rd|th)?[\s-]+([a-z]{3,9})\.?,?[\s-]+(\d{4})", re.I)
_CTIME = re.compile(r"([a-z]{3})\s+(\d{1,2})\s+(\d{1,2}:\d\d(?::\d\d)?)\s+(?:([a-z]{3,4})\s+)?(\d{4})", re.I)
_AT = re.compile(r"^[\s,]*(?:at\b|T(?=\d))?|[\s,]+$", re.I)
_TIME = re.compile(
    r"(?P<before>오전|오후|午前|午後|[ap]\.?m\.?)?\s*(?P<hour>\d{1,2})\s*(?::|시|時)\s*(?:(?P<minute>\d{1,2})\s*(?::|분|分)?\s*)?"
    r"(?:(?P<second>\d{1,2})(?:[.,](?P<fraction>\d{1,9}))?\s*(?:초|秒)?)?\s*(?P<after>[ap]\.?m\.?)?"
    r"\s*(?P<zone>z|utc|gmt|kst|jst)?\s*(?P<offset>[+-]\d{1,2}(?::?\d{2})?)?",
    re.I,
)


@dataclass(frozen=True)
class Moment:
    """A date and time. ``zoned``: it is UTC; otherwise it is the time on the shop's clock."""

    value: datetime
    zoned: bool


@dataclass(frozen=True)
class _Parts:
    """A text taken apart: the day in words still to be put in order, and the rest of the text."""

    numbers: tuple[int, int, int]
    order: Order | None
    sign: str
    short_year: bool
    rest: str


def parse_all(texts: Sequence[str]) -> dict[str, Moment | None]:
    """Read the distinct texts of one column.

    Returns:
        for each text its moment, or ``None`` for a text that stands for nothing ("-", "n/a").

    Raises:
        ValueError: with the first text that is no date.
    """
    parts = {text: _take_apart(text) for text in texts if not _is_nothing(text)}
    wrong = next((text for text, part in parts.items() if part is None), None)
    if wrong is not None:
        raise ValueError(wrong)
    open_parts = [part for part in parts.values() if part is not None and part.order is None]
    orders = {
        key: _order(part for part in open_parts if (part.sign, part.short_year) == key)
        for key in {(p.sign, p.short_year) for p in open_parts}
    }
    found: dict[str, Moment | None] = dict.fromkeys(texts)
    for text, part in parts.items():
        if part is not None:
            try:
                found[text] = _moment(part, part.order or orders[part.sign, part.short_year])
            except (ValueError, OverflowError):
                raise ValueError(text) from None
    return found


def _is_nothing(text: str) -> bool:
    return text.strip().casefold() in _NOTHING or _ZERO.fullmatch(text.strip()) is not None


def _take_apart(text: str) -> _Parts | None:
    plain = _WEEKDAY.sub(" ", re.sub(r"\([^)]*\)\s*$", "", text) if "GMT" in text else text).strip()
    if match := _YEAR_FIRST.match(plain):
        return _Parts(_ints(match[1], match[2], match[3]), "YMD", "", False, plain[match.end() :])
    if match := _COMPACT.fullmatch(plain):
        clock = f" {match[4]}:{match[5]}:{match[6] or '00'}" if match[4] else ""
        return _Parts(_ints(match[1], match[2], match[3]), "YMD", "", False, clock)
    if match := _NUMBERS.match(plain):
        short = len(match[4]) < 4
        sign = "/am" if match[2] == "/" and re.search(r"[ap]\.?m", plain, re.I) else match[2]
        return _Parts(_ints(match[1], match[3], match[4]), None, sign, short, plain[match.end() :])
    if match := _CTIME.match(plain):
        return _named(match[1], match[2], match[5], f"{match[3]} {match[4] or ''}")
    if match := _MONTH_FIRST.match(plain):
        return _named(match[1], match[2], match[3], plain[match.end() :])
    if match := _DAY_FIRST.match(plain):
        return _named(match[2], match[1], match[3], plain[match.end() :])
    return None


def _ints(first: str, second: str, third: str) -> tuple[int, int, int]:
    return int(first), int(second), int(third)


def _named(month: str, day: str, year: str, rest: str) -> _Parts | None:
    number = _MONTHS.get(month[:3].lower())
    return None if number is None else _Parts((int(year), number, int(day)), "YMD", "", False, rest)


def _order(parts: Iterable[_Parts]) -> Order:
    """The order in which all values are days; of several the usual one for the sign between the numbers."""
    values = list(parts)
    sign, short = values[0].sign, values[0].short_year
    usual: tuple[Order, ...] = ("MDY", "DMY") if sign.startswith("/") else ("DMY", "MDY")
    if short:
        usual = (*usual, "YMD") if sign.startswith("/") else ("YMD", *usual)
    spans = {order: span for order in usual if (span := _span(values, order)) is not None}
    if not spans:
        return usual[0]
    # With two digits for the year almost any order gives a date. An export covers a short time: the densest is right.
    return min(spans, key=lambda order: (spans[order], usual.index(order))) if short else next(iter(spans))


def _span(parts: Sequence[_Parts], order: Order) -> timedelta | None:
    try:
        days = [_day(part, order) for part in parts]
    except ValueError:
        return None
    return max(days) - min(days)


def _day(part: _Parts, order: Order) -> datetime:
    place = dict(zip(order, part.numbers, strict=True))
    year = place["Y"] + (2000 if part.short_year else 0)
    return datetime(year, place["M"], place["D"])


def _moment(part: _Parts, order: Order) -> Moment:
    day = _day(part, order)
    rest = _AT.sub("", part.rest).strip()
    if not rest:
        return Moment(day, zoned=False)
    clock = _TIME.fullmatch(rest)
    if clock is None:
        raise ValueError(rest)
    hour = int(clock["hour"])
    half = (clock["before"] or clock["after"] or "").lower()
    if half in _AFTERNOON and hour < 12:
        hour += 12
    elif half in _MORNING and hour == 12:
        hour = 0
    micro = int((clock["fraction"] or "").ljust(6, "0")[:6])
    value = day.replace(
        hour=hour, minute=int(clock["minute"] or 0), second=int(clock["second"] or 0), microsecond=micro
    )
    minutes = _offset(clock["zone"], clock["offset"])
    if minutes is None:
        return Moment(value, zoned=False)
    return Moment(
        value.replace(tzinfo=timezone(timedelta(minutes=minutes))).astimezone(UTC).replace(tzinfo=None), zoned=True
    )


def _offset(zone: str | None, offset: str | None) -> int | None:
    if offset is not None:
        digits = offset[1:].replace(":", "").zfill(2)
        minutes = int(digits[:2] if len(digits) != 3 else digits[:1]) * 60 + int(
            digits[2:] or 0 if len(digits) != 3 else digits[1:]
        )
        return -minutes if offset[0] == "-" else minutes
    return None if zone is None else _ZONES[zone.lower()]
