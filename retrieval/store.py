"""The vectors of the playbooks, in Chroma: an index that can be made again from the playbooks at any time.

The common library is one collection; what a tenant adds lives in a collection of its own, so that no filter can be
forgotten. Chroma always gets the vectors from here, as its own embedder would try to download a model. One process
owns a folder (two would lose vectors in silence: docs/decisions/0002-chroma.md); more of them share a server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path
from threading import RLock
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.chroma import PREFIX, Chroma, Folder, Server, owning
from retrieval.embedding import Encoder
from retrieval.playbook import Language, Playbook, phrases
from retrieval.vectors import digest, encode_phrases

_COMMON = f"{PREFIX}common"
_HNSW = {
    "space": "cosine",
    "ef_search": 200,
    # A kill while the graph is written to its own files can break the folder; the log alone survives it. A library
    # is small enough to be replayed from the log at every start.
    "sync_threshold": 100_000,
}
NEAREST = 64
"""Phrases that a search asks a collection for: they lead to some twenty playbooks at a quarter of the cost of all."""
_PROVE_ALL, _PROBES = 3_000, 64


@dataclass(frozen=True, slots=True)
class _Entry:
    """A phrase in the index; its key holds a digest of its content, so that what changed is what is new."""

    playbook: str
    language: Language
    text: str


@dataclass
class _Held:
    """A collection of which this process knows the content. ``centres``: shape (playbooks, dimensions), unit rows."""

    playbooks: Mapping[str, Playbook]
    collection: Any = None
    size: int = 0
    centres: NDArray[np.float32] | None = None

    @cached_property
    def places(self) -> dict[str, int]:
        return {playbook: place for place, playbook in enumerate(self.playbooks)}


class PlaybookStore:
    """Vectors of playbooks in ``chroma``, made by ``encoder``. See ``owned_store``, ``shared_store``."""

    MOST_AT_ONCE = 2_000  # vectors in one call: Chroma refuses more than 5,461 in a folder, a server more than 40 MB

    def __init__(self, chroma: Chroma, encoder: Encoder) -> None:
        self._chroma = chroma
        self._encoder = encoder
        self._held: dict[str, _Held] = {}
        self._writing = RLock()

    def sync(self, playbooks: Mapping[str, Playbook], tenant: str | None = None) -> int:
        """Bring the common library, or the one of ``tenant``, to the state of ``playbooks``.

        Returns:
            How many phrases were written: 0 when nothing changed.
        """
        from chromadb.errors import ChromaError  # noqa: PLC0415

        name = _collection_name(tenant)
        with self._writing, self._chroma.reached():
            self._held[name] = _Held(playbooks)
            try:
                written = self._write(name)
                sound = self._finds_all(name)
            except ChromaError:
                sound = False
            return written if sound else self._renew(name)

    def rebuild(self) -> int:
        """Throw the index away and make again all that was given; returns how many phrases that were."""
        with self._writing, self._chroma.reached():
            self._chroma.empty()
            return self._write_all()

    def forget(self, tenant: str) -> None:
        """Keep nothing of ``tenant`` in memory; its collection stays, and ``sync`` finds it again."""
        self._held.pop(_collection_name(tenant), None)

    def playbooks(self, tenant: str | None = None) -> tuple[str, ...]:
        """Ids of what the rows of ``near`` and ``centres`` stand for."""
        held = self._held.get(_collection_name(tenant))
        return tuple(held.playbooks) if held else ()

    def near(self, vector: NDArray[np.float32], tenant: str | None = None) -> NDArray[np.float64]:
        """How near ``vector`` (dimensions,) is to each playbook of the common library, or of ``tenant``.

        A playbook none of whose phrases is among the ``NEAREST`` counts as near as the last of them.

        Returns:
            Shape (playbooks, 2), in the order that they were given in: cosine to the nearest phrase, and to the centre
            of all phrases.
        """
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        name = _collection_name(tenant)
        held = self._held.get(name)
        if held is None or held.centres is None:
            return np.empty((0, 2))
        with self._chroma.reached():
            try:
                found = _query(held, vector, NEAREST)
            except NotFoundError:  # another process made the index anew
                with self._writing:
                    self._write(name)
                found = _query(held, vector, NEAREST)
        near = np.empty((len(held.places), 2))
        near[:, 0] = min((cosine for _, cosine in found), default=-1.0)
        near[:, 1] = held.centres @ vector
        for key, cosine in found:
            place = held.places.get(_playbook_of(key))
            if place is not None and cosine > near[place, 0]:
                near[place, 0] = cosine
        return near

    def collection(self, tenant: str | None = None) -> Any:
        """Chroma's own collection of the common library or of ``tenant``, to measure against."""
        return self._held[_collection_name(tenant)].collection

    def centres(self, tenant: str | None = None) -> NDArray[np.float32]:
        """Shape (playbooks, dimensions), in the order that they were given in; unit rows."""
        held = self._held.get(_collection_name(tenant))
        if held is None or held.centres is None:
            return np.empty((0, self._encoder.dimensions), dtype=np.float32)
        return held.centres

    def close(self) -> None:
        self._held = {}
        self._chroma.close()

    def _renew(self, name: str) -> int:
        self._chroma.renew(name)
        return self._write_all()

    def _write_all(self) -> int:
        return sum(self._write(name) for name in sorted(self._held))

    def _write(self, name: str) -> int:
        held = self._held[name]
        held.collection = self._chroma.client.get_or_create_collection(
            name, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        wanted = _entries(held.playbooks, self._encoder.name)
        have = set(held.collection.get(include=[])["ids"])
        for some in self._batches(sorted(have - wanted.keys())):
            held.collection.delete(ids=some)
        new = [key for key in wanted if key not in have]
        for some in self._batches(new):
            held.collection.upsert(
                ids=some,
                embeddings=encode_phrases(self._encoder, [wanted[key].text for key in some]),
                metadatas=[{"playbook": wanted[key].playbook, "language": wanted[key].language} for key in some],
            )
        held.size = len(wanted)
        held.centres = self._centres(held, wanted)
        return len(new)

    def _batches(self, keys: list[str]) -> Iterator[list[str]]:
        return (keys[start : start + self.MOST_AT_ONCE] for start in range(0, len(keys), self.MOST_AT_ONCE))

    def _centres(self, held: _Held, entries: Mapping[str, _Entry]) -> NDArray[np.float32]:
        """Of each playbook the direction of the sum of its phrases' vectors, which the index gives back."""
        sums = np.zeros((len(held.places), self._encoder.dimensions), dtype=np.float32)
        for some in self._batches(list(entries)):
            rows = [held.places[entries[key].playbook] for key in some]
            np.add.at(sums, rows, _vectors(held, some, self._encoder.dimensions))
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))

    def _finds_all(self, name: str) -> bool:
        """Whether a search reaches the vectors: an index that lost some is not to be trusted. A large one is probed."""
        held = self._held[name]
        wanted = _entries(held.playbooks, self._encoder.name)
        if held.collection.count() != len(wanted):
            return False
        if not wanted:
            return True
        if len(wanted) <= _PROVE_ALL:
            vector = _vectors(held, list(wanted)[:1], self._encoder.dimensions)[0]
            return {key for key, _ in _query(held, vector, len(wanted))} == wanted.keys()
        probes = list(wanted)[:: len(wanted) // _PROBES]
        return all(
            _query(held, vector, 1)[0][1] > 1 - 1e-4 for vector in _vectors(held, probes, self._encoder.dimensions)
        )


def _query(held: _Held, vector: NDArray[np.float32], most: int) -> list[tuple[str, float]]:
    """Keys of the nearest ``most`` vectors with their cosine."""
    if not held.size:
        return []
    found = held.collection.query(query_embeddings=vector[None], n_results=min(most, held.size), include=["distances"])
    return [(key, 1.0 - float(away)) for key, away in zip(found["ids"][0], found["distances"][0], strict=True)]


def _vectors(held: _Held, keys: list[str], dimensions: int) -> NDArray[np.float32]:
    """Shape (len(keys), dimensions), in the order of ``keys``."""
    if not keys:
        return np.empty((0, dimensions), dtype=np.float32)
    stored = held.collection.get(ids=keys, include=["embeddings"])
    by_key = dict(zip(stored["ids"], np.asarray(stored["embeddings"], dtype=np.float32), strict=True))
    return np.array([by_key[key] for key in keys], dtype=np.float32)


def _collection_name(tenant: str | None) -> str:
    """A tenant's name may hold anything; Chroma's names may not, and a list of collections should not tell tenants."""
    return _COMMON if tenant is None else f"{PREFIX}{hashlib.sha256(tenant.encode()).hexdigest()[:40]}"


def _entries(playbooks: Mapping[str, Playbook], encoder: str) -> dict[str, _Entry]:
    return {
        f"{identity}:{language}-{digest(encoder, text)}": _Entry(identity, language, text)
        for identity, playbook in playbooks.items()
        for language, text in phrases(playbook)
    }


def _playbook_of(key: str) -> str:
    return key.rpartition(":")[0]


@contextmanager
def owned_store(folder: Path, encoder: Encoder, *, wait: float = 30.0) -> Iterator[PlaybookStore]:
    """The store of ``folder``, owned by this process until the block ends; ``IndexBusy`` after ``wait`` seconds."""
    with owning(folder, wait), closing(PlaybookStore(Folder(folder), encoder)) as store:
        yield store


@contextmanager
def shared_store(url: str, encoder: Encoder) -> Iterator[PlaybookStore]:
    """The store on the Chroma server at ``url``; ``IndexUnreachable``, also later, when it does not answer."""
    with closing(PlaybookStore(Server(url), encoder)) as store:
        yield store
