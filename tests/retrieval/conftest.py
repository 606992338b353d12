from __future__ import annotations

import shutil
import socket
import subprocess
import sys
import time
import zlib
from collections.abc import Callable, Iterator, Sequence
from contextlib import AbstractContextManager, closing
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.chroma import Server
from retrieval.embedding import Encoder, SentenceEncoder
from retrieval.errors import IndexUnreachable
from retrieval.library import Library, load_library
from retrieval.playbook import Phrases, Playbook, Text
from retrieval.search import Searcher
from retrieval.store import PlaybookStore, owned_store, shared_store

MakePlaybook = Callable[..., Playbook]


class ToyEncoder:
    """Counts of letter pairs: enough to tell texts apart, without a model. Remembers what it was asked."""

    name = "toy"
    dimensions = 64

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        self.asked += texts
        vectors = np.full((len(texts), self.dimensions), 0.01, dtype=np.float32)
        for row, text in enumerate(texts):
            for place in range(len(text)):
                vectors[row, zlib.crc32(text[place : place + 2].encode()) % self.dimensions] += 1
        return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@pytest.fixture
def toy() -> ToyEncoder:
    return ToyEncoder()


@pytest.fixture
def make() -> MakePlaybook:
    """A playbook that is found under ``said`` and little else; any other field by name."""
    pattern = load_library().playbooks["winback"]

    def make_playbook(identity: str, said: str, **fields: object) -> Playbook:
        texts = Text(ko=said, ja=said, en=said)
        asks = Phrases(
            ko=(said, f"{said} 하나", f"{said} 둘"),
            ja=(said, f"{said} その一", f"{said} その二"),
            en=(said, f"{said} the first", f"{said} the second"),
        )
        update = {"id": identity, "title": texts, "promise": texts, "asks": asks, **fields}
        return pattern.model_copy(update=update)

    return make_playbook


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def encoder() -> SentenceEncoder:
    return SentenceEncoder()


@pytest.fixture(scope="session")
def searcher(
    tmp_path_factory: pytest.TempPathFactory, library: Library, encoder: SentenceEncoder
) -> Iterator[Searcher]:
    """The shipped library with the shipped encoder."""
    folder: Path = tmp_path_factory.mktemp("index")
    with owned_store(folder, encoder) as store:
        yield Searcher(library, store, encoder)


class ChromaServer:
    """``chroma run`` on a free port of this machine, over one folder; can be killed and started again."""

    def __init__(self, folder: Path) -> None:
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.url = f"http://127.0.0.1:{self.port}"
        self._folder = folder
        self.start()

    def start(self) -> None:
        program = shutil.which("chroma", path=str(Path(sys.executable).parent))
        assert program, "the package chromadb brings the program chroma"
        self._process = subprocess.Popen(
            [program, "run", "--path", str(self._folder), "--host", "127.0.0.1", "--port", str(self.port)],
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
        )
        for _ in range(300):
            try:
                with closing(Server(self.url)) as server:
                    server.client.heartbeat()
            except IndexUnreachable:
                time.sleep(0.1)
            else:
                return
        raise AssertionError("the Chroma server did not start within half a minute")

    def kill(self) -> None:
        self._process.kill()
        self._process.wait(timeout=10)


@pytest.fixture(scope="session")
def chroma_server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[ChromaServer]:
    server = ChromaServer(tmp_path_factory.mktemp("chroma"))
    yield server
    server.kill()


@pytest.fixture
def clean_server(chroma_server: ChromaServer) -> ChromaServer:
    """The server with nothing of ours on it."""
    with closing(Server(chroma_server.url)) as server:
        server.empty()
    return chroma_server


OpenStore = Callable[[Encoder], AbstractContextManager[PlaybookStore]]


@pytest.fixture(params=["folder", "server"])
def opened(request: pytest.FixtureRequest, tmp_path: Path) -> OpenStore:
    """Opens the same store each time, in a folder of this test or on a server that this test has for itself."""
    if request.param == "folder":
        return lambda encoder: owned_store(tmp_path / "index", encoder)
    server: ChromaServer = request.getfixturevalue("clean_server")
    return lambda encoder: shared_store(server.url, encoder)


@pytest.fixture
def near() -> Callable[..., dict[str, float]]:
    """Cosine of the nearest phrase of each playbook, by id."""

    def ask(store: PlaybookStore, encoder: Encoder, text: str, tenant: str | None = None) -> dict[str, float]:
        rows = store.rows(tenant)
        if rows is None:
            return {}
        found = store.near(encoder.encode([text])[0], rows)[:, 0].round(3).tolist()
        return dict(zip(rows.playbooks, found, strict=True))

    return ask


@pytest.fixture
def shelf() -> Callable[..., dict[str, Playbook]]:
    return lambda *playbooks: {playbook.id: playbook for playbook in playbooks}
