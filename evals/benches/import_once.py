"""One import in a process of its own: prints seconds of the clock, of the processor, of getting ready, and peak MiB.

Getting ready is what a process does once and not for each file: loading the encoder, word lists and masking rules.
"""

from __future__ import annotations

import json
import resource
import sys
import time
from pathlib import Path

from agent.bootstrap import no_progress
from agent.profile import ShopProfile
from agent.signals.intents import IntentMapper
from agent.signals.mask import mask
from agent.signals.read import read_signals
from agent.signals.readers import working_tables
from retrieval.embedding import SentenceEncoder


def main(path: Path) -> None:
    began = time.perf_counter()
    mapper = _ready()
    started, worked = time.perf_counter(), time.process_time()
    with working_tables() as connection:
        signals = read_signals(connection, [path], profile=ShopProfile(), mapper=mapper, progress=no_progress)
    seconds, processor = time.perf_counter() - started, time.process_time() - worked
    if not signals.intents:
        raise SystemExit("nothing was mapped")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    print(json.dumps([seconds, processor, started - began, peak]))


def _ready() -> IntentMapper:
    encoder = SentenceEncoder()
    encoder.encode(["배송이 언제 오나요"])
    mapper = IntentMapper(encoder)
    mapper.map_tags(["배송", "配送", "shipping"])
    mapper.map_texts([mask(text).text for text in ("배송이 언제 오나요", "いつ届きますか", "When does it arrive?")])
    return mapper


if __name__ == "__main__":
    main(Path(sys.argv[1]))
