"""What is sent, in Channel Talk's settings of a message."""

from __future__ import annotations

import html
from typing import Any

from agent.campaigns.channels import LIMITS, text_length
from agent.campaigns.payload.common import filled, preview_line
from agent.campaigns.payload.types import Context, Json
from agent.campaigns.schema import Button, Campaign, Message, Step, Variable
from retrieval.playbook import Channel

MEDIUM: dict[Channel, tuple[str, str]] = {
    "in_app": ("native", "inAppChatMsg"),
    "sms": ("phone", "xms"),
    "lms": ("phone", "xms"),
    "alimtalk": ("app", "appAlimtalk"),
    "brand_message": ("app", "app"),
    "line": ("app", "appLine"),
    "email": ("email", "email"),
}


def is_text(channel: Channel) -> bool:
    return channel in ("sms", "lms")


def text_channel(title: str, body: str) -> Channel:
    """Which text message the carrier makes of it."""
    return "lms" if title or text_length(body, LIMITS["sms"]) > LIMITS["sms"].body else "sms"


def _slot(variable: Variable, with_event: bool) -> str:
    if variable.field == "customer":
        return "{{user.profile.name}}"
    return "{{" + ("event" if with_event else "user.profile") + f".{variable.field}" + "}}"


def settings_of(campaign: Campaign, step: Step, channel: Channel, message: Message, context: Context) -> Json:
    text = filled(message.body, step, campaign, _slot)
    title = filled(message.title, step, campaign, _slot)
    # Text in the chat is marked up; elsewhere it goes out as it stands.
    value = html.escape(text, quote=False) if channel == "in_app" else text
    told: Json = {"type": MEDIUM[channel][1], "message": {"blocks": [{"type": "text", "value": value}]}}
    if message.button:
        told["message"]["buttons"] = [_button(message.button)]
    if channel == "email":
        sender = {"from": context.from_email, "replyTo": context.reply_to or context.from_email}
        told |= {"subject": title, "previewText": preview_line(text)}
        told |= {name: value for name, value in sender.items() if value}
    elif title:
        told["title"] = title
    return told


def _button(button: Button) -> dict[str, Any]:
    return {"title": button.label, "action": {"type": "web", "attributes": {"url": button.url}}}
