"""Which days are counted, which days they are compared with, and up to which day the data is known."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

import duckdb

from agent.errors import BadInput
from agent.signals.types import Period

LONGEST_PERIOD = 30  # a month: long enough for small shops, short enough to still be news
COVERED = 0.8  # of a period's days, from where on it is fair to compare with it
ORDER_PAUSE = timedelta(days=7)  # even a small shop that still takes orders rarely goes longer without one
ONE_DAY = timedelta(days=1)

_CONVERSATION_DAYS = "SELECT min(opened_at)::DATE, max(opened_at)::DATE FROM conversations"
_ORDER_DAYS = "SELECT min(ordered_at)::DATE, max(ordered_at)::DATE FROM orders"
_CUSTOMER_END = "SELECT max(greatest(joined_at, last_seen_at, consent_at))::DATE + 1 FROM customers"
_HAS_TALK = "SELECT EXISTS (FROM conversations) OR EXISTS (FROM tag_counts)"


@dataclass(frozen=True)
class Days:
    """The first and the last day that something was recorded on."""

    first: date
    last: date

    @property
    def end(self) -> date:
        """The day after the last."""
        return self.last + ONE_DAY

    def covers(self, start: date, end: date) -> bool:
        """Whether at least ``COVERED`` of the days from ``start`` to before ``end`` are recorded."""
        recorded = (min(end, self.end) - max(start, self.first)).days
        return recorded >= COVERED * (end - start).days


def find_periods(
    connection: duckdb.DuckDBPyConnection, *, period: Period | None, before: Period | None
) -> tuple[Period | None, Period | None]:
    """The period to count and the one to compare it with; what is given wins over what the data shows.

    By itself: the period ends with the last day that has conversations and is half of the recorded days
    long, at most ``LONGEST_PERIOD``; the one before is as long and ends where it starts, and is ``None``
    where the data reaches back over less than ``COVERED`` of it. A shop that brought no conversations and
    no tag counts is dated by its orders. Without any date both are ``None``.

    Raises:
        BadInput: ``periods.empty`` for a period without a day, ``periods.overlap`` for a period
            before that reaches into the period, ``periods.outside`` for a period without any recorded day.
    """
    days = conversation_days(connection)
    if days is None and not _value(connection, _HAS_TALK):
        days = order_days(connection)
    if period is not None and days is not None and not (period.start < days.end and days.first < period.end):
        raise BadInput("periods.outside", first=days.first.isoformat(), last=days.last.isoformat())
    if period is None and days is not None:
        length = max(1, min(LONGEST_PERIOD, (days.end - days.first).days // 2))
        period = Period(start=days.end - length * ONE_DAY, end=days.end)
    if before is None and period is not None and days is not None:
        start = period.start - period.days * ONE_DAY
        before = Period(start=start, end=period.start) if days.covers(start, period.start) else None
    check_periods(period, before)
    return period, before


def check_periods(period: Period | None, before: Period | None) -> None:
    """Raise the ``BadInput`` of ``find_periods`` for periods that cannot be counted or compared."""
    for days in (period, before):
        if days is not None and days.days < 1:
            raise BadInput("periods.empty", start=days.start.isoformat(), end=days.end.isoformat())
    if period is not None and before is not None and before.end > period.start:
        raise BadInput("periods.overlap", end=before.end.isoformat(), start=period.start.isoformat())


def conversation_days(connection: duckdb.DuckDBPyConnection) -> Days | None:
    """First and last day with a conversation; ``None`` when no conversation has a date."""
    return _days(connection, _CONVERSATION_DAYS)


def order_days(connection: duckdb.DuckDBPyConnection) -> Days | None:
    """First and last day with an order; ``None`` without orders."""
    return _days(connection, _ORDER_DAYS)


def data_end(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The day after the last one that conversations or orders, else the customer list, tell about."""
    known = [days.end for days in (conversation_days(connection), order_days(connection)) if days is not None]
    return max(known) if known else _value(connection, _CUSTOMER_END)


def orders_end(connection: duckdb.DuckDBPyConnection) -> date | None:
    """The day up to which it is known who ordered; ``None`` without orders.

    That is the end of the data, unless the order list stops more than ``ORDER_PAUSE`` before it: then the
    list was drawn up earlier, and that nobody ordered since is not known.
    """
    days, end = order_days(connection), data_end(connection)
    if days is None or end is None:
        return None
    return days.end if end - days.end > ORDER_PAUSE else end


def _days(connection: duckdb.DuckDBPyConnection, query: str) -> Days | None:
    first, last = connection.execute(query).fetchall()[0]
    return Days(first, last) if first is not None else None


def _value(connection: duckdb.DuckDBPyConnection, query: str) -> Any:
    return connection.execute(query).fetchall()[0][0]
