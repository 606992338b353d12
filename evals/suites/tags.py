"""Are a shop's own tags read rightly, and are those that mean nothing left alone?"""

from __future__ import annotations

from collections.abc import Iterable
from pathlib import Path

from agent.signals.intents import IntentMapper
from evals.cases_file import HOME, Case, load_cases, read_yaml
from evals.report import CasesMissing, Metric, Miss, Report
from retrieval.embedding import SentenceEncoder

GATE, NULL_GATE = 0.95, 0.90
HELD_OUT_GATE = 0.90  # cases that the mapper was not tuned on


class TagCase(Case):
    tag: str
    lang: str
    intent: str | None
    split: str = "tune"


def read_cases(path: Path) -> list[TagCase]:
    """A list of cases, or a mapping language → tag → intent."""
    rows = read_yaml(path)
    if isinstance(rows, dict):
        wrong = [lang for lang, tags in rows.items() if not isinstance(tags, dict)]
        if wrong:
            raise CasesMissing(f"{path}: {wrong[0]}: no mapping of tags to intents")
        rows = [
            {"tag": str(tag), "lang": lang, "intent": intent}
            for lang, tags in rows.items()
            for tag, intent in tags.items()
        ]
    return load_cases(TagCase, rows, path)


def run(path: Path | None) -> Report:
    cases = read_cases(path or HOME / "tags.yaml")
    mapped = IntentMapper(SentenceEncoder()).map_tags([case.tag for case in cases])
    got = dict(zip(cases, (one.intent for one in mapped), strict=True))
    metrics = [
        rate("right", [got[c] == c.intent for c in cases], GATE),
        rate("no topic left alone", [got[c] is None for c in cases if c.intent is None], NULL_GATE),
    ]
    for language in sorted({case.lang for case in cases}):
        metrics.append(rate(f"right, {language}", [got[c] == c.intent for c in cases if c.lang == language]))
    held = [case for case in cases if case.split == "held_out"]
    if held:
        metrics.append(rate("right, held out", [got[c] == c.intent for c in held], HELD_OUT_GATE))
    misses = [Miss(case.tag, str(case.intent), str(got[case])) for case in cases if got[case] != case.intent]
    return Report("tags", tuple(metrics), tuple(misses))


def rate(name: str, outcomes: Iterable[bool], gate: float | None = None) -> Metric:
    """The share of ``outcomes`` that are true; 1 over no case at all."""
    results = list(outcomes)
    value = sum(results) / len(results) if results else 1.0
    return Metric(name, round(value, 4), len(results), at_least=gate)
