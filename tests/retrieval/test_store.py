from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest

from retrieval.embedding import Encoder, SentenceEncoder
from retrieval.errors import IndexBusy
from retrieval.library import Library
from retrieval.playbook import Playbook, phrases
from retrieval.store import PlaybookStore, owned_store
from retrieval.vectors import encode_phrases

REPOSITORY = Path(__file__).parents[2]
KILLS = 3


def near(store: PlaybookStore, encoder: Encoder, text: str, tenant: str | None = None) -> dict[str, float]:
    found = store.similarities(encoder.encode([text])[0], tenant)
    return {identity: round(one.nearest, 3) for identity, one in found.items()}


def shelf(*playbooks: Playbook) -> dict[str, Playbook]:
    return {playbook.id: playbook for playbook in playbooks}


def test_the_second_sync_writes_nothing(tmp_path, toy, make) -> None:
    playbooks = shelf(make("one", "재입고 소식"), make("two", "배송 사과"))
    with owned_store(tmp_path, toy) as store:
        assert store.sync(playbooks) == sum(len(phrases(one)) for one in playbooks.values())
        assert store.sync(playbooks) == 0
    with owned_store(tmp_path, toy) as store:
        assert store.sync(playbooks) == 0


def test_only_what_changed_is_encoded_again(tmp_path, toy, make) -> None:
    one, two = make("one", "재입고 소식"), make("two", "배송 사과")
    with owned_store(tmp_path, toy) as store:
        store.sync(shelf(one, two))
        asks = two.asks.model_copy(update={"en": (*two.asks.en, "a new wish")})
        toy.asked.clear()
        assert store.sync(shelf(one, two.model_copy(update={"asks": asks}))) == 1
        assert toy.asked.count("a new wish") == 1
        assert len(set(toy.asked)) <= 2, "besides the new phrase only one, to prove the index, may be encoded"
        assert near(store, toy, "a new wish")["two"] == 1.0


def test_the_centre_moves_with_the_phrases(tmp_path, toy, make) -> None:
    one = make("one", "재입고 소식")
    with owned_store(tmp_path, toy) as store:
        store.sync(shelf(one))
        asks = one.asks.model_copy(update={"en": ("something else", "entirely")})
        changed = one.model_copy(update={"asks": asks})
        store.sync(shelf(changed))
        vectors = toy.encode([text for _, text in phrases(changed)])
        centre = vectors.sum(axis=0) / np.linalg.norm(vectors.sum(axis=0))
        query = toy.encode(["무엇이든"])[0]
        assert store.similarities(query)["one"].centre == pytest.approx(float(query @ centre), abs=1e-5)
        assert store.similarities(query)["one"].nearest == pytest.approx(float((vectors @ query).max()), abs=1e-5)


def test_what_was_deleted_is_gone(tmp_path, toy, make) -> None:
    one, two = make("one", "재입고 소식"), make("two", "배송 사과")
    with owned_store(tmp_path, toy) as store:
        store.sync(shelf(one, two))
        assert store.sync(shelf(two)) == 0
        assert set(near(store, toy, "재입고 소식")) == {"two"}
        store.sync({})
        assert near(store, toy, "재입고 소식") == {}


def test_another_encoder_makes_other_vectors(tmp_path, toy, make) -> None:
    playbooks = shelf(make("one", "재입고 소식"))
    with owned_store(tmp_path, toy) as store:
        store.sync(playbooks)
    toy.name = "another"
    with owned_store(tmp_path, toy) as store:
        assert store.sync(playbooks) == len(phrases(playbooks["one"]))


def test_a_tenant_finds_its_own_beside_the_common_and_never_another_s(tmp_path, toy, make) -> None:
    with owned_store(tmp_path, toy) as store:
        store.sync(shelf(make("common", "재입고 소식")))
        store.sync(shelf(make("secret-a", "가나다 비법")), "a")
        store.sync(shelf(make("secret-b", "가나다 비법")), "b")
        assert near(store, toy, "가나다 비법", "a")["secret-a"] == 1.0
        assert set(near(store, toy, "가나다 비법", "a")) == {"common", "secret-a"}
        assert set(near(store, toy, "가나다 비법", "b")) == {"common", "secret-b"}
        assert set(near(store, toy, "가나다 비법")) == {"common"}
        assert set(near(store, toy, "가나다 비법", "c")) == {"common"}


@pytest.mark.parametrize("tenant", ["", "common", "../..", "가게", "a" * 600, "playbooks-common"])
def test_a_tenant_may_be_called_anything(tmp_path, toy, make, tenant: str) -> None:
    with owned_store(tmp_path, toy) as store:
        store.sync(shelf(make("common", "재입고 소식")))
        store.sync(shelf(make("own", "가나다 비법")), tenant)
        assert set(near(store, toy, "가나다 비법", tenant)) == {"common", "own"}
        assert set(near(store, toy, "가나다 비법")) == {"common"}


