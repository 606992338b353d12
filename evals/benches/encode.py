"""How many texts without a tag are mapped a second, beside the bare encoder?"""

from __future__ import annotations

import statistics
import time
from collections.abc import Callable, Sequence

from agent.signals.intents import IntentMapper
from agent.signals.mask import mask
from evals.benches.figure import Figure
from evals.cases_file import HOME, read_yaml
from retrieval.embedding import SentenceEncoder

TEXTS, ROUNDS = 2_000, 3
FLOOR = 0.8


def run(_rows: int) -> Sequence[Figure]:
    """Masked and mapped, as the import does it; the ratio of speeds in paired rounds."""
    cases = [str(row["text"]) for row in read_yaml(HOME / "texts.yaml")]
    texts = [f"{cases[n % len(cases)]} {n}" for n in range(TEXTS)]
    encoder = SentenceEncoder()
    mapper = IntentMapper(encoder)
    mapper.map_texts(texts[:50])
    ratios, bare = [], 0.0
    for _ in range(ROUNDS):
        bare = _seconds(lambda: encoder.encode(texts))
        ratios.append(bare / _seconds(lambda: mapper.map_texts([mask(text).text for text in texts])))
    return [
        Figure("bare encoder", TEXTS / bare, "texts/s"),
        Figure("mapped texts a second / bare encoder", statistics.median(ratios), "×", FLOOR, floor=True),
    ]


def _seconds(work: Callable[[], object]) -> float:
    started = time.perf_counter()
    work()
    return time.perf_counter() - started
