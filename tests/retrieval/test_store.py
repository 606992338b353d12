"""What holds for the store wherever Chroma runs: each test runs on a folder and on a server."""

from __future__ import annotations

import numpy as np
import pytest

from retrieval.playbook import phrases


def test_the_second_sync_writes_nothing(opened, toy, make, shelf) -> None:
    playbooks = shelf(make("one", "재입고 소식"), make("two", "배송 사과"))
    with opened(toy) as store:
        assert store.sync(playbooks) == sum(len(phrases(one)) for one in playbooks.values())
        assert store.sync(playbooks) == 0
    with opened(toy) as store:
        assert store.sync(playbooks) == 0


def test_only_what_changed_is_encoded_again(opened, toy, make, near, shelf) -> None:
    one, two = make("one", "재입고 소식"), make("two", "배송 사과")
    with opened(toy) as store:
        store.sync(shelf(one, two))
        asks = two.asks.model_copy(update={"en": (*two.asks.en, "a new wish")})
        toy.asked.clear()
        assert store.sync(shelf(one, two.model_copy(update={"asks": asks}))) == 1
        assert toy.asked.count("a new wish") == 1
        assert len(set(toy.asked)) <= 2, "besides the new phrase only one, to prove the index, may be encoded"
        assert near(store, toy, "a new wish")["two"] == 1.0


def test_the_centre_moves_with_the_phrases(opened, toy, make, shelf) -> None:
    one = make("one", "재입고 소식")
    with opened(toy) as store:
        store.sync(shelf(one))
        asks = one.asks.model_copy(update={"en": ("something else", "entirely", "new")})
        changed = one.model_copy(update={"asks": asks})
        rows = store.load(shelf(changed))
        vectors = toy.encode([text for _, text in phrases(changed)])
        centre = vectors.sum(axis=0) / np.linalg.norm(vectors.sum(axis=0))
        query = toy.encode(["무엇이든"])[0]
        nearest = float((vectors @ query).max())
        assert store.near(query, rows)[0] == pytest.approx([nearest, float(query @ centre)], abs=1e-5)


def test_what_was_deleted_is_gone(opened, toy, make, near, shelf) -> None:
    one, two = make("one", "재입고 소식"), make("two", "배송 사과")
    with opened(toy) as store:
        store.sync(shelf(one, two))
        assert store.sync(shelf(two)) == 0
        assert set(near(store, toy, "재입고 소식")) == {"two"}
        store.sync({})
        assert near(store, toy, "재입고 소식") == {}


def test_another_encoder_makes_other_vectors(opened, toy, make, shelf) -> None:
    playbooks = shelf(make("one", "재입고 소식"))
    with opened(toy) as store:
        store.sync(playbooks)
    toy.name = "another"
    with opened(toy) as store:
        assert store.sync(playbooks) == len(phrases(playbooks["one"]))


def test_a_tenant_finds_its_own_beside_the_common_and_never_another_s(opened, toy, make, near, shelf) -> None:
    with opened(toy) as store:
        store.sync(shelf(make("common", "재입고 소식")))
        store.sync(shelf(make("secret-a", "가나다 비법")), "a")
        store.sync(shelf(make("secret-b", "가나다 비법")), "b")
        assert near(store, toy, "가나다 비법", "a")["secret-a"] == 1.0
        assert set(near(store, toy, "가나다 비법", "a")) == {"secret-a"}
        assert set(near(store, toy, "가나다 비법", "b")) == {"secret-b"}
        assert set(near(store, toy, "가나다 비법")) == {"common"}
        assert set(near(store, toy, "가나다 비법", "c")) == set()


@pytest.mark.parametrize("tenant", ["", "common", "../..", "가게", "a" * 600, "playbooks-common"])
def test_a_tenant_may_be_called_anything(opened, toy, make, tenant: str, near, shelf) -> None:
    with opened(toy) as store:
        store.sync(shelf(make("common", "재입고 소식")))
        store.sync(shelf(make("own", "가나다 비법")), tenant)
        assert set(near(store, toy, "가나다 비법", tenant)) == {"own"}
        assert set(near(store, toy, "가나다 비법")) == {"common"}


def test_rebuilding_keeps_every_collection(opened, toy, make, near, shelf) -> None:
    with opened(toy) as store:
        store.sync(shelf(make("common", "재입고 소식")))
        store.sync(shelf(make("own", "가나다 비법")), "a")
        before = near(store, toy, "비법", "a")
        assert store.rebuild() > 0
        assert near(store, toy, "비법", "a") == before
        assert set(near(store, toy, "비법", "b")) == set()


def test_more_than_one_batch_is_written(opened, toy, make, near, shelf, monkeypatch) -> None:
    playbooks = shelf(*(make(f"p{number}", f"{number}번째 방법 {chr(0xAC00 + 97 * number)}") for number in range(30)))
    with opened(toy) as store:
        monkeypatch.setattr(type(store), "MOST_AT_ONCE", 50)
        assert store.sync(playbooks) == sum(len(phrases(one)) for one in playbooks.values())
        assert near(store, toy, "17번째 방법 " + chr(0xAC00 + 97 * 17))["p17"] == 1.0
        assert store.sync({}) == 0


def test_what_is_forgotten_is_found_again_without_writing(opened, toy, make, near, shelf) -> None:
    own = shelf(make("own", "가나다 비법"))
    with opened(toy) as store:
        store.sync(own, "a")
        store.forget("a")
        assert near(store, toy, "가나다 비법", "a") == {}
        assert store.sync(own, "a") == 0
        assert near(store, toy, "가나다 비법", "a")["own"] == 1.0


def test_a_playbook_none_of_whose_phrases_is_found_counts_as_near_as_its_centre(opened, toy, make, shelf) -> None:
    far = make("far", "xyzzy plugh")
    playbooks = shelf(*(make(f"p{number}", f"재입고 소식 {number}") for number in range(12)), far)
    with opened(toy) as store:
        rows = store.load(playbooks)
        query = toy.encode(["재입고 소식"])[0]
        nearest, centre = store.near(query, rows).T
        assert nearest[-1] == pytest.approx(centre[-1])
        assert nearest[-1] == nearest.min()
        assert centre[-1] < centre[3]


def test_centres_stand_in_the_order_of_the_playbooks(opened, toy, make, shelf) -> None:
    playbooks = shelf(make("z", "재입고 소식"), make("a", "배송 사과"))
    with opened(toy) as store:
        rows = store.load(playbooks)
        for row, playbook in zip(rows.centres, playbooks.values(), strict=True):
            total = toy.encode([text for _, text in phrases(playbook)]).sum(axis=0)
            assert row == pytest.approx(total / np.linalg.norm(total), abs=1e-5)
        assert store.load({}, "nobody").centres.shape == (0, toy.dimensions)
        assert store.rows("somebody else") is None


def test_a_collection_holds_its_tenant_s_playbooks_and_no_other(opened, toy, make, shelf) -> None:
    with opened(toy) as store:
        for tenant in (None, "a", "b"):
            store.sync(shelf(make(f"of {tenant}", "가나다 비법")), tenant)
        for tenant in (None, "a", "b"):
            kept = store.rows(tenant).collection.get(include=["metadatas"])["metadatas"]
            assert {one["playbook"] for one in kept} == {f"of {tenant}"}
