"""How much a query's wording overlaps with a text: BM25 over character bigrams.

Bigrams need no tokenizer for any of the three languages and come close to Korean morphemes at a fraction of the
memory (docs/decisions/0003-words-and-meaning.md). Latin words are kept whole, with a light stem.
"""

from __future__ import annotations

import math
import re
import unicodedata
from collections import Counter
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

K1, B = 1.2, 0.6
_RUN = re.compile(r"[a-z']+|[0-9]+|[^\W\d_a-z]+")
_ENDING = re.compile(r"(ing|ed|es|s|ly)$")


def terms(text: str) -> list[str]:
    """Bigrams of Hangul, kana and kanji runs; stemmed Latin words; numbers."""
    found: list[str] = []
    for run in _RUN.findall(unicodedata.normalize("NFKC", text).lower()):
        if run[0].isascii():
            found.append(_ENDING.sub("", run) if len(run) > 4 else run)
        else:
            found.extend([run] if len(run) == 1 else (run[i : i + 2] for i in range(len(run) - 1)))
    return found


class WordIndex:
    """BM25 over a fixed list of texts.

    With ``beside``, how rare a word is and how long a text is are told over both lists together, so that the scores of
    the two can be compared; those of ``beside`` itself do not change.
    """

    def __init__(self, texts: Sequence[str], beside: WordIndex | None = None) -> None:
        bags = [Counter(terms(text)) for text in texts]
        lengths = np.array([sum(bag.values()) for bag in bags], dtype=np.float64)
        self._size = len(texts)
        self._beside = beside
        self._everywhere: int = self._size + (beside._everywhere if beside else 0)
        self._letters: float = float(lengths.sum()) + (beside._letters if beside else 0.0)
        usual = self._letters / max(self._everywhere, 1)
        self._norm = K1 * (1 - B + B * lengths / max(usual, 1.0))
        postings: dict[str, list[tuple[int, int]]] = {}
        for number, bag in enumerate(bags):
            for term, count in bag.items():
                postings.setdefault(term, []).append((number, count))
        self._postings = postings

    def scores(self, query: str) -> NDArray[np.float64]:
        """One score a text, in order; 0 where no term is shared."""
        result = np.zeros(self._size)
        for term in sorted(set(terms(query))):
            posting = self._postings.get(term)
            if not posting:
                continue
            rare = self._holders(term)
            weight = math.log(1 + (self._everywhere - rare + 0.5) / (rare + 0.5))
            for number, count in posting:
                result[number] += weight * count * (K1 + 1) / (count + self._norm[number])
        return result

    def _holders(self, term: str) -> int:
        """How many texts of both lists hold ``term``."""
        return len(self._postings.get(term, ())) + (self._beside._holders(term) if self._beside else 0)
