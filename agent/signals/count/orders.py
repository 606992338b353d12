"""The order list in numbers, and the steps of the funnel that it can fill in."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from fractions import Fraction
from math import sqrt
from typing import get_args

import duckdb

from agent.profile import FunnelName, FunnelStep
from agent.signals.count.periods import Days, order_days, orders_end
from agent.signals.types import OrderFacts, Period

# A list without a single joining date has no such column: then it does not tell who is a guest.
_GUESTS = """
SELECT customer_id FROM customers GROUP BY customer_id
HAVING max(joined_at) IS NULL AND EXISTS (FROM customers WHERE joined_at IS NOT NULL)
"""
# Summed exactly: a sum of floating numbers differs from run to run with the order of the threads.
_AVERAGE = "avg(try_cast(amount AS DECIMAL(18, 4)))"
# Short enough that no sum of squares runs over.
_VALUE = "try_cast(amount AS DECIMAL(14, 2))"
_SUMS = f"count({_VALUE}), sum({_VALUE}), sum({_VALUE} * {_VALUE})"
_FACTS = f"""
WITH by_buyer AS (
    SELECT customer_id, count(*) AS times FROM orders WHERE customer_id IS NOT NULL GROUP BY customer_id
)
SELECT {_SUMS}, count(*), {_AVERAGE}, count(*) FILTER (customer_id IS NULL OR customer_id IN ({_GUESTS})),
       (SELECT count(*) FROM by_buyer), (SELECT count(*) FROM by_buyer WHERE times > 1)
FROM orders
"""
_REPEAT_INTERVAL = """
SELECT median(days) FROM (
    SELECT epoch(ordered_at - lag(ordered_at) OVER (PARTITION BY customer_id ORDER BY ordered_at)) / 86400 AS days
    FROM orders WHERE customer_id IS NOT NULL
)
"""
_IN_PERIOD = f"""
SELECT count(*), {_AVERAGE} FROM orders WHERE ordered_at >= $start::DATE AND ordered_at < $end::DATE
"""
_AGAIN_IN_PERIOD = """
WITH gaps AS (
    SELECT customer_id, ordered_at,
           ordered_at - lag(ordered_at) OVER (PARTITION BY customer_id ORDER BY ordered_at) AS since
    FROM orders WHERE customer_id IS NOT NULL AND ordered_at < $end::DATE
)
SELECT count(DISTINCT customer_id) FROM gaps WHERE ordered_at >= $start::DATE AND since <= to_days($days)
"""


def _spread(count: int, total: Decimal | None, squares: Decimal | None) -> float | None:
    """Standard deviation of a sample by its exact sums; None of fewer than two."""
    if count < 2 or total is None or squares is None:
        return None
    return sqrt((Fraction(squares) - Fraction(total) ** 2 / count) / (count - 1))


@dataclass(frozen=True)
class OrderCounter:
    """Counts the orders of the two periods; what the order list does not reach over is ``None``, not zero."""

    connection: duckdb.DuckDBPyConnection
    listed: Days
    known_until: date
    period: Period | None
    before: Period | None

    @classmethod
    def of(
        cls, connection: duckdb.DuckDBPyConnection, period: Period | None, before: Period | None
    ) -> OrderCounter | None:
        """``None`` when the shop brought no orders."""
        listed, known_until = order_days(connection), orders_end(connection)
        if listed is None or known_until is None:
            return None
        return cls(connection, listed, known_until, period, before)

    def facts(self) -> OrderFacts:
        *sums, orders, average, guests, buyers, repeat = self.connection.execute(_FACTS).fetchall()[0]
        (interval,) = self.connection.execute(_REPEAT_INTERVAL).fetchall()[0]
        return OrderFacts(
            orders=orders,
            buyers=buyers,
            guest_orders=guests,
            repeat_buyers=repeat,
            average_value=average,
            value_spread=_spread(*sums),
            valued=sums[0],
            orders_now=self._in_period(self.period)[0] if self.period else 0,
            orders_before=self._in_period(self.before)[0] if self.before and self._comparable() else None,
            repeat_interval_days=interval,
        )

    def funnel(self, given: Sequence[FunnelStep]) -> tuple[FunnelStep, ...]:
        """The shop's own steps, and from the orders those that it did not give: order, order value, repeat.

        Repeat counts buyers who ordered in the period within as many days of an earlier order as the period is
        long: a span that both periods see alike, however short the list is.
        """
        steps = {step.name: step for step in (*self._counted_steps(), *given)}
        return tuple(steps[name] for name in get_args(FunnelName) if name in steps)

    def _counted_steps(self) -> list[FunnelStep]:
        if self.period is None or not self._reaches(self.period):
            return []
        fair = self.before is not None and self.before.days == self.period.days and self._comparable()
        before = self.before if fair else None
        orders, value = self._in_period(self.period)
        orders_before, value_before = self._in_period(before) if before else (None, None)
        steps = [FunnelStep(name="order", value=orders, before=orders_before)]
        if value is not None:
            steps.append(FunnelStep(name="order_value", value=value, before=value_before))
        again = self._again(self.period)
        if again is not None:
            steps.append(FunnelStep(name="repeat", value=again, before=self._again(before) if before else None))
        return steps

    def _in_period(self, period: Period) -> tuple[int, float | None]:
        days = {"start": period.start, "end": period.end}
        orders, value = self.connection.execute(_IN_PERIOD, days).fetchall()[0]
        return orders, value

    def _again(self, period: Period) -> int | None:
        if not self.listed.covers(period.start - timedelta(days=period.days), period.start):
            return None
        days = {"start": period.start, "end": period.end, "days": period.days}
        return int(self.connection.execute(_AGAIN_IN_PERIOD, days).fetchall()[0][0])

    def _comparable(self) -> bool:
        """Whether the list reaches over both periods."""
        return all(self._reaches(period) for period in (self.period, self.before) if period is not None)

    def _reaches(self, period: Period) -> bool:
        return Days(self.listed.first, self.known_until - timedelta(days=1)).covers(period.start, period.end)
