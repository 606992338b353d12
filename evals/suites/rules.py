"""Are forbidden campaigns told, under the right rule, and good ones let through? And does ``--fix`` only mend?

The cases in ``evals/cases/rules`` were written from the law's text and the channels' limits, not from the rules' code.
"""

from __future__ import annotations

import copy
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import yaml
from pydantic import Field

from agent.campaigns.check_file import Asked, check_file, fix_file
from agent.campaigns.mend import put, value_at
from agent.campaigns.rules.types import Edit, place_of
from agent.campaigns.schema import Violation
from agent.errors import DangolError
from agent.words import say
from evals.cases_file import HOME, Case, load_cases, read_yaml
from evals.report import CasesMissing, Metric, Miss, Report
from evals.suites.tags import rate

CASES = HOME / "rules"
UNSEEN = ("unseen", "unseen_2", "unseen_3")
GOOD_BLOCKED_GATE = 0.03


class RuleCase(Case):
    """A campaign as docs/check.md describes it, and what must be said of it.

    It may be another case's (``like``, a name above it in the file) with parts changed or taken away, each named by its
    place (``steps.0.channel``), so that what makes the difference is what one reads.
    ``blocks``: ids that must block; ``warns``: ids that must at least be said; ``CH`` and ``W`` stand for any rule of
    these packs. ``good``: nothing may block.
    """

    name: str
    campaign: dict[str, Any] = Field(default_factory=dict)
    like: str | None = None
    change: dict[str, Any] = Field(default_factory=dict)
    without: tuple[str, ...] = ()
    blocks: tuple[str, ...] = ()
    warns: tuple[str, ...] = ()
    good: bool = False


@dataclass(frozen=True)
class Seen:
    """What came of one case."""

    case: RuleCase
    content: bytes
    violations: tuple[Violation, ...]
    error: str | None

    @property
    def blocking(self) -> set[str]:
        return {one.rule for one in self.violations if one.severity == "block"}

    def missed(self) -> list[str]:
        """Ids that should have blocked and did not, or should have been said and were not."""
        said = {one.rule for one in self.violations}
        missing = [rule for rule in self.case.blocks if not _among(rule, self.blocking)]
        return missing + [rule for rule in self.case.warns if not _among(rule, said)]

    def beyond(self) -> set[str]:
        """Ids that blocked though nobody named them."""
        return {rule for rule in self.blocking if not any(_among(named, {rule}) for named in self.case.blocks)}


def run(path: Path | None) -> Report:
    files = [path] if path else sorted(CASES.glob("*.yaml"))
    seen = {file.stem: [_look(case) for case in _cases(file)] for file in files}
    golden = [one for name, group in seen.items() for one in group if name not in UNSEEN]
    metrics = [*_metrics("", golden), *_metrics("unseen: ", [one for name in UNSEEN for one in seen.get(name, [])])]
    everything = [one for group in seen.values() for one in group]
    metrics.append(rate("--fix ends, and a second one changes nothing", [_settles(one) for one in everything], 1.0))
    metrics.append(rate("--fix breaks nothing more", [_no_worse(one) for one in everything], 1.0))
    return Report("rules", tuple(metrics), tuple(miss for one in everything for miss in _misses(one)))


def _cases(source: Path) -> list[RuleCase]:
    content = read_yaml(source)
    cases = load_cases(RuleCase, content.get("cases") if isinstance(content, dict) else content, source)
    whole: dict[str, dict[str, Any]] = {}
    for case in cases:
        if case.like is not None and case.like not in whole:
            raise CasesMissing(f"{source}: {case.name}: there is no case {case.like} above it")
        whole[case.name] = _varied(whole[case.like], case) if case.like else case.campaign
    return [case.model_copy(update={"campaign": whole[case.name]}) for case in cases]


def _varied(base: dict[str, Any], case: RuleCase) -> dict[str, Any]:
    varied = copy.deepcopy(base)
    for path in case.without:
        *way, last = place_of(path)
        del value_at(varied, tuple(way))[last]
    for path, value in case.change.items():
        put(varied, Edit(place_of(path), value))
    return varied


def _look(case: RuleCase) -> Seen:
    # Written out again as a file, since it is files that are checked.
    content = yaml.safe_dump(case.campaign, allow_unicode=True, sort_keys=False).encode()
    try:
        (found,) = check_file(case.name, content, Asked(locale="en"))
    except DangolError as error:
        return Seen(case, content, (), say("en", error.code, **error.facts))
    return Seen(case, content, found.violations, None)


def _metrics(prefix: str, seen: list[Seen]) -> list[Metric]:
    if not seen:
        return []
    named = [rule not in one.missed() for one in seen for rule in one.case.blocks]
    said = [rule not in one.missed() for one in seen for rule in one.case.warns]
    good = [one for one in seen if one.case.good]
    blocked = sum(bool(one.blocking) for one in good) / max(1, len(good))
    bad = [not one.beyond() for one in seen if not one.case.good]
    return [
        rate(f"{prefix}files read", [one.error is None for one in seen], 1.0),
        rate(f"{prefix}blocking faults found, by their rule", named, 1.0),
        *([rate(f"{prefix}warnings and notes given, by their rule", said, 0.95)] if said else []),
        Metric(f"{prefix}good campaigns blocked", round(blocked, 4), len(good), at_most=GOOD_BLOCKED_GATE),
        *([rate(f"{prefix}bad ones blocked for nothing else", bad, 0.95)] if bad else []),
    ]


def _among(named: str, rules: set[str]) -> bool:
    return named in rules or (named in ("CH", "W") and any(rule.startswith(f"{named}-") for rule in rules))


def _settles(one: Seen) -> bool:
    if one.error:
        return False
    once = fix_file(one.case.name, one.content, Asked())
    return fix_file(one.case.name, once.text.encode(), Asked()).count == 0


def _no_worse(one: Seen) -> bool:
    """What blocks after mending blocked before."""
    if one.error:
        return False
    fixed = fix_file(one.case.name, one.content, Asked()).text.encode()
    (after,) = check_file(one.case.name, fixed, Asked(locale="en"))
    return {found.rule for found in after.violations if found.severity == "block"} <= one.blocking


def _misses(one: Seen) -> list[Miss]:
    if one.error:
        return [Miss(one.case.name, "a file that can be read", one.error)]
    told = "; ".join(f"{v.rule} {v.severity} {v.path}: {v.message}" for v in one.violations) or "nothing"
    misses = [Miss(one.case.name, rule, told) for rule in one.missed()]
    if one.beyond():
        misses.append(Miss(one.case.name, "good" if one.case.good else "only " + ", ".join(one.case.blocks), told))
    return misses
