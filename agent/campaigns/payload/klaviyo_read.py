"""What a Klaviyo payload means, read from the payload alone."""

from __future__ import annotations

import re
from datetime import datetime
from typing import Any

from agent.campaigns.payload.common import from_email_html
from agent.campaigns.payload.klaviyo_audience import CONSENT, MARKED, NUMBERS
from agent.campaigns.payload.meaning import Meaning, Told, ToldClause, ToldGroup, either, group_facts, message_facts
from agent.campaigns.payload.types import Context, Files
from agent.campaigns.payload.waiting import WEEK

_SLOT = re.compile(
    r"\{\{ (?:(?P<name>first_name)|event\.(?P<event>\w+)|person\|lookup:'(?P<own>\w+)')"
    r"(?:\|default:(?P<quote>['\"])(?P<word>.*?)(?P=quote))? \}\}"
)
_CHANNEL = {"send-email": "email", "send-sms": "sms", "send-mobile-push": "push"}
_UNIT = {"days": 1440, "hours": 60, "minutes": 1}
_BACK = {told: ours for ours, told in NUMBERS.items()}


def read(files: Files, context: Context) -> Meaning:
    """The meaning of the payload; ``context`` tells which metric id is which event."""
    events = {metric: event for event, metric in context.metrics.items()}
    segment = files["audience"]["data"]["attributes"]
    facts: Meaning = {"name": segment["name"], "holdout.share": 0.0}
    if "flow" in files:
        return facts | _flow(files, events)
    return facts | _audience(segment["definition"]["condition_groups"]) | _planned(files)


def _audience(groups: list[dict[str, Any]]) -> Meaning:
    facts: Meaning = {}
    told: dict[int, ToldGroup] = {}
    for number, group in enumerate(groups):
        first = group["conditions"][0]
        if first.get("property") == MARKED:
            continue
        if first["type"] == "profile-marketing-consent":
            facts |= {f"audience.exclusions.{reason}": True for reason in CONSENT}
            if "filters" in first["consent"]["consent_status"]:
                facts["audience.exclusions.consent_stale"] = True
            continue
        told[number] = either(_test(one) for one in group["conditions"])
    if any(group[0][0] == "order.last_days_ago" for group in told.values()):
        told.pop(max(told))  # only says that they bought at all
    return facts | group_facts(told)


def _test(test: dict[str, Any]) -> ToldClause:
    if test["type"] == "profile-property":
        return "customer.tag", "$eq", (test["filter"]["value"],)
    when, number = test["timeframe_filter"], test["measurement_filter"]
    if when["operator"] == "in-the-last":
        return "order.last_days_ago", "$gte", (when["quantity"],)
    return "order.count", _BACK[number["operator"]], (number["value"],)


def _flow(files: Files, events: dict[str, str]) -> Meaning:
    definition = files["flow"]["data"]["attributes"]["definition"]
    trigger, pause = definition["triggers"][0], definition["reentry_criteria"]
    facts: Meaning = {
        "entry.type": "event",
        "entry.event": events.get(trigger["id"], trigger["id"]),
        "cooldown": pause["duration"] * (1440 if pause["unit"] == "day" else 60),
        **_audience(definition["profile_filter"]["condition_groups"]),
    }
    if "trigger_filter" in trigger:
        facts["entry.product"] = trigger["trigger_filter"]["condition_groups"][0]["conditions"][0]["filter"]["value"]
    waits: dict[int, int] = {}
    for one in _row(definition):
        at, data = _step_of(one["temporary_id"]), one["data"]
        waits.setdefault(at, 0)
        if one["type"] == "time-delay":
            waits[at] += data["value"] * _UNIT[data["unit"]]
            facts |= _window(data)
        elif one["type"] == "conditional-split":
            facts |= _way(one, events)
        else:
            facts |= _messages(one, files)
    facts["entry.wait"] = waits.pop(0)
    for number, at in enumerate(sorted(waits), start=1):
        facts[f"steps.{at}.delay"] = sum(waits[one] for one in sorted(waits)[:number])
    return facts


def _step_of(name: str) -> int:
    """``step-2-wait`` → 1; what comes before all steps belongs to the first."""
    return int(name.split("-")[1]) - 1 if name.startswith("step-") else 0


