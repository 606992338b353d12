"""How often each tag and each intent came up, by whom, when, and how that changed."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Literal

import duckdb

from agent.proportions import newcombe
from agent.signals.types import Change, Period

TopicTable = Literal["tag_rows", "intent_rows"]

_HOURS = f"[{', '.join(f'coalesce(sum(n) FILTER (hour = {hour}), 0)::BIGINT' for hour in range(24))}]"
_TOTALS = f"""
SELECT count(*) FILTER (now), count(*) FILTER (NOT now), (SELECT count(DISTINCT person) FROM counted WHERE now),
       coalesce(bool_or(now AND epoch_us(opened_at) % 86_400_000_000 <> 0), FALSE),
       (SELECT {_HOURS} FROM (SELECT hour(opened_at) AS hour, count(*) AS n FROM counted WHERE now GROUP BY hour))
FROM counted
"""
# Counted in steps, each over few groups: hours and customers together would make a group of nearly every row.
_TOPICS = f"""
WITH counts AS (
    SELECT name, count(*) FILTER (now) AS count, count(*) FILTER (NOT now) AS before,
           count(*) FILTER (now AND is_open) AS open
    FROM {{table}} GROUP BY name
), customers AS (
    SELECT name, count(*) AS customers, count(*) FILTER (is_open) AS open_customers
    FROM (SELECT name, person, bool_or(is_open) AS is_open FROM {{table}} WHERE now GROUP BY name, person)
    GROUP BY name
), hours AS (
    SELECT name, {_HOURS} AS hours
    FROM (SELECT name, hour(opened_at) AS hour, count(*) AS n FROM {{table}} WHERE now GROUP BY ALL)
    GROUP BY name
)
SELECT name::VARCHAR AS topic, count, before, customers, open, open_customers, hours
FROM counts JOIN customers USING (name) JOIN hours USING (name)
ORDER BY count DESC, topic
"""
LANGUAGE = r"""
    CASE WHEN regexp_matches(written, '\p{Hangul}') THEN 'ko'
         WHEN regexp_matches(written, '[\p{Hiragana}\p{Katakana}]') THEN 'ja'
         WHEN regexp_matches(written, '\p{Latin}') THEN 'en'
         ELSE 'other' END AS language
"""  # by script, of a column named `written`
# What the customer wrote tells their language best; the desk's summary and tags are in the desk's own. The same words
# come again and again, so each is looked at once.
_LANGUAGES = f"""
SELECT language, sum(count)::BIGINT AS total
FROM (SELECT {LANGUAGE}, count FROM (
    SELECT coalesce(first_messages, summary, array_to_string(conversations.tags, ' ')) AS written, count(*) AS count
    FROM counted JOIN conversations ON counted.conversation = conversations.rowid
    WHERE now GROUP BY written
))
GROUP BY language ORDER BY total DESC, language
"""
_WITHOUT_INTENT = """
SELECT count(*) FROM (FROM counted WHERE now) ANTI JOIN (FROM intent_rows WHERE now) USING (conversation)
"""


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
    return Totals(now, before if compared else None, customers, tuple(hours) if timed else ())


def topic_rows(connection: duckdb.DuckDBPyConnection, table: TopicTable, *, timed: bool) -> list[TopicRow]:
    """Every tag or intent of the period, the most frequent first; ``timed`` keeps the hours."""
    rows = connection.execute(_TOPICS.format(table=table)).fetchall()
    return [
        TopicRow(name, count, before, customers, still_open, open_customers, tuple(hours) if timed else ())
        for name, count, before, customers, still_open, open_customers, hours in rows
    ]


def languages(connection: duckdb.DuckDBPyConnection) -> Mapping[str, int]:
    """Conversations of the period by the script their customer wrote in: ko, ja, en, other."""
    return dict(connection.execute(_LANGUAGES).fetchall())


def without_intent(connection: duckdb.DuckDBPyConnection) -> int:
    """Conversations of the period that no intent fits."""
    return int(connection.execute(_WITHOUT_INTENT).fetchall()[0][0])
