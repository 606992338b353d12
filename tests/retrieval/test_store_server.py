"""The store on a server that many processes share."""

from __future__ import annotations

import subprocess
import sys
from contextlib import closing
from pathlib import Path

import pytest

from retrieval.chroma import Server
from retrieval.embedding import SentenceEncoder
from retrieval.errors import IndexUnreachable
from retrieval.library import Library
from retrieval.store import shared_store
from retrieval.vectors import encode_phrases

REPOSITORY = Path(__file__).parents[2]

LOADER = """
import sys
from retrieval.embedding import SentenceEncoder
from retrieval.library import load_library
from retrieval.store import shared_store

playbooks = load_library().playbooks
with shared_store(sys.argv[1], SentenceEncoder()) as store:
    store.sync(playbooks)
    print("loaded", flush=True)
"""


def test_several_processes_load_at_once_and_nothing_is_lost(clean_server, library: Library, encoder) -> None:
    loaders = [
        subprocess.Popen([sys.executable, "-c", LOADER, clean_server.url], cwd=REPOSITORY, stdout=subprocess.PIPE)
        for _ in range(3)
    ]
    assert [loader.communicate(timeout=120)[0] for loader in loaders] == [b"loaded\n"] * 3
    with shared_store(clean_server.url, encoder) as store:
        assert store.sync(library.playbooks) == 0
        _answers_rightly(store, library, encoder)


def test_a_killed_server_comes_back_and_answers_rightly(clean_server, library: Library, encoder) -> None:
    with shared_store(clean_server.url, encoder) as store:
        store.sync(library.playbooks)
        clean_server.kill()
        with pytest.raises(IndexUnreachable) as caught:
            store.near(encoder.encode(["아무거나"])[0], store.rows())
        assert caught.value.url == clean_server.url
        clean_server.start()
        _answers_rightly(store, library, encoder)
        assert store.sync(library.playbooks) == 0


def test_who_searches_while_another_makes_the_index_anew_is_answered(clean_server, library: Library, encoder) -> None:
    with shared_store(clean_server.url, encoder) as mine, shared_store(clean_server.url, encoder) as other:
        mine.sync(library.playbooks)
        other.sync(library.playbooks)
        other.rebuild()
        _answers_rightly(mine, library, encoder)
        with closing(Server(clean_server.url)) as server:
            server.empty()
        _answers_rightly(mine, library, encoder)


def test_what_others_keep_on_the_server_stays(clean_server, toy, make) -> None:
    with closing(Server(clean_server.url)) as server:
        server.client.get_or_create_collection("somebody-elses", embedding_function=None)
        with shared_store(clean_server.url, toy) as store:
            store.sync({"one": make("one", "재입고 소식")})
            store.rebuild()
        assert "somebody-elses" in {one.name for one in server.client.list_collections()}
        server.client.delete_collection("somebody-elses")


@pytest.mark.parametrize("url", ["http://127.0.0.1:9", "http://localhost:9"])
def test_a_server_that_is_not_there_is_named(url: str, toy) -> None:
    with pytest.raises(IndexUnreachable, match=url), shared_store(url, toy):
        pass


def _answers_rightly(store, library: Library, encoder: SentenceEncoder) -> None:
    for playbook in list(library.playbooks.values())[::9]:
        near = store.near(encode_phrases(encoder, [playbook.asks.ko[0]])[0], store.rows())
        nearest = dict(zip(store.rows().playbooks, near[:, 0], strict=True))
        assert set(nearest) == set(library.playbooks)
        assert max(nearest, key=lambda identity: nearest[identity]) == playbook.id
        assert nearest[playbook.id] == pytest.approx(1.0, abs=1e-4)
