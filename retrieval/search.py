"""Finding the right playbook: meaning + words + structure + what worked, fused, and every hit explained.

Meaning and words are brought to one scale (z-scores over the common library, so that what a tenant adds moves nothing
else) and added with round weights; structure (the finding's kind, the intents it is about) adds on top:
docs/decisions/0003-words-and-meaning.md has the figures. What cannot run in this shop is set aside with the reason,
never ranked first.
"""

from __future__ import annotations

from collections import OrderedDict, defaultdict
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from threading import Lock

import numpy as np
from numpy.typing import NDArray

from retrieval.elsewhere import Elsewhere
from retrieval.embedding import Encoder
from retrieval.library import Library
from retrieval.means import Means, missing_in
from retrieval.playbook import Playbook
from retrieval.shelf import Scores, Shelf
from retrieval.spread import spread
from retrieval.store import PlaybookStore

WEIGHT_MEANING = 1.0
WEIGHT_WORDS = 0.5
WEIGHT_INTENT = 1.5
WEIGHT_FINDING = 2.5
WEIGHT_FIRST = 1.5  # an upset problem is answered by a playbook that fixes before it sells
WEIGHT_WORKED = 1.0
# A finding is told in our own words: they say little that its kind and its topic have not said already.
TOLD = 0.1
# The nearest phrase alone lets one chance likeness win; the centre of all phrases alone blurs what is asked.
NEAREST, CENTRE = 0.5, 0.5
# A playbook is meant by a question that is clearly nearer to it (nearest phrase, centre) than to anything the library
# is not for; a shared word counts a little. A guessed topic lowers what is asked for; a topic in two words is a wish.
# Chosen on the tune, held-out, oblique and catalogue questions and on 84 without an answer; not on the blind ones.
LIKENESS, WORDED, CLEARLY, ON_TOPIC = (1.0, 0.25), 0.05, 0.08, 0.0
FEW_WORDS, FEW_LETTERS, FEW_SYLLABLES = 2, 16, 7
LEAST_MEANING, LEAST_WORDS = 0.02, 0.5  # a library in which all is equally far must not blow up what is left
TELLING = 0.3  # a result that moves the rank by less than this is not worth a word
AMONG = 4  # times as many as are asked for are looked at for one that is less like the others
MOST_SHELVES = 256  # tenants whose own playbooks are kept ready; one more costs some 300 KiB

NOTHING = Library({}, "")

OwnLibrary = Callable[[str], Library | None]
"""The playbooks that a tenant added, asked at each search."""


@dataclass(frozen=True)
class Query:
    """What is looked for: words of an operator, or a finding with its intents, or both.

    ``worked``: playbook id → (sent, reached the goal), what this shop has seen so far.
    """

    text: str = ""
    intents: tuple[str, ...] = ()
    finding: str | None = None
    upset: bool = False
    means: Means | None = None
    worked: Mapping[str, tuple[int, int]] = field(default_factory=dict)


@dataclass(frozen=True)
class PlaybookHit:
    """A playbook, how well it fits, why (codes with their facts), and what is missing for it to run.

    ``fits`` is False where nothing says that it is meant: it is only the closest of all.
    """

    playbook: Playbook
    score: float
    reasons: tuple[str, ...]
    missing: tuple[str, ...] = ()
    parts: Mapping[str, float] = field(default_factory=dict)
    fits: bool = True
    own: bool = False
    library_version: str = ""


@dataclass(frozen=True)
class _Scored:
    """What the shelves say to a query; arrays in the order of ``playbooks``. ``like``: is the text about it?"""

    playbooks: tuple[Playbook, ...]
    versions: tuple[str, ...]
    parts: Mapping[str, Scores]
    like: NDArray[np.bool_]
    centres: NDArray[np.float32]


def nothing_own(_tenant: str) -> None:
    """For a store without tenants."""


