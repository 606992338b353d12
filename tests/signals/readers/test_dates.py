"""Dates in any usual form, alone and in a column with others."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st

from agent.signals.readers import read_files
from agent.signals.readers.date_words import parse_all

DAY = datetime(2026, 3, 5)
TIME = datetime(2026, 3, 5, 14, 13)


def opened(tables, lines, *values, timezone="Asia/Seoul"):
    read_files(
        tables, [lines(*({"id": f"{n:03d}", "opened_at": value} for n, value in enumerate(values)))], timezone=timezone
    )
    return [value for (value,) in tables.execute("SELECT opened_at FROM conversations ORDER BY id").fetchall()]


@pytest.mark.parametrize(
    "written, expected",
    [
        ("2026-03-05", DAY),
        ("2026-3-5", DAY),
        ("20260305", DAY),
        ("2026.03.05", DAY),
        ("2026. 3. 5.", DAY),
        ("2026년 3월 5일", DAY),
        ("2026년 3월 5일 (목)", DAY),
        ("2026年3月5日", DAY),
        ("2026/03/05（木）", DAY),
        ("05.03.2026", DAY),
        ("5.3.2026", DAY),
        ("Mar 5, 2026", DAY),
        ("March 5th, 2026", DAY),
        ("5 Mar 2026", DAY),
        ("5-Mar-2026", DAY),
        ("26. 3. 5.", DAY),
        ("2026-03-05 14:13", TIME),
        ("2026-03-05T14:13:00", TIME),
        ("2026/03/05 14:13", TIME),
        (" 2026-03-05 14:13:00 ", TIME),
        ("2026-03-05 14:13:00.000", TIME),
        ("2026-03-05 02:13 PM", TIME),
        ("2026-03-05 오후 2:13", TIME),
        ("2026. 3. 5. 오후 2:13", TIME),
        ("2026. 3. 5. 오후 2:13:00", TIME),
        ("2026.03.05 14:13:00", TIME),
        ("2026년 3월 5일 오후 2시 13분", TIME),
        ("2026年3月5日 14時13分", TIME),
        ("2026年3月5日 午後2時13分00秒", TIME),
        ("202603051413", TIME),
        ("20260305141300", TIME),
        ("03/05/2026 2:13 PM", TIME),
        ("Mar 5, 2026, 2:13 PM", TIME),
        ("Mar 5, 2026, 2:13\u202fPM", TIME),
        ("Mar 5, 2026 at 2:13 PM", TIME),
        ("2026-03-05T05:13:00Z", TIME),
        ("2026-03-05T05:13:00.000Z", TIME),
        ("2026-03-05T14:13:00+09:00", TIME),
        ("2026-03-05T00:13:00-0500", TIME),
        ("2026-03-05 05:13:00 UTC", TIME),
        ("2026-03-05 14:13:00 KST", TIME),
        ("2026-03-05 14:13:00 +0900", TIME),
        ("Thu, 05 Mar 2026 05:13:00 GMT", TIME),
        ("Thu Mar 05 2026 14:13:00 GMT+0900 (한국 표준시)", TIME),
        ("Thu Mar  5 14:13:00 KST 2026", TIME),
        (1772687580, TIME),
        (1772687580000, TIME),
        (1772687580000000, TIME),
        ("1772687580.0", TIME),
        (46086, DAY),
        (46086.592361, TIME),
        (None, None),
        ("", None),
        (" - ", None),
        ("없음", None),
        ("0000-00-00 00:00:00", None),
    ],
)
def test_one_date(tables, lines, written, expected):
    assert opened(tables, lines, written) == [expected]


@pytest.mark.parametrize(
    "column, expected",
    [
        (["03/05/2026", "03/25/2026"], [(3, 5), (3, 25)]),
        (["03/05/2026", "25/05/2026"], [(5, 3), (5, 25)]),
        (["03.05.2026", "04.05.2026"], [(5, 3), (5, 4)]),
        (["03/05/2026", "04/05/2026"], [(3, 5), (4, 5)]),
        (["03/05/26", "03/25/26"], [(3, 5), (3, 25)]),
        (["26.03.05", "26.03.25"], [(3, 5), (3, 25)]),
        (["2026-03-05", "2026. 3. 5.", 1772687580000, "Mar 5, 2026"], [(3, 5)] * 4),
    ],
)
def test_day_and_month_are_told_apart_by_the_whole_column(tables, lines, column, expected):
    found = opened(tables, lines, *column)
    assert [(value.month, value.day) for value in found] == expected
    assert {value.year for value in found} == {2026}


def test_times_with_a_zone_follow_the_shops_clock_over_a_change_of_it(tables, lines):
    found = opened(
        tables,
        lines,
        "2026-03-08T06:59:00Z",
        "2026-03-08T07:00:00Z",
        "2026-11-01T06:00:00Z",
        "2026-07-01 08:00",
        timezone="America/New_York",
    )
    assert found == [
        datetime(2026, 3, 8, 1, 59),
        datetime(2026, 3, 8, 3),
        datetime(2026, 11, 1, 1),
        datetime(2026, 7, 1, 8),
    ]


moments = st.datetimes(min_value=datetime(2000, 1, 2), max_value=datetime(2099, 12, 30)).map(
    lambda moment: moment.replace(microsecond=0)
)


@given(moments, st.integers(-12 * 4, 14 * 4))
def test_any_moment_survives_being_written_with_its_zone(moment, quarters):
    offset = timezone(timedelta(minutes=15 * quarters))
    local = moment.replace(tzinfo=UTC).astimezone(offset)
    text = local.strftime("%d %b %Y %H:%M:%S %z")
    found = parse_all([text])[text]
    assert found is not None
    assert (found.value, found.zoned) == (moment, True)


@given(moments)
def test_korean_and_japanese_forms_say_the_same(moment):
    half = "오후" if moment.hour >= 12 else "오전"
    korean = f"{moment.year}. {moment.month}. {moment.day}. {half} {moment.hour % 12 or 12}:{moment:%M:%S}"
    japanese = f"{moment.year}年{moment.month}月{moment.day}日 {moment.hour}時{moment.minute}分{moment.second}秒"
    found = parse_all([korean, japanese])
    assert [part.value for part in (found[korean], found[japanese]) if part] == [moment, moment]


@pytest.mark.parametrize(
    "text",
    [
        "어제",
        "2026-13-01",
        "31/31/2026",
        "2026-02-30",
        "Foo 5, 2026",
        "2026-03-05 25:00",
        "12:30",
        "2026-03-05 14:13 뭐지",
    ],
)
def test_no_date(text):
    with pytest.raises(ValueError, match=r"^" + __import__("re").escape(text) + "$"):
        parse_all(["2026. 3. 5.", text])
