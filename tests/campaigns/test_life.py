"""Draft, approved, active, stopped: who may go where, who did, and who comes second."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from datetime import UTC, datetime, timedelta
from threading import Barrier

import duckdb
import pytest
from sqlalchemy import Engine

from agent.campaigns.life import MOVES, AuditEntry, Overtaken, WrongMove, decided, earlier, person, require_move
from agent.campaigns.schema import Campaign, Draft, Status
from agent.campaigns.store import CampaignStore
from agent.errors import BadInput, NotFound
from agent.words import LOCALES, say

from .conftest import changed, draft_of, full_profile

AT = datetime(2026, 11, 1, 9, 0, tzinfo=UTC)
STATES: tuple[Status, ...] = ("draft", "approved", "active", "stopped")


@pytest.fixture(scope="module")
def draft(nobody: duckdb.DuckDBPyConnection) -> Draft:
    return draft_of(nobody, "winback", full_profile("ko"))


@pytest.fixture
def store(engine: Engine) -> CampaignStore:
    return CampaignStore(engine, "moon")


def _later(hours: int) -> datetime:
    return AT + timedelta(hours=hours)


def _saved(store: CampaignStore, draft: Draft) -> Campaign:
    return store.save([draft], by="dangol suggest", at=AT)[0]


def _approved(store: CampaignStore, seen: Campaign, content: Draft | None = None, at: datetime = AT) -> Campaign:
    return store.approve(seen, content or seen, by="하나", at=at, counted_at=at)


@pytest.mark.parametrize("to", STATES)
@pytest.mark.parametrize("status", STATES)
def test_only_these_moves_are_allowed_and_the_others_say_what_to_do(status: Status, to: Status) -> None:
    allowed = {("draft", "approved"), ("draft", "stopped"), ("approved", "active"), ("approved", "stopped"),
               ("active", "stopped"), ("stopped", "draft")}  # fmt: skip
    if (status, to) in allowed:
        require_move(status, to)
        return
    with pytest.raises(WrongMove) as caught:
        require_move(status, to)
    assert caught.value.status == 409
    told = [say(locale, caught.value.code, **caught.value.facts) for locale in LOCALES]
    assert [one.endswith(end) for one, end in zip(told, ("않았어요.", "ません。", "changed."), strict=True)] == [
        True
    ] * 3


def test_the_table_of_moves_names_every_status() -> None:
    assert set(MOVES) == set(STATES)


@pytest.mark.parametrize("name", [None, "", "   ", "가" * 61, "two\nlines", "bell\a"])
def test_a_decision_needs_somebody_s_name(name: str | None) -> None:
    with pytest.raises(BadInput):
        person(name)


def test_a_name_is_kept_without_the_space_around_it() -> None:
    assert person("  김하나 ") == "김하나"


def test_a_whole_life_is_kept_with_who_and_when(store: CampaignStore, draft: Draft) -> None:
    one = _saved(store, draft)
    assert one.decided == ()
    one = _approved(store, one, at=_later(1))
    one = store.move(one, "active", by="두리", at=_later(2))
    one = store.move(one, "stopped", by="세나", at=_later(3))
    one = store.move(one, "draft", by="하나", at=_later(4))
    assert [(c.status, c.by, c.at) for c in one.decided] == [
        ("approved", "하나", _later(1)),
        ("active", "두리", _later(2)),
        ("stopped", "세나", _later(3)),
        ("draft", "하나", _later(4)),
    ]
    assert (one.status, one.version, one.updated_at) == ("draft", 1, _later(4))
    assert store.get(one.id) == one
    assert store.all() == [one]
    assert [e.action for e in store.history(one.id)] == ["created", "approved", "active", "stopped", "draft"]


def test_a_move_that_is_not_allowed_changes_nothing(store: CampaignStore, draft: Draft) -> None:
    one = _saved(store, draft)
    with pytest.raises(WrongMove):
        store.move(one, "active", by="하나", at=_later(1))
    assert store.get(one.id) == one
    assert len(store.history(one.id)) == 1


def test_approving_another_count_approves_a_new_version(store: CampaignStore, draft: Draft) -> None:
    one = _saved(store, draft)
    other = changed(draft, audience__matched=150, audience__reached=150, audience__by_channel={"brand_message": 150})
    done = _approved(store, one, other, at=_later(1))
    assert (done.version, done.status, done.audience.reached) == (2, "approved", 150)
    assert [(e.version, e.action) for e in store.history(one.id)] == [(1, "created"), (2, "recounted"), (2, "approved")]
    assert store.counted_at(one.id) == _later(1)


def test_approving_what_was_seen_keeps_its_version(store: CampaignStore, draft: Draft) -> None:
    one = _saved(store, draft)
    assert _approved(store, one).version == 1


def test_a_change_leaves_what_runs_running_and_says_so(store: CampaignStore, draft: Draft) -> None:
    one = store.move(_approved(store, _saved(store, draft)), "active", by="하나", at=_later(1))
    [two] = store.save([changed(draft, name="다른 이름")], by="dangol suggest", at=_later(2))
    assert (two.version, two.status, two.decided) == (2, "draft", ())
    assert store.earlier() == {one.id: AuditEntry(1, "active", "하나", _later(1), None)}
    two = _approved(store, two, at=_later(3))
    assert store.earlier()[one.id].version == 1, "the old one runs until the new one is switched on"
    store.move(two, "active", by="하나", at=_later(4))
    assert store.earlier() == {}
    assert [(e.version, e.action) for e in store.history(one.id)][-2:] == [(2, "active"), (1, "replaced")]


def test_what_is_on_is_the_content_that_was_switched_on(store: CampaignStore, draft: Draft) -> None:
    one = _saved(store, draft)
    assert store.running() == {}
    store.move(_approved(store, one), "active", by="하나", at=_later(1))
    store.save([changed(draft, name="다른 이름")], by="dangol suggest", at=_later(2))
    assert store.running() == {one.id: draft}
    store.move(store.get(one.id), "stopped", by="하나", at=_later(3))
    assert store.running() == {}


def test_stopping_stops_the_older_version_too(store: CampaignStore, draft: Draft) -> None:
    one = store.move(_approved(store, _saved(store, draft)), "active", by="하나", at=_later(1))
    [two] = store.save([changed(draft, name="다른 이름")], by="dangol suggest", at=_later(2))
    store.move(two, "stopped", by="두리", at=_later(3))
    assert store.earlier() == {}
    assert [(e.version, e.action, e.by) for e in store.history(one.id)][-2:] == [
        (2, "stopped", "두리"),
        (1, "stopped", "두리"),
    ]


def test_an_approved_version_that_was_changed_is_told_of_until_the_next_is_approved(
    store: CampaignStore, draft: Draft
) -> None:
    one = _approved(store, _saved(store, draft))
    [two] = store.save([changed(draft, name="다른 이름")], by="dangol suggest", at=_later(2))
    assert store.earlier()[one.id].action == "approved"
    _approved(store, two)
    assert store.earlier() == {}


def test_what_runs_is_told_before_what_was_only_approved() -> None:
    steps = ((1, "created"), (1, "approved"), (1, "active"), (2, "changed"), (2, "approved"), (3, "changed"))
    entries = [AuditEntry(version, action, "하나", AT, None) for version, action in steps]
    found = earlier(entries, 3)
    assert found is not None
    assert (found.version, found.action) == (1, "active")
    assert [change.status for change in decided(entries, 2)] == ["approved"]


def test_another_tenant_can_decide_nothing(engine: Engine, store: CampaignStore, draft: Draft) -> None:
    one = _saved(store, draft)
    stranger = CampaignStore(engine, "sun")
    with pytest.raises(NotFound):
        stranger.move(one, "stopped", by="x", at=AT)
    with pytest.raises(NotFound):
        stranger.approve(one, one, by="x", at=AT, counted_at=AT)
    assert store.get(one.id) == one
    assert stranger.earlier() == {}


def test_who_looked_before_a_change_is_told(store: CampaignStore, draft: Draft) -> None:
    seen = _saved(store, draft)
    store.save([changed(draft, name="다른 이름")], by="dangol suggest", at=_later(1))
    with pytest.raises(Overtaken):
        _approved(store, seen)
    now = store.get(seen.id)
    assert (now.version, now.status, now.name) == (2, "draft", "다른 이름")
    assert [e.action for e in store.history(seen.id)] == ["created", "changed"]


def _at_once(*works: Callable[[], Campaign]) -> list[Campaign | Overtaken]:
    """Run ``works`` side by side; the campaign that each made of it, or that it was told to look again."""
    together = Barrier(len(works))

    def one(work: Callable[[], Campaign]) -> Campaign | Overtaken:
        together.wait(timeout=20)
        try:
            return work()
        except Overtaken as told:
            return told

    with ThreadPoolExecutor(len(works)) as pool:
        return list(pool.map(one, works))


@pytest.mark.parametrize("number", range(4))
def test_of_two_that_decide_at_once_one_wins_and_the_other_is_told(engine: Engine, draft: Draft, number: int) -> None:
    store = CampaignStore(engine, f"moon-{number}")
    seen = _saved(store, draft)
    results = _at_once(
        lambda: store.approve(seen, seen, by="하나", at=_later(1), counted_at=AT),
        lambda: store.move(seen, "stopped", by="두리", at=_later(1)),
        lambda: store.approve(seen, changed(draft, name="센 뒤"), by="세나", at=_later(1), counted_at=AT),
        lambda: store.move(seen, "stopped", by="네오", at=_later(1)),
    )
    winners = [one for one in results if isinstance(one, Campaign)]
    assert len(winners) == 1
    assert store.get(seen.id) == winners[0]
    decisions = [e for e in store.history(seen.id) if e.action in ("approved", "stopped")]
    assert [(e.action, e.by) for e in decisions] == [(winners[0].status, winners[0].decided[0].by)]


def test_a_new_draft_and_an_approval_at_once_lose_neither(engine: Engine, draft: Draft) -> None:
    store = CampaignStore(engine, "moon")
    seen = _saved(store, draft)
    _at_once(
        lambda: store.approve(seen, seen, by="하나", at=_later(1), counted_at=AT),
        lambda: store.save([changed(draft, name="다른 이름")], by="dangol suggest", at=_later(1))[0],
    )
    now, actions = store.get(seen.id), [e.action for e in store.history(seen.id)]
    assert (now.version, now.status, now.name) == (2, "draft", "다른 이름"), "what was not seen is never approved"
    assert actions in (["created", "changed"], ["created", "approved", "changed"])


def test_what_was_stopped_stays_stopped_when_it_is_read_otherwise(store: CampaignStore, draft: Draft) -> None:
    [one] = store.save([draft], by="suggest", at=AT)
    store.move(one, "stopped", by="하나", at=_later(1))
    assert store.stopped() == {one.id}
    [again] = store.save([draft.model_copy(update={"why": "다른 까닭"})], by="suggest", at=_later(2))
    assert (again.version, again.status) == (2, "stopped")
    store.move(again, "draft", by="하나", at=_later(3))
    assert store.stopped() == frozenset()
