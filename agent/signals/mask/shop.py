"""Masking for one shop: knows the names that it lists and keeps count of what it masked."""

from __future__ import annotations

from collections import Counter

from agent.signals.mask.engine import mask

_CONTROLS = dict.fromkeys([*range(9), 11, 12, *range(14, 32), 127])
"""Letters that steer a terminal rather than say something; a customer's text is data."""


class ShopMask:
    """Call it with a text for the masked text.

    ``found`` counts the personal data by kind over all texts it was called with so far; the same text counts once.
    """

    def __init__(self, known: frozenset[str]) -> None:
        self._known = known
        self._counted: set[int] = set()  # hashes: only of texts in which something was found
        self.found: Counter[str] = Counter()

    def __call__(self, text: str) -> str:
        masked = mask(text.translate(_CONTROLS), self._known)
        if masked.found and hash(text) not in self._counted:
            self._counted.add(hash(text))
            self.found.update(masked.found)
        return masked.text
