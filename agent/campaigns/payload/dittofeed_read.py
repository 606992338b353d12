"""What a Dittofeed payload means, read from the payload alone."""

from __future__ import annotations

import json
import re
from datetime import datetime
from typing import Any

from agent.campaigns.payload.common import from_email_html
from agent.campaigns.payload.dittofeed_segments import CONSENT, MARKED, SENT
from agent.campaigns.payload.meaning import Meaning, Told, ToldClause, ToldGroup, either, group_facts, message_facts
from agent.campaigns.payload.types import Context, Files, Json

_SLOT = re.compile(r'\{\{ user\.(?P<field>\w+)(?: \| default: (?P<word>"(?:[^"\\]|\\.)*"))? \}\}')
_CHANNEL = {"Email": "email", "Sms": "sms", "MobilePush": "push"}
_SIGNS = {"=": "$eq", ">=": "$gte", "<": "$lt"}


def read(files: Files, _: Context) -> Meaning:
    """The meaning of the payload."""
    name = files["segment-audience"]["name"].rpartition(" · ")[0]
    facts: Meaning = {"name": name, "advertising": False, "holdout.share": 0.0}
    facts |= _audience(files["segment-audience"]["definition"])
    return facts | (_journey(files) if "journey" in files else _planned(files))


def _audience(definition: Json) -> Meaning:
    facts: Meaning = {}
    nodes = {node["id"]: node for node in definition["nodes"]}
    groups: dict[int, ToldGroup] = {}
    for name in definition["entryNode"].get("children", []):
        tests = [nodes[child] for child in nodes[name]["children"]]
        if name == "consent":
            facts |= {f"audience.exclusions.{reason}": True for reason in CONSENT}
        elif name == "weekly-cap":
            facts |= {"audience.exclusions.recently_messaged": True, "max_per_week": tests[0]["times"]}
            facts["advertising"] = True
        elif tests[0].get("path") != MARKED:
            groups[int(name.rpartition("-")[2])] = either(_test(one) for one in tests)
    return facts | group_facts(groups)


def _test(test: Json) -> ToldClause:
    if test["type"] == "Includes":
        return "customer.tag", "$eq", (test["item"],)
    return "order.count", _SIGNS[test["timesOperator"]], (test["times"],)


def _journey(files: Files) -> Meaning:
    definition = files["journey"]["definition"]
    nodes = {node["id"]: node for node in definition["nodes"]}
    events = {
        files[name]["id"]: files[name]["definition"]["entryNode"] for name in files if name.startswith("segment-")
    }
    paused = next(node for node in events.values() if node.get("event") == SENT)
    facts: Meaning = {
        "entry.type": "event",
        "entry.event": definition["entryNode"]["event"],
        "cooldown": paused["withinSeconds"] // 60,
    }
    waits: dict[int, int] = {}
    for name in _row(definition, nodes):
        node, at = nodes[name], _step_of(name)
        waits.setdefault(at, 0)
        kind = node["type"]
        if name == "holdout":
            facts["holdout.share"] = node["children"][0]["percent"] / 100
        elif kind == "DelayNode" and node["variant"]["type"] == "LocalTime":
            facts |= _window(node["variant"])
        elif kind == "DelayNode":
            waits[at] += _minutes(node["variant"])
        elif kind == "WaitForNode":
            waits[at] += node["timeoutSeconds"] // 60
            stops = [events[child["segmentId"]]["event"] for child in node["segmentChildren"]]
            facts |= {f"entry.filter_event.negative.{event}": True for event in stops} if at == 0 else {}
            facts |= {"entry.exit_event": stops[0]} if at else {}
        elif name.endswith("-must"):
            facts["entry.filter_event.positive"] = events[node["variant"]["segment"]]["event"]
    facts["entry.wait"] = waits.pop(0)
    for number, at in enumerate(sorted(waits), start=1):
        facts[f"steps.{at}.delay"] = sum(waits[one] for one in sorted(waits)[:number])
    return facts | _messages(files, nodes)


