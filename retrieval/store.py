"""The vectors of the playbooks, in Chroma: an index that can be made again from the files at any time.

One process owns a folder (two would lose vectors in silence: docs/decisions/0002-chroma.md). The common library is
one collection; what a tenant adds lives in a collection of its own, so that no filter can be forgotten. Chroma always
gets the vectors from here, as its own embedder would try to download a model.
"""

from __future__ import annotations

import hashlib
import shutil
import sqlite3
from collections.abc import Iterator, Mapping
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from retrieval.embedding import Encoder
from retrieval.errors import IndexBusy
from retrieval.playbook import Language, Playbook, phrases
from retrieval.vectors import digest, encode_phrases

_COMMON = "playbooks-common"
_CENTRE = "centre"
_DATABASE = "chroma.sqlite3"
_HNSW = {
    "space": "cosine",
    # All vectors of a collection are asked for, so the search may look at many at once.
    "ef_search": 200,
    # A kill while the graph is written to its own files can break the folder; the log alone survives it. A library
    # is small enough to be replayed from the log at every start.
    "sync_threshold": 100_000,
}


@dataclass(frozen=True, slots=True)
class Nearness:
    """How near a query is to a playbook, as cosines: to its nearest phrase, and to the centre of all its phrases."""

    nearest: float
    centre: float


@dataclass(frozen=True, slots=True)
class _Entry:
    """A phrase in the index; its key holds a digest of its content, so that what changed is what is new."""

    playbook: str
    language: Language
    text: str


class PlaybookStore:
    """Vectors of playbooks in the Chroma folder ``folder``, made by ``encoder``. See ``owned_store``."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder = folder
        self._encoder = encoder
        self._held: dict[str, Mapping[str, Playbook]] = {}
        self._collections: dict[str, Any] = {}
        self._client: Any = None
        if not (_is_sound(folder / _DATABASE) and self._opens()):
            self._wipe()

    def sync(self, playbooks: Mapping[str, Playbook], tenant: str | None = None) -> int:
        """Bring the common library, or the one of ``tenant``, to the state of ``playbooks``.

        Returns:
            How many phrases were written: 0 when nothing changed.
        """
        from chromadb.errors import ChromaError  # noqa: PLC0415

        name = _collection_name(tenant)
        self._held[name] = playbooks
        try:
            written = self._write(name)
            sound = self._finds_all(name)
        except ChromaError:
            sound = False
        return written if sound else self.rebuild()

    def rebuild(self) -> int:
        """Throw the folder's content away and index again all that was given; returns how many phrases that were."""
        self._wipe()
        return sum(self._write(name) for name in sorted(self._held))

    def similarities(self, vector: NDArray[np.float32], tenant: str | None = None) -> dict[str, Nearness]:
        """How near ``vector`` (dimensions,) is to each playbook of the common library and of ``tenant``, by id."""
        near: dict[str, Nearness] = {}
        for name in dict.fromkeys((_COMMON, _collection_name(tenant))):
            if self._held.get(name):
                near |= self._nearness(name, vector)
        return near

    def close(self) -> None:
        if self._client is not None:
            self._client.close()
        self._client, self._collections = None, {}

    def _opens(self) -> bool:
        """Open the folder; false when Chroma cannot read what is in it."""
        import chromadb  # noqa: PLC0415 - most of a second that only a search should pay
        from chromadb.config import Settings  # noqa: PLC0415
        from chromadb.errors import ChromaError  # noqa: PLC0415

        try:
            self._client = chromadb.PersistentClient(
                path=str(self._folder), settings=Settings(anonymized_telemetry=False)
            )
        except (ChromaError, ValueError):  # ValueError: a database without the tables that Chroma looks for
            return False
        return True

    def _wipe(self) -> None:
        self.close()
        for entry in self._folder.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.suffix != ".lock":
                entry.unlink()
        if not self._opens():
            raise OSError(f"{self._folder}: Chroma cannot make a database here")

    def _collection(self, name: str) -> Any:
        if name not in self._collections:
            self._collections[name] = self._client.get_or_create_collection(
                name, embedding_function=None, configuration={"hnsw": _HNSW}
            )
        return self._collections[name]

    def _write(self, name: str) -> int:
        wanted = _entries(self._held[name], self._encoder.name)
        centres = _centres(wanted)
        collection = self._collection(name)
        have = set(collection.get(include=[])["ids"])
        new = [key for key in wanted if key not in have]
        if gone := sorted(have - wanted.keys() - centres.keys()):
            collection.delete(ids=gone)
        if new:
            collection.upsert(
                ids=new,
                embeddings=encode_phrases(self._encoder, [wanted[key].text for key in new]),
                metadatas=[{"playbook": wanted[key].playbook, "language": wanted[key].language} for key in new],
            )
        if moved := [key for key in centres if key not in have]:
            self._write_centres(collection, {key: centres[key] for key in moved})
        return len(new)

    def _write_centres(self, collection: Any, centres: Mapping[str, list[str]]) -> None:
        """Centres are made of the vectors that are in the index already, so that nothing is encoded twice."""
        stored = collection.get(ids=[key for keys in centres.values() for key in keys], include=["embeddings"])
        vector = dict(zip(stored["ids"], np.asarray(stored["embeddings"]), strict=True))
        sums = np.array([np.sum([vector[key] for key in keys], axis=0) for keys in centres.values()])
        collection.upsert(
            ids=list(centres),
            embeddings=(sums / np.linalg.norm(sums, axis=1, keepdims=True)).astype(np.float32),
            metadatas=[{"playbook": _playbook_of(key), "language": _CENTRE} for key in centres],
        )

    def _finds_all(self, name: str) -> bool:
        """Whether a search reaches every vector: one that lost some is not to be trusted."""
        wanted = _entries(self._held[name], self._encoder.name)
        if not wanted:
            return True
        text = next(iter(wanted.values())).text
        found = self._query(name, encode_phrases(self._encoder, [text])[0])
        return {key for key, _ in found} == wanted.keys() | _centres(wanted).keys()

    def _query(self, name: str, vector: NDArray[np.float32]) -> list[tuple[str, float]]:
        """All keys of a collection with their cosine to ``vector``."""
        collection = self._collection(name)
        found = collection.query(query_embeddings=vector[None], n_results=collection.count(), include=["distances"])
        return [(key, 1.0 - float(away)) for key, away in zip(found["ids"][0], found["distances"][0], strict=True)]

    def _nearness(self, name: str, vector: NDArray[np.float32]) -> dict[str, Nearness]:
        nearest: dict[str, float] = {}
        centre: dict[str, float] = {}
        for key, cosine in self._query(name, vector):
            playbook = _playbook_of(key)
            if key.startswith(_CENTRE, len(playbook) + 1):
                centre[playbook] = cosine
            else:
                nearest[playbook] = max(nearest.get(playbook, -1.0), cosine)
        return {playbook: Nearness(nearest[playbook], centre[playbook]) for playbook in self._held[name]}


