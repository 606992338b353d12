"""Finding the right playbook: meaning + words + structure, fused, and every hit explained.

Meaning and words are brought to one scale (z-scores over the library) and added with tuned weights; structure
(the finding's kind, the intents it is about) adds on top. What cannot run in this shop is set aside with the reason,
never ranked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Encoder
from retrieval.library import Library
from retrieval.playbook import Channel, Need, Playbook
from retrieval.store import LANGUAGES, PlaybookStore
from retrieval.words import WordIndex

WEIGHT_MEANING = 1.0
WEIGHT_WORDS = 0.6
WEIGHT_INTENT = 1.5
WEIGHT_FINDING = 2.5
WEIGHT_FIRST = 1.5  # an upset problem is answered by a playbook that fixes before it sells


@dataclass(frozen=True)
class Means:
    """What the shop has: without it a playbook that needs it cannot run. ``None`` as ``Query.means``: not asked."""

    country: str
    industry: str | None
    channels: tuple[Channel, ...]
    has: frozenset[Need]


@dataclass(frozen=True)
class Query:
    """What is looked for: words of an operator, or a finding with its intents, or both."""

    text: str = ""
    intents: tuple[str, ...] = ()
    finding: str | None = None
    upset: bool = False
    means: Means | None = None


@dataclass(frozen=True)
class PlaybookHit:
    """A playbook, how well it fits, why (codes with their facts), and what is missing for it to run."""

    playbook: Playbook
    score: float
    reasons: tuple[str, ...]
    missing: tuple[str, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)


class Searcher:
    """Searches one library through one store."""

    def __init__(self, library: Library, store: PlaybookStore, encoder: Encoder) -> None:
        self._playbooks = list(library.playbooks.values())
        self._store = store
        self._encoder = encoder
        self._words = WordIndex([_all_words(playbook) for playbook in self._playbooks])

    def search(self, query: Query, top: int = 3) -> list[PlaybookHit]:
        """The best ``top`` playbooks that can run, best first; those that cannot come after, with what is missing."""
        hits = [self._hit(query, number, parts) for number, parts in enumerate(self._parts(query))]
        hits.sort(key=lambda hit: (bool(hit.missing), -hit.score, hit.playbook.id))
        return hits[:top]

    def rebuild(self) -> int:
        """Make the index anew from the playbooks; returns how many vectors were written."""
        self._store.rebuild()
        return self._store.sync({playbook.id: playbook for playbook in self._playbooks})

    def _parts(self, query: Query) -> list[dict[str, float]]:
        meaning = self._meaning(query.text)
        words = self._words.scores(query.text) if query.text else np.zeros(len(self._playbooks))
        return [
            {
                "meaning": WEIGHT_MEANING * float(m),
                "words": WEIGHT_WORDS * float(w),
                "intent": WEIGHT_INTENT * _overlap(query.intents, playbook.intents),
                "finding": WEIGHT_FINDING * (query.finding in playbook.findings),
                "first": WEIGHT_FIRST * (query.upset and playbook.first),
            }
            for m, w, playbook in zip(_z(meaning), _z(words), self._playbooks, strict=True)
        ]

    def _meaning(self, text: str) -> NDArray[np.float64]:
        if not text.strip():
            return np.zeros(len(self._playbooks))
        best = self._store.similarities(self._encoder.encode([text]))
        return np.array([best.get(playbook.id, (0.0, ""))[0] for playbook in self._playbooks])

    def _hit(self, query: Query, number: int, parts: dict[str, float]) -> PlaybookHit:
        playbook = self._playbooks[number]
        reasons = []
        if parts["finding"]:
            reasons.append(f"finding:{query.finding}")
        shared = [intent for intent in query.intents if intent in playbook.intents]
        reasons.extend(f"intent:{intent}" for intent in shared)
        if parts["first"]:
            reasons.append("fixes_first")
        reasons.extend(name for name in ("meaning", "words") if parts[name] > 1.0)
        return PlaybookHit(
            playbook=playbook,
            score=round(sum(parts.values()), 4),
            reasons=tuple(reasons) or ("closest",),
            missing=tuple(_missing(playbook, query.means)) if query.means else (),
            parts=parts,
        )


def _all_words(playbook: Playbook) -> str:
    return "\n".join(playbook.search_text(language) for language in LANGUAGES)


def _overlap(asked: tuple[str, ...], offered: tuple[str, ...]) -> float:
    """1 for the playbook's first intent, a little less for the others: the first is what it is made for."""
    return max((1.0 if offered[0] == intent else 0.8 for intent in asked if intent in offered), default=0.0)


def _z(scores: NDArray[np.float64]) -> NDArray[np.float64]:
    spread = scores.std()
    return (scores - scores.mean()) / spread if spread > 0 else np.zeros_like(scores)


def _missing(playbook: Playbook, means: Means) -> Iterable[str]:
    """Why a playbook cannot run in this shop, as codes."""
    if playbook.countries and means.country not in playbook.countries:
        yield f"country:{means.country}"
    if playbook.industries and means.industry and means.industry not in playbook.industries:
        yield f"industry:{means.industry}"
    if not any(channel in means.channels for channels in playbook.channels.values() for channel in channels):
        yield "channel"
    yield from (f"needs:{need}" for need in playbook.needs if need not in means.has)
