"""Reading a shop's files into the tables: all of them, or none when one is at fault."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory
from zoneinfo import ZoneInfo

import duckdb

from agent.errors import BadInput
from agent.signals.readers.columns import KINDS, Kind
from agent.signals.readers.conversations import stage_conversations
from agent.signals.readers.counts import stage_counts
from agent.signals.readers.customers import stage_customers
from agent.signals.readers.dates import zone_of
from agent.signals.readers.delimited import delimited_source
from agent.signals.readers.files import container_of, unglobbed
from agent.signals.readers.json_pages import json_sources
from agent.signals.readers.messages import stage_messages
from agent.signals.readers.orders import stage_orders
from agent.signals.readers.parquet import parquet_source
from agent.signals.readers.sent import stage_sent
from agent.signals.readers.source import Source
from agent.signals.readers.stage import PREFIX, Notes, Staged, number
from agent.signals.readers.text import prepare
from agent.signals.readers.workbook import workbook_sources

Progress = Callable[[str, float], None]
"""Told the file's name and the share of the work on it that is done, 0–1."""

_LOOKED_THROUGH = 0.3
_STAGED = 0.9
# Messages look for their conversations, so those are added first.
_ORDER: tuple[Kind, ...] = ("conversations", "customers", "orders", "counts", "sent", "messages")


@dataclass(frozen=True)
class ReadReport:
    """What the tables hold after reading.

    ``notes`` are codes with counts of what was passed over, e.g. ``calls_skipped:12``; ``agent/words/import.yaml`` has
    a sentence ``note_<code>`` for each. ``is_count_report``: there are counts by tag and no conversations behind them.
    """

    conversations: int
    customers: int
    orders: int
    notes: tuple[str, ...]
    is_count_report: bool


@dataclass
class _Reading:
    connection: duckdb.DuckDBPyConnection
    folder: Path
    zone: ZoneInfo
    progress: Progress
    staged: list[tuple[Kind, Staged]] = field(default_factory=list)

    def stage_file(self, path: Path, kinds: Sequence[Kind]) -> None:
        name = path.name
        self.progress(name, 0.0)
        sources = self._sources(path, name, kinds)
        self.progress(name, _LOOKED_THROUGH)
        alone = all(source.kind == "messages" for source in sources)
        for done, source in enumerate(sources, start=1):
            self.staged.append((source.kind, self._stage(source, alone=alone)))
            self.progress(name, _LOOKED_THROUGH + (_STAGED - _LOOKED_THROUGH) * done / len(sources))

    def _sources(self, path: Path, name: str, kinds: Sequence[Kind]) -> list[Source]:
        container = container_of(path)
        if container == "workbook":
            return workbook_sources(path, name, self.folder, kinds)
        path = unglobbed(path, self.folder)
        if container == "parquet":
            return [parquet_source(self.connection, path, name, kinds)]
        text = prepare(path, name, self.folder, lambda share: self.progress(name, share * _LOOKED_THROUGH))
        with text.path.open("rb") as file:
            looks_like_json = file.read(4096).lstrip()[:1] in (b"{", b"[")
        if looks_like_json:
            return json_sources(text, name, self.folder, kinds)
        return [delimited_source(text, name, self.folder, kinds)]

    def _stage(self, source: Source, *, alone: bool) -> Staged:
        table = f"{PREFIX}{len(self.staged)}"
        if source.kind == "messages":
            return stage_messages(self.connection, table, source, self.zone, alone=alone)
        stages = {
            "conversations": stage_conversations,
            "customers": stage_customers,
            "orders": stage_orders,
            "counts": stage_counts,
            "sent": stage_sent,
        }
        return stages[source.kind](self.connection, table, source, self.zone)

    def add_all(self) -> Notes:
        """Add what was staged, in one transaction."""
        notes = Notes()
        added = False
        self.connection.begin()
        try:
            for _, add in sorted(self.staged, key=lambda staged: _ORDER.index(staged[0])):
                add(notes)
            added = True
        finally:
            (self.connection.commit if added else self.connection.rollback)()
        return notes


def read_files(
    connection: duckdb.DuckDBPyConnection,
    paths: Sequence[Path],
    *,
    customers: Path | None = None,
    orders: Path | None = None,
    sent: Path | None = None,
    timezone: str = "Asia/Seoul",
    progress: Progress | None = None,
) -> ReadReport:
    """Read support exports, and the shop's customers and orders where it has them.

    Args:
        connection: has the tables of ``agent.signals.tables``, no transaction under way, and keeps the order of
            insertion, as DuckDB does unless told otherwise.
        paths: any mix of workbooks, JSON Lines, delimited and Parquet files; what a file holds is told from its
            content. Of an id that is in two files, the later file's row is kept.
        customers: a file of customers whatever its columns suggest; ``orders`` likewise.
        sent: a file of messages that went out to customers; no other file is taken for one.
        timezone: the shop's; times with a zone are moved to it, times without one are taken as its own.

    Raises:
        BadInput: with code ``import.…`` and the place; the tables are as before.
    """
    zone = zone_of(timezone)
    files: list[tuple[Path, Sequence[Kind]]] = [(path, KINDS) for path in paths]
    files += [(customers, ("customers",))] if customers else []
    files += [(orders, ("orders",))] if orders else []
    files += [(sent, ("sent",))] if sent else []
    with TemporaryDirectory(prefix="dangol-") as folder, _clean(connection):
        reading = _Reading(connection, Path(folder), zone, progress or (lambda _name, _share: None))
        for path, kinds in files:
            reading.stage_file(path, kinds)
        _check_mix(connection, {kind for kind, _ in reading.staged})
        notes = reading.add_all()
        for path, _ in files:
            reading.progress(path.name, 1.0)
    return _report(connection, notes)


def read_sent(connection: duckdb.DuckDBPyConnection, path: Path, timezone: str) -> int:
    """Add the messages of a file to what was sent already; says how many the table ``sent`` holds then.

    ``timezone`` is the shop's, by name. Raises ``BadInput`` as ``read_files`` does; the tables are as before then.
    """
    read_files(connection, (), sent=path, timezone=timezone)
    return number(connection, "SELECT count(*) FROM sent")


@contextmanager
def _clean(connection: duckdb.DuckDBPyConnection) -> Iterator[None]:
    try:
        yield
    finally:
        tables = connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE temporary AND starts_with(table_name, $1)", [PREFIX]
        ).fetchall()
        for (table,) in tables:
            connection.execute(f"DROP TABLE temp.{table}")


def _check_mix(connection: duckdb.DuckDBPyConnection, kinds: set[Kind]) -> None:
    """A report of counts cannot be added up with conversations: they may be the same ones."""
    has_counts = "counts" in kinds or number(connection, "SELECT count(*) FROM tag_counts") > 0
    has_chats = (
        bool(kinds & {"conversations", "messages"}) or number(connection, "SELECT count(*) FROM conversations") > 0
    )
    if has_counts and has_chats:
        raise BadInput("import.counts_and_conversations")


def _report(connection: duckdb.DuckDBPyConnection, notes: Notes) -> ReadReport:
    chats, customers, orders, counts = (
        number(connection, f"SELECT count(*) FROM {table}")
        for table in ("conversations", "customers", "orders", "tag_counts")
    )
    return ReadReport(chats, customers, orders, notes.codes(), is_count_report=counts > 0 and chats == 0)
