"""Where does the time of a warm suggestion on the sample shop go?"""

from __future__ import annotations

import tempfile
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from agent.bootstrap import open_app, suggest
from agent.profile import load_profile
from agent.settings import Settings
from agent.state import Export
from evals.benches.figure import Figure

SAMPLE = Path(__file__).parent.parent / "sample_shop"
LIMIT = 1.5  # seconds of work after the import


def run(_rows: int) -> Sequence[Figure]:
    """Steps of the second of two runs; each lasts until the next one reports."""
    export = Export((SAMPLE / "chats.xlsx",), SAMPLE / "customers.csv", SAMPLE / "orders.csv")
    profile = load_profile(SAMPLE / "shop.yaml")
    with tempfile.TemporaryDirectory() as home, open_app(Settings(home=Path(home))) as app, app.searching() as searcher:
        for _ in range(2):
            marks: list[tuple[str, float]] = []
            suggest(
                app,
                searcher,
                export,
                tenant="bench",
                by="bench",
                now=datetime(2026, 11, 2, tzinfo=UTC),
                locale="ko",
                profile=profile,
                count=3,
                progress=lambda what, _done, seen=marks: seen.append((what, time.perf_counter())),  # type: ignore[misc]
            )
            finished = time.perf_counter()
    spent: dict[str, float] = {}
    for (what, since), (_, until) in zip(marks, [*marks[1:], ("", finished)], strict=True):
        spent[what] = spent.get(what, 0.0) + until - since
    reading = {"read"}
    after = sum(seconds for what, seconds in spent.items() if what not in reading)
    figures = [Figure(f"suggest: {what}", seconds, "s") for what, seconds in spent.items()]
    return [*figures, Figure("suggest: all after the import", after, "s", LIMIT)]
