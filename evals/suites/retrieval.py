"""Is what an operator types, or what the diagnosis finds, answered by a right playbook, and by none where none is?"""

from __future__ import annotations

import re
import tempfile
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Literal

from agent.bootstrap import App, open_app
from agent.settings import Settings
from evals.cases_file import HOME, Case, load_cases, read_yaml
from evals.report import Metric, Miss, Report
from evals.suites.findings import FindingCase, Found, find
from evals.suites.ranking import (
    ALL,
    Gates,
    Ranking,
    none_recognised,
    rates,
    sent_away,
    spread,
    worth_of_parts,
)
from evals.suites.tags import rate
from retrieval.search import Searcher

Split = Literal["tune", "held_out", "oblique", "blind"]
# Weights were chosen on the tune rows, what counts as none also on the held-out and oblique ones. Blind rows were
# never looked at for a change: theirs are the figures to believe for what nobody foresaw.
SPLIT_GATES: dict[Split, Gates] = {
    "tune": (0.85, 0.97),
    "held_out": (0.85, 0.95),
    "oblique": (0.65, 0.85),
    "blind": (0.75, 0.92),
}
NONE_GATE, BLIND_NONE_GATE, MOST_SENT_AWAY = 0.80, 0.70, 0.05
FINDINGS_GATES: Gates = (0.90, 0.97)
OWN_FILES = ("queries.yaml", "blind.yaml", "no_match.yaml", "findings.yaml")
TEXT_PARTS = ("meaning", "words", "intent")
FINDING_PARTS = ("finding", "intent", "first", "worked")
LANGUAGES = ("ko", "ja", "en")


class QueryCase(Case):
    """What an operator types. ``right`` is empty where no playbook answers; ``hard``: although it sounds like one."""

    q: str
    right: tuple[str, ...]
    split: Split = "tune"
    hard: bool = False

    @property
    def language(self) -> str:
        if re.search("[ㄱ-ㆎ가-힣]", self.q):
            return "ko"
        return "ja" if re.search("[ぁ-ヿ一-鿿\uff41-\uff9f]", self.q) else "en"


def run(path: Path | None) -> Report:
    queries, findings = read_cases([path] if path else [HOME / name for name in OWN_FILES])
    with tempfile.TemporaryDirectory() as home, open_app(Settings(home=Path(home))) as app, app.searching() as searcher:
        typed = [(case, _search(case, app, searcher)) for case in queries]
        found = [find(case, searcher) for case in findings]
    metrics = [*(_of_text(typed) if typed else ()), *(_of_findings(found) if found else ())]
    return Report("retrieval", tuple(metrics), tuple(_misses(typed, found)))


def read_cases(sources: Iterable[Path]) -> tuple[list[QueryCase], list[FindingCase]]:
    """The rows of each file: findings if its first row names a detector, else what operators type."""
    queries: list[QueryCase] = []
    findings: list[FindingCase] = []
    for source in sources:
        rows = read_yaml(source)
        if isinstance(rows, list) and rows and isinstance(rows[0], dict) and "detector" in rows[0]:
            findings += load_cases(FindingCase, rows, source)
        else:
            queries += load_cases(QueryCase, rows, source)
    return queries, findings


def _search(case: QueryCase, app: App, searcher: Searcher) -> Ranking:
    return Ranking(frozenset(case.right), tuple(searcher.search(app.query(case.q), ALL)))


def _of_text(typed: Sequence[tuple[QueryCase, Ranking]]) -> list[Metric]:
    rankings = [ranking for _, ranking in typed]
    metrics = rates("", rankings)
    for split, gates in SPLIT_GATES.items():
        metrics += rates(f", {split}", [ranking for case, ranking in typed if case.split == split], gates)
    for language in LANGUAGES:
        metrics += rates(f", {language}", [ranking for case, ranking in typed if case.language == language])
    metrics += none_recognised("", rankings, NONE_GATE)
    metrics += none_recognised(", hard", [ranking for case, ranking in typed if case.hard])
    metrics += sent_away("", rankings, MOST_SENT_AWAY)
    for split in SPLIT_GATES:
        of_split = [ranking for case, ranking in typed if case.split == split]
        gate = BLIND_NONE_GATE if split == "blind" else None
        metrics += none_recognised(f", {split}", of_split, gate) + sent_away(f", {split}", of_split)
    return metrics + worth_of_parts("", rankings, TEXT_PARTS) + spread("", rankings)


def _of_findings(found: Sequence[Found]) -> list[Metric]:
    kept = [one.kept for one in found]
    searched = [one.searched for one in found]
    metrics = rates(", findings", kept, FINDINGS_GATES)
    metrics += rates(", findings with something tried", [one.kept for one in found if one.case.tried])
    metrics += none_recognised(", findings", kept) + sent_away(", findings", kept)
    reasons = [one.set_aside for one in found if one.set_aside is not None]
    if reasons:
        metrics.append(rate("set aside with the reason, findings", reasons))
    # What a suggestion keeps is about the finding already, often a single one: the search alone shows what it earns.
    metrics += rates(", findings, all hits", searched, FINDINGS_GATES)
    metrics += worth_of_parts(", findings, all hits", searched, FINDING_PARTS, alone=False)
    return metrics + spread(", findings", searched)


def _misses(typed: Sequence[tuple[QueryCase, Ranking]], found: Sequence[Found]) -> list[Miss]:
    named = [*((case.q, ranking) for case, ranking in typed), *((one.case.name, one.kept) for one in found)]
    wrong = [
        Miss(name, " or ".join(sorted(ranking.right)) or "none", ranking.shown)
        for name, ranking in named
        if ranking.missed
    ]
    return wrong + [
        Miss(one.case.name, f"set aside: {dict(one.case.not_first)}", "without that reason")
        for one in found
        if one.set_aside is False
    ]
