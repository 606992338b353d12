"""One import in a process of its own: prints [seconds, peak MiB]."""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from agent.bootstrap import no_progress
from agent.profile import ShopProfile
from agent.signals.intents import IntentMapper
from agent.signals.read import read_signals
from agent.signals.readers import working_tables
from retrieval.embedding import SentenceEncoder


def main(path: Path) -> None:
    mapper = IntentMapper(SentenceEncoder())
    started = time.perf_counter()
    with working_tables() as connection:
        signals = read_signals(connection, [path], profile=ShopProfile(), mapper=mapper, progress=no_progress)
    seconds = time.perf_counter() - started
    if not signals.intents:
        raise SystemExit("nothing was mapped")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, peak]))


if __name__ == "__main__":
    main(Path(sys.argv[1]))
