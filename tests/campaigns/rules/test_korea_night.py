"""KR-04: on both sides of 21:00 and 08:00, by channel, clock and place, and the hours that code moves."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.mend import mend
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given
from agent.profile import ShopProfile

GIVEN = Given(ShopProfile(), shop_known=False)
NIGHT = RULES["KR-04"]


def campaign(*channels: str, delays: tuple[str, ...] = (), **more: Any) -> dict[str, Any]:
    steps = [
        {"channel": channel, "delay": delay, "variants": [{"body": "(광고) 소식"}]}
        for channel, delay in zip(channels or ("lms",), delays or ("PT0M",) * 9, strict=False)
    ]
    return {"steps": steps, **more}


def at(moment: str, takes: str | None = None) -> dict[str, Any]:
    return {"entry": {"type": "schedule", "start_at": moment, "takes": takes}}


def window(start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"send_window": {"start": start, "end": end, **more}}


def found(data: dict[str, Any]) -> list[tuple[str, str | None]]:
    return [(one.path, one.severity) for one in NIGHT.look(plan_of(data), GIVEN)]


BLOCK, WARN = [("entry.start_at", "block")], [("entry.start_at", "warn")]


@pytest.mark.parametrize(
    ("moment", "takes", "told"),
    [
        ("20:49:59", None, []),
        ("20:50:00", None, WARN),
        ("20:59:59", None, WARN),
        ("21:00:00", None, BLOCK),
        ("23:59:59", None, BLOCK),
        ("00:00:00", None, BLOCK),
        ("07:59:59", None, BLOCK),
        ("08:00:00", None, []),
        ("20:00:00", "PT49M", []),
        ("20:00:00", "PT50M", WARN),
        ("20:00:00", "PT59M", WARN),
        ("20:00:00", "PT1H", BLOCK),
        ("10:00:00", "P1D", BLOCK),
        ("10:00:00", "half an hour", []),  # S-05 tells of that
    ],
)
def test_what_counts_is_when_the_last_one_arrives(moment: str, takes: str | None, told: list[Any]) -> None:
    assert found(campaign(**at(f"2026-12-01T{moment}", takes))) == told


@pytest.mark.parametrize(
    ("start", "end", "severity"),
    [
        ("08:00", "20:50", None),
        ("07:59:59", "20:50", "block"),
        ("08:00", "20:50:01", "warn"),
        ("08:00", "21:00", "warn"),
        ("08:00", "21:00:01", "block"),
        ("20:59", "20:59", "warn"),
        ("20:00", "02:00", "block"),
        ("22:00", "23:00", "block"),
        ("00:00", "24:00", "block"),
    ],
)
def test_a_window_ends_before_its_end(start: str, end: str, severity: str | None) -> None:
    assert found(campaign(**window(start, end))) == ([("send_window", severity)] if severity else [])


@pytest.mark.parametrize("channel", ["sms", "lms", "brand_message", "push", "line", "alimtalk"])
def test_only_mail_and_the_shops_own_pages_may_come_at_night(channel: str) -> None:
    night = window("00:00", "24:00")
    assert found(campaign(channel, **night)) == [("send_window", "block")]
    assert found(campaign("email", **night)) == found(campaign("in_app", **night)) == []
    assert found(campaign("email", channel, **night)) == [("send_window", "block")]
    assert found(campaign(channel, advertising=False, **night)) == []
    assert found(campaign(channel, entry={"type": "popup"})) == []


def test_a_fallback_is_loud_as_well() -> None:
    data = campaign("email", **window("00:00", "24:00"))
    data["steps"][0] |= {"fallback": "lms", "fallback_message": {"body": "(광고) 소식"}}
    assert found(data) == [("send_window", "block")]


@pytest.mark.parametrize(
    ("clauses", "told"),
    [
        ([{"key": "consent.night", "operator": "$eq", "values": [True]}], []),
        ([{"key": "consent.night", "operator": "$ne", "values": [False]}], []),
        ([{"key": "consent.night", "operator": "$eq", "values": [False]}], BLOCK),
        ([{"key": "consent.sms", "operator": "$eq", "values": [True]}], BLOCK),
        ([{"key": name, "operator": "$eq", "values": [True]} for name in ("consent.night", "customer.vip")], BLOCK),
    ],
)
def test_the_night_takes_a_consent_of_its_own_from_everybody(clauses: list[dict[str, Any]], told: list[Any]) -> None:
    audience = {"and": [{"or": [one | {"type": "boolean"} for one in clauses]}]}
    assert found(campaign(audience=audience, **at("2026-12-01T22:00:00"))) == told


def test_an_event_has_any_hour_without_a_window() -> None:
    event: dict[str, Any] = {"entry": {"type": "event", "event": "chat_closed"}}
    assert found(campaign(**event)) == found(campaign()) == [("send_window", "block")]
    assert found(campaign(**event, **window("10:00", "12:00"))) == []


def test_each_fault_has_its_place() -> None:
    data = campaign(**at("2026-12-01T22:00:00"), **window("07:00", "12:00"))
    assert found(data) == [("entry.start_at", "block"), ("send_window", "block")]


def test_later_steps_may_slip_into_the_night_where_no_window_holds_them() -> None:
    late = at("2026-12-01T10:00:00")
    assert found(campaign("lms", "lms", delays=("PT0M", "PT11H"), **late)) == [("steps[1].delay", "block")]
    assert found(campaign("lms", "lms", delays=("PT0M", "PT10H"), **late)) == []
    assert found(campaign("lms", "email", delays=("PT0M", "PT11H"), **late)) == []
    assert found(campaign("email", "lms", delays=("PT0M", "P1D"), **at("2026-12-01T22:00:00"))) == [
        ("steps[1].delay", "block")
    ]
    assert found(campaign("lms", "lms", delays=("PT0M", "PT11H"), **late, **window("10:00", "12:00"))) == []


def test_a_day_without_an_hour_leaves_the_hour_to_the_window() -> None:
    assert found(campaign(**at("2026-12-01"), **window("10:00", "12:00"))) == []
    assert found(campaign(**at("2026-12-01"))) == BLOCK


@pytest.mark.parametrize(
    ("moment", "zones", "told"),
    [
        ("2026-12-01T11:59:59+00:00", [], WARN),  # 20:59:59 in Seoul
        ("2026-12-01T12:00:00+00:00", [], BLOCK),
        ("2026-12-01T22:59:59+00:00", [], BLOCK),
        ("2026-12-01T23:00:00+00:00", [], []),
        ("2026-12-01T10:00:00+09:00", ["Asia/Seoul"], []),
        ("2026-12-01T11:00:00+09:00", ["Asia/Seoul", "America/New_York"], BLOCK),
        ("2026-12-01T10:00:00", ["America/New_York"], []),  # their own clock
        ("2026-12-01T10:00:00+09:00", ["Mars/Base"], []),
    ],
)
def test_recipients_clocks_count(moment: str, zones: list[str], told: list[Any]) -> None:
    assert found(campaign(recipients={"zones": zones}, **at(moment))) == told


def test_a_senders_clock_is_told_on_the_recipients() -> None:
    sender = {"clock": "sender", "timezone": "Asia/Seoul"}
    hours = window("10:00", "20:00", **sender)
    assert found(campaign(**hours)) == []
    assert found(campaign(recipients={"zones": ["America/New_York"]}, **hours)) == [("send_window", "block")]
    from_afar = window("18:00", "20:00", clock="sender", timezone="America/New_York")  # 08:00 or 07:00 in Seoul
    assert found(campaign(**from_afar)) == [("send_window", "block")]
    assert found(campaign(**window("19:00", "20:00", clock="sender", timezone="America/New_York"))) == []
    assert found(campaign(**at("2026-12-01T05:00:00"), **window("10:00", "12:00", **sender))) == BLOCK


@pytest.mark.parametrize(
    ("hours", "moved"),
    [
        (("07:00", "12:00"), (480, 720)),
        (("10:00", "23:00"), (600, 1250)),
        (("22:00", "23:00"), (480, 1250)),
        (("20:00", "02:00"), (1200, 1250)),
        (("10:00:30", "22:00"), (601, 1250)),
        (("00:00", "24:00"), (480, 1250)),
    ],
)
def test_code_moves_the_window_into_the_day(hours: tuple[str, str], moved: tuple[int, int]) -> None:
    fields, rules, _edits = mend(campaign(**window(*hours)), GIVEN, ("KR",))
    assert "KR-04" in rules
    window_now = plan_of(fields).send_window
    assert window_now
    assert (window_now.start // 60, window_now.end // 60) == moved
    assert found(fields) == []


def test_code_makes_a_window_and_turns_to_the_recipients_clock() -> None:
    fields, _rules, _edits = mend(campaign(), GIVEN, ("KR",))
    assert fields["send_window"] == {"start": 480, "end": 1250}
    afar = campaign(
        recipients={"zones": ["America/New_York"]}, **window("10:00", "20:00", clock="sender", timezone="Asia/Seoul")
    )
    fields, _rules, _edits = mend(afar, GIVEN, ("KR",))
    assert fields["send_window"]["clock"] == "recipient"
    assert found(fields) == []


@pytest.mark.parametrize(
    ("moment", "takes", "moved"),
    [
        ("2026-12-01T22:00:00", None, "2026-12-01T20:49:00"),
        ("2026-12-01T20:50:00", None, "2026-12-01T20:49:00"),
        ("2026-12-01T06:00:00", None, "2026-12-01T08:00:00"),
        ("2026-12-01T20:30:00", "PT1H", "2026-12-01T19:49:00"),
        ("2026-12-01T22:00:00+09:00", None, "2026-12-01T20:49:00+09:00"),
        ("2026-12-01T13:00:00+00:00", None, "2026-12-01T11:49:00+00:00"),
    ],
)
def test_code_moves_the_hour_of_a_start_but_never_the_day(moment: str, takes: str | None, moved: str) -> None:
    fields, _rules, _edits = mend(campaign(**at(moment, takes)), GIVEN, ("KR",))
    assert fields["entry"]["start_at"] == moved
    assert found(fields) == []


def test_a_start_that_fits_nowhere_stays_and_is_still_told() -> None:
    for data in (
        campaign(**at("2026-12-01T10:00:00", "PT14H")),
        campaign(recipients={"zones": ["Asia/Seoul", "America/New_York"]}, **at("2026-12-01T21:30:00+09:00")),
    ):
        fields, _rules, _edits = mend(data, GIVEN, ("KR",))
        assert fields["entry"]["start_at"] == data["entry"]["start_at"]
        assert found(fields) == BLOCK


def test_a_start_is_moved_into_its_own_window() -> None:
    fields, _rules, _edits = mend(campaign(**at("2026-12-01T22:00:00"), **window("10:00", "12:00")), GIVEN, ("KR",))
    assert fields["entry"]["start_at"] == "2026-12-01T11:59:00"
