"""Saved once, versioned, audited, and never another tenant's."""

from __future__ import annotations

import multiprocessing
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import duckdb
import pytest
from sqlalchemy import Engine, event, text
from sqlalchemy.exc import StatementError

from agent.campaigns.schema import Draft
from agent.campaigns.store import CampaignStore, campaign_id, content_hash
from agent.database import open_database
from agent.errors import NotFound

from .conftest import changed, draft_of, full_profile

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
LATER = AT + timedelta(days=1)


@pytest.fixture(scope="module")
def draft(nobody: duckdb.DuckDBPyConnection) -> Draft:
    return draft_of(nobody, "winback", full_profile("ko"))


@pytest.fixture
def store(engine: Engine) -> CampaignStore:
    return CampaignStore(engine, "moon")


def test_what_comes_back_is_what_was_saved(store: CampaignStore, draft: Draft) -> None:
    [saved] = store.save([draft], by="owner", at=AT)
    assert (saved.version, saved.status, saved.created_at, saved.updated_at) == (1, "draft", AT, AT)
    assert saved.id == campaign_id("moon", draft.shop, draft.proof.finding, draft.provenance.playbook_id)
    assert store.get(saved.id) == saved
    assert {name: getattr(saved, name) for name in Draft.model_fields} == dict(draft)


def test_saving_twice_saves_once(store: CampaignStore, draft: Draft) -> None:
    [first] = store.save([draft], by="owner", at=AT)
    [again] = store.save([draft], by="owner", at=LATER)
    assert again == first
    assert [entry.action for entry in store.history(first.id)] == ["created"]
    assert store.all() == [first]


def test_saving_again_only_renews_the_count(store: CampaignStore, draft: Draft) -> None:
    [first] = store.save([draft], by="owner", at=AT)
    assert store.counted_at(first.id) == AT
    store.save([draft], by="owner", at=LATER)
    assert store.counted_at(first.id) == LATER
    assert store.get(first.id).updated_at == AT


def test_a_later_start_is_the_same_content(store: CampaignStore, draft: Draft) -> None:
    moved = changed(draft, entry__start_at="2026-12-24T09:00:00")
    assert content_hash(moved) == content_hash(draft)
    store.save([draft], by="owner", at=AT)
    assert store.save([moved], by="owner", at=LATER)[0].version == 1


def test_other_words_make_a_new_version_and_keep_the_old(store: CampaignStore, engine: Engine, draft: Draft) -> None:
    [first] = store.save([draft], by="owner", at=AT)
    other = changed(draft, steps__0__variants__0__body="(광고) 새 문구예요, 손님.")
    [second] = store.save([other], by="helper", at=LATER)
    assert (second.id, second.version, second.updated_at) == (first.id, 2, LATER)
    assert second.steps[0].variants[0].body == "(광고) 새 문구예요, 손님."
    entries = [(entry.version, entry.action, entry.by, entry.at) for entry in store.history(first.id)]
    assert entries == [(1, "created", "owner", AT), (2, "changed", "helper", LATER)]
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM campaign_versions")) == 2


def test_a_changed_campaign_must_be_approved_again(store: CampaignStore, engine: Engine, draft: Draft) -> None:
    store.save([draft], by="owner", at=AT)
    with engine.begin() as connection:
        connection.execute(text("UPDATE campaigns SET status = 'approved'"))
    assert store.save([draft], by="owner", at=LATER)[0].status == "approved"
    assert store.save([changed(draft, name="다른 이름")], by="owner", at=LATER)[0].status == "draft"


def test_another_tenant_has_none_of_it(engine: Engine, draft: Draft) -> None:
    mine, theirs = CampaignStore(engine, "moon"), CampaignStore(engine, "sun")
    [saved] = mine.save([draft], by="owner", at=AT)
    with pytest.raises(NotFound) as caught:
        theirs.get(saved.id)
    assert (caught.value.code, caught.value.facts) == ("errors.campaign_missing", {"id": saved.id})
    assert theirs.all() == []
    assert theirs.history(saved.id) == []
    [other] = theirs.save([draft], by="owner", at=AT)
    assert other.id != saved.id
    assert [one.id for one in mine.all()] == [saved.id]


