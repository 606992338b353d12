"""How good a customer is and where in their life with the shop, from the orders up to a moment.

Recency, frequency and money are scores from 1 to 5: ``min(5, 1 + floor(5 · worse / all))``, where ``worse`` is how many
customers are strictly worse and ``all`` how many have ordered; equals get the same score. docs/audience.md has the
definitions in words.
"""

from __future__ import annotations

from datetime import datetime

import duckdb

from agent.campaigns.keys import STAGES

FEWEST_PAUSES = 30  # pauses between orders from which on the shop's own rhythm is told from chance
USUAL_PAUSE = 45.0  # days, where there are fewer: quiet after 90 days, gone after 180, as win-backs usually count
SHORTEST_PAUSE = 7.0  # a shop where people order daily does not lose a customer over a long weekend
QUIET_AFTER, GONE_AFTER = 2, 4
"""Pauses without an order. If orders come by chance, 1 pause in 4 is longer than twice the median, 1 in 16 than four
times."""

_PAUSES = """
WITH days AS (
    SELECT DISTINCT customer_id, ordered_at::DATE AS day FROM orders
    WHERE customer_id IS NOT NULL AND ordered_at <= $as_of::TIMESTAMP
), pauses AS (
    SELECT day - lag(day) OVER (PARTITION BY customer_id ORDER BY day) AS pause FROM days
)
SELECT count(pause), median(pause) FROM pauses
"""


def usual_pause(connection: duckdb.DuckDBPyConnection, as_of: datetime) -> float:
    """Days that customers of this shop usually let pass between two days with an order."""
    pauses, median = connection.execute(_PAUSES, {"as_of": as_of}).fetchall()[0]
    return max(float(median), SHORTEST_PAUSE) if pauses >= FEWEST_PAUSES else USUAL_PAUSE


def score(best: str) -> str:
    """SQL over the buyers: the score of each by ``best``, the more the better."""
    return f"least(5, 1 + 5 * (rank() OVER (ORDER BY {best}) - 1) // count(*) OVER ())::UTINYINT"


STAGE = f"""
(CASE WHEN quiet > {GONE_AFTER} * $pause::DOUBLE THEN {STAGES.index("gone")}
      WHEN quiet > {QUIET_AFTER} * $pause::DOUBLE THEN {STAGES.index("at_risk")}
      WHEN times = 1 THEN {STAGES.index("new")} ELSE {STAGES.index("active")} END)::UTINYINT
"""
"""SQL over the buyers: the place of their stage in ``STAGES``, by ``quiet`` (days since the last order) and ``times``
(orders)."""
