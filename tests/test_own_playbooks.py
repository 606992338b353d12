"""A shop's own playbooks in the database: all or none, one stamp for one content, and never another tenant's."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime
from pathlib import Path

import pytest
from sqlalchemy import Engine, event

from agent.errors import BadInput, NotFound
from agent.own_playbooks import MOST, MOST_TENANTS, Outdated, OwnLibraries, OwnPlaybooks
from retrieval.library import Library, WrongPlaybook, load_library

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
DOCS = Path(__file__).parents[1] / "docs" / "playbooks.md"
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)[0]


def text(identity: str = "my_repair_care", version: int = 1, more: str = "") -> bytes:
    """The example of the documentation under another id and version."""
    changed = EXAMPLE.replace("id: my_repair_care", f"id: {identity}").replace("version: 1", f"version: {version}")
    return (changed + more).encode()


def put(own: OwnPlaybooks, *contents: bytes, replace: bool = False) -> dict[str, str]:
    named = {f"{number}.yaml": content for number, content in enumerate(contents)}
    return dict(own.put(named, at=AT, by="owner", replace=replace))


@pytest.fixture
def moon(engine: Engine) -> OwnPlaybooks:
    return OwnPlaybooks(engine, "moon")


@pytest.fixture
def star(engine: Engine) -> OwnPlaybooks:
    return OwnPlaybooks(engine, "star")


def test_what_comes_back_is_what_was_given(moon: OwnPlaybooks) -> None:
    content = text(more="# 메모: 그대로 남아요\n")
    assert put(moon, content) == {"my_repair_care": "added"}
    [row] = moon.rows()
    assert (row.id, row.version, row.added_at, row.added_by) == ("my_repair_care", 1, AT, "owner")
    assert row.content == content.decode()
    assert moon.library().playbooks == {"my_repair_care": row.playbook}


def test_the_same_again_changes_nothing(moon: OwnPlaybooks) -> None:
    put(moon, text())
    before = moon.stamp()
    assert put(moon, text()) == {"my_repair_care": "unchanged"}
    assert moon.stamp() == before


def test_other_content_needs_a_higher_version(moon: OwnPlaybooks) -> None:
    put(moon, text(version=2))
    for version in (1, 2):
        with pytest.raises(Outdated) as caught:
            put(moon, text(version=version, more="# other\n"))
        assert caught.value.facts == {"id": "my_repair_care", "version": 2, "next": 3}
    assert put(moon, text(version=1, more="# other\n"), replace=True) == {"my_repair_care": "changed"}
    assert put(moon, text(version=3)) == {"my_repair_care": "changed"}
    assert [row.version for row in moon.rows()] == [3]


@pytest.mark.parametrize("second", [b"id: [", text("my_repair_care", more="# other\n")])
def test_all_are_saved_or_none(moon: OwnPlaybooks, second: bytes) -> None:
    put(moon, text())
    with pytest.raises((WrongPlaybook, Outdated)):
        put(moon, text("my_second"), second)
    assert [row.id for row in moon.rows()] == ["my_repair_care"]


def test_there_is_a_most(moon: OwnPlaybooks, star: OwnPlaybooks) -> None:
    put(moon, *(text(f"my_{number}") for number in range(MOST)))
    with pytest.raises(BadInput) as caught:
        put(moon, text("one_more"))
    assert caught.value.facts == {"count": MOST + 1, "limit": MOST}
    assert len(moon.rows()) == MOST
    assert put(star, text("one_more")) == {"one_more": "added"}


def test_removing(moon: OwnPlaybooks) -> None:
    put(moon, text())
    moon.remove("my_repair_care")
    assert moon.rows() == []
    with pytest.raises(NotFound):
        moon.remove("my_repair_care")


def test_a_tenant_never_sees_another_s(moon: OwnPlaybooks, star: OwnPlaybooks, engine: Engine) -> None:
    empty = star.stamp()
    put(moon, text())
    assert (star.rows(), star.library().playbooks, star.stamp()) == ([], {}, empty)
    with pytest.raises(NotFound):
        star.remove("my_repair_care")
    put(star, text(more="# theirs\n"))
    star.remove("my_repair_care")
    assert [row.content for row in moon.rows()] == [text().decode()]
    for odd in ("", "moon' OR '1'='1", "%", "MOON"):
        assert OwnPlaybooks(engine, odd).rows() == []


def test_every_statement_names_the_tenant(moon: OwnPlaybooks, engine: Engine) -> None:
    seen: list[str] = []

    @event.listens_for(engine, "before_cursor_execute")
    def listen(_connection, _cursor, statement, _parameters, _context, _many) -> None:  # type: ignore[no-untyped-def]
        seen.append(statement)

    put(moon, text())
    put(moon, text(version=2))
    moon.rows(), moon.stamp(), moon.remove("my_repair_care")
    assert len(seen) > 6
    assert [statement for statement in seen if "tenant" not in statement] == []


def test_the_stamp_is_the_library_s_version_and_changes_with_any_change(moon: OwnPlaybooks) -> None:
    stamps = []
    for change in (
        lambda: None,
        lambda: put(moon, text()),
        lambda: put(moon, text(more="# a remark\n"), replace=True),
        lambda: put(moon, text("my_second")),
        lambda: moon.remove("my_repair_care"),
    ):
        change()
        assert moon.stamp() == moon.library().version
        stamps.append(moon.stamp())
    assert len(set(stamps)) == len(stamps)


def test_the_stamp_is_one_query(moon: OwnPlaybooks, engine: Engine) -> None:
    put(moon, text())
    seen: list[str] = []
    event.listen(engine, "before_cursor_execute", lambda *facts: seen.append(facts[2]))
    moon.stamp()
    assert len(seen) == 1
    assert "content" not in seen[0]


def test_two_at_once_leave_one(engine: Engine) -> None:
    def add(number: int) -> dict[str, str]:
        return put(OwnPlaybooks(engine, "moon"), text())

    with ThreadPoolExecutor(4) as threads:
        states = [next(iter(state.values())) for state in threads.map(add, range(8))]
    assert states.count("added") == 1
    assert len(OwnPlaybooks(engine, "moon").rows()) == 1


def test_libraries_are_read_again_only_when_they_changed(moon: OwnPlaybooks, engine: Engine) -> None:
    own = OwnLibraries(engine, Library({}, ""))
    assert own("moon") is None
    put(moon, text())
    first = own("moon")
    assert first is not None
    assert own("moon") is first
    put(moon, text("my_second"))
    second = own("moon")
    assert second is not None
    assert set(second.playbooks) == {"my_repair_care", "my_second"}
    assert own("star") is None
    moon.remove("my_repair_care")
    moon.remove("my_second")
    assert own("moon") is None


def test_many_tenants_do_not_pile_up(engine: Engine) -> None:
    own = OwnLibraries(engine, Library({}, ""))
    put(OwnPlaybooks(engine, "t0"), text())
    first = own("t0")
    for number in range(1, MOST_TENANTS + 1):
        own(f"t{number}")
    again = own("t0")
    assert again == first
    assert again is not first


def test_an_id_that_the_common_library_took_is_not_offered(moon: OwnPlaybooks, engine: Engine) -> None:
    put(moon, text(), text("my_second"))
    own = OwnLibraries(engine, Library({"my_repair_care": load_library().playbooks["winback"]}, "later"))("moon")
    assert own is not None
    assert set(own.playbooks) == {"my_second"}


def test_what_no_longer_fits_the_format_is_kept_and_left_out(moon: OwnPlaybooks, engine: Engine) -> None:
    put(moon, text(), text("my_second"))
    with engine.begin() as connection:
        connection.exec_driver_sql("UPDATE own_playbooks SET content = 'id: old' WHERE id = 'my_second'")
    assert [(row.id, row.playbook is None) for row in moon.rows()] == [("my_repair_care", False), ("my_second", True)]
    assert set(moon.library().playbooks) == {"my_repair_care"}
