"""What operators ask that no playbook answers, so that the library can say so (``elsewhere.yaml``)."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import yaml
from numpy.typing import NDArray

from retrieval.embedding import Encoder
from retrieval.vectors import encode_phrases

FILE = Path(__file__).parent / "elsewhere.yaml"


@cache
def elsewhere_phrases() -> tuple[str, ...]:
    """All of them, in the three languages."""
    kinds = yaml.load(FILE.read_text(encoding="utf-8"), Loader=getattr(yaml, "CSafeLoader", yaml.SafeLoader))
    return tuple(phrase for kind in kinds.values() for phrases in kind.values() for phrase in phrases)


class Elsewhere:
    """How near a question is to what is none of the library's business."""

    def __init__(self, encoder: Encoder) -> None:
        self._vectors = encode_phrases(encoder, elsewhere_phrases())

    def nearness(self, vector: NDArray[np.float32]) -> float:
        """Cosine of ``vector`` (dimensions,) to the nearest phrase."""
        return float((self._vectors @ vector).max())