class Searcher:
    """Searches the common library, and for a tenant its own playbooks beside it, through one store.

    Brings the store up to date with ``library`` when made, and with what ``own`` gives for a tenant when it changed.
    """

    def __init__(self, library: Library, store: PlaybookStore, encoder: Encoder, own: OwnLibrary = nothing_own) -> None:
        self._library = library
        self._store = store
        self._encoder = encoder
        self._own = own
        self._elsewhere = Elsewhere(encoder)
        self._common = Shelf(library, store.load(library.playbooks))
        self._shelves: OrderedDict[str, Shelf] = OrderedDict()
        self._loading: defaultdict[str, Lock] = defaultdict(Lock)
        self._looking = Lock()
        self._asking = ThreadPoolExecutor(thread_name_prefix="own playbooks")

    def close(self) -> None:
        """Let the threads go; the store stays open."""
        self._asking.shutdown()

    def search(self, query: Query, top: int = 3, *, tenant: str | None = None) -> list[PlaybookHit]:
        """The best ``top`` playbooks that can run, best first; those that cannot come after, with what is missing."""
        scored = self._score(query, tenant)
        fits = _fits(query, scored)
        # What went well does not answer another question.
        parts = {**scored.parts, "worked": scored.parts["worked"] * fits}
        totals = np.round(sum(parts.values()), 4)
        missing = [tuple(missing_in(one, query.means)) if query.means else () for one in scored.playbooks]
        order = sorted(range(len(totals)), key=lambda n: (bool(missing[n]), -totals[n], scored.playbooks[n].id))
        runs = [n for n in order if not missing[n]]
        near = runs[: AMONG * top]
        best = [near[place] for place in spread(totals[near], scored.centres[near], top)]
        best = [*best, *runs[len(near) :], *order[len(runs) :]][:top]
        return [
            PlaybookHit(
                playbook=scored.playbooks[n],
                score=float(totals[n]),
                reasons=_reasons(query, scored, n) or ("closest",),
                missing=missing[n],
                parts={name: float(values[n]) for name, values in parts.items()},
                fits=bool(fits[n]),
                own=n >= len(self._common.playbooks),
                library_version=scored.versions[n],
            )
            for n in best
        ]

    def playbook(self, identity: str, tenant: str | None = None) -> Playbook | None:
        """The common playbook of that id, or ``tenant``'s own."""
        own = self._own(tenant) if tenant is not None else None
        return self._library.playbooks.get(identity) or (own.playbooks.get(identity) if own else None)

    def rebuild(self) -> int:
        """Make the index anew from the playbooks; returns how many phrases were written."""
        return self._store.rebuild()

    def _shelf(self, tenant: str) -> Shelf | None:
        """What ``tenant`` added, indexed; None when that is nothing. Only who asks for the same tenant waits."""
        library = self._own(tenant)
        shelf = self._kept(tenant)
        if library is None and shelf is None:
            return None
        library = library or NOTHING
        if shelf is None or shelf.version != library.version:
            with self._looking:
                loading = self._loading[tenant]
            with loading:
                shelf = self._kept(tenant)
                if shelf is None or shelf.version != library.version:
                    shelf = self._keep(tenant, library)
        return shelf if shelf.playbooks else None

    def _kept(self, tenant: str) -> Shelf | None:
        with self._looking:
            if tenant in self._shelves:
                self._shelves.move_to_end(tenant)
            return self._shelves.get(tenant)

    def _keep(self, tenant: str, library: Library) -> Shelf:
        shelf = Shelf(library, self._store.load(library.playbooks, tenant), self._common)
        with self._looking:
            self._shelves[tenant] = shelf
            self._shelves.move_to_end(tenant)
            if len(self._shelves) > MOST_SHELVES:
                old, _ = self._shelves.popitem(last=False)
                self._store.forget(old)
        return shelf

    def _score(self, query: Query, tenant: str | None) -> _Scored:
        own = self._shelf(tenant) if tenant is not None else None
        shelves = [self._common] if own is None else [self._common, own]
        vector = self._encoder.encode([query.text])[0] if query.text.strip() else None
        found, among = self._near(shelves, vector), slice(len(self._common.playbooks))
        text = np.concatenate([shelf.words.scores(query.text) for shelf in shelves])
        said = 1.0 if query.finding is None else TOLD
        parts = {
            "meaning": said * WEIGHT_MEANING * _z(found @ [NEAREST, CENTRE], among, LEAST_MEANING),
            "words": said * WEIGHT_WORDS * _z(text, among, LEAST_WORDS),
            "intent": WEIGHT_INTENT * np.concatenate([shelf.intents(query.intents) for shelf in shelves]),
            "finding": WEIGHT_FINDING * np.concatenate([shelf.finding(query.finding) for shelf in shelves]),
            "first": WEIGHT_FIRST * np.concatenate([shelf.first(query.upset) for shelf in shelves]),
            "worked": WEIGHT_WORKED * np.concatenate([shelf.worked(query.worked) for shelf in shelves]),
        }
        like = np.zeros(len(found), dtype=bool)
        if vector is not None:
            other = found @ LIKENESS - sum(LIKENESS) * self._elsewhere.nearness(vector)
            enough = np.where(parts["intent"] > 0, _on_topic(query.text), CLEARLY)
            like = other + WORDED * np.log1p(text) >= enough
        return _Scored(
            tuple(one for shelf in shelves for one in shelf.playbooks),
            tuple(shelf.version for shelf in shelves for _ in shelf.playbooks),
            parts,
            like,
            np.concatenate([shelf.rows.centres for shelf in shelves]),
        )

    def _near(self, shelves: list[Shelf], vector: NDArray[np.float32] | None) -> Scores:
        """Shape (playbooks of all shelves, 2), see ``Rows.near``; zeros without a text."""
        if vector is None:
            return np.zeros((sum(len(shelf.playbooks) for shelf in shelves), 2))
        # Chroma is asked about both shelves at once: each waits for memory, not for Python.
        others = [self._asking.submit(self._store.near, vector, shelf.rows) for shelf in shelves[1:]]
        return np.concatenate([self._store.near(vector, shelves[0].rows), *(other.result() for other in others)])


