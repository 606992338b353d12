"""Who, in Channel Talk's query over its users."""

from __future__ import annotations

from agent.campaigns.payload.common import audience_groups, note_exclusions
from agent.campaigns.payload.types import Context, Json, Notes, mark_of
from agent.campaigns.schema import Campaign, Clause, Reason
from retrieval.playbook import Channel

UNSUBSCRIBED: dict[Channel, str] = {
    "sms": "user.unsubscribeTexting",
    "lms": "user.unsubscribeTexting",
    "brand_message": "user.unsubscribeTexting",
    "email": "user.unsubscribeEmail",
}
REACHABLE: dict[Channel, str] = {
    "sms": "user.profile.mobileNumberQualified",
    "lms": "user.profile.mobileNumberQualified",
    "alimtalk": "user.profile.mobileNumberQualified",
    "brand_message": "user.profile.mobileNumberQualified",
    "email": "user.profile.emailQualified",
}


def user_query(campaign: Campaign, channel: Channel, context: Context, notes: Notes) -> Json:
    mark = test_of("user.tags", "string", "$in", mark_of(campaign))
    groups = audience_groups(campaign.audience.condition, _clause, mark, notes, context)
    known = _exclusions(campaign, channel)
    groups += [[test] for test in known.values()]
    unknown = [one for one in campaign.audience.exclusions if one not in known and one != "not_reachable"]
    note_exclusions(unknown, notes, context)
    if unknown or campaign.holdout.share:
        groups.append([mark])
    return {"and": [{"or": group} for group in groups]}


def _exclusions(campaign: Campaign, channel: Channel) -> dict[Reason, Json]:
    keys = {"refused": UNSUBSCRIBED.get(channel), "not_reachable": REACHABLE.get(channel)}
    wanted = ((reason, keys.get(reason)) for reason in campaign.audience.exclusions)
    return {reason: test_of(key, "boolean", "$eq", reason == "not_reachable") for reason, key in wanted if key}


def test_of(key: str, kind: str, operator: str, *values: object) -> Json:
    return {"key": key, "type": kind, "operator": operator, "values": list(values)}


def _clause(clause: Clause, _: bool) -> list[Json] | None:
    """The same test of what Channel Talk keeps of a user; None when it keeps no such thing."""
    if clause.key in ("customer.joined", "customer.guest"):
        member = clause.values[0] is (clause.key == "customer.joined")
        return [test_of("user.member", "boolean", "$eq", member)]
    if clause.key == "customer.tag" and clause.operator in ("$eq", "$in"):
        return [test_of("user.tags", "string", "$in", *clause.values)]
    return None
