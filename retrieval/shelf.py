"""The playbooks of one library, made ready for scoring: arrays in the playbooks' order."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence

import numpy as np
from numpy.typing import NDArray

from retrieval.library import Library
from retrieval.playbook import Playbook, phrases
from retrieval.rows import Rows
from retrieval.words import WordIndex

Scores = NDArray[np.float64]
LESS = 0.8  # what a playbook's further intents and findings count for: it is made for the first


class Shelf:
    """A library with what is looked up at each search, and its rows in the index.

    ``beside``: the common shelf that a tenant's own stands by.
    """

    def __init__(self, library: Library, rows: Rows, beside: Shelf | None = None) -> None:
        self.version = library.version
        self.rows = rows
        self.playbooks = tuple(library.playbooks.values())
        texts = ["\n".join(text for _, text in phrases(one)) for one in self.playbooks]
        self.words: WordIndex = WordIndex(texts, beside.words if beside else None)
        self._intents = _by_name([one.intents for one in self.playbooks])
        self._findings = _by_name([one.findings for one in self.playbooks])
        self._first = np.array([one.first for one in self.playbooks], dtype=np.float64)

    def intents(self, asked: tuple[str, ...]) -> Scores:
        """1 where an asked intent is a playbook's first, a little less where it is another of its intents."""
        return self._held(self._intents, asked)

    def finding(self, name: str | None) -> Scores:
        """1 for the playbooks that are made for the finding ``name``, a little less for those that answer it too."""
        return self._held(self._findings, () if name is None else (name,))

    def _held(self, holders: Mapping[str, list[tuple[int, float]]], names: Iterable[str]) -> Scores:
        scores = np.zeros(len(self.playbooks))
        for name in names:
            for place, worth in holders.get(name, ()):
                scores[place] = max(scores[place], worth)
        return scores

    def first(self, upset: bool) -> Scores:
        """1 for what mends before it sells, when somebody is ``upset``."""
        return self._first * upset

    def worked(self, tried: Mapping[str, tuple[int, int]]) -> Scores:
        """-1 to 1 by what the shop saw: how far the rate is from the expected one, in doublings; 0 where not tried."""
        if not tried:
            return np.zeros(len(self.playbooks))
        return np.array([_worked(one, tried.get(one.id)) for one in self.playbooks])


def _by_name(named: Sequence[tuple[str, ...]]) -> dict[str, list[tuple[int, float]]]:
    """Name → the places that have it, with what it counts there."""
    holders: dict[str, list[tuple[int, float]]] = {}
    for place, names in enumerate(named):
        for rank, name in enumerate(names):
            holders.setdefault(name, []).append((place, LESS if rank else 1.0))
    return holders


def _worked(playbook: Playbook, tried: tuple[int, int] | None) -> float:
    """The shop's own result is shrunk towards the playbook's prior, so that ten messages prove little."""
    if tried is None:
        return 0.0
    sent, reached = tried
    prior = playbook.prior
    rate = (prior.mean * prior.size + reached) / (prior.size + sent)
    return float(np.clip(np.log2(rate / prior.mean), -1.0, 1.0))
