"""Product names that hold a topic's word, such as a ribbon hairpin (gift wrap) or a cleaning cloth (how to use)."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable

from agent.signals.intents import words
from agent.signals.intents.normalise import tag_key

_STAND_IN = "상품"  # a word of trade in the lexicon, whatever the language of the text


def _misleads(name: str) -> bool:
    """Whether a topic's word is in the name without being most of it: a product called "gift wrap" is gift wrap."""
    text = tag_key(name)
    matches = words.find(text)
    covered = sum(match.end - match.start for match in matches)
    return bool(words.fulfilled(matches)) and 2 * covered <= len(text)


def without_names(names: Iterable[str]) -> Callable[[str], str]:
    """A function that puts a plain word for "product" in place of those ``names`` that would mislead the mapper."""
    misleading = sorted({name.strip() for name in names if _misleads(name)}, key=lambda name: (-len(name), name))
    if not misleading:
        return str
    spaced = (r"\s*".join(re.escape(part) for part in name.split()) for name in misleading)
    pattern = re.compile("|".join(spaced), re.IGNORECASE)
    return lambda text: pattern.sub(_STAND_IN, text)
