"""The evaluations, by name."""

from __future__ import annotations

from evals.report import Suite
from evals.suites import masking, retrieval, suggest, tags, texts

SUITES: dict[str, Suite] = {
    "tags": tags.run,
    "texts": texts.run,
    "masking": masking.run,
    "retrieval": retrieval.run,
    "suggest": suggest.run,
}
