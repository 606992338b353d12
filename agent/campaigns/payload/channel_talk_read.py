"""What a Channel Talk payload means, read from the payload alone."""

from __future__ import annotations

import html
import re
from datetime import datetime
from typing import Any

from agent.campaigns.payload.channel_talk import DAYS, PAGE_OPENED
from agent.campaigns.payload.channel_talk_audience import REACHABLE, UNSUBSCRIBED
from agent.campaigns.payload.channel_talk_messages import text_channel
from agent.campaigns.payload.meaning import Meaning, Told, ToldClause, ToldGroup, either, group_facts, message_facts
from agent.campaigns.payload.types import MARK, Context, Files

_CHANNEL = {"inAppChatMsg": "in_app", "appAlimtalk": "alimtalk", "app": "brand_message", "appLine": "line"}
_SLOT = re.compile(r"\{\{(?:user\.profile|event)\.(\w+)\}\}")
_NUMBERED = re.compile(r" \(\d+/\d+\)$")
_ISO = re.compile(r"^P(?:(\d+)D)?(?:T(?:(\d+)H)?(?:(\d+)M)?(?:(\d+)S)?)?$")


def read(files: Files, _: Context) -> Meaning:
    """The meaning of the payload."""
    sent = [files[name] for name in sorted(files) if not name.startswith("campaign-msg-")]
    first = sent[0]
    facts: Meaning = {
        "name": _NUMBERED.sub("", first["name"]),
        "advertising": first["advertising"],
        **_audience(first["userQuery"]),
        "goal.event": first["goalEventName"],
        "goal.window": _minutes(first["goalEventDuration"]),
        "holdout.share": 0.0,
    }
    scheduled = "localStartAt" in first
    facts |= {"entry.type": "schedule", "entry.start_at": first["localStartAt"]} if scheduled else _flow(sent)
    for number, one in enumerate(sent):
        facts |= _step(number, one, first, files)
    return facts


def _minutes(value: str) -> int:
    return _seconds(value) // 60


def _seconds(value: str) -> int:
    match = _ISO.match(value)
    assert match, value
    days, hours, minutes, seconds = (int(part or 0) for part in match.groups())
    return days * 86400 + hours * 3600 + minutes * 60 + seconds


def _audience(query: dict[str, Any]) -> Meaning:
    facts: Meaning = {}
    groups: dict[int, ToldGroup] = {}
    for number, group in enumerate(query["and"]):
        tests = group["or"]
        if tests[0]["key"] in REACHABLE.values() or _is_mark(tests[0]["values"][0]):
            continue
        if tests[0]["key"] in UNSUBSCRIBED.values():
            facts["audience.exclusions.refused"] = True
        else:
            groups[number] = either(_test(one) for one in tests)
    return facts | group_facts(groups)


def _is_mark(value: object) -> bool:
    return str(value).startswith(MARK)


def _test(test: dict[str, Any]) -> ToldClause:
    key = "customer.joined" if test["key"] == "user.member" else "customer.tag"
    return key, test["operator"], tuple(test["values"])


def _flow(sent: list[dict[str, Any]]) -> Meaning:
    first, window = sent[0], sent[0]["sendTimeRanges"][0]
    facts: Meaning = {
        "cooldown": _minutes(first["cooldown"]),
        "send_window.days": tuple(DAYS.index(day) + 1 for day in window["dayOfWeeks"]),
        "send_window.start": window["from"],
        "send_window.end": window["to"],
    }
    if first["triggerEventName"] == PAGE_OPENED:
        return facts | {"entry.type": "popup", "entry.delay_seconds": _seconds(first["waitingTime"])}
    facts |= {
        "entry.type": "event",
        "entry.event": first["triggerEventName"],
        "entry.wait": _minutes(first["waitingTime"]),
    }
    if "triggerEventQuery" in first:
        facts["entry.product"] = first["triggerEventQuery"]["and"][0]["or"][0]["values"][0]
    if first.get("filterMatch") == "positive":
        facts["entry.filter_event.positive"] = first["filterEventName"]
    elif "filterMatch" in first:
        facts[f"entry.filter_event.negative.{first['filterEventName']}"] = True
    if len(sent) > 1 and sent[1].get("filterMatch") == "negative":
        facts["entry.exit_event"] = sent[1]["filterEventName"]
    return facts


def _step(number: int, one: dict[str, Any], first: dict[str, Any], files: Files) -> Meaning:
    at = f"steps.{number}"
    messages = [files[name] for name in sorted(files) if name.startswith(f"campaign-msg-{number + 1}-")] or [one]
    told = [message["settings"] for message in messages]
    facts: Meaning = {f"{at}.channel": _channel(told[0])}
    if number:
        facts[f"{at}.delay"] = _after(one, first)
    for place, settings in enumerate(told):
        facts |= message_facts(f"{at}.variants.{place}", _message(settings))
    if one.get("sendToOfflineEmail") or one.get("sendToOfflineXms"):
        facts[f"{at}.fallback"] = "email" if one.get("sendToOfflineEmail") else "lms"
    return facts


def _after(one: dict[str, Any], first: dict[str, Any]) -> int:
    """Minutes between the first message and this one."""
    if "localStartAt" in one:
        passed = datetime.fromisoformat(one["localStartAt"]) - datetime.fromisoformat(first["localStartAt"])
        return int(passed.total_seconds()) // 60
    return _minutes(one["waitingTime"]) - _minutes(first["waitingTime"])


def _channel(settings: dict[str, Any]) -> str:
    if settings["type"] == "xms":
        return text_channel(settings.get("title", ""), settings["message"]["blocks"][0]["value"])
    return _CHANNEL.get(settings["type"], str(settings["type"]))


def _message(settings: dict[str, Any]) -> Told:
    text = settings["message"]["blocks"][0]["value"]
    if settings["type"] == "inAppChatMsg":
        text = html.unescape(text)
    buttons = settings["message"].get("buttons", [])
    pressed = [(one["title"], one["action"]["attributes"]["url"]) for one in buttons]
    title = settings.get("subject", settings.get("title", ""))
    return _ours(title), _ours(text), pressed[0] if pressed else None


def _ours(text: str) -> str:
    return _SLOT.sub(lambda found: "#{" + ("customer" if found[1] == "name" else found[1]) + "}", text)