def _on_topic(text: str) -> float:
    """How clearly a question must be about a playbook of its topic."""
    letters = FEW_LETTERS if text.isascii() else FEW_SYLLABLES
    bare = len(text.split()) <= FEW_WORDS and len(text.strip()) <= letters
    return -np.inf if bare else ON_TOPIC


def _z(scores: Scores, among: slice, least: float) -> Scores:
    """z-scores by mean and spread of those in ``among``: the common library."""
    yardstick = scores[among]
    return np.asarray((scores - yardstick.mean()) / max(float(yardstick.std()), least))


def _fits(query: Query, scored: _Scored) -> NDArray[np.bool_]:
    """Whether each is meant: by what the text says, or by what was found.

    A topic that was counted is a fact; one that is guessed from a question may be about anything ("the coupon page is
    broken").
    """
    counted = query.finding is not None or not query.text.strip()
    return scored.like | (scored.parts["finding"] > 0) | ((scored.parts["intent"] > 0) & counted)


def _reasons(query: Query, scored: _Scored, place: int) -> tuple[str, ...]:
    parts = {name: values[place] for name, values in scored.parts.items()}
    reasons = [f"finding:{query.finding}"] if parts["finding"] else []
    reasons += [f"intent:{intent}" for intent in query.intents if intent in scored.playbooks[place].intents]
    if parts["first"]:
        reasons.append("fixes_first")
    # Best of a library that has nothing of the kind is no likeness, and a shared "today" is no reason.
    reasons += [name for name in ("meaning", "words") if scored.like[place] and parts[name] > 1.0]
    if abs(parts["worked"]) >= TELLING:
        reasons.append("worked" if parts["worked"] > 0 else "worked_badly")
    return tuple(reasons)
