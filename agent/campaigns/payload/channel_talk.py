"""Channel Talk: a campaign for each step with a message for each wording, or a one-time message for each step.

Objects as in channel-io/ch-proto-public (coreapi/model). The definition leaves the settings of a message open; beside
``type`` and ``message`` this uses ``title``, ``subject``, ``previewText``, ``from`` and ``replyTo``.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from agent.campaigns.durations import minutes_of
from agent.campaigns.payload.channel_talk_audience import test_of, user_query
from agent.campaigns.payload.channel_talk_messages import MEDIUM, is_text, settings_of, text_channel
from agent.campaigns.payload.common import (
    Carried,
    carry,
    event_names,
)
from agent.campaigns.payload.meaning import Watch, signed_minutes
from agent.campaigns.payload.types import Context, Files, Json, Notes, mark_of
from agent.campaigns.schema import (
    Campaign,
    EventEntry,
    PopupEntry,
    ScheduleEntry,
)
from agent.words import say

TOOL = "Channel Talk"
DAYS = ("mon", "tue", "wed", "thu", "fri", "sat", "sun")
PAGE_OPENED = "PageView"  # what the messenger reports by itself when a page opens
LONGEST_WAIT, LONGEST_PAUSE = 90 * 1440, 30 * 1440
SHORTEST_GOAL, LONGEST_GOAL = 1440, 30 * 1440


def build(campaign: Campaign, context: Context, notes: Notes) -> Files:
    """One ``campaign-N`` with its ``campaign-msg-N-A`` …, or one ``one-time-msg-N``, for each step."""
    steps = carry(campaign, MEDIUM, notes)
    query = user_query(campaign, steps[0].channel, context, notes)
    if context.channel_id is None:
        notes.todo("channel_id", "id")
    if any(one.channel == "alimtalk" for one in steps):
        notes.todo("alimtalk", "steps.0.channel")
    notes.todo("events", "goal.event", events=say(campaign.locale, "card.comma").join(event_names(campaign)))
    _note_what_stays(campaign, steps, notes)
    scheduled = isinstance(campaign.entry, ScheduleEntry)
    made = (_one_time if scheduled else _campaign)(campaign, steps, query, context, notes)
    return dict(made)


def _note_what_stays(campaign: Campaign, steps: tuple[Carried, ...], notes: Notes) -> None:
    for number, step in enumerate(campaign.steps):
        for variable in step.variables:
            if variable.fallback:
                path = f"steps.{number}.variables.{variable.field}"
                notes.add("empty_word", path, variable=variable.name, word=variable.fallback)
    if campaign.advertising:
        notes.add("weekly_cap", "max_per_week", n=campaign.max_per_week)
    if campaign.holdout.share:
        notes.add("holdout", "holdout.share", percent=round(campaign.holdout.share * 100), mark=mark_of(campaign))
    if not step_name(campaign.name, 0, len(steps)).startswith(campaign.name):
        notes.add("name", "name")
    for number, one in enumerate(steps):
        for _, message in one.wordings if is_text(one.channel) else ():
            if text_channel(message.title, message.body) != one.channel:
                notes.add("text_length", f"steps.{number}.channel")


def _campaign(
    campaign: Campaign, steps: tuple[Carried, ...], query: Json, context: Context, notes: Notes
) -> Iterator[tuple[str, Json]]:
    for number, step in enumerate(steps):
        name = f"{campaign.id}-{number + 1}"
        body = {
            **_identity(campaign, name, number, context),
            "state": "draft",
            "mediumType": MEDIUM[step.channel][0],
            "userQuery": query,
            **_trigger(campaign, number, notes),
            **_goal(campaign, notes),
            "advertising": campaign.advertising,
            "cooldown": _bounded("cooldown", "cooldown", minutes_of(campaign.cooldown), 0, LONGEST_PAUSE, notes),
            **_window(campaign),
            **_offline(number, step, notes),
        }
        yield f"campaign-{number + 1}", body
        for letter, message in step.wordings:
            yield (
                f"campaign-msg-{number + 1}-{letter}",
                {
                    **_identity(campaign, f"{name}-{letter}", number, context),
                    "campaignId": name,
                    "name": letter,
                    "mediumType": MEDIUM[step.channel][0],
                    "settings": settings_of(campaign, campaign.steps[number], step.channel, message, context),
                },
            )


def _identity(campaign: Campaign, name: str, number: int, context: Context) -> Json:
    return {
        "id": name,
        "channelId": context.channel_id or "CHANNEL_ID",
        "name": step_name(campaign.name, number, len(campaign.steps)),
        "createdAt": _utc(campaign.created_at.isoformat()),
        "updatedAt": _utc(campaign.updated_at.isoformat()),
    }


def step_name(name: str, number: int, steps: int) -> str:
    """The campaign's name, numbered where there are several; the number takes room from a name that is too long."""
    end = f" ({number + 1}/{steps})" if steps > 1 else ""
    return name[: 128 - len(end)] + end


def _utc(moment: str) -> str:
    return moment if moment.endswith("Z") or "+" in moment else moment + "Z"


