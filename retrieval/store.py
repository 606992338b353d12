"""The vectors of the playbooks, in Chroma: an index that can be rebuilt from the files at any time.

One process owns a folder (two would lose vectors in silence: docs/decisions/0002-chroma.md). The common library is
one collection; what a tenant adds lives in a collection of its own. Chroma always gets the vectors from here, as its
own embedder would try to download a model.
"""

from __future__ import annotations

import hashlib
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import numpy as np
from filelock import FileLock, Timeout
from numpy.typing import NDArray

from retrieval.embedding import Encoder
from retrieval.errors import IndexBusy
from retrieval.playbook import Language, Playbook

COMMON = "playbooks-common"
LANGUAGES: tuple[Language, ...] = ("ko", "ja", "en")


def phrases(playbook: Playbook) -> list[tuple[Language, str]]:
    """Each text under which a playbook can be found, with its language."""
    return [
        (language, text)
        for language in LANGUAGES
        for text in dict.fromkeys(playbook.search_text(language).splitlines())
    ]


class PlaybookStore:
    """Vectors of playbooks in the Chroma folder ``folder``, made by ``encoder``."""

    def __init__(self, folder: Path, encoder: Encoder) -> None:
        self._folder = folder
        self._encoder = encoder
        self._client = self._open()

    def _open(self) -> Any:
        import chromadb  # noqa: PLC0415 - most of a second that only a search should pay
        from chromadb.config import Settings  # noqa: PLC0415

        return chromadb.PersistentClient(path=str(self._folder), settings=Settings(anonymized_telemetry=False))

    def _collection(self, name: str) -> Any:
        return self._client.get_or_create_collection(
            name,
            embedding_function=None,
            configuration={"hnsw": {"space": "cosine", "ef_search": 200}},
            metadata={"encoder": self._encoder.name},
        )

    def sync(self, playbooks: Mapping[str, Playbook], collection: str = COMMON) -> int:
        """Bring the index to the state of the files; returns how many vectors were written."""
        from chromadb.errors import ChromaError  # noqa: PLC0415

        wanted = _wanted(playbooks, self._encoder.name)
        try:
            written = self._write(wanted, collection)
            self._prove(wanted, collection)
        except ChromaError:
            # A kill in mid-write can leave a folder that Chroma cannot read; the files can always make a new one.
            self.rebuild()
            written = self._write(wanted, collection)
        return written

    def rebuild(self) -> None:
        """Throw the folder's content away and start empty."""
        self._client.close()
        for entry in self._folder.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif not entry.name.endswith(".lock"):
                entry.unlink()
        self._client = self._open()

    def _write(self, wanted: Mapping[str, tuple[str, dict[str, str]]], name: str) -> int:
        collection = self._collection(name)
        have = set(collection.get(include=[])["ids"])
        gone, new = sorted(have - wanted.keys()), [key for key in wanted if key not in have]
        if gone:
            collection.delete(ids=gone)
        if new:
            vectors = self._encoder.encode([wanted[key][0] for key in new])
            collection.upsert(ids=new, embeddings=vectors, metadatas=[wanted[key][1] for key in new])
        return len(new)

    def _prove(self, wanted: Mapping[str, tuple[str, dict[str, str]]], name: str) -> None:
        """Ask for a text by its own vector: an index that lost it is not to be trusted."""
        if not wanted:
            return
        key = next(iter(wanted))
        found = self._collection(name).query(
            query_embeddings=self._encoder.encode([wanted[key][0]]), n_results=3, include=[]
        )
        texts = {wanted[hit][0] for hit in found["ids"][0] if hit in wanted}
        if wanted[key][0] not in texts:
            from chromadb.errors import InternalError  # noqa: PLC0415

            raise InternalError("index lost a vector")

    def similarities(
        self, vectors: NDArray[np.float32], collections: Sequence[str] = (COMMON,)
    ) -> dict[str, tuple[float, str]]:
        """Best cosine of any of ``vectors`` (n, dimensions) to any phrase of each playbook, with that phrase."""
        best: dict[str, tuple[float, str]] = {}
        for name in collections:
            collection = self._collection(name)
            size = collection.count()
            if not size:
                continue
            found = collection.query(query_embeddings=vectors, n_results=size, include=["metadatas", "distances"])
            for metadatas, distances in zip(found["metadatas"], found["distances"], strict=True):
                for metadata, distance in zip(metadatas, distances, strict=True):
                    score = (1.0 - distance, metadata["text"])
                    best[metadata["playbook"]] = max(best.get(metadata["playbook"], score), score)
        return best

    def close(self) -> None:
        self._client.close()


def _wanted(playbooks: Mapping[str, Playbook], encoder: str) -> dict[str, tuple[str, dict[str, str]]]:
    """Id → (text, metadata); the id holds the content's hash, so that what changed is what is new."""
    wanted: dict[str, tuple[str, dict[str, str]]] = {}
    for identity, playbook in playbooks.items():
        for language, text in phrases(playbook):
            digest = hashlib.sha256(f"{encoder}|{language}|{text}".encode()).hexdigest()[:16]
            wanted[f"{identity}:{digest}"] = (text, {"playbook": identity, "language": language, "text": text})
    return wanted


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
