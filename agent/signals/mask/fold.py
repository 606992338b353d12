"""Folding: one spelling for what people type in many, with a way back to the text as it was typed.

Full-width and other digits, Latin letters and punctuation become ASCII; the many dashes and blanks become one;
characters that cannot be seen go away; a placeholder from an earlier masking becomes filler. The ids of machines
(UUIDs) become inert: their digits are nobody's number.
"""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Sequence
from typing import Final

from agent.signals.mask.rule import FILLERS, PLACEHOLDERS

_WIDE = [*range(0xFF01, 0xFF5F), *range(0x1D7CE, 0x1D800)]
_DIGITS = [*range(0x0660, 0x066A), *range(0x06F0, 0x06FA), *range(0x0966, 0x0970)]
_DASHES = "‐‑‒–—―−﹣"
_BLANKS = "\u00a0\u2000\u2001\u2002\u2003\u2004\u2005\u2006\u2007\u2008\u2009\u200a\u202f\u205f\u3000\t\r"
_ASCII: Final[dict[int, str]] = (
    {code: unicodedata.normalize("NFKC", chr(code)) for code in _WIDE}
    | {code: str(unicodedata.digit(chr(code))) for code in _DIGITS}
    | {ord(char): "-" for char in _DASHES}
    | {ord(char): " " for char in _BLANKS}
    | {0x2019: "'"}
)

_FOLDABLE: Final = re.compile("[" + "".join(map(chr, _ASCII)) + "]")
_UNSEEN: Final = re.compile(
    "[\u00ad\u034f\u115f\u1160\u180e\u200b-\u200f\u202a-\u202e\u2060-\u2064\u2066-\u2069\u20e3\u3164\ufe0e\ufe0f\ufeff\uffa0]"
)
_JAMO: Final = re.compile("[\u1100-\u115e\u1161-\u11ff\u3099\u309a]")
_UUID: Final = re.compile("(?<![0-9A-Za-z])[0-9a-fA-F]{8}-(?:[0-9a-fA-F]{4}-){3}[0-9a-fA-F]{12}(?![0-9A-Za-z])")
_INERT: Final = "\uf8ff"
_PLACED: Final = re.compile("|".join(sorted(set(PLACEHOLDERS.values()))))
_FILLER_OF: Final = {placeholder: FILLERS[kind] for kind, placeholder in reversed(PLACEHOLDERS.items())}


def compose(text: str) -> str:
    """Join letters that came apart (file names and texts of some systems hold ㄱㅏ for 가)."""
    return unicodedata.normalize("NFC", text) if _JAMO.search(text) else text


def fold(text: str) -> tuple[str, Sequence[int]]:
    """Fold a text.

    Returns:
        The folded text, and for each of its characters the offset in ``text``.
    """
    offsets: Sequence[int] = range(len(text))
    if not text.isascii():
        if _UNSEEN.search(text):
            offsets = [at for at, char in enumerate(text) if not _UNSEEN.match(char)]
            text = _UNSEEN.sub("", text)
        if _FOLDABLE.search(text):
            text = text.translate(_ASCII)
        if "⟨" in text:
            text = _PLACED.sub(lambda match: _FILLER_OF[match[0]] * len(match[0]), text)
    if "-" in text:
        text = _UUID.sub(lambda match: _INERT * len(match[0]), text)
    return text, offsets
