"""Meaning and words together: nearness to the examples of an intent, raised by the rules that speak for it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np

from agent.signals.intents import words
from agent.signals.intents.exemplars import NONE, Exemplars
from agent.signals.intents.index import Match

if TYPE_CHECKING:
    from numpy.typing import NDArray


@dataclass(frozen=True, slots=True)
class TextMapping:
    """The intent of a text or ``None``; ``score`` 0–1 says how sure, ``reason`` is ``look:detail``."""

    intent: str | None
    score: float
    reason: str


@dataclass(frozen=True, slots=True)
class Cut:
    """Where an intent begins.

    ``bonus`` is what a rule of weight 1 adds to nearness; lighter rules add the cube of their weight, as they name a
    field rather than a problem. ``enough`` is the least sum, ``margin`` by how much it must beat ``none``.
    """

    bonus: float
    enough: float
    margin: float


def fuse(
    matches: Sequence[Sequence[Match]], vectors: NDArray[np.float32], exemplars: Exemplars, cut: Cut
) -> list[TextMapping]:
    """One mapping a text: ``matches`` are the lexicon's words in it, ``vectors`` has a row of length 1 for each."""
    spoken = [words.weigh(found) for found in matches]
    total = exemplars.nearness(vectors)
    for row, rules in enumerate(spoken):
        for intent, rule in rules.items():
            total[row, exemplars.column(intent)] += cut.bonus * rule.weight**3
    best = total.argmax(axis=1).tolist()
    top = total.max(axis=1).astype(np.float64)
    clear = (top >= cut.enough) & (top >= total[:, exemplars.column(NONE)] + cut.margin)
    mapped: list[TextMapping] = []
    for row, (column, score) in enumerate(zip(best, np.clip(top, 0, 1).round(3).tolist(), strict=True)):
        intent = exemplars.intents[column]
        if not clear[row]:
            mapped.append(TextMapping(None, round(1 - min(score, 0.95), 3), "none:unclear"))
        elif intent in spoken[row]:
            shown = words.shown(spoken[row][intent], matches[row])
            mapped.append(TextMapping(intent, score, "words:" + "+".join(shown)))
        else:
            phrase = exemplars.nearest_phrase(vectors[row], column)
            mapped.append(TextMapping(intent, score, f"meaning:{phrase}"))
    return mapped
