"""The vectors of the common library's phrases, shipped beside the files so that a first start need not make them.

They are looked up by a digest of the phrase and the encoder's name: a phrase that was changed, or another encoder,
is encoded on the spot. ``python -m retrieval.vectors`` writes them anew.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from functools import cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from retrieval.embedding import Encoder, SentenceEncoder
from retrieval.library import HOME, load_library
from retrieval.playbook import phrases

SHIPPED = HOME / "vectors.npz"
_DIGEST_BYTES = 8


def digest(encoder_name: str, text: str) -> str:
    """Sixteen hexadecimal digits that change with the text or the encoder."""
    return hashlib.sha256(f"{encoder_name}|{text}".encode()).hexdigest()[: 2 * _DIGEST_BYTES]


def encode_phrases(encoder: Encoder, texts: Sequence[str]) -> NDArray[np.float32]:
    """Shape (len(texts), dimensions), rows of length 1; only what is not shipped goes through ``encoder``."""
    shipped = _load(SHIPPED)
    keys = [digest(encoder.name, text) for text in texts]
    new = [place for place, key in enumerate(keys) if key not in shipped]
    vectors = np.empty((len(texts), encoder.dimensions), dtype=np.float32)
    for place, key in enumerate(keys):
        if key in shipped:
            vectors[place] = shipped[key]
    vectors[new] = encoder.encode([texts[place] for place in new])
    return vectors


def write_vectors(encoder: Encoder, texts: Iterable[str], path: Path) -> int:
    """Encode ``texts`` into ``path``; returns how many there are. Half precision moves a cosine by less than 0.001."""
    by_key = {digest(encoder.name, text): text for text in texts}
    keys = sorted(by_key)
    vectors = encoder.encode([by_key[key] for key in keys]).astype(np.float16)
    np.savez(path, keys=np.array(keys, dtype=f"S{2 * _DIGEST_BYTES}"), vectors=vectors)
    return len(keys)


@cache
def _load(path: Path) -> dict[str, NDArray[np.float32]]:
    if not path.is_file():
        return {}
    with np.load(path, allow_pickle=False) as stored:
        rows = stored["vectors"].astype(np.float32)
        rows /= np.linalg.norm(rows, axis=1, keepdims=True)
        return dict(zip((key.decode() for key in stored["keys"].tolist()), rows, strict=True))


def shipped_texts() -> list[str]:
    """Every text whose vector is shipped."""
    from retrieval.elsewhere import elsewhere_phrases  # noqa: PLC0415 - it looks its vectors up here

    found = [text for one in load_library().playbooks.values() for _, text in phrases(one)]
    return [*found, *elsewhere_phrases()]


if __name__ == "__main__":
    write_vectors(SentenceEncoder(), shipped_texts(), SHIPPED)
