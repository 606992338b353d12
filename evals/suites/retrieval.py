"""Does an operator's half sentence find a right playbook, and what does each part of the search earn?"""

from __future__ import annotations

import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Literal

from agent.bootstrap import open_app
from agent.settings import Settings
from evals.cases_file import HOME, Case, load_cases, read_yaml
from evals.report import Metric, Miss, Report
from evals.suites.tags import rate
from retrieval.search import PlaybookHit

Gates = tuple[float | None, float | None]
FIRST_GATE, THREE_GATE = 0.85, 0.97
# Cases that the search was not tuned on. The oblique ones say it with words that no playbook uses: they count on
# their own, against a floor that only shows when the search got worse.
SPLIT_GATES: dict[str, Gates] = {"held_out": (0.85, 0.95), "oblique": (0.65, 0.85)}
PARTS = ("meaning", "words", "intent")


class QueryCase(Case):
    q: str
    right: tuple[str, ...]
    split: Literal["tune", "held_out", "oblique"] = "tune"


def run(path: Path | None) -> Report:
    source = path or HOME / "queries.yaml"
    cases = load_cases(QueryCase, read_yaml(source), source)
    with tempfile.TemporaryDirectory() as home, open_app(Settings(home=Path(home))) as app, app.searching() as searcher:
        found = [searcher.search(app.query(case.q), 56) for case in cases]
    plain = [place for place, case in enumerate(cases) if case.split != "oblique"]
    metrics = _rates("", *_at(plain, cases, found), (FIRST_GATE, THREE_GATE)) if plain else []
    for split, gates in SPLIT_GATES.items():
        kept = [place for place, case in enumerate(cases) if case.split == split]
        if kept:
            metrics += _rates(f", {split}", *_at(kept, cases, found), gates)
    for part in PARTS:
        metrics += _rates(f", {part} alone", cases, [_ranked(hits, {part}) for hits in found])
        metrics += _rates(f", without {part}", cases, [_ranked(hits, set(PARTS) - {part}) for hits in found])
    misses = [
        Miss(case.q, " or ".join(case.right), ", ".join(hit.playbook.id for hit in hits[:3]))
        for case, hits in zip(cases, found, strict=True)
        if hits[0].playbook.id not in case.right
    ]
    return Report("retrieval", tuple(metrics), tuple(misses))


def _at(
    places: Sequence[int], cases: Sequence[QueryCase], found: Sequence[Sequence[PlaybookHit]]
) -> tuple[list[QueryCase], list[Sequence[PlaybookHit]]]:
    return [cases[place] for place in places], [found[place] for place in places]


def _ranked(hits: Sequence[PlaybookHit], parts: set[str]) -> list[PlaybookHit]:
    """The hits in the order that some parts of the score alone would give."""
    return sorted(hits, key=lambda hit: (-sum(hit.parts[part] for part in parts), hit.playbook.id))


def _rates(
    name: str,
    cases: Sequence[QueryCase],
    found: Sequence[Sequence[PlaybookHit]],
    gates: Gates = (None, None),
) -> list[Metric]:
    def within(top: int) -> list[bool]:
        return [
            bool({hit.playbook.id for hit in hits[:top]} & set(case.right))
            for case, hits in zip(cases, found, strict=True)
        ]

    return [
        rate(f"right first{name}", within(1), gates[0]),
        rate(f"right in three{name}", within(3), gates[1]),
    ]
