"""The funnel as one SQL statement: each matching person with the first reason that excludes them, or their channel."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta

from agent.campaigns.channels import CONSENT_COLUMN
from agent.campaigns.conditions import Query, matching, told
from agent.campaigns.keys import HAPPENED
from agent.campaigns.people import CUSTOMER, GUEST_ORDER
from agent.campaigns.schema import Condition, Reason
from retrieval.playbook import Channel, Spared

LATELY = timedelta(days=30)  # how far back "lately" goes where no period is counted
CONSENT_YEARS = 2  # rule KR-10: consent is asked for again before the same day two years on
FUNNEL: tuple[Reason, ...] = (
    "not_reachable",
    "unlisted",
    "no_consent",
    "consent_stale",
    "refused",
    "upset_open",
    "upset_lately",
    "recently_messaged",
    "in_other_campaign",
)
"""The order in which people fall away, and in which an operator reads it."""

CONTACT_COLUMN: dict[Channel, str] = {
    "sms": "has_phone",
    "lms": "has_phone",
    "alimtalk": "has_phone",
    "brand_message": "has_phone",
    "email": "has_email",
}
"""What a channel needs to reach somebody, where the customer list tells."""


@dataclass(frozen=True)
class Caps:
    """How much advertising one person gets: one in ``pause``, ``most`` in seven days, over all campaigns; and the same
    campaign not ``again`` within its cooldown.

    The numbers are Dangol's own, near Klaviyo's 24 hours and the one a day of Kakao's Brand Message (docs/audience.md).
    """

    pause: timedelta = timedelta(hours=24)
    most: int = 2
    again: timedelta = timedelta(days=30)


@dataclass(frozen=True)
class Counting:
    """What an audience is counted for.

    ``start`` is the first moment of the conversations that a condition looks at, ``as_of`` the end of the data, ``now``
    the moment from which what was sent lately is counted back (``as_of`` where there is none; the shop's own clock).
    ``event`` starts the campaign: where the data shows it, only those are counted to whom it happened since
    ``start``, and ``days`` says how long that is; otherwise everybody who matches now is.
    ``buy_days`` is how long a question may take to lead to an order.
    ``spared`` are left out for being upset; being upset about one of the intents ``about`` is why the campaign
    exists, so for ``upset_lately`` it does not count.
    ``campaign`` is the id of the campaign itself, if it has one; ``others`` are the conditions of those that are on.
    """

    as_of: datetime
    start: datetime | None
    channels: tuple[Channel, ...]
    advertising: bool
    sentence: str
    spared: tuple[Spared, ...] = ()
    about: tuple[str, ...] = ()
    event: str | None = None
    days: int | None = None
    buy_days: int = 7
    now: datetime | None = None
    campaign: str | None = None
    caps: Caps = field(default_factory=Caps)
    others: tuple[Condition, ...] = ()


@dataclass(frozen=True)
class Statement:
    """A funnel as SQL; a label is a place in ``labels``: a reason or a channel.

    ``sql`` gives ``label`` and ``count(*)``, ``each`` gives ``person`` and ``label`` of every customer.
    """

    sql: str
    each: str
    parameters: dict[str, object]
    labels: tuple[Reason | Channel, ...]
    days: int | None
    later: tuple[str, ...]


def statement(condition: Condition, counting: Counting, have: frozenset[str]) -> Statement:
    """The one scan that labels each matching person with the first reason that excludes them, or with their channel."""
    query = Query(_moments(counting))
    counted, later = told(condition, have)
    where, anybody = matching(query, counted, counting.start)
    if anybody:
        # No chat of the period is asked for, so it is the event that holds the count to the period.
        if counting.start and _shown(counting.event, have):
            since = f"{query.add(counting.start)}::TIMESTAMP"
            where = f"{where} AND {HAPPENED[str(counting.event)][1].format(since=since)}"
        else:
            counting = replace(counting, days=None)
    labels = _reasons(query, counting, have) + _channels(counting, have)
    cases = " ".join(f"WHEN {test} THEN {place}" for place, (_, test) in enumerate(labels))
    # Whom no line fits has no way to be reached; that is the first of them.
    label = f"(CASE {cases} ELSE 0 END)::UTINYINT"
    sql = f"SELECT {label} AS label, count(*) FROM audience_people p WHERE {where} GROUP BY label"
    each = f"SELECT p.person, {label} AS label FROM audience_people p WHERE p.kind = {CUSTOMER} AND {where} ORDER BY 1"
    used = {name: query.parameters[name] for name in re.findall(r"\$([a-z]\w*)", sql)}
    return Statement(sql, each, used, tuple(name for name, _ in labels), counting.days, later)


def _moments(counting: Counting) -> dict[str, object]:
    moment = (counting.now or counting.as_of).replace(tzinfo=None)
    return {
        "as_of": counting.as_of,
        "stale": consent_since(counting.as_of),
        "buy_days": counting.buy_days,
        "moment": moment,
        "lately": counting.start or counting.as_of - LATELY,
        "about": list(counting.about),
        "paused": moment - counting.caps.pause,
        "week": moment - timedelta(days=7),
        "most": counting.caps.most,
        "campaign": counting.campaign,
        "again": moment - counting.caps.again,
    }


def consent_since(as_of: datetime) -> datetime:
    """The first day on which a consent is still valid: the same day two years before ``as_of``'s."""
    day = as_of.replace(hour=0, minute=0, second=0, microsecond=0, tzinfo=None)
    try:
        return day.replace(year=day.year - CONSENT_YEARS)
    except ValueError:  # on 29 February
        return day.replace(year=day.year - CONSENT_YEARS, day=28)


def _shown(event: str | None, have: frozenset[str]) -> bool:
    """Whether the tables tell to whom ``event`` happened."""
    return event in HAPPENED and HAPPENED[event][0] in (None, *have)


def _has_contact(channel: Channel) -> str:
    """SQL: whether there is a way to the person; of a chat without a customer nobody knows more than the chat."""
    if channel == "in_app":
        return f"p.kind <> {GUEST_ORDER}"
    column = CONTACT_COLUMN.get(channel)
    return f"p.kind = {CUSTOMER}" + (f" AND p.{column}" if column else "")


def _may(channel: Channel, counting: Counting, have: frozenset[str]) -> str:
    """SQL: whether the person can be written to over ``channel``, and agreed where that is asked for and known."""
    asked = counting.advertising and "customers" in have and channel in CONSENT_COLUMN
    tests = [f"p.{CONSENT_COLUMN[channel]}"] if asked else []
    if asked and "in_app" in counting.channels:  # an old consent leaves the shop's own pages
        tests.append(f"NOT coalesce({_STALE}, false)")
    if len({_has_contact(each) for each in counting.channels}) > 1:  # else "not_reachable" has looked already
        tests.insert(0, _has_contact(channel))
    return " AND ".join(tests) or "true"


def _channels(counting: Counting, have: frozenset[str]) -> list[tuple[Reason | Channel, str]]:
    return [(channel, _may(channel, counting, have)) for channel in counting.channels]


def _reasons(query: Query, counting: Counting, have: frozenset[str]) -> list[tuple[Reason | Channel, str]]:
    """Each reason that can apply with its SQL, in the order of ``FUNNEL``."""
    contact = " OR ".join(f"({_has_contact(channel)})" for channel in counting.channels)
    reasons: dict[Reason, str] = {"not_reachable": f"NOT ({contact})"}
    if counting.advertising and "customers" in have:
        reasons |= _consent(counting, have)
    if "upset_open" in counting.spared:
        reasons["upset_open"] = "p.upset_open"
    if "upset_lately" in counting.spared:
        reasons["upset_lately"] = _UPSET_LATELY
    if counting.advertising and "sent" in have:
        reasons["recently_messaged"] = _SENT_LATELY + (_SENT_BEFORE if counting.campaign else "")
    others = [matching(query, other, counting.start)[0] for other in counting.others if not told(other, have)[1]]
    if others:
        reasons["in_other_campaign"] = " OR ".join(f"({other})" for other in others)
    return [(reason, reasons[reason]) for reason in FUNNEL if reason in reasons]


_STALE = "p.consent_at < $stale::TIMESTAMP"


def _consent(counting: Counting, have: frozenset[str]) -> dict[Reason, str]:
    """Consent in the order in which an operator would ask: known at all, agreed, still valid, refused."""
    reasons: dict[Reason, str] = {}
    outside = [channel for channel in counting.channels if channel in CONSENT_COLUMN]
    if outside:
        agreed = " OR ".join(f"({_may(channel, counting, have)})" for channel in outside)
        if len(outside) == len(counting.channels):
            reasons |= {"unlisted": "NOT p.listed", "no_consent": f"NOT ({agreed})"}
            reasons["consent_stale"] = f"({agreed}) AND {_STALE}"
    return reasons | {"refused": "p.refused"}


# A conversation without a date may have been yesterday.
_UPSET_LATELY = (
    "p.rowid IN (SELECT u.person_row FROM audience_upset u WHERE coalesce(u.opened_at >= $lately::TIMESTAMP, true) "
    "AND NOT list_contains($about::VARCHAR[], u.intent))"
)
_SENT_LATELY = (
    "p.person IN (SELECT s.customer_id FROM sent s WHERE s.advertising AND s.sent_at > $week::TIMESTAMP "
    "GROUP BY s.customer_id HAVING count(*) >= $most::INTEGER OR max(s.sent_at) > $paused::TIMESTAMP)"
)
_SENT_BEFORE = (
    " OR p.person IN (SELECT s.customer_id FROM sent s "
    "WHERE s.campaign_id = $campaign::VARCHAR AND s.sent_at > $again::TIMESTAMP)"
)