def test_rebuilding_keeps_every_collection(tmp_path, toy, make) -> None:
    with owned_store(tmp_path, toy) as store:
        store.sync(shelf(make("common", "재입고 소식")))
        store.sync(shelf(make("own", "가나다 비법")), "a")
        before = near(store, toy, "비법", "a")
        assert store.rebuild() > 0
        assert near(store, toy, "비법", "a") == before
        assert set(near(store, toy, "비법", "b")) == {"common"}


def _garble_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"this is no database" * 1000)


def _empty_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").write_bytes(b"")


def _cut_database(folder: Path) -> None:
    content = (folder / "chroma.sqlite3").read_bytes()
    (folder / "chroma.sqlite3").write_bytes(content[: len(content) // 2])


def _lose_database(folder: Path) -> None:
    (folder / "chroma.sqlite3").unlink()


def _lose_vectors(folder: Path) -> None:
    with sqlite3.connect(folder / "chroma.sqlite3") as database:
        database.execute("DELETE FROM embeddings_queue WHERE seq_id % 2 = 0")


def _lose_tables(folder: Path) -> None:
    with sqlite3.connect(folder / "chroma.sqlite3") as database:
        database.execute("DROP TABLE collections")


def _lose_segments(folder: Path) -> None:
    for entry in folder.iterdir():
        if entry.is_dir():
            shutil.rmtree(entry)


def _garble_segments(folder: Path) -> None:
    for file in folder.glob("*/*"):
        file.write_bytes(b"noise")
    (folder / "stray").mkdir()
    (folder / "stray" / "file").write_bytes(b"noise")


def _lose_tenants(folder: Path) -> None:
    with sqlite3.connect(folder / "chroma.sqlite3") as database:
        database.execute("DROP TABLE tenants")


@pytest.mark.parametrize(
    "harm",
    [
        _garble_database,
        _empty_database,
        _cut_database,
        _lose_database,
        _lose_vectors,
        _lose_tables,
        _lose_tenants,
        _lose_segments,
        _garble_segments,
    ],
    ids=lambda harm: harm.__name__.strip("_"),
)
def test_a_broken_folder_is_made_anew(tmp_path, toy, make, harm: Callable[[Path], None]) -> None:
    playbooks = shelf(*(make(f"p{number}", f"{number}번째 방법 {chr(0xAC00 + 97 * number)}") for number in range(12)))
    with owned_store(tmp_path, toy) as store:
        store.sync(playbooks)
        before = near(store, toy, "3번째 방법")
    harm(tmp_path)
    with owned_store(tmp_path, toy) as store:
        store.sync(playbooks)
        assert near(store, toy, "3번째 방법") == before
        assert store.sync(playbooks) == 0


LOADER = """
import sys
from pathlib import Path
from retrieval.embedding import SentenceEncoder
from retrieval.library import load_library
from retrieval.store import owned_store

playbooks = load_library().playbooks
half = dict(list(playbooks.items())[::2])
with owned_store(Path(sys.argv[1]), SentenceEncoder()) as store:
    print("loading", flush=True)
    while True:
        store.sync(playbooks)
        store.sync(half)
"""


def test_killed_in_the_midst_of_a_load_it_loads_again_and_answers_rightly(tmp_path: Path, library: Library) -> None:
    encoder = SentenceEncoder()
    for round_ in range(KILLS):
        loader = subprocess.Popen(
            [sys.executable, "-c", LOADER, str(tmp_path / "index")], cwd=REPOSITORY, stdout=subprocess.PIPE, text=True
        )
        assert loader.stdout
        assert loader.stdout.readline() == "loading\n"
        time.sleep(0.1 + 0.3 * round_)
        loader.send_signal(signal.SIGKILL)
        loader.wait(timeout=10)
        loader.stdout.close()
    with owned_store(tmp_path / "index", encoder, wait=5) as store:
        store.sync(library.playbooks)
        for playbook in list(library.playbooks.values())[::9]:
            vector = encode_phrases(encoder, [playbook.asks.ko[0]])[0]
            found = store.similarities(vector)
            assert set(found) == set(library.playbooks)
            assert max(found, key=lambda identity: found[identity].nearest) == playbook.id
            assert found[playbook.id].nearest == pytest.approx(1.0, abs=1e-4)


HOLDER = """
import sys
from pathlib import Path
from retrieval.embedding import SentenceEncoder
from retrieval.store import owned_store

with owned_store(Path(sys.argv[1]), SentenceEncoder()):
    print("mine", flush=True)
    sys.stdin.read()
"""


def test_a_second_process_waits_and_is_then_refused(tmp_path, toy) -> None:
    holder = subprocess.Popen(
        [sys.executable, "-c", HOLDER, str(tmp_path)],
        cwd=REPOSITORY,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )
    assert holder.stdout
    assert holder.stdout.readline() == "mine\n"
    started = time.monotonic()
    with pytest.raises(IndexBusy) as caught, owned_store(tmp_path, toy, wait=0.3):
        pass
    assert time.monotonic() - started >= 0.3
    assert caught.value.folder == str(tmp_path)
    holder.communicate("", timeout=10)
    with owned_store(tmp_path, toy, wait=5) as store:
        assert store.sync({}) == 0
