"""Klaviyo: a flow (started by an event) or a campaign for each step (planned for a day), the segment, and templates.

Bodies of its JSON:API as in klaviyo/openapi, revision 2026-07-15. Klaviyo gives out ids when something is created, so a
template and the segment are referred to by the name of their file.
"""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from zoneinfo import ZoneInfo

from agent.campaigns.durations import minutes_of
from agent.campaigns.payload.common import (
    Carried,
    carry,
    event_names,
    note_first_only,
    note_planned,
)
from agent.campaigns.payload.klaviyo_audience import count, metric_of, segment_groups
from agent.campaigns.payload.klaviyo_messages import (
    CHANNELS,
    campaign_message,
    created,
    flow_messages,
    note_texts,
    templates,
)
from agent.campaigns.payload.meaning import Watch
from agent.campaigns.payload.types import Context, Files, Json, Notes
from agent.campaigns.payload.waiting import action, wait_actions
from agent.campaigns.schema import (
    Campaign,
    EventEntry,
    ScheduleEntry,
)
from agent.errors import BadInput

TOOL = "Klaviyo"


def build(campaign: Campaign, context: Context, notes: Notes) -> Files:
    """``audience``, then ``flow`` or ``campaign-N`` …, and ``template-N-A`` for each e-mail."""
    entry = campaign.entry
    if not isinstance(entry, EventEntry | ScheduleEntry):
        raise BadInput("export.no_popup", tool=TOOL)
    steps = carry(campaign, CHANNELS, notes)
    groups = segment_groups(campaign, steps[0], context, notes)
    files: Files = {"audience": created("segment", name=campaign.name, definition={"condition_groups": groups})}
    if isinstance(entry, EventEntry):
        files["flow"] = created(
            "flow", name=campaign.name, definition=_flow(campaign, entry, steps, groups, context, notes)
        )
    else:
        files |= _campaigns(campaign, entry, steps, context, notes)
    files |= templates(campaign, steps)
    _note_what_stays(campaign, steps, context, notes)
    return files


def _note_what_stays(campaign: Campaign, steps: tuple[Carried, ...], context: Context, notes: Notes) -> None:
    unknown = [name for name in event_names(campaign) if name not in context.metrics]
    if unknown:
        notes.todo("metrics", "goal.event", events=", ".join(unknown))
    notes.add("goal", "goal", event=campaign.goal.event)
    if campaign.advertising:
        notes.add("weekly_cap", "max_per_week", n=campaign.max_per_week)
    if any(one.channel == "email" for one in steps) or isinstance(campaign.entry, ScheduleEntry):
        notes.todo("ids", "steps")
    for number, one in enumerate(steps):
        note_texts(number, one, notes)
        if one.channel == "lms":
            notes.add("text_length", f"steps.{number}.channel")
        if one.fallback and one.fallback[0] == "lms" and isinstance(campaign.entry, EventEntry):
            notes.add("text_length", f"steps.{number}.fallback")


def _flow(
    campaign: Campaign,
    entry: EventEntry,
    steps: tuple[Carried, ...],
    groups: list[Json],
    context: Context,
    notes: Notes,
) -> Json:
    actions = list(_actions(campaign, entry, steps, context, notes))
    _chain(actions)
    trigger: Json = {"type": "metric", "id": metric_of(entry.event, context)}
    if entry.product:
        test = {"type": "string", "operator": "equals", "value": entry.product}
        about = {"type": "metric-property", "metric_id": trigger["id"], "field": "product", "filter": test}
        trigger["trigger_filter"] = {"condition_groups": [{"conditions": [about]}]}
    return {
        "triggers": [trigger],
        "profile_filter": {"condition_groups": groups},
        "actions": actions,
        "entry_action_id": actions[0]["temporary_id"],
        "reentry_criteria": _pause(minutes_of(campaign.cooldown)),
    }


def _pause(minutes: int) -> Json:
    if minutes % 1440 == 0:
        return {"duration": minutes // 1440, "unit": "day"}
    return {"duration": -(-minutes // 60), "unit": "hour"}


def _chain(actions: list[Json]) -> None:
    """Each action leads to the next; a split lets through on the side that is still open."""
    for one, following in zip(actions, [*actions[1:], None], strict=True):
        after = following["temporary_id"] if following else None
        if one["type"] != "conditional-split":
            one["links"] = {"next": after}
        else:
            through = one.pop("through")
            one["links"] = {"next_if_true": after if through else None, "next_if_false": None if through else after}


def _split(name: str, test: Json, *, through: bool) -> Json:
    """Goes on for whom ``test`` is ``through``; for everybody else the flow ends."""
    condition = {"condition_groups": [{"conditions": [test]}]}
    return action(name, "conditional-split", {"profile_filter": condition}) | {"through": through}


def _actions(
    campaign: Campaign, entry: EventEntry, steps: tuple[Carried, ...], context: Context, notes: Notes
) -> Iterator[Json]:
    """In one row: a split that does not let through ends, so that no branch has to come back to another."""
    share = campaign.holdout.share
    if share:
        notes.todo("redrawn", "holdout.share", percent=round(share * 100))
        yield _split("holdout", {"type": "profile-sample", "percentage": round(share * 100)}, through=False)
    watch = Watch.of(entry, len(steps))
    for number, step in enumerate(steps):
        yield from wait_actions(campaign, entry, number, notes)
        for name, event, through in _looked_at(watch, number):
            since = {"type": "date", "operator": "flow-start"}
            test = count(metric_of(event, context), "$gte", 1, since)
            yield _split(f"step-{number + 1}-{name}", test, through=through)
        yield from flow_messages(campaign, number, step, context, notes)


def _looked_at(watch: Watch, number: int) -> Iterator[tuple[str, str, bool]]:
    if number:
        if watch.ends:
            yield "ends", watch.ends, False
        return
    if watch.must:
        yield "must", watch.must, True
    for place, event in enumerate(watch.must_not):
        yield f"must-not-{place + 1}", event, False


def _campaigns(
    campaign: Campaign, entry: ScheduleEntry, steps: tuple[Carried, ...], context: Context, notes: Notes
) -> Files:
    zone = ZoneInfo(campaign.send_window.timezone)
    note_planned(campaign, entry, notes)
    files: Files = {}
    for number, step in enumerate(steps):
        note_first_only(number, step, notes)
        starts = entry.start_at + timedelta(minutes=minutes_of(campaign.steps[number].delay))
        message = campaign_message(campaign, campaign.steps[number], step.channel, step.wordings[0][1], context)
        messages = [{"type": "campaign-message", "attributes": {"definition": message}}]
        files[f"campaign-{number + 1}"] = created(
            "campaign",
            **{
                "name": campaign.name,
                "audiences": {"included": ["audience"], "excluded": []},
                "send_strategy": {
                    "method": "static",
                    "datetime": starts.replace(tzinfo=zone).isoformat(),
                    "options": {"is_local": True, "send_past_recipients_immediately": False},
                },
                "send_options": {"use_smart_sending": campaign.advertising},
                "campaign-messages": {"data": messages},
            },
        )
    return files
