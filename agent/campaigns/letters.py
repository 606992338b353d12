"""What letters weigh: bytes of Korean text messages, parts of text messages abroad, and letters that neither can hold.

Sources: KS X 1001 as the EUC-KR code page, Microsoft's extension cp949; 3GPP TS 23.038 for GSM-7 and its parts.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Collection, Iterable
from typing import Protocol

from agent.campaigns.schema import Longest

UNSAID = Longest(chars=10, bytes=20)
"""Room for a variable of which nothing is said."""

_PLAIN = str.maketrans(
    {
        **dict.fromkeys("\u2010\u2011\u2012\u2013\u2014\u2212", "-"),
        **dict.fromkeys("\u2022\u2023\u2043\u30fb\u22c5", "·"),
        **dict.fromkeys("\u201a\u201b\u2039\u203a\u02bc", "'"),
        **dict.fromkeys("\u201e\u201f\u00ab\u00bb", '"'),
        **dict.fromkeys("\u00a0\u2002\u2003\u2007\u2009\u200a\u202f", " "),
        "\u301c": "~",
        "\u00a9": "(c)",
        "\u2044": "/",
    }
)
_GSM = frozenset(
    "@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./0123456789:;<=>?"
    "¡ABCDEFGHIJKLMNOPQRSTUVWXYZÄÖÑÜ§¿abcdefghijklmnopqrstuvwxyzäöñüà"
)
_GSM_TWICE = frozenset("^{}\\[~]|€\f")


class Filled(Protocol):
    """A variable as plans and campaigns declare it."""

    @property
    def name(self) -> str: ...
    @property
    def sample(self) -> str | None: ...
    @property
    def fallback(self) -> str | None: ...
    @property
    def longest(self) -> Longest | None: ...


def byte_length(text: str) -> int:
    """EUC-KR bytes; a letter that it cannot hold counts as the 2 bytes that carriers charge for what they put there."""
    return sum(len(letter.encode("cp949", errors="ignore")) or 2 for letter in text)


def size_of(text: str) -> Longest:
    return Longest(chars=len(text), bytes=byte_length(text))


def most(sizes: Collection[Longest]) -> Longest | None:
    """The most letters and the most bytes that any of ``sizes`` has; None when there is none."""
    if not sizes:
        return None
    return Longest(chars=max(one.chars for one in sizes), bytes=max(one.bytes for one in sizes))


def longest_length(text: str, variables: Iterable[Filled], *, counts_bytes: bool) -> int:
    """Length of ``text`` with each declared variable at its longest: said, or else its sample or fallback."""
    length = 0
    for one in variables:
        mark = f"#{{{one.name}}}"
        size = one.longest or most([size_of(part) for part in (one.sample, one.fallback) if part]) or UNSAID
        length += text.count(mark) * (size.bytes if counts_bytes else size.chars)
        text = text.replace(mark, "")
    return length + (byte_length(text) if counts_bytes else len(text))


def lost_letters(text: str) -> str:
    """The letters of ``text`` that no Korean text message can hold: emoji, accents, most signs of other scripts."""
    return "".join(dict.fromkeys(letter for letter in text if not letter.encode("cp949", errors="ignore")))


def rare_letters(text: str) -> str:
    """Letters such as 똠: in cp949, as today's phones show it, but not in KS X 1001, which old gateways hold to."""
    # Python spells such a letter out in EUC-KR, as a filler and its parts: eight bytes.
    return "".join(dict.fromkeys(letter for letter in text if len(letter.encode("euc_kr", errors="ignore")) > 2))


def plain_letters(text: str) -> str:
    """``text`` with look-alikes for what EUC-KR lacks: dashes, dots and quotes; accents and emoji are left out."""
    return "".join(letter if letter.encode("cp949", errors="ignore") else _plain(letter) for letter in text)


def _plain(letter: str) -> str:
    for look_alike in (letter.translate(_PLAIN), unicodedata.normalize("NFKD", letter)):
        kept = "".join(one for one in look_alike if one.encode("cp949", errors="ignore"))
        if kept:
            return kept
    # A sign adds nothing that is missed; a letter of another script does, and stays to be told.
    return "" if unicodedata.category(letter)[0] in "SMC" else letter


def parts(text: str) -> int:
    """Parts in which a text message goes out abroad: 160 letters of GSM-7, or 70 of UCS-2 if one is not in it.

    Several parts are tied together by a header, which leaves 153 and 67 to each.
    """
    if all(letter in _GSM or letter in _GSM_TWICE for letter in text):
        size, alone, each = sum(2 if letter in _GSM_TWICE else 1 for letter in text), 160, 153
    else:
        size, alone, each = len(text.encode("utf-16-le")) // 2, 70, 67
    return 1 if size <= alone else -(-size // each)
