"""The search against questions that were written for it, as an operator's door would ask them."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
import yaml

from agent.signals.intents import IntentMapper
from retrieval.embedding import SentenceEncoder
from retrieval.search import Query, Searcher

REPOSITORY = Path(__file__).parents[2]
SHARED = REPOSITORY / "../shared/catalogue/dev_queries.yaml"
OWN = REPOSITORY / "evals/cases/queries.yaml"


def rates(searcher: Searcher, encoder: SentenceEncoder, rows: list[dict]) -> tuple[float, float]:
    """Shares of rows with a right playbook first, and among the first three."""
    mapper = IntentMapper(encoder)
    first = three = 0
    for row, mapped in zip(rows, mapper.map_texts([row["q"] for row in rows]), strict=True):
        found = searcher.search(Query(row["q"], (mapped.intent,) if mapped.intent else ()))
        right = [hit.playbook.id in row["right"] for hit in found]
        first, three = first + right[0], three + any(right)
    return first / len(rows), three / len(rows)


def test_the_questions_of_the_catalogue(searcher: Searcher, encoder: SentenceEncoder) -> None:
    if not SHARED.is_file():
        if "CI" in os.environ:
            pytest.fail("../shared/catalogue/dev_queries.yaml must be beside the checkout in CI")
        pytest.skip("../shared/catalogue/dev_queries.yaml is not beside the checkout")
    first, three = rates(searcher, encoder, yaml.safe_load(SHARED.read_text(encoding="utf-8")))
    assert first >= 0.85
    assert three >= 0.97


def test_the_questions_held_out(searcher: Searcher, encoder: SentenceEncoder) -> None:
    rows = [row for row in yaml.safe_load(OWN.read_text(encoding="utf-8")) if row.get("split") == "held_out"]
    first, three = rates(searcher, encoder, rows)
    assert first >= 0.85
    assert three >= 0.95
