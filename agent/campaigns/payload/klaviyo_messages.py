"""What is sent, in Klaviyo's messages and templates."""

from __future__ import annotations

from collections.abc import Iterator

from agent.campaigns.payload.common import (
    Carried,
    carried_messages,
    email_html,
    filled,
    preview_line,
)
from agent.campaigns.payload.types import Context, Files, Json, Notes
from agent.campaigns.payload.waiting import action
from agent.campaigns.schema import Campaign, Message, Step, Variable
from retrieval.playbook import Channel

CHANNELS: dict[Channel, str] = {"email": "email", "sms": "sms", "lms": "sms", "push": "push"}
SEND = {"email": "send-email", "sms": "send-sms", "push": "send-mobile-push"}


def created(kind: str, **attributes: object) -> Json:
    return {"data": {"type": kind, "attributes": attributes}}


def note_texts(number: int, step: Carried, notes: Notes) -> None:
    """A text message has no title there, and a push no label on its page."""
    for path, channel, message in step.placed(number):
        if CHANNELS[channel] == "sms" and message.title:
            notes.add("no_title", f"{path}.title")
        if CHANNELS[channel] == "push" and message.button:
            notes.add("no_label", f"{path}.button", page=message.button.url)


def slot(variable: Variable, with_event: bool) -> str:
    """``{{ first_name|default:'…' }}``, ``{{ event.product }}``, or of a profile ``{{ person|lookup:'points' }}``."""
    if variable.field == "customer":
        source = "first_name"
    else:
        source = f"event.{variable.field}" if with_event else f"person|lookup:'{variable.field}'"
    quote = '"' if "'" in (variable.fallback or "") else "'"
    return f"{{{{ {source}{f'|default:{quote}{variable.fallback}{quote}' if variable.fallback else ''} }}}}"


def _texts(campaign: Campaign, step: Step, message: Message) -> tuple[str, str, tuple[str, str] | None]:
    button = (message.button.label, message.button.url) if message.button else None
    return filled(message.title, step, campaign, slot), filled(message.body, step, campaign, slot), button


def _sender(campaign: Campaign, context: Context) -> Json:
    told = {
        "from_email": context.from_email,
        "from_label": campaign.shop,
        "reply_to_email": context.reply_to or context.from_email,
    }
    return {name: value for name, value in told.items() if value}


def flow_messages(campaign: Campaign, number: int, step: Carried, context: Context, notes: Notes) -> Iterator[Json]:
    """The wordings as one test of Klaviyo's own, then the fallback for whom the first channel may not be used."""
    at, ours = f"step-{number + 1}", campaign.steps[number]
    sends = [
        _send(f"{at}-{letter}", campaign, ours, step.channel, message, f"template-{number + 1}-{letter}", context)
        for letter, message in step.wordings
    ]
    if len(sends) > 1 and CHANNELS[step.channel] == "push":
        notes.add("one_wording", *(f"steps.{number}.variants.{place}" for place in range(1, len(sends))))
        sends = sends[:1]
    if len(sends) == 1:
        yield sends[0]
    else:
        # No winner is chosen by opens or clicks: wordings are compared by the goal alone.
        test = {"status": "draft", "experiment_status": "draft", "main_action": sends[0]}
        yield action(f"{at}-test", "ab-test", test | {"current_experiment": {"variations": sends}})
    if step.fallback:
        notes.todo("fallback_consent", f"steps.{number}.fallback")
        channel, message = step.fallback
        name = f"template-{number + 1}-fallback"
        send = _send(f"{at}-fallback", campaign, ours, channel, message, name, context)
        cannot = {
            "channel": CHANNELS[step.channel],
            "can_receive_marketing": False,
            "consent_status": {"subscription": "any"},
        }
        test = {"type": "profile-marketing-consent", "consent": cannot}
        send["data"]["message"]["additional_filters"] = {"condition_groups": [{"conditions": [test]}]}
        yield send


def _send(
    name: str, campaign: Campaign, step: Step, channel: Channel, message: Message, template: str, context: Context
) -> Json:
    title, body, button = _texts(campaign, step, message)
    told: Json = {"name": name, "smart_sending_enabled": campaign.advertising}
    kind = CHANNELS[channel]
    if kind == "email":
        told |= {"subject_line": title, "preview_text": preview_line(body), "template_id": template}
        told |= {"transactional": not campaign.advertising, **_sender(campaign, context)}
    elif kind == "sms":
        told |= {"body": body, "transactional": not campaign.advertising, **PLAIN_TEXT}
        told |= {"sms_quiet_hours_enabled": campaign.advertising}
    else:
        told |= {"title": title, "body": body, "push_type": "standard"}
        told |= {"on_open": "open_url", "web_url": button[1]} if button else {}
    return action(name, SEND[kind], {"status": "draft", "message": told})


# The text is complete and costed as it stands; nothing may be put around it.
PLAIN_TEXT = {"shorten_links": False, "add_org_prefix": False, "add_info_link": False, "add_opt_out_language": False}


def campaign_message(campaign: Campaign, step: Step, channel: Channel, message: Message, context: Context) -> Json:
    title, body, button = _texts(campaign, step, message)
    kind = CHANNELS[channel]
    if kind == "email":
        content = {"subject": title, "preview_text": preview_line(body), **_sender(campaign, context)}
        return {"channel": "email", "content": content}
    if kind == "sms":
        return {"channel": "sms", "content": {"body": body}, "render_options": PLAIN_TEXT}
    opened = {"on_open": {"type": "open_web_url", "web_url": button[1]}} if button else {}
    return {"channel": "mobile_push", "content": {"title": title, "body": body}, "options": opened}


def templates(campaign: Campaign, steps: tuple[Carried, ...]) -> Files:
    files: Files = {}
    for number, letter, channel, message in carried_messages(campaign, steps):
        if channel == "email":
            _, body, button = _texts(campaign, campaign.steps[number], message)
            page = email_html(body, button, preview_line(body))
            name = f"{campaign.name} {number + 1}-{letter}"
            template = created("template", name=name, editor_type="CODE", html=page, text=body)
            files[f"template-{number + 1}-{letter}"] = template
    return files
