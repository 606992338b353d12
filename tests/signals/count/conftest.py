"""A small shop that is written down line by line, so that every number can be worked out by hand."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date
from typing import Any

import duckdb
import pytest

from agent.signals.count import count_signals
from agent.signals.tables import create_tables
from agent.signals.types import Period, TenantSignals

OCTOBER = Period(start=date(2026, 10, 1), end=date(2026, 10, 31))
SEPTEMBER = Period(start=date(2026, 9, 1), end=date(2026, 10, 1))


@dataclass(frozen=True)
class Mapping:
    intent: str | None
    score: float = 1.0
    reason: str = "words"


@dataclass
class Shop:
    connection: duckdb.DuckDBPyConnection
    period: Period | None = OCTOBER
    before: Period | None = None
    mappings: dict[str, Mapping] = field(default_factory=dict)
    lines: int = 0

    def talk(
        self,
        opened: str | None = "2026-10-10 12:00",
        *,
        customer: str | None = None,
        tags: tuple[str, ...] = (),
        intents: dict[str, str] | None = None,
        open: bool = False,
        summary: str | None = None,
        messages: str | None = None,
        id: str | None = None,
    ) -> str:
        """Add a conversation; ``intents`` maps intent to mood."""
        self.lines += 1
        name = id or f"c{self.lines:04}"
        row = [name, customer, opened, None, open, list(tags), summary, messages, "shop.xlsx", self.lines]
        self._insert("conversations", row)
        for intent, mood in (intents or {}).items():
            self._insert("conversation_intents", [name, intent, mood, "tag"])
        return name

    def customer(self, customer_id: str, **values: Any) -> None:
        columns = (
            "name", "joined_at", "last_seen_at", "language", "timezone", "consent_sms", "consent_kakao",
            "consent_email", "consent_push", "consent_night", "consent_at",
        )  # fmt: skip
        unknown = set(values) - {*columns, "refused", "tags"}
        assert not unknown
        facts = [values.get(column) for column in columns]
        tags = list(values.get("tags", ()))
        self._insert("customers", [customer_id, *facts, values.get("refused", False), tags, None, None])

    def order(self, customer: str | None, ordered_at: str, amount: float | None = None) -> None:
        self.lines += 1
        self._insert("orders", [f"o{self.lines}", customer, ordered_at, amount, []])

    def tag_count(self, tag: str, count: int, previous: int | None = None) -> None:
        self._insert("tag_counts", [tag, count, previous])

    def signals(self, **options: Any) -> TenantSignals:
        given = {"period": self.period, "before": self.before, "mappings": self.mappings, "mask": str, **options}
        return count_signals(self.connection, **given)

    def _insert(self, table: str, row: list[Any]) -> None:
        places = ", ".join("?" for _ in row)
        self.connection.execute(f"INSERT INTO {table} VALUES ({places})", row)


@pytest.fixture
def shop() -> Iterator[Shop]:
    """A shop without any data yet, counted over October 2026 and compared with nothing."""
    with duckdb.connect(config={"threads": 1}) as connection:
        create_tables(connection)
        yield Shop(connection)


@pytest.fixture
def compared(shop: Shop) -> Shop:
    """The same, compared with September 2026."""
    shop.before = SEPTEMBER
    return shop


@pytest.fixture
def meaning() -> type[Mapping]:
    return Mapping
