"""The vectors of the playbooks, in Chroma: an index that can be made again from the playbooks at any time.

The common library is one collection; what a tenant adds lives in a collection of its own, so that no filter can be
forgotten. Chroma always gets the vectors from here, as its own embedder would try to download a model. One process
owns a folder (two would lose vectors in silence: docs/decisions/0002-chroma.md); more of them share a server.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from pathlib import Path
from threading import RLock

import numpy as np
from numpy.typing import NDArray

from retrieval.chroma import PREFIX, Chroma, Folder, Server, owning
from retrieval.embedding import Encoder
from retrieval.playbook import Playbook
from retrieval.rows import Rows, entries_of
from retrieval.vectors import encode_phrases

_COMMON = f"{PREFIX}common"
_HNSW = {
    "space": "cosine",
    "ef_search": 200,
    # A kill while the graph is written to its own files can break the folder; the log alone survives it. A library
    # is small enough to be replayed from the log at every start.
    "sync_threshold": 100_000,
}
_PROVE_ALL, _PROBES = 3_000, 64


class PlaybookStore:
    """Vectors of playbooks in ``chroma``, made by ``encoder``. See ``owned_store``, ``shared_store``."""

    MOST_AT_ONCE = 2_000  # vectors in one call: Chroma refuses more than 5,461 in a folder, a server more than 40 MB

    def __init__(self, chroma: Chroma, encoder: Encoder) -> None:
        self._chroma = chroma
        self._encoder = encoder
        self._held: dict[str, Rows] = {}
        self._writing = RLock()

    def sync(self, playbooks: Mapping[str, Playbook], tenant: str | None = None) -> int:
        """``load``, and how many phrases were written: 0 when nothing changed."""
        return self.load(playbooks, tenant).written

    def load(self, playbooks: Mapping[str, Playbook], tenant: str | None = None) -> Rows:
        """Bring the common library, or the one of ``tenant``, to the state of ``playbooks``, and hand out its rows."""
        from chromadb.errors import ChromaError  # noqa: PLC0415

        nothing = np.empty((0, self._encoder.dimensions), dtype=np.float32)
        rows = Rows(_collection_name(tenant), playbooks, entries_of(playbooks, self._encoder.name), nothing)
        with self._writing, self._chroma.reached():
            try:
                self._write(rows)
                sound = _finds_all(rows)
            except ChromaError:
                sound = False
            self._held[rows.name] = rows
            if not sound:
                self._chroma.renew(rows.name)
                self._write_all()
        return rows

    def rebuild(self) -> int:
        """Throw the index away and make again all that was given; returns how many phrases that were."""
        with self._writing, self._chroma.reached():
            self._chroma.empty()
            return self._write_all()

    def rows(self, tenant: str | None = None) -> Rows | None:
        """What was loaded for ``tenant`` last, None when that is nothing or was forgotten."""
        return self._held.get(_collection_name(tenant))

    def forget(self, tenant: str) -> None:
        """Keep nothing of ``tenant`` in memory; its collection stays, and ``load`` finds it again."""
        self._held.pop(_collection_name(tenant), None)

    def near(self, vector: NDArray[np.float32], rows: Rows) -> NDArray[np.float64]:
        """``Rows.near``, also while the index is made anew."""
        from chromadb.errors import ChromaError  # noqa: PLC0415

        with self._chroma.reached():
            try:
                return rows.near(vector)
            except ChromaError:  # somebody made the index anew, this process or another
                with self._writing:
                    self._write(rows)
                return rows.near(vector)

    def close(self) -> None:
        self._held = {}
        self._chroma.close()

    def _write_all(self) -> int:
        for name in sorted(self._held):
            self._write(self._held[name])
        return sum(rows.written for rows in self._held.values())

    def _write(self, rows: Rows) -> None:
        rows.collection = self._chroma.client.get_or_create_collection(
            rows.name, embedding_function=None, configuration={"hnsw": _HNSW}
        )
        wanted = rows.entries
        have = set(rows.collection.get(include=[])["ids"])
        for some in self._batches(sorted(have - wanted.keys())):
            rows.collection.delete(ids=some)
        new = [key for key in wanted if key not in have]
        for some in self._batches(new):
            rows.collection.upsert(
                ids=some,
                embeddings=encode_phrases(self._encoder, [wanted[key].text for key in some]),
                metadatas=[{"playbook": wanted[key].playbook, "language": wanted[key].language} for key in some],
            )
        rows.written = len(new)
        rows.centres = self._centres(rows)

    def _batches(self, keys: list[str]) -> Iterator[list[str]]:
        return (keys[start : start + self.MOST_AT_ONCE] for start in range(0, len(keys), self.MOST_AT_ONCE))

    def _centres(self, rows: Rows) -> NDArray[np.float32]:
        """Of each playbook the direction of the sum of its phrases' vectors, which the index gives back."""
        sums = np.zeros((len(rows.places), self._encoder.dimensions), dtype=np.float32)
        for some in self._batches(list(rows.entries)):
            np.add.at(sums, [rows.places[rows.entries[key].playbook] for key in some], rows.vectors(some))
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True))


def _finds_all(rows: Rows) -> bool:
    """Whether a search reaches the vectors: an index that lost some is not to be trusted. A large one is probed."""
    keys = list(rows.entries)
    if rows.collection.count() != len(keys):
        return False
    if not keys:
        return True
    if len(keys) <= _PROVE_ALL:
        return {key for key, _ in rows.query(rows.vectors(keys[:1])[0], len(keys))} == set(keys)
    probes = rows.vectors(keys[:: len(keys) // _PROBES])
    return all(rows.query(vector, 1)[0][1] > 1 - 1e-4 for vector in probes)


def _collection_name(tenant: str | None) -> str:
    """A tenant's name may hold anything; Chroma's names may not, and a list of collections should not tell tenants."""
    return _COMMON if tenant is None else f"{PREFIX}{hashlib.sha256(tenant.encode()).hexdigest()[:40]}"


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
