from __future__ import annotations

import numpy as np

from retrieval.embedding import SentenceEncoder
from retrieval.library import Library
from retrieval.playbook import phrases
from retrieval.vectors import SHIPPED, encode_phrases, shipped_texts, write_vectors


class Silent(SentenceEncoder):
    """The shipped encoder, which notes what it is asked."""

    def __init__(self) -> None:
        self.asked: list[str] = []

    def encode(self, texts):
        self.asked += texts
        return super().encode(texts)


def test_every_phrase_is_shipped(library: Library) -> None:
    texts = shipped_texts()
    assert {text for one in library.playbooks.values() for _, text in phrases(one)} < set(texts)
    encoder = Silent()
    vectors = encode_phrases(encoder, texts)
    assert encoder.asked == [], "the playbooks changed: run python -m retrieval.vectors"
    assert vectors.shape == (len(texts), encoder.dimensions)
    assert np.allclose(np.linalg.norm(vectors, axis=1), 1, atol=1e-5)


def test_shipped_vectors_are_those_of_the_encoder(library: Library, encoder: SentenceEncoder) -> None:
    texts = [text for _, text in phrases(library.playbooks["winback"])]
    assert np.abs(encode_phrases(encoder, texts) - encoder.encode(texts)).max() < 1e-3


def test_what_is_not_shipped_is_encoded_in_its_place(library: Library) -> None:
    known = library.playbooks["winback"].title.to("ko")
    encoder = Silent()
    vectors = encode_phrases(encoder, ["처음 듣는 말", known, "또 하나"])
    assert encoder.asked == ["처음 듣는 말", "또 하나"]
    assert np.allclose(vectors[[0, 2]], SentenceEncoder().encode(["처음 듣는 말", "또 하나"]))


def test_nothing_to_encode(toy) -> None:
    assert encode_phrases(toy, []).shape == (0, toy.dimensions)


def test_the_same_phrases_make_the_same_file(tmp_path, toy) -> None:
    for name in ("one.npz", "two.npz"):
        assert write_vectors(toy, ["나", "가", "나"], tmp_path / name) == 2
    assert (tmp_path / "one.npz").read_bytes() == (tmp_path / "two.npz").read_bytes()
    assert SHIPPED.stat().st_size < 3_000_000
