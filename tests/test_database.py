"""Opening the database: new, old, broken, and as its models say."""

from __future__ import annotations

import sqlite3
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from sqlalchemy import inspect, select
from sqlalchemy.orm import Session

from agent.database import Base, TagCorrectionRow, open_database
from agent.errors import DangolError
from agent.settings import Settings


def tables(path: Path) -> set[str]:
    with sqlite3.connect(path) as connection:
        names = {row[0] for row in connection.execute("SELECT name FROM sqlite_master WHERE type = 'table'")}
    connection.close()
    return names - {"sqlite_sequence"}


def test_a_new_file_gets_its_folder_and_its_tables(tmp_path: Path) -> None:
    path = tmp_path / "a" / "b" / "dangol.db"
    open_database(f"sqlite:///{path}").dispose()
    assert tables(path) == {*Base.metadata.tables, "alembic_version"}


def test_the_last_migration_is_what_the_models_say(tmp_path: Path) -> None:
    engine = open_database(f"sqlite:///{tmp_path / 'dangol.db'}")
    with engine.connect() as connection:
        assert compare_metadata(MigrationContext.configure(connection), Base.metadata) == []
    engine.dispose()


def test_an_empty_older_file_is_brought_up_to_date(tmp_path: Path) -> None:
    path = tmp_path / "dangol.db"
    path.touch()
    open_database(f"sqlite:///{path}").dispose()
    assert set(Base.metadata.tables) <= tables(path)


def test_opening_again_changes_nothing(tmp_path: Path) -> None:
    path = tmp_path / "dangol.db"
    at = datetime(2026, 11, 1, 18, 0, tzinfo=timezone(timedelta(hours=9)))
    for _ in range(2):
        engine = open_database(f"sqlite:///{path}")
        with Session(engine) as session, session.begin():
            session.merge(TagCorrectionRow(tenant="moon", tag="사이즈", intent=None, at=at))
        engine.dispose()
    engine = open_database(f"sqlite:///{path}")
    with Session(engine) as session:
        [row] = session.scalars(select(TagCorrectionRow))
        assert (row.at, row.at.tzinfo) == (at, UTC)
    engine.dispose()


def test_a_migration_that_fails_leaves_nothing_behind(tmp_path: Path) -> None:
    path = tmp_path / "dangol.db"
    with sqlite3.connect(path) as connection:
        connection.execute("CREATE TABLE tag_corrections (tenant TEXT)")  # in the way of the last table
    connection.close()
    with pytest.raises(DangolError):
        open_database(f"sqlite:///{path}")
    assert tables(path) == {"tag_corrections"}


def test_memory_needs_no_folder() -> None:
    engine = open_database("sqlite:///:memory:")
    assert set(Base.metadata.tables) <= set(inspect(engine).get_table_names())
    engine.dispose()


@pytest.mark.parametrize("content", [b"this is not a database " * 200, b"SQLite format 3\0" + b"\xff" * 5000])
def test_a_broken_file_is_told_and_left_as_it_is(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "dangol.db"
    path.write_bytes(content)
    with pytest.raises(DangolError) as caught:
        open_database(f"sqlite:///{path}")
    assert caught.value.code == "errors.database_unreachable"
    assert caught.value.facts["detail"]
    assert path.read_bytes() == content


def test_a_folder_that_cannot_be_made_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").touch()
    with pytest.raises(DangolError) as caught:
        open_database(f"sqlite:///{tmp_path / 'file' / 'dangol.db'}")
    assert caught.value.code == "errors.database_unreachable"


def test_settings_put_everything_into_one_folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_HOME", str(tmp_path))
    monkeypatch.setenv("DANGOL_API_KEYS", '{"moon": "a long secret"}')
    monkeypatch.delenv("DANGOL_DATABASE_URL", raising=False)
    settings = Settings()
    assert settings.database == f"sqlite:///{tmp_path / 'dangol.db'}"
    assert settings.index == tmp_path / "playbooks"
    assert settings.api_keys["moon"].get_secret_value() == "a long secret"
    assert "a long secret" not in repr(settings)


def test_a_database_of_its_own_wins_over_the_folder(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_DATABASE_URL", "postgresql://db.example.com/dangol")
    assert Settings().database == "postgresql://db.example.com/dangol"
