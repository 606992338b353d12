"""Where is it kept? The SQL schema of all that outlives a run, and the one way to open it.

Migrations in ``agent/migrations`` make the tables; ``open_database`` brings an older file up to date.
"""

from __future__ import annotations

from datetime import UTC, datetime
from pathlib import Path

from sqlalchemy import DateTime, Engine, Index, Text, TypeDecorator, create_engine, event
from sqlalchemy.engine.interfaces import DBAPIConnection, Dialect
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column

from agent.errors import DangolError


class UtcDateTime(TypeDecorator[datetime]):
    """A moment in UTC; SQLite forgets zones, so they are put back on reading."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.astimezone(UTC) if value else None

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:  # noqa: ARG002
        return value.replace(tzinfo=UTC) if value and value.tzinfo is None else value


class Base(DeclarativeBase):
    type_annotation_map = {datetime: UtcDateTime}  # noqa: RUF012 - SQLAlchemy reads this class attribute


class CampaignRow(Base):
    """The newest state of a campaign; its content is in the version that ``version`` names."""

    __tablename__ = "campaigns"
    id: Mapped[str] = mapped_column(primary_key=True)
    tenant: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    status: Mapped[str]
    created_at: Mapped[datetime]
    updated_at: Mapped[datetime]
    counted_at: Mapped[datetime | None]  # NULL in what was saved before this was kept: then it is updated_at


class VersionRow(Base):
    """One content of a campaign, never changed after it was written."""

    __tablename__ = "campaign_versions"
    tenant: Mapped[str] = mapped_column(primary_key=True)
    campaign_id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int] = mapped_column(primary_key=True)
    content_hash: Mapped[str]
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class AuditRow(Base):
    """Who did what to a campaign, and when."""

    __tablename__ = "campaign_audit"
    __table_args__ = (Index("ix_campaign_audit_campaign", "tenant", "campaign_id"),)
    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    tenant: Mapped[str]
    campaign_id: Mapped[str]
    version: Mapped[int]
    action: Mapped[str]
    by: Mapped[str]
    at: Mapped[datetime]
    detail: Mapped[str | None] = mapped_column(Text)


class SnapshotRow(Base):
    """The signals that a suggestion was made from, by their hash."""

    __tablename__ = "signal_snapshots"
    tenant: Mapped[str] = mapped_column(primary_key=True)
    hash: Mapped[str] = mapped_column(primary_key=True)
    body: Mapped[str] = mapped_column(Text)
    created_at: Mapped[datetime]


class TagCorrectionRow(Base):
    """What a shop said that a tag of its own means; ``intent`` NULL: no topic."""

    __tablename__ = "tag_corrections"
    tenant: Mapped[str] = mapped_column(primary_key=True)
    tag: Mapped[str] = mapped_column(primary_key=True)
    intent: Mapped[str | None]
    at: Mapped[datetime]


class OwnPlaybookRow(Base):
    """A playbook that a shop added: its YAML as it was given; ``digest`` changes with the smallest change of it."""

    __tablename__ = "own_playbooks"
    tenant: Mapped[str] = mapped_column(primary_key=True)
    id: Mapped[str] = mapped_column(primary_key=True)
    version: Mapped[int]
    content: Mapped[str] = mapped_column(Text)
    digest: Mapped[str]
    added_at: Mapped[datetime]
    added_by: Mapped[str]


def open_database(url: str) -> Engine:
    """An engine on ``url`` whose tables are up to date; a SQLite file and its folder are made when missing.

    Raises ``DangolError`` when it cannot be opened: a broken file, a folder without leave to write, no server.
    """
    from alembic.util import CommandError  # noqa: PLC0415 - with the rest of Alembic, only when a database is opened

    try:
        engine = create_engine(url)
    except (SQLAlchemyError, ModuleNotFoundError) as error:
        raise DangolError("errors.database_unreachable", detail=str(error).splitlines()[0]) from error
    try:
        if engine.dialect.name == "sqlite":
            if engine.url.database and engine.url.database != ":memory:":
                Path(engine.url.database).parent.mkdir(parents=True, exist_ok=True)
            event.listen(engine, "connect", _sqlite_settings)
        migrate(engine)
    except (SQLAlchemyError, CommandError, OSError) as error:
        engine.dispose()
        cause = getattr(error, "orig", None) or error
        raise DangolError("errors.database_unreachable", detail=str(cause).splitlines()[0]) from error
    return engine


def _sqlite_settings(connection: DBAPIConnection, _record: object) -> None:
    cursor = connection.cursor()
    for pragma in ("foreign_keys=ON", "journal_mode=WAL", "synchronous=NORMAL", "busy_timeout=10000"):
        cursor.execute(f"PRAGMA {pragma}")
    cursor.close()


def migrate(engine: Engine) -> None:
    """Apply the migrations that this database has not seen; nothing happens when it has seen all."""
    from alembic import command  # noqa: PLC0415 - a third of a second that an up-to-date database should not pay
    from alembic.config import Config  # noqa: PLC0415
    from alembic.runtime.migration import MigrationContext  # noqa: PLC0415
    from alembic.script import ScriptDirectory  # noqa: PLC0415

    config = Config()
    config.set_main_option("script_location", "agent:migrations")
    head = ScriptDirectory.from_config(config).get_current_head()
    with engine.connect() as connection:
        if MigrationContext.configure(connection).get_current_revision() == head:
            return
    with engine.begin() as connection:
        if engine.dialect.name == "sqlite":
            # One process makes the tables, all or none; another that opens at the same moment waits and finds them.
            connection.exec_driver_sql("BEGIN IMMEDIATE")
        config.attributes["connection"] = connection
        command.upgrade(config, "head")
