"""Which drafts to make: in the order of what matters, no two alike, and not only about what hurts."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from math import ceil

import duckdb

from agent.campaigns.briefing import Brief, CannotWrite
from agent.campaigns.schema import Draft
from agent.campaigns.write import write_draft


@dataclass(frozen=True)
class Candidate:
    """A brief, and whether its finding is a problem (rather than an opportunity)."""

    brief: Brief
    problem: bool


def choose_drafts(
    candidates: Sequence[Candidate],
    wanted: int,
    spare: int,
    connection: duckdb.DuckDBPyConnection,
    label: Callable[[str], str],
) -> tuple[list[Draft], list[CannotWrite]]:
    """Write ``wanted`` drafts in the candidates' order, and ``spare`` more; one a finding, one a playbook.

    When problems and opportunities are both at hand, problems take at most half of the places (rounded up), so that a
    bad week still leaves room to make good customers happy.
    """
    chosen: list[tuple[bool, Draft]] = []
    skipped: list[CannotWrite] = []
    for candidate in candidates:
        brief = candidate.brief
        if len(chosen) >= 2 * (wanted + spare):
            break
        if any(_alike(brief, draft) for _, draft in chosen):
            continue
        made = write_draft(brief, connection, label)
        if isinstance(made, CannotWrite):
            skipped.append(made)
        elif not any(_same_moment(made, draft) for _, draft in chosen):
            chosen.append((candidate.problem, made))
    first = _balanced(chosen, wanted)
    rest = [draft for _, draft in chosen if draft not in first]
    return [*first, *rest[:spare]], skipped


def _alike(brief: Brief, draft: Draft) -> bool:
    return brief.proof.finding == draft.proof.finding or brief.playbook.id == draft.provenance.playbook_id


def _same_moment(one: Draft, other: Draft) -> bool:
    """Two campaigns that would meet the same people at the same moment."""
    return one.entry == other.entry and one.audience.condition == other.audience.condition


def _balanced(chosen: list[tuple[bool, Draft]], wanted: int) -> list[Draft]:
    most = max(ceil(wanted / 2), wanted - sum(not problem for problem, _ in chosen))
    result: list[Draft] = []
    problems = 0
    for problem, draft in chosen:
        if problem and problems >= most:
            continue
        problems += problem
        result.append(draft)
    return result[:wanted]
