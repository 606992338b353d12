"""Are summaries and first messages read rightly, and is small talk left alone?"""

from __future__ import annotations

from pathlib import Path

from agent.signals.intents import IntentMapper
from evals.cases_file import HOME, Case, load_cases, read_yaml
from evals.report import Miss, Report
from evals.suites.tags import rate
from retrieval.embedding import SentenceEncoder

GATE, NULL_GATE = 0.80, 0.85


class TextCase(Case):
    text: str
    lang: str
    intent: str | None
    split: str = "tune"


def run(path: Path | None) -> Report:
    source = path or HOME / "texts.yaml"
    cases = load_cases(TextCase, read_yaml(source), source)
    mapped = IntentMapper(SentenceEncoder()).map_texts([case.text for case in cases])
    got = dict(zip(cases, (one.intent for one in mapped), strict=True))
    metrics = [
        rate("right", [got[c] == c.intent for c in cases], GATE),
        rate("right, held out", [got[c] == c.intent for c in cases if c.split == "held_out"]),
        rate("no topic left alone", [got[c] is None for c in cases if c.intent is None], NULL_GATE),
    ]
    misses = [Miss(case.text, str(case.intent), str(got[case])) for case in cases if got[case] != case.intent]
    return Report("texts", tuple(metrics), tuple(misses))
