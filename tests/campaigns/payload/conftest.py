"""Stored campaigns from the real playbooks, in the shapes that shops differ in."""

from __future__ import annotations

import json
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import Any

import duckdb
from jsonschema import Draft202012Validator, FormatChecker

from agent.campaigns.payload import Exported, export
from agent.campaigns.schema import Campaign, Draft
from agent.campaigns.write import write_draft
from agent.errors import BadInput
from agent.signals.tables import create_tables
from agent.words import Locale
from retrieval.library import load_library

from ..conftest import full_profile, make_brief, stored

HERE = Path(__file__).parent
PLAYBOOKS = tuple(load_library().playbooks)
CHANNELS = {
    "all": ("brand_message", "lms", "alimtalk", "line", "email", "sms", "in_app"),
    "mail first": ("email", "lms", "sms", "in_app"),
    "mail": ("email",),
    "text": ("sms", "lms"),
    "chat": ("in_app",),
}
OTHER_TOOLS = ("channel-talk", "klaviyo", "dittofeed")
CONTEXTS: dict[str, dict[str, Any]] = {
    "nothing known": {},
    "all known": {
        "channel_id": "6263",
        "workspace_id": "0c5a1f2e-0000-4000-8000-000000000000",
        "metrics": {"order_placed": "MTRorders", "chat_closed": "MTRclosed", "chat_opened": "MTRopened"},
        "groups": {"email": "group-mail", "sms": "group-text", "lms": "group-text", "line": "g", "brand_message": "g"},
        "from_email": "help@example.com",
        "list_at": "shop.example.com/list",
    },
}


@cache
def _connection() -> duckdb.DuckDBPyConnection:
    connection = duckdb.connect()
    create_tables(connection)
    return connection


@cache
def campaign_of(playbook: str, language: Locale = "ko", channels: str = "all", share: float = 0.0) -> Campaign | None:
    """The campaign, or None where the playbook has none for such a shop."""
    profile = full_profile(language, channels=CHANNELS[channels])
    made = write_draft(make_brief(playbook, profile, language), _connection(), str.upper)
    if not isinstance(made, Draft):
        return None
    held = made.model_copy(update={"holdout": made.holdout.model_copy(update={"share": share})})
    return stored(held)


def all_campaigns() -> Iterator[tuple[str, Campaign]]:
    for playbook in PLAYBOOKS:
        for language in ("ko", "ja", "en"):
            for channels in CHANNELS:
                campaign = campaign_of(playbook, language, channels)
                if campaign:
                    yield f"{playbook} {language} {channels}", campaign


def exported(campaign: Campaign, target: str, **context: Any) -> Exported | None:
    """What came out, or None where the tool cannot send a single message of it."""
    try:
        return export(campaign, target, **context)
    except BadInput:
        return None


@cache
def schema_of(target: str) -> Draft202012Validator:
    schema = json.loads((HERE / "schemas" / f"{target}.json").read_text(encoding="utf-8"))
    return Draft202012Validator(schema, format_checker=FormatChecker())


def faults(target: str, body: object) -> list[str]:
    return [f"{error.json_path}: {error.message}"[:300] for error in schema_of(target).iter_errors(body)]