def test_ids_do_not_collide_where_names_run_together() -> None:
    assert campaign_id("a", "shop", "b", "p") != campaign_id("a|", "shop", "b", "p")
    assert (
        len({campaign_id("a", None, "b", "p"), campaign_id("a", "s", "b", "p"), campaign_id("a", "s", "c", "p")}) == 3
    )
    assert campaign_id("a", None, "b", "p") == campaign_id("a", "", "b", "p")


def test_all_or_nothing(store: CampaignStore, draft: Draft) -> None:
    proof = draft.proof.model_copy(update={"finding": "another"})
    second = draft.model_copy(update={"proof": proof})
    [kept] = store.save([draft], by="owner", at=AT)
    with pytest.raises(StatementError):
        store.save([changed(draft, name="새 이름"), second], by=None, at=LATER)  # type: ignore[arg-type]
    assert store.all() == [kept]
    assert len(store.history(kept.id)) == 1


def test_the_newest_comes_first(store: CampaignStore, draft: Draft) -> None:
    proof = draft.proof.model_copy(update={"finding": "another"})
    [old] = store.save([draft], by="owner", at=AT)
    [new] = store.save([draft.model_copy(update={"proof": proof})], by="owner", at=LATER)
    assert [one.id for one in store.all()] == [new.id, old.id]


def test_a_snapshot_is_kept_once_for_each_tenant(engine: Engine, store: CampaignStore) -> None:
    for name in ("moon", "moon", "sun"):
        CampaignStore(engine, name).save([], by="t", at=AT, snapshot=("abc", "{}"))
    with engine.connect() as connection:
        assert connection.scalar(text("SELECT count(*) FROM signal_snapshots")) == 2


def test_who_is_overtaken_between_look_and_write_finds_what_is_there(
    store: CampaignStore, engine: Engine, tmp_path: Path, draft: Draft
) -> None:
    other = open_database(f"sqlite:///{tmp_path / 'dangol.db'}")

    @event.listens_for(engine, "before_cursor_execute")
    def overtake(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        if statement.startswith("INSERT") and not CampaignStore(other, "moon").all():
            CampaignStore(other, "moon").save([draft], by="faster", at=AT)

    [saved] = store.save([draft], by="slower", at=LATER)
    other.dispose()
    assert (saved.version, saved.created_at) == (1, AT)
    assert [entry.by for entry in store.history(saved.id)] == ["faster"]


def _save_in_a_process(url: str, drafts: list[str], barrier: Any) -> None:
    parsed = [Draft.model_validate_json(one) for one in drafts]
    barrier.wait(timeout=20)
    engine = open_database(url)
    CampaignStore(engine, "moon").save(parsed, by="owner", at=AT)
    engine.dispose()


def test_processes_that_save_at_once_end_with_one_version(tmp_path: Path, draft: Draft) -> None:
    """Also the very first ones, which find no database yet."""
    url = f"sqlite:///{tmp_path / 'new' / 'dangol.db'}"
    other = draft.model_copy(update={"proof": draft.proof.model_copy(update={"finding": "another"})})
    bodies = [one.model_dump_json(by_alias=True) for one in (draft, other)]
    spawn = multiprocessing.get_context("fork")
    barrier = spawn.Barrier(3)
    workers = [spawn.Process(target=_save_in_a_process, args=(url, bodies, barrier)) for _ in range(3)]
    for worker in workers:
        worker.start()
    for worker in workers:
        worker.join(timeout=30)
    assert [worker.exitcode for worker in workers] == [0, 0, 0]
    engine = open_database(url)
    store = CampaignStore(engine, "moon")
    saved = store.all()
    assert sorted(one.version for one in saved) == [1, 1]
    assert [len(store.history(one.id)) for one in saved] == [1, 1]
    engine.dispose()