def _is_sound(database: Path) -> bool:
    """Whether SQLite can read the file: a client that failed on it leaves Chroma unable to open the folder again."""
    if not database.is_file():
        return True
    try:
        with closing(sqlite3.connect(database)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False


def _collection_name(tenant: str | None) -> str:
    """A tenant's name may hold anything; Chroma's names may not, and a list of collections should not tell tenants."""
    return _COMMON if tenant is None else f"playbooks-{hashlib.sha256(tenant.encode()).hexdigest()[:40]}"


def _entries(playbooks: Mapping[str, Playbook], encoder: str) -> dict[str, _Entry]:
    return {
        f"{identity}:{language}-{digest(encoder, text)}": _Entry(identity, language, text)
        for identity, playbook in playbooks.items()
        for language, text in phrases(playbook)
    }


def _centres(entries: Mapping[str, _Entry]) -> dict[str, list[str]]:
    """Key of each playbook's centre → keys of the phrases that it is the centre of."""
    members: dict[str, list[str]] = {}
    for key, entry in entries.items():
        members.setdefault(entry.playbook, []).append(key)
    return {
        f"{playbook}:{_CENTRE}-{hashlib.sha256('|'.join(keys).encode()).hexdigest()[:16]}": keys
        for playbook, keys in members.items()
    }


def _playbook_of(key: str) -> str:
    return key.rpartition(":")[0]


@contextmanager
def owned_store(folder: Path, encoder: Encoder, *, wait: float = 30.0) -> Iterator[PlaybookStore]:
    """The store of ``folder``, owned by this process until the block ends; ``IndexBusy`` after ``wait`` seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "owner.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise IndexBusy(str(folder)) from None
    try:
        store = PlaybookStore(folder, encoder)
        try:
            yield store
        finally:
            store.close()
    finally:
        lock.release()
