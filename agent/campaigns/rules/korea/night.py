"""KR-04: no advertising at night."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from typing import Literal

from agent.campaigns.plan import DAY, Plan, PlanWindow
from agent.campaigns.rules.arrival import Arrival, arrivals
from agent.campaigns.rules.consent import is_sure
from agent.campaigns.rules.korea.law import ART_50, KR
from agent.campaigns.rules.types import Broken, Edit, Given, Rule

NIGHT_ENDS, NIGHT_STARTS = 8 * 3600, 21 * 3600
MARGIN = 10 * 60  # Kakao stops at 20:50 (not verified): what is sent at the last minute arrives at night
LAST = NIGHT_STARTS - MARGIN
_EXEMPT = frozenset({"email", "in_app"})  # e-mail by decree; the shop's own pages are no sending


def no_night(plan: Plan, _given: Given) -> Iterator[Broken]:
    """KR-04: nothing but e-mail between 21:00 and 08:00 without a consent of its own; 21:00 is night, 08:00 is day."""
    loud = plan.channels - _EXEMPT
    if not plan.advert or not loud or is_sure(plan, "consent.night", True):
        return
    worst: dict[str, Broken] = {}
    for one in arrivals(plan, loud):
        severity = _night(one)
        if severity and (one.path not in worst or (severity, worst[one.path].severity) == ("block", "warn")):
            worst[one.path] = _told(one, severity)
    yield from worst.values()


def _told(one: Arrival, severity: Literal["block", "warn"]) -> Broken:
    facts: dict[str, object] = {"start": _clock(one.first), "end": _clock(one.last + 1), "zone": one.zone}
    if severity == "warn":
        return Broken(one.path, facts, "margin", severity)
    case = "at" if one.first == one.last else "any" if one.last - one.first >= DAY - 1 else ""
    return Broken(one.path, facts, case, severity)


def _night(one: Arrival) -> Literal["block", "warn"] | None:
    if one.first < NIGHT_ENDS or one.last >= NIGHT_STARTS:
        return "block"
    return "warn" if one.last >= LAST else None


def _clock(seconds: int) -> str:
    return f"{seconds // 3600 % 24:02}:{seconds // 60 % 60:02}"


def _into_the_day(plan: Plan, _given: Given, broken: Broken) -> Iterator[Edit]:
    """Only the hours move, never the day; a delay of days is the owner's own plan and stays."""
    if broken.path == "send_window":
        yield from _window_moved(plan)
    elif broken.path == "entry.start_at":
        yield from _start_moved(plan)


def _window_moved(plan: Plan) -> Iterator[Edit]:
    window = plan.send_window or PlanWindow()
    start, end = _day_part(window)
    yield Edit(("send_window", "start"), start // 60)
    yield Edit(("send_window", "end"), end // 60)
    if window.clock == "sender":
        # What is day for the sender may be night for them: from now on their own clocks count.
        yield Edit(("send_window", "clock"), "recipient")


def _day_part(window: PlanWindow) -> tuple[int, int]:
    """The part of a window that lies in the day; the whole day where there is none."""
    start, end = max(window.start, NIGHT_ENDS), min(window.end, LAST)
    if window.end < window.start and window.start < LAST:
        end = LAST
    start = -(-start // 60) * 60  # edits are minutes: no second may slip back into the night
    return (start, end) if start + 60 <= end else (NIGHT_ENDS, LAST)


def _start_moved(plan: Plan) -> Iterator[Edit]:
    entry, window = plan.entry, plan.send_window or PlanWindow()
    hurt = [one for one in arrivals(plan, plan.channels - _EXEMPT) if one.path == "entry.start_at" and _night(one)]
    if entry is None or entry.start_at is None or not hurt:
        return
    earliest, latest = _day_part(window) if window.clock == "recipient" else (NIGHT_ENDS, LAST)
    one = hurt[0]
    target = max(min(one.first, latest - (one.last - one.first) - 60), earliest)
    moved = entry.start_at + timedelta(seconds=target - one.first)
    tried = plan.model_copy(update={"entry": entry.model_copy(update={"start_at": moved})})
    still = [again for again in arrivals(tried, plan.channels - _EXEMPT) if again.path == one.path]
    if not any(_night(again) for again in still) and one.first < DAY:
        yield Edit(("entry", "start_at"), moved.isoformat())


NIGHT = Rule("KR-04", no_night, f"{ART_50} 제3항, 시행령 제61조 제2항", countries=KR, mend=_into_the_day)
