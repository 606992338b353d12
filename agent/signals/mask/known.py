"""The names that a shop itself lists: masked wherever they stand, with no hint beside them.

Short names are left out, as they are words too (하늘, 林, Grace): at least three syllables of Hangul, three characters
with kanji or kana, or two Latin words. A text is read once: each start of a word is looked up with the few lengths
that names have.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache
from typing import Final

from agent.signals.mask.fold import compose, fold
from agent.signals.mask.korean_names import listed
from agent.signals.mask.lexicon import words

_SMALLEST: Final = 3
_LONGEST: Final = 9  # characters of a Korean or Japanese name, its blank included
_BLANKS: Final = re.compile(r"\s+")
_HANGUL_NAME: Final = re.compile(r"[가-힣]+$")
_JAPANESE_NAME: Final = re.compile(r"[ぁ-ヿ一-鿿々]+$")
_WORD: Final = r"[A-Za-zÀ-ɏ][A-Za-zÀ-ɏ'.\-]*"
_LATIN_NAME: Final = re.compile(f"{_WORD}(?: {_WORD}){{1,3}}$")
_SCRIPTS: Final = ("가-힣", "一-鿿々", "ァ-ヿ", "ぁ-ゖ", "A-Za-zÀ-ɏ")
_WORD_START: Final = f"(?:{'|'.join(f'(?<![{script}])(?=[{script}])' for script in _SCRIPTS)})"
_LATIN_REST: Final = re.compile(f"{_WORD}(?: {{1,2}}{_WORD}){{1,3}}")
_LATIN_WORD: Final = re.compile(_WORD)
_KOREAN_REST: Final = re.compile(f"(?:{'|'.join(sorted(words('ko_after_names'), key=len, reverse=True))})|(?![가-힣])")
_KANJI: Final = re.compile("[一-鿿々]")


def known_names(names: Iterable[str | None]) -> frozenset[str]:
    """The names of a list that are long enough to be safe, in the form that ``find_known`` looks up."""
    keys = (_key(fold(compose(name))[0]) for name in names if name)
    return frozenset(key for key in keys if _is_safe(key))


def find_known(folded: str, known: frozenset[str]) -> Iterator[tuple[int, int]]:
    """Where known names stand in a folded text: (start, end), from left to right, never overlapping."""
    done = 0
    for match in _starts(known).finditer(folded):
        start = match.start()
        if start < done:
            continue
        end = _latin(folded, start, known) if folded[start] < "\u0250" else _without_blanks(folded, start, known)
        if end:
            yield start, end
            done = end


@lru_cache(maxsize=1)  # one shop is read at a time
def _starts(known: frozenset[str]) -> re.Pattern[str]:
    """Where a name could start: its first two characters, or the first and a blank, at the start of a word."""
    seconds: dict[str, set[str]] = {}
    for name in known:
        seconds.setdefault(name[0], {" "}).add(name[1])
    heads = (f"{first}(?=[{re.escape(''.join(sorted(then)))}])" for first, then in sorted(seconds.items()))
    return re.compile(f"(?=[{re.escape(''.join(sorted(seconds)))}]){_WORD_START}(?:{'|'.join(heads)})", re.IGNORECASE)


def _key(name: str) -> str:
    plain = _BLANKS.sub(" ", name).strip().casefold()
    return plain if _LATIN_NAME.match(plain) else plain.replace(" ", "")


def _is_safe(key: str) -> bool:
    if _HANGUL_NAME.match(key):
        return _SMALLEST <= len(key) < _LONGEST and listed(key)
    if _JAPANESE_NAME.match(key):
        return _SMALLEST <= len(key) < _LONGEST
    return _LATIN_NAME.match(key) is not None


def _without_blanks(folded: str, start: int, known: frozenset[str]) -> int:
    """The end of the longest Korean or Japanese name that starts here, or 0."""
    for end in range(min(start + _LONGEST, len(folded)), start + _SMALLEST - 1, -1):
        if folded[start:end].replace(" ", "") in known and folded[end - 1] != " " and _ends(folded, end):
            return end
    return 0


def _ends(folded: str, end: int) -> bool:
    if "가" <= folded[end - 1] <= "힣":
        return _KOREAN_REST.match(folded, end) is not None
    return not (_KANJI.match(folded, end - 1) and _KANJI.match(folded, end))


def _latin(folded: str, start: int, known: frozenset[str]) -> int:
    """The end of the longest Latin name that starts here, or 0."""
    rest = _LATIN_REST.match(folded, start)
    if rest is None:
        return 0
    parts = list(_LATIN_WORD.finditer(rest[0]))
    for count in range(len(parts), 1, -1):
        written = [part[0] for part in parts[:count]]
        last = written[-1].rstrip(".-'")
        written[-1] = last.removesuffix("'s")
        if " ".join(written).casefold() in known:
            return start + parts[count - 1].start() + len(written[-1])
    return 0
