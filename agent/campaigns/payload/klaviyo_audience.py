"""Who, in Klaviyo's conditions: groups of which all must hold, each of conditions of which any may."""

from __future__ import annotations

from agent.campaigns.payload.common import Carried, audience_groups, note_exclusions
from agent.campaigns.payload.klaviyo_messages import CHANNELS
from agent.campaigns.payload.types import Context, Json, Notes, mark_of
from agent.campaigns.schema import Campaign, Clause, Reason, ScheduleEntry

MARKED = "dangol_campaigns"
CONSENT: tuple[Reason, ...] = ("refused", "unlisted", "no_consent")
CONSENT_DAYS = 730
NUMBERS = {
    "$eq": "equals",
    "$ne": "not-equals",
    "$gt": "greater-than",
    "$gte": "greater-than-or-equal",
    "$lt": "less-than",
    "$lte": "less-than-or-equal",
}


def segment_groups(campaign: Campaign, step: Carried, context: Context, notes: Notes) -> list[Json]:
    mark = _property(MARKED, {"type": "list", "operator": "contains", "value": mark_of(campaign)})

    def known(clause: Clause, alone: bool) -> list[Json] | None:
        return _clause(clause, alone, context)

    groups = audience_groups(campaign.audience.condition, known, mark, notes, context)
    if any(_is_dated(group) for group in groups):
        # Nobody who never bought: no order in the last days is true of them as well.
        groups.append([count(metric_of("order_placed", context), "$gte", 1, {"type": "date", "operator": "alltime"})])
    told = set(campaign.audience.exclusions)
    unknown = [one for one in campaign.audience.exclusions if one not in (*CONSENT, "consent_stale", "not_reachable")]
    if told & {*CONSENT, "consent_stale"}:
        stale = "consent_stale" in told
        channels = [step.channel, *([step.fallback[0]] if step.fallback else [])]
        groups.append([consent(channel, stale=stale) for channel in dict.fromkeys(CHANNELS[one] for one in channels)])
        stricter = [reason for reason in CONSENT if reason not in told]
        if stricter:
            notes.add("stricter", *(f"audience.exclusions.{reason}" for reason in stricter))
    note_exclusions(unknown, notes, context)
    if unknown or (campaign.holdout.share and isinstance(campaign.entry, ScheduleEntry)):
        groups.append([mark])
    return [{"conditions": group} for group in groups]


def consent(channel: str, *, stale: bool) -> Json:
    """Agreed to advertising over ``channel``; ``stale``: and that within two years."""
    status: Json = {"subscription": "any" if channel == "push" else "subscribed"}
    if stale:
        within = {"type": "date", "operator": "in-the-last", "unit": "day", "quantity": CONSENT_DAYS}
        status["filters"] = [{"field": "status_date", "filter": within}]
    return {
        "type": "profile-marketing-consent",
        "consent": {"channel": channel, "can_receive_marketing": True, "consent_status": status},
    }


def _property(name: str, test: Json) -> Json:
    return {"type": "profile-property", "property": name, "filter": test}


def metric_of(event: str, context: Context) -> str:
    return context.metrics.get(event, event)


def count(metric: str, operator: str, times: float, timeframe: Json) -> Json:
    return {
        "type": "profile-metric",
        "metric_id": metric,
        "measurement": "count",
        "measurement_filter": {"type": "numeric", "operator": NUMBERS[operator], "value": times},
        "timeframe_filter": timeframe,
    }


def _is_dated(group: list[Json]) -> bool:
    return bool(group[0].get("timeframe_filter", {}).get("operator") == "in-the-last")


def _clause(clause: Clause, alone: bool, context: Context) -> list[Json] | None:
    """The same test of a profile or of its events; None when Klaviyo knows no such thing."""
    orders = metric_of("order_placed", context)
    if clause.key == "customer.tag" and clause.operator in ("$eq", "$in"):
        return [_property("tags", {"type": "list", "operator": "contains", "value": one}) for one in clause.values]
    if clause.key == "order.count":
        operator = "$eq" if clause.operator == "$in" else clause.operator
        if operator in NUMBERS:
            ever = {"type": "date", "operator": "alltime"}
            return [count(orders, operator, float(one), ever) for one in clause.values]
    if clause.key == "order.last_days_ago" and clause.operator == "$gte" and alone:
        lately = {"type": "date", "operator": "in-the-last", "unit": "day", "quantity": int(clause.values[0])}
        return [count(orders, "$eq", 0, lately)]
    return None
