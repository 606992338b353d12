"""Second look: a tag with a typing slip, repaired to the nearest topic words.

Korean is compared letter by letter (jamo), so that 베송 is one slip away from 배송; Latin words and Japanese
syllabaries by character. Only stretches that the lexicon does not know are repaired.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from functools import cache
from unicodedata import normalize

from rapidfuzz import process
from rapidfuzz.distance import OSA

from agent.signals.intents.index import Match
from agent.signals.intents.lexicon import load_lexicon

_STRETCH = re.compile(r"[가-힣]+|[ァ-ヶー]+|[a-z]{5,}")
_KATAKANA_MIN, _LATIN_TWO_SLIPS = 4, 9


@cache
def _korean() -> dict[int, tuple[list[str], list[str]]]:
    """Words and their letters by number of syllables.

    Given names have two syllables too (지은 is one slip from 지연): of short words only the everyday ones are in.
    """
    words: dict[int, tuple[list[str], list[str]]] = {}
    for word in sorted(load_lexicon().everyday | load_lexicon().spellings):
        if re.fullmatch("[가-힣]{3,6}", word) or word in load_lexicon().everyday:
            known, letters = words.setdefault(len(word), ([], []))
            known.append(word)
            letters.append(normalize("NFD", word))
    return words


@cache
def _others() -> tuple[list[str], list[str]]:
    """Katakana words, and Latin words with their usual endings."""
    spellings = sorted(load_lexicon().spellings)
    kana = [word for word in spellings if re.fullmatch(f"[ァ-ヶー]{{{_KATAKANA_MIN},}}", word)]
    stems = [word for word in spellings if re.fullmatch("[a-z]{4,}", word)]
    return kana, [word + ending for word in stems for ending in ("", "s", "y", "ed", "ing")]


def _unknown(text: str, matches: Sequence[Match]) -> Iterator[tuple[int, str]]:
    place = 0
    for start, end in [*((match.start, match.end) for match in matches), (len(text), len(text))]:
        yield from ((place + found.start(), found.group()) for found in _STRETCH.finditer(text[place:start]))
        place = end


def _near_korean(stretch: str) -> Iterator[tuple[int, str, str]]:
    for size, (known, letters) in sorted(_korean().items(), reverse=True):
        for start in range(len(stretch) - size + 1):
            wrong = stretch[start : start + size]
            if wrong in load_lexicon().plain:
                continue
            slips = 1 if size < 4 else 2
            hit = process.extractOne(normalize("NFD", wrong), letters, scorer=OSA.distance, score_cutoff=slips)
            if hit:
                yield start, wrong, known[hit[2]]


def _near_other(stretch: str) -> Iterator[tuple[int, str, str]]:
    kana, latin = _others()
    known = latin if stretch.isascii() else kana
    if stretch not in load_lexicon().plain and (stretch.isascii() or len(stretch) >= _KATAKANA_MIN):
        slips = 2 if len(stretch) >= _LATIN_TWO_SLIPS else 1
        hit = process.extractOne(stretch, known, scorer=OSA.distance, score_cutoff=slips)
        if hit:
            yield 0, stretch, hit[0]


def repaired(text: str, matches: Sequence[Match]) -> str | None:
    """``text`` with its first repairable slip repaired, or ``None``."""
    for place, stretch in _unknown(text, matches):
        near = _near_korean if "가" <= stretch[0] <= "힣" else _near_other
        for start, wrong, right in near(stretch):
            at = place + start
            return text[:at] + right + text[at + len(wrong) :]
    return None
