"""How good is a ranking of playbooks, and what does each part of its score earn?"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass

from evals.report import Metric
from evals.suites.tags import rate
from retrieval.playbook import Playbook
from retrieval.search import PlaybookHit

Gates = tuple[float | None, float | None]
NO_GATES: Gates = (None, None)
MOST_SHOWN = 3
ALL = 10_000  # the whole library


@dataclass(frozen=True)
class Ranking:
    """What came of a case: ``hits`` best first, and the ids that would be right; none is right where that is empty."""

    right: frozenset[str]
    hits: tuple[PlaybookHit, ...]

    @property
    def answered(self) -> bool:
        """Whether something is offered as meant, not only as the closest of all."""
        return bool(self.hits) and self.hits[0].fits

    @property
    def shown(self) -> str:
        names = ", ".join(hit.playbook.id for hit in self.hits[:MOST_SHOWN])
        return names if self.answered else f"none ({names or 'nothing at all'})"

    @property
    def missed(self) -> bool:
        return self.answered if not self.right else not (self.answered and self.within(1))

    def within(self, top: int) -> bool:
        return any(hit.playbook.id in self.right for hit in self.hits[:top])


def rates(name: str, rankings: Iterable[Ranking], gates: Gates = NO_GATES) -> list[Metric]:
    """Right first and right in three, of the cases that have a right answer; nothing where there is none."""
    kept = [ranking for ranking in rankings if ranking.right]
    if not kept:
        return []
    return [
        rate(f"right first{name}", (ranking.within(1) for ranking in kept), gates[0]),
        rate(f"right in three{name}", (ranking.within(MOST_SHOWN) for ranking in kept), gates[1]),
    ]


def none_recognised(name: str, rankings: Iterable[Ranking], gate: float | None = None) -> list[Metric]:
    """How often nothing is offered, of the cases that nothing answers."""
    kept = [not ranking.answered for ranking in rankings if not ranking.right]
    return [rate(f"none recognised{name}", kept, gate)] if kept else []


def sent_away(name: str, rankings: Iterable[Ranking], most: float | None = None) -> list[Metric]:
    """How often nothing is offered although there is a right answer."""
    kept = [not ranking.answered for ranking in rankings if ranking.right]
    if not kept:
        return []
    share = rate(f"right ones sent away{name}", kept)
    return [Metric(share.name, share.value, share.cases, at_most=most)]


def worth_of_parts(name: str, rankings: Sequence[Ranking], parts: Sequence[str], *, alone: bool = True) -> list[Metric]:
    """The rates by score only, with each of ``parts`` alone, and with all others but it."""
    metrics = rates(f"{name}, by score only", [without(one, None) for one in rankings])
    for part in parts:
        if alone:
            metrics += rates(f"{name}, {part} alone", [reordered(one, {part}) for one in rankings])
        metrics += rates(f"{name}, without {part}", [without(one, part) for one in rankings])
    return metrics


def reordered(ranking: Ranking, parts: Collection[str]) -> Ranking:
    """The hits in the order that ``parts`` of the score would give; what cannot run stays behind."""
    hits = sorted(
        ranking.hits,
        key=lambda hit: (bool(hit.missing), -sum(hit.parts.get(part, 0.0) for part in parts), hit.playbook.id),
    )
    return Ranking(ranking.right, tuple(hits))


def without(ranking: Ranking, part: str | None) -> Ranking:
    """The hits in the order of their scores, less what ``part`` adds; alike ones are not kept apart."""
    names = {name for hit in ranking.hits for name in hit.parts}
    return reordered(ranking, names - {part})


def spread(name: str, rankings: Iterable[Ranking]) -> list[Metric]:
    """How often two of the first three are of one family: the same entry event and the same first topic."""
    return [
        rate(f"spread{name}: two of a family in three", [_related(ranking.hits[:MOST_SHOWN]) for ranking in rankings])
    ]


def _related(hits: Sequence[PlaybookHit]) -> bool:
    families = [family for hit in hits if (family := _family(hit.playbook)) is not None]
    return len(set(families)) < len(families)


def _family(playbook: Playbook) -> tuple[str, str] | None:
    if playbook.entry.type != "event" or not playbook.intents:
        return None
    return playbook.entry.event, playbook.intents[0]
