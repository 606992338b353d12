"""Waiting in tools whose campaigns are a row of nodes: how long, and until which hour of the recipient's day."""

from __future__ import annotations

from collections.abc import Iterator

from agent.campaigns.durations import minutes_of
from agent.campaigns.payload.common import clock
from agent.campaigns.payload.meaning import signed_minutes
from agent.campaigns.payload.types import Json, Notes
from agent.campaigns.schema import Campaign, EventEntry, SendWindow

WEEK = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")


def action(name: str, kind: str, data: Json) -> Json:
    """An action of a flow that is about to be created."""
    return {"temporary_id": name, "type": kind, "data": data}


def waits_for_window(campaign: Campaign, minutes: int) -> bool:
    """Whether a message waits for the first minute of its window.

    Advertising does always: a tool that only knows when a window starts would send at night otherwise. Information may
    go at once where waiting for tomorrow would take its point.
    """
    return campaign.advertising or minutes >= 1440


def wait_of(campaign: Campaign, entry: EventEntry, number: int) -> int:
    """Minutes between what came before (the event, or the message before) and this step; negative: before the event."""
    own = minutes_of(campaign.steps[number].delay)
    if number:
        return own - minutes_of(campaign.steps[number - 1].delay)
    return signed_minutes(entry.wait) + own


def note_window(campaign: Campaign, minutes: int, notes: Notes) -> bool:
    """Note what cannot be said of the window; whether its start is waited for."""
    window = campaign.send_window
    hours = {"start": clock(window.start), "end": clock(window.end)}
    if waits_for_window(campaign, minutes):
        notes.add("window_end", "send_window.end", **hours)
        return True
    notes.add("window", "send_window", **hours)
    return False


def wait_actions(campaign: Campaign, entry: EventEntry, number: int, notes: Notes) -> Iterator[Json]:
    """The delay before a step, and the hour it then waits for."""
    minutes = wait_of(campaign, entry, number)
    if minutes < 0:
        notes.add("before_event", "entry.wait", event=entry.event, hours=-minutes // 60)
        minutes = 0
    until = _until(campaign.send_window) if note_window(campaign, minutes, notes) else {}
    name, whole_days = f"step-{number + 1}-wait", minutes % 1440 == 0
    if minutes and not whole_days:
        unit, size = ("hours", 60) if minutes % 60 == 0 else ("minutes", 1)
        yield action(name, "time-delay", {"unit": unit, "value": minutes // size})
        if until:
            yield action(f"step-{number + 1}-window", "time-delay", {"unit": "days", "value": 0, **until})
    elif minutes or until:
        yield action(name, "time-delay", {"unit": "days", "value": minutes // 1440, **until})


def _until(window: SendWindow) -> Json:
    return {
        "timezone": "profile",
        "delay_until_time": f"{clock(window.start)}:00",
        "delay_until_weekdays": [WEEK[day - 1] for day in window.days],
    }
