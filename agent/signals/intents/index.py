"""Finding the lexicon's words in a text, in time that grows with the text and not with the lexicon.

Words are indexed by their first two letters. Korean verb stems are spelled out in all their forms: the last syllable
takes any final consonant (비싸, 비싼, 비쌈 …), and contracted forms are added (망가지 → 망가져, 바꾸 → 바꿔).
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

_FINALS = 28
_VOWELS = 21
_FIRST = ord("가")
_CONTRACTED = {20: 6, 8: 9, 13: 14, 11: 10, 18: 4}  # ㅣ→ㅕ, ㅗ→ㅘ, ㅜ→ㅝ, ㅚ→ㅙ, ㅡ→ㅓ
_FIRST_CJK = "\u3005"
_LETTERS = re.compile(r"[a-z]*")
_ENDING = re.compile(
    r"[a-z]?(?:e|es|ed|d|s|er|ers|or|ors|y|ies|ied|al|als|ing|ings|ion|ions|ation|ations|ment|ments|able|ly|ive|ity)?"
)


@dataclass(frozen=True, slots=True)
class Word:
    """A spelling to find and the concepts it stands for.

    ``exact``: a Latin word that takes no ending. ``touching``: one that must touch Korean or Japanese letters, or be
    the whole text, such as "as" for after-sales service. ``joining``: one that begins inside a written word, with a
    particle or a counter, and may end in the next.
    """

    text: str
    concepts: tuple[str, ...]
    shown: str
    exact: bool = False
    touching: bool = False
    joining: bool = False

    @property
    def latin(self) -> bool:
        return self.text[0].isascii() and self.text[-1].isascii()


@dataclass(frozen=True, slots=True)
class Match:
    """``text[start:end]`` stands for ``concepts``; ``shown`` is the lexicon's own spelling."""

    start: int
    end: int
    concepts: tuple[str, ...]
    shown: str


def stem_forms(stem: str) -> list[str]:
    """All beginnings that a Korean verb stem takes: 비싸 → 비싸, 비싹 … 비쌓; 망가지 → also 망가져, 망가졌 …"""
    head, last = stem[:-1], ord(stem[-1]) - _FIRST
    if last % _FINALS:
        return [stem]
    bases = [last]
    vowel = last // _FINALS % _VOWELS
    if vowel in _CONTRACTED:
        bases.append(last + (_CONTRACTED[vowel] - vowel) * _FINALS)
    return [head + chr(_FIRST + base + final) for base in bases for final in range(_FINALS)]


class Index:
    """Finds words; where words overlap, the one that starts first stands, and of those the longest."""

    def __init__(self, words: Iterable[Word]) -> None:
        self._plain: dict[str, list[Word]] = {}
        self._latin: dict[str, list[Word]] = {}
        self._joining: set[str] = set()
        for word in sorted(words, key=lambda word: (-len(word.text), word.text)):
            if word.joining:
                self._joining.add(word.shown)
            (self._latin if word.latin else self._plain).setdefault(word.text[:2], []).append(word)

    def find(self, text: str, seams: Sequence[int] = ()) -> list[Match]:
        """Words in ``text``, which is compact (see ``normalise``), from left to right.

        With ``seams``, the places where spaces were, no word may begin inside one written word and end in the next:
        갖고 장난 is no 고장.
        """
        found: list[Match] = []
        plain, latin, place, size = self._plain, self._latin, 0, len(text)
        while place < size:
            pair = text[place : place + 2]
            match = None
            if pair in plain:
                match = _plain(plain[pair], text, place)
            elif pair in latin and not (place and "a" <= text[place - 1] <= "z"):
                match = _latin(latin[pair], text, place)
            if match is None and pair[0] in plain:
                match = _plain(plain[pair[0]], text, place)
            if match and seams and match.shown not in self._joining and _straddles(match, seams):
                match = None
            if match:
                found.append(match)
            place = match.end if match else place + 1
        return found


def _straddles(match: Match, seams: Sequence[int]) -> bool:
    after = bisect_left(seams, match.start)
    if match.start == 0 or after == len(seams) or seams[after] == match.start:
        return False
    return seams[after] < match.end


def _plain(words: Sequence[Word], text: str, place: int) -> Match | None:
    for word in words:
        if text.startswith(word.text, place):
            return Match(place, place + len(word.text), word.concepts, word.shown)
    return None


def _latin(words: Sequence[Word], text: str, place: int) -> Match | None:
    for word in words:
        if text.startswith(word.text, place):
            end = place + len(word.text)
            letters = _LETTERS.match(text, end)
            stop = letters.end() if letters else end
            if word.touching and not _touches(text, place, end):
                continue
            if stop == end or (not word.exact and _ENDING.fullmatch(text, end, stop)):
                return Match(place, stop, word.concepts, word.shown)
    return None


def _touches(text: str, start: int, end: int) -> bool:
    before = start > 0 and text[start - 1] >= _FIRST_CJK
    after = end < len(text) and text[end] >= _FIRST_CJK
    return before or after or (start == 0 and end == len(text))
