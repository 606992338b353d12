"""Whom a playbook reaches in this shop: its audience narrowed to what was found, counted, and said in one sentence."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta
from math import ceil

import duckdb

from agent.campaigns.audience import Caps, Counting, count_audience, estimate_audience, has_people, list_audience
from agent.campaigns.briefing import Brief
from agent.campaigns.conditions import validate
from agent.campaigns.durations import days_of
from agent.campaigns.schema import AnyOf, Audience, Clause, Condition
from agent.campaigns.sentences import audience_sentence
from retrieval.playbook import Channel, Playbook

DAYS_TO_BUY = 7  # how long a question leads to an order where the campaign itself sets no shorter time

UNKNOWN_VISITOR = {("customer.joined", False)}


def _clauses(condition: Condition) -> set[tuple[str, object]]:
    return {(clause.key, value) for group in condition.and_ for clause in group.or_ for value in clause.values}


def keys_of(playbook: Playbook) -> set[str]:
    return {clause["key"] for group in playbook.audience["and"] for clause in group["or"]}


def intents_of(playbook: Playbook) -> tuple[str, ...]:
    """The topics that the playbook's audience is made of."""
    condition = Condition.model_validate(playbook.audience)
    clauses = (clause for group in condition.and_ for clause in group.or_ if clause.key == "support.intent")
    return tuple(str(value) for clause in clauses for value in clause.values)


def narrowed(brief: Brief, product: str | None) -> Condition:
    """The playbook's audience, held to the topic that was found and, where one was named, to its product.

    What is shown as evidence and who gets the message are then the same customers.
    """
    condition = Condition.model_validate(brief.playbook.audience)
    groups = [_on_topic(group, brief.intents[:1]) for group in condition.and_]
    if product is not None:
        spoke = Clause(key="support.product", type="string", operator="$in", values=(product,))
        groups.append(AnyOf.model_validate({"or": (spoke,)}))
    return Condition.model_validate({"and": tuple(groups)})


def _on_topic(group: AnyOf, found: tuple[str, ...]) -> AnyOf:
    clauses = tuple(
        clause.model_copy(update={"values": found})
        if clause.key == "support.intent" and found and found[0] in clause.values
        else clause
        for clause in group.or_
    )
    return AnyOf.model_validate({"or": clauses})


def counting_of(
    brief: Brief,
    condition: Condition,
    channels: tuple[Channel, ...],
    advertising: bool,
    label: Callable[[str], str],
) -> Counting:
    """What the audience of ``brief`` is counted for; raises ``BadInput`` for a condition that means nothing."""
    validate(condition)
    playbook, entry = brief.playbook, brief.playbook.entry
    waited = ceil(days_of(entry.wait)) if entry.type == "event" and not entry.wait.startswith("-") else 0
    buy_days = waited or DAYS_TO_BUY
    return Counting(
        as_of=brief.as_of,
        start=brief.start,
        channels=channels,
        advertising=advertising,
        spared=() if playbook.first else playbook.exclusions,
        about=intents_of(playbook),
        event=entry.event if entry.type == "event" else None,
        days=brief.period_days if entry.type == "event" and brief.start else None,
        buy_days=buy_days,
        sentence=audience_sentence(condition, brief.locale, label, buy_days, brief.profile.currency),
        now=brief.now,
        campaign=brief.identity,
        caps=Caps(again=timedelta(days=days_of(playbook.cooldown))),
        # Who waits for a parcel hears of its delay, whatever else is running.
        others=tuple(o for name, o in brief.running.items() if name != brief.identity) if advertising else (),
    )


def reached(
    brief: Brief,
    condition: Condition,
    channels: tuple[Channel, ...],
    advertising: bool,
    connection: duckdb.DuckDBPyConnection,
    label: Callable[[str], str],
) -> list[tuple[str, Channel]]:
    """Who ``count_reach`` counts, by customer id, with the channel for each."""
    counting = counting_of(brief, condition, channels, advertising, label)
    return list_audience(connection, condition, counting) if has_people(connection) else []


def count_reach(
    brief: Brief,
    condition: Condition,
    channels: tuple[Channel, ...],
    advertising: bool,
    connection: duckdb.DuckDBPyConnection,
    label: Callable[[str], str],
) -> Audience:
    """How many ``condition`` reaches; ``label`` names an intent in the operator's language.

    Raises ``BadInput`` for a condition that means nothing.
    """
    counting, entry = counting_of(brief, condition, channels, advertising, label), brief.playbook.entry
    if entry.type == "popup" and _clauses(condition) >= UNKNOWN_VISITOR:
        # Who comes for the first time stands in no list; the shop's own number of visits is all there is.
        return estimate_audience(brief.visits, condition, counting).model_copy(update={"counts": "visits"})
    if not has_people(connection):
        return estimate_audience(brief.people, condition, counting)
    return count_audience(connection, condition, counting)
