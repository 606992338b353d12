"""Third look: how near a text is to the example phrases of each intent.

The vectors of the phrases ship beside them, with a fingerprint of the phrases and the encoder's name. When either
differs, the vectors are computed on the spot, once a process.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from importlib.resources import files
from typing import TYPE_CHECKING

import numpy as np

from agent.signals.intents.lexicon import LANGUAGES, load_data
from retrieval.embedding import Encoder

if TYPE_CHECKING:
    from numpy.typing import NDArray

NONE = "none"
VECTORS = "vectors.npz"
# How near the best example counts against how near the average example of the intent.
_NEAREST, _CENTRE = 0.75, 0.25


@cache
def load_phrases() -> dict[str, tuple[str, ...]]:
    """Example phrases of all languages by intent; ``none`` is what no intent should take."""
    phrases: dict[str, tuple[str, ...]] = {}
    for language in LANGUAGES:
        for intent, written in load_data(f"examples.{language}.yaml").items():
            phrases[intent] = (*phrases.get(intent, ()), *written)
    return phrases


def fingerprint(encoder_name: str) -> str:
    """Changes when a phrase, its place or the encoder changes."""
    text = "\n".join(f"{intent}\t{phrase}" for intent, phrases in load_phrases().items() for phrase in phrases)
    return hashlib.sha256(f"{encoder_name}\n{text}".encode()).hexdigest()


@dataclass(frozen=True)
class Exemplars:
    """``vectors``: one row a phrase, of length 1, phrases of an intent side by side."""

    intents: tuple[str, ...]
    phrases: tuple[str, ...]
    starts: NDArray[np.intp]
    vectors: NDArray[np.float32]

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {intent: column for column, intent in enumerate(self.intents)}

    def column(self, intent: str) -> int:
        """Which column of ``nearness`` is the intent's."""
        return self._columns[intent]

    @cached_property
    def _centres(self) -> NDArray[np.float32]:
        sums = np.add.reduceat(self.vectors, self.starts, axis=0)
        return np.asarray(sums / np.linalg.norm(sums, axis=1, keepdims=True), dtype=np.float32)

    def nearness(self, vectors: NDArray[np.float32]) -> NDArray[np.float32]:
        """Shape (texts, intents): how near each text is to each intent, about 0–1."""
        nearest = np.maximum.reduceat(vectors @ self.vectors.T, self.starts, axis=1)
        return np.asarray(_NEAREST * nearest + _CENTRE * (vectors @ self._centres.T), dtype=np.float32)

    def nearest_phrase(self, vector: NDArray[np.float32], intent: int) -> str:
        """The example of ``intent`` (its column) that is nearest to ``vector``."""
        start = int(self.starts[intent])
        end = int(self.starts[intent + 1]) if intent + 1 < len(self.starts) else len(self.phrases)
        return self.phrases[start + int(np.argmax(self.vectors[start:end] @ vector))]


def _shipped(wanted: str) -> NDArray[np.float32] | None:
    path = files("agent.signals.intents") / "lexicon" / VECTORS
    if not path.is_file():
        return None
    with path.open("rb") as file, np.load(file, allow_pickle=False) as stored:
        if str(stored["fingerprint"]) != wanted:
            return None
        return np.asarray(stored["vectors"], dtype=np.float32)


def load_exemplars(encoder: Encoder) -> Exemplars:
    """The phrases with their vectors: shipped ones if they fit, else computed by ``encoder`` (0.6 s)."""
    by_intent = load_phrases()
    phrases = tuple(phrase for group in by_intent.values() for phrase in group)
    starts = np.cumsum([0, *(len(group) for group in by_intent.values())])[:-1]
    vectors = _shipped(fingerprint(encoder.name))
    return Exemplars(tuple(by_intent), phrases, starts, encoder.encode(phrases) if vectors is None else vectors)
