"""Segments of Dittofeed: the audience, and what somebody did on the way."""

from __future__ import annotations

from collections.abc import Iterator
from uuid import NAMESPACE_URL, uuid5

from agent.campaigns.durations import minutes_of
from agent.campaigns.payload.common import Carried, audience_groups, note_exclusions
from agent.campaigns.payload.meaning import Watch
from agent.campaigns.payload.types import Context, Json, Notes, mark_of
from agent.campaigns.payload.waiting import wait_of
from agent.campaigns.schema import Campaign, Clause, EventEntry, Reason, ScheduleEntry

MARKED = "dangolCampaigns"
SENT = "DFInternalMessageSent"  # what Dittofeed itself notes for each message
CONSENT: tuple[Reason, ...] = ("refused", "unlisted", "no_consent")
SHORTEST_LOOK = 3600  # seconds; segments are counted anew every so often, and shorter ones would never be seen
WEEK = 7 * 86400


def ident(campaign: Campaign, name: str) -> str:
    """The id of the part ``name`` of this campaign: always the same one."""
    return str(uuid5(NAMESPACE_URL, f"dangol:{campaign.id}:{name}"))


def audience(campaign: Campaign, step: Carried, context: Context, notes: Notes) -> Json:
    """And of the condition's groups, the consents and the pause; each node is named by what it is about."""
    mark = {"type": "Includes", "path": MARKED, "item": mark_of(campaign)}

    groups = audience_groups(campaign.audience.condition, _clause, mark, notes, context)
    named = [(f"condition-{number}", group) for number, group in enumerate(groups)]
    named += _exclusions(campaign, step, mark, context, notes)
    nodes: list[Json] = []
    for name, tests in named:
        children = [f"{name}-{place}" for place in range(len(tests))]
        nodes.append({"type": "Or", "id": name, "children": children})
        nodes += [{**test, "id": child} for child, test in zip(children, tests, strict=True)]
    if not named:
        return {"entryNode": {"type": "Everyone", "id": "all"}, "nodes": []}
    return {"entryNode": {"type": "And", "id": "all", "children": [name for name, _ in named]}, "nodes": nodes}


def _exclusions(
    campaign: Campaign, step: Carried, mark: Json, context: Context, notes: Notes
) -> Iterator[tuple[str, list[Json]]]:
    told = campaign.audience.exclusions
    known: set[Reason] = {"not_reachable"}
    channels = [step.channel, *([step.fallback[0]] if step.fallback else [])]
    if set(told) & set(CONSENT) and all(channel in context.groups for channel in channels):
        known |= set(CONSENT)
        groups = dict.fromkeys(context.groups[channel] for channel in channels)
        yield "consent", [_subscribed(group) for group in groups]
        stricter = [reason for reason in CONSENT if reason not in told]
        if stricter:
            notes.add("stricter", *(f"audience.exclusions.{reason}" for reason in stricter))
    if campaign.advertising:
        # A cap over all campaigns is the same thing as leaving out whoever got messages lately.
        known.add("recently_messaged")
        yield "weekly-cap", [_did(SENT, WEEK, times=campaign.max_per_week, operator="<")]
        if "recently_messaged" not in told:
            notes.add("stricter", "audience.exclusions.recently_messaged")
    unknown = [reason for reason in told if reason not in known]
    note_exclusions(unknown, notes, context)
    by_hand = campaign.holdout.share and isinstance(campaign.entry, ScheduleEntry)
    if unknown or by_hand:
        yield "marked", [mark]


def _subscribed(group: str) -> Json:
    return {"type": "SubscriptionGroup", "subscriptionGroupId": group, "subscriptionGroupType": "OptIn"}


def _did(event: str, within: int, *, times: int = 1, operator: str = ">=") -> Json:
    return {
        "type": "Performed",
        "event": event,
        "times": times,
        "timesOperator": operator,
        "timeOperator": "Within",
        "withinSeconds": within,
    }


def _clause(clause: Clause, _: bool) -> list[Json] | None:
    """The same test of a trait or of events; None when Dittofeed would have to be told first."""
    if clause.key == "customer.tag" and clause.operator in ("$eq", "$in"):
        return [{"type": "Includes", "path": "tags", "item": str(value)} for value in clause.values]
    signs = {"$eq": "=", "$gte": ">=", "$lt": "<"}
    if clause.key == "order.count" and clause.operator in signs:
        times = {"times": clause.values[0], "timesOperator": signs[clause.operator]}
        return [{"type": "Performed", "event": "order_placed", **times}]
    return None


def segments_on_the_way(
    campaign: Campaign, entry: EventEntry, steps: tuple[Carried, ...], context: Context
) -> dict[str, Json]:
    """``did-EVENT-N`` and ``late-EVENT-N`` before step N, ``paused`` within the cooldown, and ``reach-CHANNEL``."""
    made = {name: _did(event, within) for name, event, within in on_the_way(campaign, entry)}
    journey_id = ident(campaign, "journey")
    made["paused"] = {
        **_did(SENT, minutes_of(campaign.cooldown) * 60),
        "properties": [{"path": "journeyId", "operator": {"type": "Equals", "value": journey_id}}],
    }
    for step in steps:
        group = context.groups.get(step.channel)
        if step.fallback:
            reach = _subscribed(group) if campaign.advertising and group else _has_address(step.channel)
            made[f"reach-{step.channel}"] = reach
    return {name: {"entryNode": {**node, "id": name}, "nodes": []} for name, node in made.items()}


def _has_address(channel: str) -> Json:
    path = {"email": "email", "sms": "phone", "lms": "phone"}.get(channel, f"reachable.{channel}")
    return {"type": "Trait", "path": path, "operator": {"type": "Exists"}}


def stops_before(watch: Watch, number: int) -> tuple[str, ...]:
    """Events after which the step ``number`` is not sent."""
    if number == 0:
        return watch.must_not
    return (watch.ends,) if watch.ends else ()


def on_the_way(campaign: Campaign, entry: EventEntry) -> Iterator[tuple[str, str, int]]:
    """Segment, event and how many seconds it looks back, for each event that is looked at before a step.

    ``late`` looks back over the time until the window opened as well, which may skip a day without a window.
    """
    watch = Watch.of(entry, len(campaign.steps))
    until_open = 86400 if len(campaign.send_window.days) == 7 else 2 * 86400
    for number in range(len(campaign.steps)):
        within = max(wait_of(campaign, entry, number) * 60, SHORTEST_LOOK)
        if number == 0 and watch.must:
            yield f"did-{watch.must}-1", watch.must, within
        for event in stops_before(watch, number):
            yield f"did-{event}-{number + 1}", event, within
            yield f"late-{event}-{number + 1}", event, within + until_open
