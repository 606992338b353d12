"""What a tenant adds is found by that tenant and by nobody else, whatever happens in between."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from contextlib import closing

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from retrieval.library import Library
from retrieval.search import Query, Searcher

TENANTS = ("a", "b", "c", "가게", "a ")
WORDS = ("가나다 비법", "재입고 소식", "배송 사과")


class Owned:
    """What each tenant added; stands in for the database."""

    def __init__(self) -> None:
        self.libraries: dict[str, Library] = {}
        self._changes = 0

    def __call__(self, tenant: str) -> Library | None:
        return self.libraries.get(tenant)

    def put(self, tenant: str, *playbooks) -> None:
        self._changes += 1
        self.libraries[tenant] = Library({one.id: one for one in playbooks}, f"{tenant}-{self._changes}")


def ids(hits) -> list[str]:
    return [hit.playbook.id for hit in hits]


STEPS = st.lists(
    st.tuples(
        st.sampled_from(TENANTS),
        st.sampled_from(["put", "empty", "search", "rebuild"]),
        st.lists(st.sampled_from(WORDS), max_size=3),
    ),
    min_size=1,
    max_size=8,
)


@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(steps=STEPS)
def test_no_tenant_ever_sees_another_s(opened, toy, make, steps) -> None:
    own = Owned()
    with opened(toy) as store:
        searcher = Searcher(Library({"common": make("common", "재입고 소식")}, "test"), store, toy, own)
        for tenant, action, words in steps:
            if action == "put":
                own.put(tenant, *(make(f"{tenant}/{n}", said) for n, said in enumerate(words)))
            elif action == "empty":
                own.put(tenant)
            elif action == "rebuild":
                searcher.rebuild()
            for one in TENANTS:
                library = own(one)
                mine = set(library.playbooks) if library else set()
                for text in WORDS:
                    hits = searcher.search(Query(text), 99, tenant=one)
                    assert set(ids(hits)) == {"common", *mine}
                    assert {hit.playbook.id for hit in hits if hit.own} == mine
        assert ids(searcher.search(Query("가나다 비법"), 99)) == ["common"]


def test_what_a_tenant_adds_moves_no_score_of_the_common_library(opened, toy, make) -> None:
    common = Library({f"c{n}": make(f"c{n}", said) for n, said in enumerate(WORDS)}, "test")
    own = Owned()
    with opened(toy) as store:
        searcher = Searcher(common, store, toy, own)
        before = {hit.playbook.id: hit.score for hit in searcher.search(Query("재입고 알림"), 9, tenant="a")}
        own.put("a", *(make(f"own-{n}", "재입고 알림") for n in range(5)))
        after = {hit.playbook.id: hit.score for hit in searcher.search(Query("재입고 알림"), 9, tenant="a")}
        assert {identity: after[identity] for identity in before} == before


def test_an_own_playbook_that_says_it_better_comes_first_and_names_its_library(opened, toy, make) -> None:
    own = Owned()
    with opened(toy) as store:
        searcher = Searcher(Library({"common": make("common", "재입고 소식")}, "v1"), store, toy, own)
        own.put("a", make("mine", "가나다 비법"))
        first, second = searcher.search(Query("가나다 비법"), 9, tenant="a")
        assert (first.playbook.id, first.own, first.library_version) == ("mine", True, "a-1")
        assert (second.playbook.id, second.own, second.library_version) == ("common", False, "v1")
        assert searcher.playbook("mine", "a") is first.playbook
        assert searcher.playbook("mine", "b") is None
        assert searcher.playbook("common", "b") is second.playbook


def test_a_common_playbook_cannot_be_taken_over(opened, toy, make) -> None:
    own = Owned()
    with opened(toy) as store:
        common = make("common", "재입고 소식")
        searcher = Searcher(Library({"common": common}, "v1"), store, toy, own)
        own.put("a", make("common", "딴소리"))
        assert searcher.playbook("common", "a") is common


def test_a_tenant_that_was_put_aside_comes_back(opened, toy, make, monkeypatch) -> None:
    own = Owned()
    monkeypatch.setattr("retrieval.search.MOST_SHELVES", 2)
    with opened(toy) as store:
        searcher = Searcher(Library({"common": make("common", "재입고 소식")}, "v1"), store, toy, own)
        for tenant in TENANTS:
            own.put(tenant, make(f"own of {tenant}", "가나다 비법"))
        for tenant in (*TENANTS, *TENANTS):
            assert ids(searcher.search(Query("가나다 비법"), tenant=tenant)) == [f"own of {tenant}", "common"]
            rows = store.rows(tenant)
            assert store.near(toy.encode(["가나다 비법"])[0], rows)[:, 0].max() == pytest.approx(1.0, abs=1e-4)


def test_searches_go_on_while_a_tenant_changes_its_library(opened, toy, make, monkeypatch) -> None:
    """Threads that search and change at once: every answer is that of one library, whole."""
    own = Owned()
    monkeypatch.setattr("retrieval.search.MOST_SHELVES", 2)
    said = ["가나다 비법", "재입고 소식"]
    libraries = {size: tuple(make(f"{size}-{n}", said[n % 2]) for n in range(size)) for size in (1, 3, 4)}
    with (
        opened(toy) as store,
        closing(Searcher(Library({"common": make("common", "배송 사과")}, "v1"), store, toy, own)) as one,
    ):

        def change(tenant: str) -> None:
            for size in (1, 3, 4, 3, 1):
                own.put(tenant, *libraries[size])
                one.search(Query("가나다 비법"), 9, tenant=tenant)

        def ask(tenant: str) -> list[list[str]]:
            return [ids(one.search(Query("가나다 비법"), 9, tenant=tenant)) for _ in range(15)]

        with ThreadPoolExecutor(6) as threads:
            changes = [threads.submit(change, tenant) for tenant in ("a", "b")]
            answers = [threads.submit(ask, tenant) for tenant in ("a", "b", "a", "b")]
            [change.result() for change in changes]
            for hits in (hits for answer in answers for hits in answer.result()):
                mine = [hit for hit in hits if hit != "common"]
                assert {*mine} in [set(), *({playbook.id for playbook in some} for some in libraries.values())]
