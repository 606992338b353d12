"""One search among the private playbooks of many tenants, beside a bare Chroma query of the same collection."""

from __future__ import annotations

import random
import tempfile
import time
from collections.abc import Callable, Sequence
from functools import lru_cache, partial
from pathlib import Path
from statistics import median, quantiles
from typing import TypeVar

import numpy as np
from numpy.typing import NDArray

from evals.benches.figure import Figure
from evals.benches.private_libraries import OWN, ScatteredEncoder, private_library
from evals.cases_file import HOME, read_yaml
from retrieval.embedding import SentenceEncoder
from retrieval.library import load_library
from retrieval.rows import NEAREST, Rows
from retrieval.search import Query, Searcher
from retrieval.store import PlaybookStore, owned_store
from retrieval.vectors import encode_phrases, shipped_texts

Result = TypeVar("Result")
EACH = 100  # playbooks of a tenant
WARM, SEARCHES, SEED = 200, 1_000, 11
TOP = 10
SLOWEST, RECALL = 3.0, 0.98


def run(rows: int) -> Sequence[Figure]:
    """``rows`` / 10 private playbooks: 100,000 of 1,000 tenants by default."""
    tenants = [f"t{number}" for number in range(max(rows // (10 * EACH), 1))]
    library, encoder = load_library(), SentenceEncoder()
    scattered = ScatteredEncoder(encoder, encode_phrases(encoder, shipped_texts()))
    pattern = library.playbooks["winback"]
    with tempfile.TemporaryDirectory() as folder, owned_store(Path(folder), scattered) as store:
        own = lru_cache(maxsize=2 * WARM)(lambda tenant: private_library(tenant, EACH, pattern))
        searcher = Searcher(library, store, scattered, own)
        filling = [_timed(partial(searcher.search, Query(), tenant=tenant))[0] for tenant in tenants]
        return [
            Figure("private playbooks", len(tenants) * EACH, ""),
            Figure("first search of a tenant, filling its index", median(filling), "s"),
            *_searches(searcher, store, scattered, random.Random(SEED).sample(tenants, min(WARM, len(tenants)))),
        ]


def _searches(searcher: Searcher, store: PlaybookStore, encoder: ScatteredEncoder, tenants: list[str]) -> list[Figure]:
    asked = [str(row["q"]) for row in read_yaml(HOME / "queries.yaml")]
    chance = random.Random(SEED)
    first = [_timed(partial(searcher.search, Query(asked[0]), tenant=tenant))[0] for tenant in tenants]
    bare, coding, search, recall, foreign = [], [], [], [], 0
    for number in range(SEARCHES):
        tenant, text = chance.choice(tenants), f"{chance.choice(asked)} {number}"
        # A question is heard for its topic first and then found encoded; both are counted as one search.
        seconds, vector = _timed(partial(encoder.encode, [text]))
        coding.append(seconds)
        bare.append(_timed(_bare(store, vector, tenant))[0])
        seconds, hits = _timed(partial(searcher.search, Query(text), TOP, tenant=tenant))
        search.append(seconds)
        foreign += sum(hit.own and not hit.playbook.id.startswith(f"{tenant}-") for hit in hits)
        if number % 10 == 0:
            recall.append(_recall(store, encoder, text, tenant))
    whole = [one + other for one, other in zip(coding, search, strict=True)]
    return [
        Figure("first search of a tenant whose index is there", median(first), "s"),
        Figure("bare Chroma query, p95", 1e3 * _p95(bare), "ms"),
        Figure("encoding a question, p95", 1e3 * _p95(coding), "ms"),
        Figure("search of a question encoded before, p95", 1e3 * _p95(search), "ms"),
        Figure("search, p50", 1e3 * median(whole), "ms"),
        Figure("search, p95", 1e3 * _p95(whole), "ms"),
        Figure("search encoded before / bare Chroma query, p95", _p95(search) / _p95(bare), "×"),
        Figure("search / bare Chroma query, p95", _p95(whole) / _p95(bare), "×", SLOWEST),
        Figure(f"recall of the {TOP} nearest of a tenant", float(np.mean(recall)), "", RECALL, floor=True),
        Figure("playbooks of another tenant", foreign, "", 0),
    ]


def _bare(store: PlaybookStore, vector: NDArray[np.float32], tenant: str) -> Callable[[], object]:
    """What Chroma itself is asked in the middle of a search; the vector is there already."""
    collection = _rows(store, tenant).collection
    return lambda: collection.query(query_embeddings=vector, n_results=NEAREST, include=["distances"])


def _rows(store: PlaybookStore, tenant: str) -> Rows:
    rows = store.rows(tenant)
    assert rows is not None, "a tenant that was just searched for"
    return rows


def _recall(store: PlaybookStore, encoder: ScatteredEncoder, text: str, tenant: str) -> float:
    """Share of the playbooks with the nearest phrases, by exact search, that the store names first as well."""
    vector = encoder.encode([text])[0]
    exact: dict[str, float] = {}
    for number in range(EACH):
        name = f"{tenant}-{number}"
        said = [f"{OWN}{name} title", f"{OWN}{name} promise", *(f"{OWN}{name} wish {n}" for n in range(3))]
        exact[name] = float((encoder.encode(said) @ vector).max())
    found = dict(zip(exact, store.near(vector, _rows(store, tenant))[:, 0].tolist(), strict=True))
    return len(set(_nearest(exact)) & set(_nearest(found))) / TOP


def _nearest(likeness: dict[str, float]) -> list[str]:
    return sorted(likeness, key=lambda name: -likeness[name])[:TOP]


def _timed(work: Callable[[], Result]) -> tuple[float, Result]:
    started = time.perf_counter()
    result = work()
    return time.perf_counter() - started, result


def _p95(values: list[float]) -> float:
    return quantiles(values, n=20)[-1]
