from __future__ import annotations

import zlib
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path

import numpy as np
import pytest
from numpy.typing import NDArray

from retrieval.embedding import SentenceEncoder
from retrieval.library import Library, load_library
from retrieval.playbook import Phrases, Playbook, Text
from retrieval.search import Searcher
from retrieval.store import owned_store

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
            ko=(said, f"{said} 하나", f"{said} 둘"), ja=(said, f"{said} その一"), en=(said, f"{said} the first")
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
