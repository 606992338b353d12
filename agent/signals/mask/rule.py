"""What a masking rule is, the kinds of personal data, and what stands in their place."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from enum import IntFlag
from typing import Final, Literal, get_args

Kind = Literal[
    "url_token",
    "email",
    "password",
    "order_number",
    "tracking_number",
    "resident_number",
    "id_number",
    "account",
    "card",
    "phone",
    "birthdate",
    "handle",
    "address",
    "name",
    "long_number",
]
"""In the order in which they are looked for: what is more certain comes first and is out of the way of the rest."""

KINDS: Final[tuple[Kind, ...]] = get_args(Kind)

_SHORT: Final[dict[Kind, str]] = {
    "order_number": "order",
    "tracking_number": "tracking",
    "resident_number": "id",
    "id_number": "id",
    "long_number": "number",
}
PLACEHOLDERS: Final[dict[Kind, str]] = {kind: f"⟨{_SHORT.get(kind, kind)}⟩" for kind in KINDS}
"""What a reader sees instead: ``⟨phone⟩``. The brackets are U+27E8 and U+27E9, which nobody types in a chat."""

FILLERS: Final[dict[Kind, str]] = {kind: chr(0xE000 + index) for index, kind in enumerate(KINDS)}
"""One private-use character a kind. While rules run, found data is overwritten with it, so offsets stay put."""

Check = Callable[[str], bool]


class Has(IntFlag):
    """What a text is made of; a rule runs only on texts that have all it needs.

    ``NUMBER``: seven digits close to each other. ``PLACE``: a digit beside a syllable that Korean addresses count by.
    ``FOUND``: something was masked in the text already.
    """

    NONE = 0
    DIGIT = 1
    NUMBER = 2
    AT = 4
    HANGUL = 8
    JAPANESE = 16
    LATIN = 32
    PLACE = 64
    FOUND = 128


@dataclass(frozen=True, slots=True)
class Rule:
    """One pattern of personal data.

    ``pattern`` runs on folded text (see ``fold``). Its group ``x`` is what is masked, or the whole match without one.
    ``hints``: lower-case words of which one must occur for the pattern to be tried; none means always.
    ``check``: last word on what the pattern found.
    """

    kind: Kind
    needs: Has
    pattern: re.Pattern[str]
    hints: tuple[str, ...] = ()
    check: Check | None = None
