"""What one collection of the index holds, and how near a question is to each playbook in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

import numpy as np
from numpy.typing import NDArray

from retrieval.playbook import Language, Playbook, phrases
from retrieval.vectors import digest

NEAREST = 64
"""Phrases that a search asks a collection for: they lead to some twenty playbooks at a quarter of the cost of all."""


@dataclass(frozen=True, slots=True)
class Entry:
    """A phrase in the index; its key holds a digest of its content, so that what changed is what is new."""

    playbook: str
    language: Language
    text: str


def entries_of(playbooks: Mapping[str, Playbook], encoder: str) -> dict[str, Entry]:
    """Key → phrase, for every phrase of ``playbooks`` under the encoder of that name."""
    return {
        f"{identity}:{language}-{digest(encoder, text)}": Entry(identity, language, text)
        for identity, playbook in playbooks.items()
        for language, text in phrases(playbook)
    }


@dataclass
class Rows:
    """A collection whose content this process knows. A search keeps the rows that it began with.

    ``centres``: shape (playbooks, dimensions), unit rows in the playbooks' order; ``written``: phrases that were new.
    """

    name: str
    playbooks: Mapping[str, Playbook]
    entries: Mapping[str, Entry]
    centres: NDArray[np.float32]
    collection: Any = None
    written: int = 0

    @cached_property
    def places(self) -> dict[str, int]:
        return {playbook: place for place, playbook in enumerate(self.playbooks)}

    def near(self, vector: NDArray[np.float32]) -> NDArray[np.float64]:
        """How near ``vector`` (dimensions,) is to each playbook.

        A playbook none of whose phrases is among the ``NEAREST`` counts as near as its own centre, and never nearer
        than the last of them.

        Returns:
            Shape (playbooks, 2), in the playbooks' order: cosine to the nearest phrase, and to the centre of all.
        """
        found = self.query(vector, NEAREST)
        near = np.empty((len(self.places), 2))
        near[:, 1] = self.centres @ vector
        near[:, 0] = np.minimum(near[:, 1], min((cosine for _, cosine in found), default=-1.0))
        for key, cosine in found:
            place = self.places.get(playbook_of(key))
            if place is not None and cosine > near[place, 0]:
                near[place, 0] = cosine
        return near

    def query(self, vector: NDArray[np.float32], most: int) -> list[tuple[str, float]]:
        """Keys of the nearest ``most`` vectors with their cosine, the nearest first."""
        if not self.entries:
            return []
        found = self.collection.query(
            query_embeddings=vector[None], n_results=min(most, len(self.entries)), include=["distances"]
        )
        return [(key, 1.0 - float(away)) for key, away in zip(found["ids"][0], found["distances"][0], strict=True)]

    def vectors(self, keys: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(keys), dimensions), in the order of ``keys``, which must not be empty."""
        stored = self.collection.get(ids=list(keys), include=["embeddings"])
        by_key = dict(zip(stored["ids"], np.asarray(stored["embeddings"], dtype=np.float32), strict=True))
        return np.array([by_key[key] for key in keys], dtype=np.float32)


def playbook_of(key: str) -> str:
    return key.rpartition(":")[0]
