"""Results that are alike are spread, so that three answers are three ideas."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

ALIKE = 0.7
"""Cosine of two playbooks' centres from where on they say the same."""
COST = 2.0


def spread(scores: NDArray[np.float64], centres: NDArray[np.float32], top: int) -> list[int]:
    """An order of the rows, best first, in which each of the first ``top`` pays for being like one before it.

    Maximal marginal relevance (Carbonell and Goldstein 1998). The first place stays what it was.

    Args:
        scores: in falling order.
        centres: shape (len(scores), dimensions), unit rows.
        top: from there on the order stays as it is.
    """
    order: list[int] = []
    worth = scores.astype(np.float64)
    likeness = np.full(len(scores), -1.0)
    for _ in range(min(top, len(scores))):
        best = int(np.argmax(worth - COST * np.clip(likeness - ALIKE, 0.0, None) / (1 - ALIKE)))
        order.append(best)
        worth[best] = -np.inf
        likeness = np.maximum(likeness, centres @ centres[best])
    return [*order, *(place for place in range(len(scores)) if place not in order)]
