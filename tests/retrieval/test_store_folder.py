"""The store in a folder: what breaks it, who owns it."""

from __future__ import annotations

import shutil
import signal
import sqlite3
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import pytest

from retrieval.embedding import SentenceEncoder
from retrieval.errors import IndexBusy
from retrieval.library import Library
from retrieval.store import owned_store
from retrieval.vectors import encode_phrases

REPOSITORY = Path(__file__).parents[2]
KILLS = 3


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
def test_a_broken_folder_is_made_anew(tmp_path, toy, make, harm: Callable[[Path], None], near, shelf) -> None:
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
            rows = store.rows()
            nearest = dict(zip(rows.playbooks, store.near(vector, rows)[:, 0], strict=True))
            assert set(nearest) == set(library.playbooks)
            assert max(nearest, key=lambda identity: nearest[identity]) == playbook.id
            assert nearest[playbook.id] == pytest.approx(1.0, abs=1e-4)


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
