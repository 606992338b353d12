"""Write the vectors of the example phrases beside them: ``python -m agent.signals.intents.build``."""

from __future__ import annotations

from pathlib import Path

import numpy as np

from agent.signals.intents.exemplars import VECTORS, fingerprint, load_phrases
from retrieval.embedding import Encoder, SentenceEncoder


def build(encoder: Encoder, target: Path) -> None:
    """Encode every phrase; half precision is enough for a cosine."""
    phrases = [phrase for group in load_phrases().values() for phrase in group]
    vectors = encoder.encode(phrases).astype(np.float16)
    np.savez(target, fingerprint=np.array(fingerprint(encoder.name)), vectors=vectors)


if __name__ == "__main__":
    build(SentenceEncoder(), Path(__file__).parent / "lexicon" / VECTORS)
