"""Who gets a campaign, counted as a funnel that adds up: matched, who falls away and why, reached by channel.

Conditions (``agent.campaigns.conditions``) are counted over a row a person (``agent.campaigns.people``): each person
is counted once, at the first reason that applies (``agent.campaigns.funnel``).
"""

from __future__ import annotations

import duckdb

from agent.campaigns.channels import CONSENT_COLUMN
from agent.campaigns.conditions import validate
from agent.campaigns.funnel import FUNNEL, Caps, Counting, statement
from agent.campaigns.people import prepare, remember
from agent.campaigns.schema import Audience, Condition, Excluded, Reason
from retrieval.playbook import Channel

__all__ = [
    "FUNNEL",
    "Caps",
    "Counting",
    "count_audience",
    "estimate_audience",
    "exclusions",
    "has_people",
    "list_audience",
    "statement",
]


def count_audience(connection: duckdb.DuckDBPyConnection, condition: Condition, counting: Counting) -> Audience:
    """Count ``condition`` as a funnel; raises ``BadInput`` for a condition that means nothing."""
    validate(condition)
    have = prepare(connection, counting.as_of)
    funnel = statement(condition, counting, have)
    found: dict[int, int] = dict(connection.execute(funnel.sql, funnel.parameters).fetchall())
    remember(connection)
    counts = {name: found[place] for place, name in enumerate(funnel.labels) if place in found}
    excluded = tuple(Excluded(reason=reason, count=counts[reason]) for reason in FUNNEL if reason in counts)
    by_channel = {channel: counts[channel] for channel in counting.channels if channel in counts}
    reached = sum(by_channel.values())
    return Audience(
        condition=condition,
        sentence=counting.sentence,
        days=funnel.days,
        exclusions=exclusions(counting),
        matched=reached + sum(line.count for line in excluded),
        excluded=excluded,
        reached=reached,
        by_channel=by_channel,
        consent_known="customers" in have,
        checked_later=funnel.later,
    )


def list_audience(
    connection: duckdb.DuckDBPyConnection, condition: Condition, counting: Counting
) -> list[tuple[str, Channel]]:
    """The customers that ``count_audience`` counts as reached, by id, each with their channel.

    A chat or an order without a customer has nobody to name and is not in it.
    """
    validate(condition)
    funnel = statement(condition, counting, prepare(connection, counting.as_of))
    channels = {place: name for place, name in enumerate(funnel.labels) if name in counting.channels}
    rows: list[tuple[str, int]] = connection.execute(funnel.each, funnel.parameters).fetchall()
    remember(connection)
    return [(person, channels[place]) for person, place in rows if place in channels]


def exclusions(counting: Counting) -> tuple[Reason, ...]:
    """Whom the campaign leaves out each time it sends, whatever was counted today."""
    reasons: set[Reason] = {"not_reachable", *counting.spared}
    if counting.advertising:
        reasons |= {"refused", "recently_messaged"}
        if any(channel in CONSENT_COLUMN for channel in counting.channels):
            reasons |= {"unlisted", "no_consent", "consent_stale"}
    if counting.others:
        reasons.add("in_other_campaign")
    return tuple(reason for reason in FUNNEL if reason in reasons)


def has_people(connection: duckdb.DuckDBPyConnection) -> bool:
    """Whether there is anybody to count; a report of counts or a snapshot of signals brings no people along."""
    sql = "SELECT EXISTS (FROM conversations) OR EXISTS (FROM customers) OR EXISTS (FROM orders)"
    return bool(connection.execute(sql).fetchall()[0][0])


def estimate_audience(people: int, condition: Condition, counting: Counting) -> Audience:
    """An audience of which only the number is known; everything about consent is looked up when it is sent."""
    validate(condition)
    return Audience(
        condition=condition,
        sentence=counting.sentence,
        days=counting.days,
        exclusions=exclusions(counting),
        checked_later=tuple(
            dict.fromkeys(c.key for group in condition.and_ for c in group.or_ if c.key != "support.intent")
        ),
        matched=people,
        excluded=(),
        reached=people,
        by_channel={counting.channels[0]: people},
        consent_known=False,
    )