def _row(definition: dict[str, Any]) -> list[dict[str, Any]]:
    """Actions in the order in which somebody passes them."""
    actions = {one["temporary_id"]: one for one in definition["actions"]}
    row, name = [], definition["entry_action_id"]
    while name:
        row.append(actions[name])
        links = actions[name]["links"]
        name = links["next"] if "next" in links else links["next_if_true"] or links["next_if_false"]
    return row


def _window(data: dict[str, Any]) -> Meaning:
    if "delay_until_time" not in data:
        return {}
    hour, minute, _ = data["delay_until_time"].split(":")
    days = tuple(WEEK.index(day) + 1 for day in data["delay_until_weekdays"])
    return {"send_window.start": int(hour) * 60 + int(minute), "send_window.days": days}


def _way(split: dict[str, Any], events: dict[str, str]) -> Meaning:
    test = split["data"]["profile_filter"]["condition_groups"][0]["conditions"][0]
    if test["type"] == "profile-sample":
        return {"holdout.share": test["percentage"] / 100}
    event = events.get(test["metric_id"], test["metric_id"])
    if not split["temporary_id"].startswith("step-1-"):
        return {"entry.exit_event": event}
    # Of the last split the open side leads nowhere only if a message is missing, which a flow of ours never is.
    if split["links"]["next_if_true"]:
        return {"entry.filter_event.positive": event}
    return {f"entry.filter_event.negative.{event}": True}


def _messages(one: dict[str, Any], files: Files) -> Meaning:
    at = f"steps.{_step_of(one['temporary_id'])}"
    if one["temporary_id"].endswith("-fallback"):
        told, words = _message(one["data"]["message"], one["type"], files)
        return {
            f"{at}.fallback": _CHANNEL[one["type"]],
            **message_facts(f"{at}.fallback_message", told),
            **_words(at, words),
        }
    sends = one["data"]["current_experiment"]["variations"] if one["type"] == "ab-test" else [one]
    facts: Meaning = {f"{at}.channel": _CHANNEL[sends[0]["type"]]}
    for place, send in enumerate(sends):
        told, words = _message(send["data"]["message"], send["type"], files)
        facts |= message_facts(f"{at}.variants.{place}", told) | _words(at, words)
    facts["advertising"] = sends[0]["data"]["message"]["smart_sending_enabled"]
    return facts


def _words(at: str, words: dict[str, str]) -> Meaning:
    return {f"{at}.variables.{field}": word for field, word in words.items()}


def _message(message: dict[str, Any], kind: str, files: Files) -> tuple[Told, dict[str, str]]:
    title = message.get("subject_line", message.get("subject", message.get("title", "")))
    if kind == "send-email":
        page = files[message["template_id"]]["data"]["attributes"]["html"]
        body, button = from_email_html(page)
    else:
        body, button = message["body"], None
    words = {_field(found): found["word"] for found in _SLOT.finditer(title + body) if found["word"]}
    return (_ours(title), _ours(body), button), words


def _field(found: re.Match[str]) -> str:
    return found["event"] or found["own"] or "customer"


def _ours(text: str) -> str:
    return _SLOT.sub(lambda found: f"#{{{_field(found)}}}", text)


def _planned(files: Files) -> Meaning:
    names = sorted(name for name in files if name.startswith("campaign-"))
    sent = [files[name]["data"]["attributes"] for name in names]
    starts = [datetime.fromisoformat(one["send_strategy"]["datetime"]).replace(tzinfo=None) for one in sent]
    facts: Meaning = {
        "advertising": sent[0]["send_options"]["use_smart_sending"],
        "entry.type": "schedule",
        "entry.start_at": starts[0].isoformat(),
    }
    for number, (one, start) in enumerate(zip(sent, starts, strict=True)):
        at = f"steps.{number}"
        definition = one["campaign-messages"]["data"][0]["attributes"]["definition"]
        content = definition["content"] | {"template_id": f"template-{number + 1}-A"}
        kind = {"email": "send-email", "sms": "send-sms", "mobile_push": "send-mobile-push"}[definition["channel"]]
        told, words = _message(content, kind, files)
        facts |= {f"{at}.channel": _CHANNEL[kind], **message_facts(f"{at}.variants.0", told), **_words(at, words)}
        if number:
            facts[f"{at}.delay"] = int((start - starts[0]).total_seconds()) // 60
    return facts
