"""The whole campaign as JSON, with what a host needs to divide the recipients by itself."""

from __future__ import annotations

from typing import Any

from agent.campaigns.payload.meaning import Meaning, meaning
from agent.campaigns.payload.types import Context, Files, Json, Notes
from agent.campaigns.schema import Campaign
from agent.campaigns.split import holdout_split, wording_split

TOOL = "JSON"
VERSION = 1


def build(campaign: Campaign, context: Context, _: Notes) -> Files:
    """``campaign``: ``{"version", "campaign", "split": {"holdout", "wordings": [one for each step]}}``."""
    wordings = [
        wording_split(context.tenant, campaign.id, [one.name for one in step.variants]).spec()
        for step in campaign.steps
    ]
    split = {
        "holdout": holdout_split(context.tenant, campaign.id, campaign.holdout.share).spec(),
        "wordings": wordings,
    }
    stored = campaign.model_dump(mode="json", by_alias=True)
    return {"campaign": {"version": VERSION, "campaign": stored, "split": split}}


def read(files: Files, _: Context) -> Meaning:
    """The meaning of the campaign inside."""
    return meaning(Campaign.model_validate(files["campaign"]["campaign"]))


def json_schema() -> Json:
    """JSON Schema of the file ``campaign``, from the types of the campaign itself."""
    inner = Campaign.model_json_schema(by_alias=True, mode="serialization")
    parts = inner.pop("$defs", {})
    division: dict[str, Any] = {
        "type": "object",
        "required": ["method", "salt", "buckets"],
        "properties": {
            "method": {"type": "string"},
            "salt": {"type": "string"},
            "buckets": {
                "type": "object",
                "additionalProperties": {
                    "type": "array",
                    "items": {"type": "integer", "minimum": 0},
                    "minItems": 2,
                    "maxItems": 2,
                },
            },
        },
    }
    return {
        "$schema": "https://json-schema.org/draft/2020-12/schema",
        "type": "object",
        "required": ["version", "campaign", "split"],
        "additionalProperties": False,
        "properties": {
            "version": {"const": VERSION},
            "campaign": inner,
            "split": {
                "type": "object",
                "required": ["holdout", "wordings"],
                "properties": {
                    "holdout": {"$ref": "#/$defs/division"},
                    "wordings": {"type": "array", "items": {"$ref": "#/$defs/division"}},
                },
            },
        },
        "$defs": {**parts, "division": division},
    }
