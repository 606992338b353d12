"""Dittofeed: a journey (started by an event) or a broadcast for each step (planned for a day), segments and templates.

Bodies as in dittofeed/dittofeed ``packages/isomorphic-lib/src/types.ts``. Ids are made from the campaign's own, so the
same campaign always gives the same files. What has no channel there (the chat, Kakao, LINE) goes out as a webhook to
the host's own sending.
"""

from __future__ import annotations

import json
from datetime import timedelta

from agent.campaigns.durations import minutes_of
from agent.campaigns.payload.common import (
    Carried,
    carried_messages,
    carry,
    email_html,
    event_names,
    filled,
    note_first_only,
    note_planned,
    preview_line,
)
from agent.campaigns.payload.dittofeed_journey import journey
from agent.campaigns.payload.dittofeed_segments import audience, ident, segments_on_the_way
from agent.campaigns.payload.types import Context, Files, Json, Notes
from agent.campaigns.schema import Campaign, EventEntry, Message, ScheduleEntry, Step, Variable
from agent.errors import BadInput
from agent.words import say
from retrieval.playbook import Channel

TOOL = "Dittofeed"
CHANNELS: dict[Channel, str] = {
    "email": "Email",
    "sms": "Sms",
    "lms": "Sms",
    "push": "MobilePush",
    "in_app": "Webhook",
    "alimtalk": "Webhook",
    "brand_message": "Webhook",
    "line": "Webhook",
}


def build(campaign: Campaign, context: Context, notes: Notes) -> Files:
    """``segment-audience`` and others, ``journey`` or ``broadcast-N``, and ``template-N-A`` for each message."""
    entry = campaign.entry
    if not isinstance(entry, EventEntry | ScheduleEntry):
        raise BadInput("export.no_popup", tool=TOOL)
    steps = carry(campaign, CHANNELS, notes)
    workspace = context.workspace_id or "WORKSPACE_ID"
    if context.workspace_id is None:
        notes.todo("workspace_id", "id")
    definitions = {"audience": audience(campaign, steps[0], context, notes)}
    files: Files = {}
    if isinstance(entry, EventEntry):
        definitions |= segments_on_the_way(campaign, entry, steps, context)
        body = journey(campaign, entry, steps, CHANNELS, context, notes)
        files["journey"] = _named(campaign, "journey", workspace, campaign.name) | {
            "status": "NotStarted",
            "canRunMultiple": True,
            "definition": body,
        }
    else:
        files |= _broadcasts(campaign, entry, steps, workspace, context, notes)
    for name, definition in definitions.items():
        title = f"{campaign.name} · {name}"
        files[f"segment-{name}"] = _named(campaign, name, workspace, title) | {"definition": definition}
    files |= _templates(campaign, steps, workspace, context)
    _note_what_stays(campaign, steps, notes)
    return files


def _named(campaign: Campaign, part: str, workspace: str, name: str) -> Json:
    return {"workspaceId": workspace, "id": ident(campaign, part), "name": name}


def _note_what_stays(campaign: Campaign, steps: tuple[Carried, ...], notes: Notes) -> None:
    notes.todo("events", "goal.event", events=say(campaign.locale, "card.comma").join(event_names(campaign)))
    notes.add("goal", "goal", event=campaign.goal.event)
    for number, one in enumerate(steps):
        if one.channel == "lms":
            notes.add("text_length", f"steps.{number}.channel")
        if one.fallback and one.fallback[0] == "lms" and isinstance(campaign.entry, EventEntry):
            notes.add("text_length", f"steps.{number}.fallback")
        if CHANNELS[one.channel] == "Webhook":
            notes.todo("webhook", f"steps.{number}.channel")
        for path, channel, message in one.placed(number):
            if CHANNELS[channel] == "Sms" and message.title:
                notes.add("no_title", f"{path}.title")
            if CHANNELS[channel] == "MobilePush" and message.button:
                notes.add("no_page", f"{path}.button", page=message.button.url)


def _broadcasts(
    campaign: Campaign,
    entry: ScheduleEntry,
    steps: tuple[Carried, ...],
    workspace: str,
    context: Context,
    notes: Notes,
) -> Files:
    note_planned(campaign, entry, notes)
    files: Files = {}
    for number, step in enumerate(steps):
        if CHANNELS[step.channel] == "MobilePush":
            raise BadInput("export.no_push_on_a_day", tool=TOOL)
        note_first_only(number, step, notes)
        starts = entry.start_at + timedelta(minutes=minutes_of(campaign.steps[number].delay))
        group = context.groups.get(step.channel) if campaign.advertising else None
        files[f"broadcast-{number + 1}"] = {
            **_named(campaign, f"broadcast-{number + 1}", workspace, f"{campaign.name} {number + 1}"),
            "segmentId": ident(campaign, "audience"),
            "messageTemplateId": ident(campaign, f"template-{number + 1}-{step.wordings[0][0]}"),
            "subscriptionGroupId": group,
            "scheduledAt": starts.strftime("%Y-%m-%dT%H:%M:%S"),
            "config": {
                "type": "V2",
                "defaultTimezone": campaign.send_window.timezone,
                "useIndividualTimezone": True,
                "errorHandling": "SkipOnError",
                "message": {"type": CHANNELS[step.channel]},
            },
        }
    return files


# What


def slot(variable: Variable, _: bool) -> str:
    """``{{ user.name | default: "고객" }}``: what an event brings is a user property of the journey as well."""
    name = "name" if variable.field == "customer" else variable.field
    default = f" | default: {json.dumps(variable.fallback, ensure_ascii=False)}" if variable.fallback else ""
    return f"{{{{ user.{name}{default} }}}}"


def _templates(campaign: Campaign, steps: tuple[Carried, ...], workspace: str, context: Context) -> Files:
    files: Files = {}
    for number, letter, channel, message in carried_messages(campaign, steps):
        part = f"template-{number + 1}-{letter}"
        definition = _definition(campaign, campaign.steps[number], channel, message, context)
        title = f"{campaign.name} {number + 1}-{letter}"
        files[part] = _named(campaign, part, workspace, title) | {"definition": definition}
    return files


def _definition(campaign: Campaign, step: Step, channel: Channel, message: Message, context: Context) -> Json:
    title, body = (filled(text, step, campaign, slot) for text in (message.title, message.body))
    button = (message.button.label, message.button.url) if message.button else None
    kind = CHANNELS[channel]
    if kind == "Email":
        reply = context.reply_to or context.from_email
        told = {"type": kind, "emailContentsType": "Code", "from": context.from_email or "FROM_EMAIL", "subject": title}
        told |= {"replyTo": reply} if reply else {}
        told |= {"name": campaign.shop} if campaign.shop else {}
        return told | {"body": email_html(body, button, preview_line(body))}
    if kind == "Sms":
        return {"type": kind, "body": body}
    if kind == "MobilePush":
        return {"type": kind, "title": title, "body": body}
    data = {"channel": channel, "title": title, "body": body, "button": button, "to": "{{ user.id }}"}
    config = {"config": {"method": "POST", "headers": {"content-type": "application/json"}, "data": data}}
    return {"type": kind, "identifierKey": "id", "body": json.dumps(config, ensure_ascii=False)}
