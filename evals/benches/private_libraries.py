"""Many tenants' own playbooks without a shop behind them: made from a seed when asked for, the same each time."""

from __future__ import annotations

import zlib
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Encoder
from retrieval.library import Library
from retrieval.playbook import Phrases, Playbook, Text

OWN = "own "
NOISE = 0.6  # length of what is added to a unit vector; the result is 0.86 like it, as one wish is like another
ASKS = 3


class ScatteredEncoder:
    """The real encoder, but for made-up phrases: those get a vector scattered about one of the shipped phrases."""

    def __init__(self, encoder: Encoder, around: NDArray[np.float32]) -> None:
        self.name, self.dimensions = f"{encoder.name} scattered", encoder.dimensions
        self._encoder, self._around = encoder, around

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts or not texts[0].startswith(OWN):
            return self._encoder.encode(texts)
        return np.array([self._scattered(zlib.crc32(text.encode())) for text in texts])

    def _scattered(self, seed: int) -> NDArray[np.float32]:
        random = np.random.default_rng(seed)
        noise = random.standard_normal(self.dimensions)
        vector = self._around[random.integers(len(self._around))] + NOISE * noise / np.linalg.norm(noise)
        return np.asarray(vector / np.linalg.norm(vector), dtype=np.float32)


def private_library(tenant: str, size: int, pattern: Playbook) -> Library:
    """``size`` playbooks in one language, as a shop writes them: title, promise and three wishes each."""
    return Library(
        {one.id: one for one in (_playbook(f"{tenant}-{number}", pattern) for number in range(size))}, tenant
    )


def _playbook(identity: str, pattern: Playbook) -> Playbook:
    asks = tuple(f"{OWN}{identity} wish {number}" for number in range(ASKS))
    return pattern.model_copy(
        update={
            "id": identity,
            "title": Text(ko=f"{OWN}{identity} title"),
            "promise": Text(ko=f"{OWN}{identity} promise"),
            "asks": Phrases(ko=asks),
        }
    )