def _row(definition: Json, nodes: dict[str, Json]) -> list[str]:
    """Nodes in the order in which somebody who gets every message passes them; wordings are passed as one."""
    row, name = [], definition["entryNode"]["child"]
    while name in nodes:
        row.append(name)
        name = _next(nodes[name])
    return row


def _next(node: Json) -> str:
    if node["type"] == "SegmentSplitNode":
        variant = node["variant"]
        leaves = variant["trueChild"] == "ExitNode"
        return str(variant["falseChild" if leaves else "trueChild"])
    if node["type"] == "RandomCohortNode":
        return str(node["children"][-1]["id"])
    return str(node["timeoutChild"] if node["type"] == "WaitForNode" else node["child"])


def _step_of(name: str) -> int:
    """``step-2-wait`` → 1; what comes before all steps belongs to the first."""
    return int(name.split("-")[1]) - 1 if name.startswith("step-") else 0


def _minutes(variant: Json) -> int:
    if variant["type"] == "Second":
        return int(variant["seconds"]) // 60
    seconds = int(variant["offsetSeconds"]) // 60
    return -seconds if variant["offsetDirection"] == "before" else seconds


def _window(variant: Json) -> Meaning:
    return {
        "send_window.start": variant["hour"] * 60 + variant["minute"],
        "send_window.days": tuple(sorted(day or 7 for day in variant["allowedDaysOfWeek"])),
    }


def _messages(files: Files, nodes: dict[str, Json]) -> Meaning:
    """What each step sends, in the order of its wordings."""
    templates = {files[name]["id"]: files[name]["definition"] for name in files if name.startswith("template-")}
    facts: Meaning = {}
    for name in sorted(one for one in nodes if nodes[one]["type"] == "MessageNode"):
        at, letter = f"steps.{_step_of(name)}", name.split("-", 2)[2]
        template = templates[nodes[name]["variant"]["templateId"]]
        place = f"{at}.fallback" if letter == "fallback" else f"{at}.channel"
        words = f"{at}.fallback_message" if letter == "fallback" else f"{at}.variants.{ord(letter) - ord('A')}"
        facts |= {place: _channel(template), **_template(at, words, template)}
    return facts


def _channel(template: Json) -> str:
    if template["type"] == "Webhook":
        return str(json.loads(template["body"])["config"]["data"]["channel"])
    return _CHANNEL[template["type"]]


def _template(at: str, path: str, template: Json) -> Meaning:
    title, body, button = _told(template)
    found = list(_SLOT.finditer(title + body))
    words = {f"{at}.variables.{_field(one)}": json.loads(one["word"]) for one in found if one["word"]}
    return message_facts(path, (_ours(title), _ours(body), button)) | words


def _told(template: Json) -> Told:
    if template["type"] == "Email":
        return (template["subject"], *from_email_html(template["body"]))
    if template["type"] != "Webhook":
        return template.get("title", ""), template["body"], None
    data = json.loads(template["body"])["config"]["data"]
    return data["title"], data["body"], tuple(data["button"]) if data["button"] else None


def _field(found: re.Match[str]) -> str:
    return "customer" if found["field"] == "name" else found["field"]


def _ours(text: str) -> str:
    return _SLOT.sub(lambda found: f"#{{{_field(found)}}}", text)


def _planned(files: Files) -> Meaning:
    sent: list[dict[str, Any]] = [files[name] for name in sorted(files) if name.startswith("broadcast-")]
    starts = [datetime.fromisoformat(one["scheduledAt"]) for one in sent]
    templates = {files[name]["id"]: files[name]["definition"] for name in files if name.startswith("template-")}
    facts: Meaning = {"entry.type": "schedule", "entry.start_at": starts[0].isoformat()}
    for number, (one, start) in enumerate(zip(sent, starts, strict=True)):
        at, template = f"steps.{number}", templates[one["messageTemplateId"]]
        facts |= {f"{at}.channel": _channel(template), **_template(at, f"{at}.variants.0", template)}
        if number:
            facts[f"{at}.delay"] = int((start - starts[0]).total_seconds()) // 60
    return facts
