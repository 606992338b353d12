"""How often each tag and each intent came up, by whom, when, and how that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from agent.proportions import newcombe
from agent.signals.types import Change, Period

TopicTable = Literal["tag_rows", "intent_rows"]

_HOURS = "histogram(hour(opened_at)) FILTER (now)"
_TOTALS = f"""
SELECT count(*) FILTER (now), count(*) FILTER (NOT now), count(DISTINCT person) FILTER (now),
       coalesce(bool_or(now AND opened_at <> date_trunc('day', opened_at)), FALSE), {_HOURS}
FROM counted
"""
_TOPICS = f"""
SELECT name, count(*) FILTER (now) AS count, count(*) FILTER (NOT now), count(DISTINCT person) FILTER (now),
       count(*) FILTER (now AND is_open), count(DISTINCT person) FILTER (now AND is_open), {_HOURS}
FROM {{table}} JOIN counted USING (conversation)
GROUP BY name HAVING count(*) FILTER (now) > 0
ORDER BY count DESC, name
"""
_LANGUAGES = "SELECT language, count(*) FROM counted WHERE now GROUP BY language ORDER BY count(*) DESC, language"
_WITHOUT_INTENT = "SELECT count(*) FROM counted ANTI JOIN intent_rows USING (conversation) WHERE now"


@dataclass(frozen=True)
class Totals:
    """All conversations of the two periods; ``hours`` is empty when the export has no times of day."""

    now: int
    before: int | None
    customers: int
    hours: tuple[int, ...]


@dataclass(frozen=True)
class TopicRow:
    """One tag or intent as counted, before shares."""

    name: str
    count: int
    before: int
    customers: int
    open: int
    open_customers: int
    hours: tuple[int, ...]


@dataclass(frozen=True)
class Comparison:
    """What shares are shares of, and how long the two periods are; undated reports count as equally long."""

    total: int
    total_before: int | None
    days: int | None = None
    days_before: int | None = None

    @classmethod
    def of(cls, total: int, total_before: int | None, period: Period | None, before: Period | None) -> Comparison:
        return cls(total, total_before, period.days if period else None, before.days if before else None)

    def shares(self, count: int, before_count: int | None) -> dict[str, Any]:
        """The fields of ``Topic`` that compare: count and share, the same before, and the change."""
        share = count / self.total if self.total else 0.0
        if before_count is None or self.total_before is None:
            return {"count": count, "share": share}
        fields = {"count": count, "share": share, "before_count": before_count}
        if self.total_before == 0:
            return fields
        low, high = newcombe(count, self.total, before_count, self.total_before)
        before_share = before_count / self.total_before
        change = Change(difference=share - before_share, low=low, high=high, ratio=self._ratio(count, before_count))
        return {**fields, "before_share": before_share, "change": change}

    def _ratio(self, count: int, before_count: int) -> float | None:
        if before_count == 0:
            return None
        if self.days is None or self.days_before is None:
            return count / before_count
        return (count / self.days) / (before_count / self.days_before)


def totals(connection: duckdb.DuckDBPyConnection, *, compared: bool) -> Totals:
    """Count ``counted``; ``before`` is ``None`` unless ``compared``."""
    now, before, customers, timed, hours = connection.execute(_TOTALS).fetchall()[0]
    return Totals(now, before if compared else None, customers, _by_hour(hours) if timed else ())


def topic_rows(connection: duckdb.DuckDBPyConnection, table: TopicTable, *, timed: bool) -> list[TopicRow]:
    """Every tag or intent of the period, the most frequent first; ``timed`` keeps the hours."""
    rows = connection.execute(_TOPICS.format(table=table)).fetchall()
    return [
        TopicRow(name, count, before, customers, still_open, open_customers, _by_hour(hours) if timed else ())
        for name, count, before, customers, still_open, open_customers, hours in rows
    ]


def _by_hour(counts: Mapping[int, int]) -> tuple[int, ...]:
    return tuple(counts.get(hour, 0) for hour in range(24))


def languages(connection: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """Conversations of the period by the script their customer wrote in: ko, ja, en, other."""
    return dict(connection.execute(_LANGUAGES).fetchall())


def without_intent(connection: duckdb.DuckDBPyConnection) -> int:
    """Conversations of the period that no intent fits."""
    return int(connection.execute(_WITHOUT_INTENT).fetchall()[0][0])
