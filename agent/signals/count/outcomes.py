"""What became of those who asked: did they buy, did it end well?"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import duckdb

DAYS_TO_BUY = 7  # after asking; later orders can hardly be put down to the question

# An order without a time of day may have come after a question of the same day: it is given the benefit.
_BOUGHT = """
WITH asked AS (
    SELECT name, person, min(opened_at) AS asked_at
    FROM intent_rows
    WHERE now AND person > 0 AND opened_at IS NOT NULL
    GROUP BY name, person
), bought AS (
    SELECT person, ordered_at,
           CASE WHEN ordered_at = date_trunc('day', ordered_at) THEN ordered_at + INTERVAL 1 DAY ELSE ordered_at END
               AS latest
    FROM orders JOIN people USING (customer_id)
), answered AS (
    SELECT name, asked_at, bool_or(bought.person IS NOT NULL) AS then_bought
    FROM asked LEFT JOIN bought
      ON bought.person = asked.person AND latest >= asked_at AND ordered_at <= asked_at + to_days($days)
    GROUP BY name, asked.person, asked_at
)
SELECT name::VARCHAR, count(*) FILTER (then_bought),
       count(*) FILTER (NOT then_bought AND asked_at + to_days($days) <= $known_until::DATE)
FROM answered GROUP BY name
"""
# Upset conversations of all time count, not only those of the period: anger does not end with a month.
_FINISHED_WELL = """
WITH upset AS (
    SELECT person, max(opened_at) AS last_upset, bool_or(is_open OR opened_at IS NULL) AS unsettled
    FROM intent_rows WHERE upset GROUP BY person
)
SELECT name::VARCHAR, count(DISTINCT intent_rows.person)
FROM intent_rows LEFT JOIN upset USING (person)
WHERE now AND NOT is_open AND (upset.person IS NULL OR (NOT unsettled AND last_upset <= opened_at))
GROUP BY name
"""


@dataclass(frozen=True)
class Bought:
    """Customers who ordered within ``DAYS_TO_BUY`` of their first question, and who let those days go by."""

    yes: int
    no: int


NOBODY = Bought(0, 0)


def bought_after_asking(connection: duckdb.DuckDBPyConnection, known_until: date) -> dict[str, Bought]:
    """By intent, over customers with an id whose question has a date.

    Whoever asked less than ``DAYS_TO_BUY`` before ``known_until`` and has not ordered yet is in neither number.
    """
    rows = connection.execute(_BOUGHT, {"days": DAYS_TO_BUY, "known_until": known_until}).fetchall()
    return {intent: Bought(yes, no) for intent, yes, no in rows}


def finished_well(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
    """By intent, customers with a closed conversation and nothing upset since or still open.

    An upset conversation without a date stands against every other of its customer.
    """
    return dict(connection.execute(_FINISHED_WELL).fetchall())