def _trigger(campaign: Campaign, number: int, notes: Notes) -> Json:
    entry = campaign.entry
    after = minutes_of(campaign.steps[number].delay)
    if isinstance(entry, PopupEntry):
        return {"triggerEventName": PAGE_OPENED, "waitingTime": f"PT{entry.delay_seconds + after * 60}S"}
    assert isinstance(entry, EventEntry)
    wait = signed_minutes(entry.wait)
    if wait < 0:
        notes.add("before_event", "entry.wait", event=entry.event, hours=-wait // 60)
        wait = 0
    path = f"steps.{number}.delay" if number else "entry.wait"
    told: Json = {
        "triggerEventName": entry.event,
        "waitingTime": _bounded("wait", path, wait + after, 0, LONGEST_WAIT, notes),
    }
    if entry.product:
        product = test_of("event.property.product", "string", "$eq", entry.product)
        told["triggerEventQuery"] = {"and": [{"or": [product]}]}
    watch = Watch.of(entry, len(campaign.steps))
    return told | _filter(watch, number, notes)


def _filter(watch: Watch, number: int, notes: Notes) -> Json:
    """There is room for one event on the way: before a later step for the one that ends the series."""
    if number and watch.ends and not watch.must:
        return {"filterEventName": watch.ends, "filterMatch": "negative"}
    if watch.must:
        for event in watch.must_not:
            notes.add("one_event", f"entry.filter_event.negative.{event}", event=event)
        if watch.ends:
            notes.add("one_event", "entry.exit_event", event=watch.ends)
        return {"filterEventName": watch.must, "filterMatch": "positive"}
    if not watch.must_not:
        return {}
    first, *others = watch.must_not
    for event in others:
        notes.add("one_event", f"entry.filter_event.negative.{event}", event=event)
    if number:
        # Whoever was passed over by the first message gets no later one either.
        notes.add("ends_too", "entry.exit_event", event=first)
    return {"filterEventName": first, "filterMatch": "negative"}


def _goal(campaign: Campaign, notes: Notes) -> Json:
    window = minutes_of(campaign.goal.window)
    within = _bounded("goal_window", "goal.window", window, SHORTEST_GOAL, LONGEST_GOAL, notes)
    return {"goalEventName": campaign.goal.event, "goalEventDuration": within}


def _bounded(code: str, path: str, minutes: int, least: int, most: int, notes: Notes) -> str:
    """The duration, or the nearest one that Channel Talk takes, which is noted."""
    kept = min(max(minutes, least), most)
    if kept != minutes:
        notes.add(code, path, wanted=f"{minutes / 1440:g}", kept=f"{kept / 1440:g}")
    return iso(kept)


def iso(minutes: int) -> str:
    """1560 → ``P1DT2H``."""
    days, rest = divmod(minutes, 1440)
    hours, rest = divmod(rest, 60)
    time = (f"{hours}H" if hours else "") + (f"{rest}M" if rest else "")
    return f"P{days}D" + (f"T{time}" if time else "")


def _window(campaign: Campaign) -> Json:
    window = campaign.send_window
    days = [DAYS[day - 1] for day in window.days]
    ranges = [{"dayOfWeeks": days, "from": window.start, "to": window.end}]
    return {"sendMode": "customUsingReceiverTime", "sendTimeRanges": ranges}


def _offline(number: int, step: Carried, notes: Notes) -> Json:
    """Only a message in the chat can be sent on, and then in the words of the chat."""
    if step.fallback is None:
        return {}
    channel = step.fallback[0]
    if step.channel == "in_app" and channel in ("sms", "lms", "email"):
        notes.add("fallback_words", f"steps.{number}.fallback_message")
        if channel == "sms":
            notes.add("text_length", f"steps.{number}.fallback")
        return {"sendToOfflineEmail" if channel == "email" else "sendToOfflineXms": True}
    notes.add("fallback", f"steps.{number}.fallback", f"steps.{number}.fallback_message")
    return {}


def _one_time(
    campaign: Campaign, steps: tuple[Carried, ...], query: Json, context: Context, notes: Notes
) -> Iterator[tuple[str, Json]]:
    entry = campaign.entry
    assert isinstance(entry, ScheduleEntry)
    if entry.every:
        notes.add("repeat", "entry.every", "cooldown", n=f"{minutes_of(entry.every) / 1440:g}")
    for number, step in enumerate(steps):
        for place in range(1, len(step.wordings)):
            notes.add("one_wording", f"steps.{number}.variants.{place}")
        starts = entry.start_at + timedelta(minutes=minutes_of(campaign.steps[number].delay))
        yield (
            f"one-time-msg-{number + 1}",
            {
                **_identity(campaign, f"{campaign.id}-{number + 1}", number, context),
                "state": "draft",
                "mediumType": MEDIUM[step.channel][0],
                "settings": settings_of(campaign, campaign.steps[number], step.channel, step.wordings[0][1], context),
                "userQuery": query,
                **_goal(campaign, notes),
                "advertising": campaign.advertising,
                **_offline(number, step, notes),
                "sendMode": "reservedWithReceiverTime",
                "localStartAt": starts.strftime("%Y-%m-%dT%H:%M:%S"),
            },
        )
