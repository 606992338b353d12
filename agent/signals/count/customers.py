"""The customer list in numbers: who can be reached, who is a regular, who never bought, who went quiet."""

from __future__ import annotations

import re
from collections.abc import Sequence
from datetime import date

import duckdb

from agent.signals.count.periods import data_end, orders_end
from agent.signals.types import CustomerFacts, Period
from retrieval.playbook import Channel

CONSENT_YEARS = 2  # after that it has to be asked for again (KR-10)
DAYS_TO_FIRST_ORDER = 3  # whoever joined later may still be about to buy
QUIET_DAYS = 60
VIP_INTENT = "vip_service"
VIP_WORDS = ("vip", "단골", "우수", "お得意", "常連", "loyal", "regular customer")  # within a tag of the customer list

# Which consent opens which channel. A list has one column for messengers: `consent_kakao` stands for KakaoTalk in
# Korea and for LINE in Japan. Notices over alimtalk and messages inside the shop need no consent to advertising.
CONSENT: dict[Channel, str | None] = {
    "in_app": None,
    "alimtalk": None,
    "brand_message": "messenger",
    "sms": "sms",
    "lms": "sms",
    "email": "email",
    "line": "messenger",
    "push": "push",
}

# Two rows of one customer are read the cautious way: refused once is refused, consent has to be in both.
_LISTED = """
CREATE OR REPLACE TEMP TABLE listed AS
SELECT customer_id, bool_or(refused) AS refused, min(joined_at) AS joined_at, max(last_seen_at) AS last_seen_at,
       coalesce(bool_and(consent_kakao), FALSE) AS messenger, coalesce(bool_and(consent_sms), FALSE) AS sms,
       coalesce(bool_and(consent_email), FALSE) AS email, coalesce(bool_and(consent_push), FALSE) AS push,
       coalesce(min(consent_at) < $today::DATE - to_years($years), FALSE) AS stale,
       coalesce(bool_or(list_has_any(tags, $vip_tags::VARCHAR[])
                        OR regexp_matches(lower(array_to_string(tags, chr(10))), $vip_words)), FALSE) AS vip
FROM customers GROUP BY customer_id
"""
_REACHABLE = """
SELECT count(*), count(*) FILTER (NOT refused), count(*) FILTER (may AND messenger), count(*) FILTER (may AND sms),
       count(*) FILTER (may AND email), count(*) FILTER (may AND push),
       count(*) FILTER (may AND (messenger OR sms OR email OR push)),
       count(*) FILTER (NOT refused AND stale AND (messenger OR sms OR email OR push))
FROM (SELECT *, NOT refused AND NOT stale AS may FROM listed)
"""
_VIP = """
SELECT count(*) FROM listed
WHERE vip OR customer_id IN (
    SELECT customer_id FROM conversations SEMI JOIN (
        SELECT conversation_id AS id FROM conversation_intents WHERE intent = $intent
    ) USING (id)
)
"""
_NEVER_BOUGHT = """
SELECT count(*) FROM listed ANTI JOIN orders USING (customer_id)
WHERE joined_at <= $known_until::DATE - to_days($days)
"""
_QUIET = """
WITH seen AS (
    SELECT customer_id, ordered_at AS seen_at FROM orders
    UNION ALL SELECT customer_id, opened_at FROM conversations
    UNION ALL SELECT customer_id, last_seen_at FROM listed
), last AS (
    SELECT customer_id FROM seen GROUP BY customer_id HAVING max(seen_at) <= $known_until::DATE - to_days($days)
)
SELECT count(*) FROM listed SEMI JOIN orders USING (customer_id) SEMI JOIN last USING (customer_id)
"""


def customer_facts(
    connection: duckdb.DuckDBPyConnection, *, period: Period | None, vip_tags: Sequence[str] = ()
) -> CustomerFacts | None:
    """Count the customer list as of the period's end, else of the end of the data; ``None`` without a list.

    Args:
        vip_tags: the shop's own tags that were mapped to ``vip_service``.

    Reachable is who did not refuse and, for advertising channels, agreed at most ``CONSENT_YEARS`` ago or at an
    unknown time. Alimtalk carries no advertising, so it reaches whoever did not refuse; whether a phone number or
    an address is there, the list does not tell. Quiet is who ordered before and for ``QUIET_DAYS`` neither
    ordered, nor was seen, nor wrote to the desk.
    """
    today = period.end if period else data_end(connection)
    known_until = orders_end(connection)
    try:
        connection.execute(_LISTED, _listing(today, vip_tags))
        total, *reach = connection.execute(_REACHABLE).fetchall()[0]
        if total == 0:
            return None
        everybody, messenger, sms, email, push, reachable_any, stale = reach
        agreed = {None: everybody, "messenger": messenger, "sms": sms, "email": email, "push": push}
        return CustomerFacts(
            total=total,
            reachable={channel: agreed[consent] for channel, consent in CONSENT.items()},
            reachable_any=reachable_any,
            vip=_count(connection, _VIP, intent=VIP_INTENT),
            never_bought=_known(connection, _NEVER_BOUGHT, known_until, DAYS_TO_FIRST_ORDER),
            quiet=_known(connection, _QUIET, known_until, QUIET_DAYS),
            consent_stale=stale,
        )
    finally:
        connection.execute("DROP TABLE IF EXISTS listed")


def _listing(today: date | None, vip_tags: Sequence[str]) -> dict[str, object]:
    return {
        "today": today,
        "years": CONSENT_YEARS,
        "vip_tags": list(vip_tags),
        "vip_words": "|".join(re.escape(word) for word in VIP_WORDS),
    }


def _known(connection: duckdb.DuckDBPyConnection, query: str, known_until: date | None, days: int) -> int | None:
    return _count(connection, query, known_until=known_until, days=days) if known_until else None


def _count(connection: duckdb.DuckDBPyConnection, query: str, **values: object) -> int:
    return int(connection.execute(query, values).fetchall()[0][0])
