"""Finding the right playbook: meaning + words + structure, fused, and every hit explained.

Meaning and words are brought to one scale (z-scores over the library) and added with round weights; structure
(the finding's kind, the intents it is about) adds on top: docs/decisions/0003-words-and-meaning.md has the figures.
What cannot run in this shop is set aside with the reason, never ranked first.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Encoder
from retrieval.errors import LibraryError
from retrieval.library import Library
from retrieval.playbook import Channel, Language, Need, Playbook, phrases
from retrieval.store import PlaybookStore
from retrieval.words import WordIndex

WEIGHT_MEANING = 1.0
WEIGHT_WORDS = 0.5
WEIGHT_INTENT = 1.5
WEIGHT_FINDING = 2.5
WEIGHT_FIRST = 1.5  # an upset problem is answered by a playbook that fixes before it sells
# The nearest phrase alone lets one chance likeness win; the centre of all phrases alone blurs what is asked.
NEAREST, CENTRE = 0.5, 0.5
# Cosine of the nearest phrase from where on a playbook is said to be like what was asked: above all that small talk
# reaches (0.45), below three in four of the right answers to evals/cases/queries.yaml.
LIKE = 0.48


@dataclass(frozen=True)
class Means:
    """What the shop has: without it a playbook that needs it cannot run. ``None`` as ``Query.means``: not asked.

    ``language`` is the one that its customers are written in; without it a channel counts in any language.
    """

    country: str
    industry: str | None
    channels: tuple[Channel, ...]
    has: frozenset[Need]
    language: Language | None = None


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
    """Searches the common library, and for a tenant its own playbooks beside it, through one store.

    Brings the store up to date with ``library`` when made.
    """

    def __init__(self, library: Library, store: PlaybookStore, encoder: Encoder) -> None:
        self._library = library
        self._store = store
        self._encoder = encoder
        self._common = _Shelf(library.playbooks.values())
        self._private: dict[str, _Shelf] = {}
        store.sync(library.playbooks)

    def add_private(self, tenant: str, library: Library) -> int:
        """Let ``tenant``, and nobody else, find the playbooks of ``library`` too; replaces what it had before.

        Returns:
            How many phrases were written to the index.

        Raises:
            LibraryError: an id is taken by the common library.
        """
        for identity in library.playbooks:
            if identity in self._library.playbooks:
                raise LibraryError(f"{identity}.yaml", "id", "is taken by the common library")
        written = self._store.sync(library.playbooks, tenant)
        self._private[tenant] = _Shelf([*self._library.playbooks.values(), *library.playbooks.values()])
        return written

    def search(self, query: Query, top: int = 3, *, tenant: str | None = None) -> list[PlaybookHit]:
        """The best ``top`` playbooks that can run, best first; those that cannot come after, with what is missing."""
        shelf = self._common if tenant is None else self._private.get(tenant, self._common)
        nearest, meaning = self._meaning(shelf, query.text, tenant)
        parts = self._parts(shelf, query, meaning)
        hits = [
            self._hit(query, one, part, like=bool(near >= LIKE))
            for one, part, near in zip(shelf.playbooks, parts, nearest, strict=True)
        ]
        hits.sort(key=lambda hit: (bool(hit.missing), -hit.score, hit.playbook.id))
        return hits[:top]

    def rebuild(self) -> int:
        """Make the index anew from the playbooks; returns how many phrases were written."""
        return self._store.rebuild()

    def _parts(self, shelf: _Shelf, query: Query, meaning: NDArray[np.float64]) -> list[dict[str, float]]:
        words = shelf.words.scores(query.text)
        return [
            {
                "meaning": WEIGHT_MEANING * float(m),
                "words": WEIGHT_WORDS * float(w),
                "intent": WEIGHT_INTENT * _overlap(query.intents, playbook.intents),
                "finding": WEIGHT_FINDING * (query.finding in playbook.findings),
                "first": WEIGHT_FIRST * (query.upset and playbook.first),
            }
            for m, w, playbook in zip(_z(meaning), _z(words), shelf.playbooks, strict=True)
        ]

    def _meaning(self, shelf: _Shelf, text: str, tenant: str | None) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Cosine of each playbook's nearest phrase, and the mixture with its centre that ranks."""
        if not text.strip():
            return np.zeros(len(shelf.playbooks)), np.zeros(len(shelf.playbooks))
        near = self._store.similarities(self._encoder.encode([text])[0], tenant)
        nearest = np.array([near[one.id].nearest for one in shelf.playbooks])
        return nearest, NEAREST * nearest + CENTRE * np.array([near[one.id].centre for one in shelf.playbooks])

    @staticmethod
    def _hit(query: Query, playbook: Playbook, parts: dict[str, float], *, like: bool) -> PlaybookHit:
        reasons = []
        if parts["finding"]:
            reasons.append(f"finding:{query.finding}")
        shared = [intent for intent in query.intents if intent in playbook.intents]
        reasons.extend(f"intent:{intent}" for intent in shared)
        if parts["first"]:
            reasons.append("fixes_first")
        # Best of a library that has nothing of the kind is no likeness, and a shared "today" is no reason.
        reasons.extend(name for name in ("meaning", "words") if like and parts[name] > 1.0)
        return PlaybookHit(
            playbook=playbook,
            score=round(sum(parts.values()), 4),
            reasons=tuple(reasons) or ("closest",),
            missing=tuple(_missing(playbook, query.means)) if query.means else (),
            parts=parts,
        )


class _Shelf:
    """The playbooks that one search looks at, and the words in them."""

    def __init__(self, playbooks: Iterable[Playbook]) -> None:
        self.playbooks = tuple(playbooks)
        self.words = WordIndex(["\n".join(text for _, text in phrases(one)) for one in self.playbooks])


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
    spoken = playbook.channels if means.language is None else {means.language}
    if not any(channel in means.channels for language in spoken for channel in playbook.channels.get(language, ())):
        yield "channel"
    yield from (f"needs:{need}" for need in playbook.needs if need not in means.has)
