"""The parts of a text that may say what it is about: its lines and sentences, without greetings and thanks."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache

from agent.signals.intents.gist import gist, topic
from agent.signals.intents.lexicon import load_data
from agent.signals.intents.normalise import clean

_READ = 600  # characters; what a text is about stands at its beginning
_MOST = 8  # parts; a longer text has said by then what it wants
_BREAK = re.compile(r"[\r\n]+|(?<=[.!?！？ㅠㅜ~♪♡♥^;…])\s+|(?<=[。！？])")
_LETTER = re.compile(r"[^\W\d_ㄱ-ㅣ]")
_LEAST = 2  # letters: a part with fewer says nothing


@dataclass(frozen=True, slots=True)
class Parts:
    """``texts``: what may name the topic, in order. ``told``: a summary, not the customer's own words.

    ``feeling``: ``complaint`` or ``praise`` where a summary says that it was one, else ``None``.
    """

    texts: tuple[str, ...]
    told: bool
    feeling: str | None


@cache
def _greeting() -> re.Pattern[str]:
    phrases = "|".join(load_data("courtesy.yaml")["greeting"])
    return re.compile(rf"\W*(?:{phrases})(?![a-z])[\s,.!?~ㅠㅜㅎㅋ^:;)…、。！]*", re.IGNORECASE)


@cache
def _courtesy() -> re.Pattern[str]:
    # Chats write a few of these as one word (네감사합니다); bounded, so that no word can make it slow.
    phrases = "|".join(load_data("courtesy.yaml")["courtesy"])
    return re.compile(rf"(?:{phrases}){{1,3}}[요도가을를이]?")


def _said(part: str) -> str:
    """``part`` without greetings in front; empty if courtesy is all there is."""
    while greeting := _greeting().match(part):
        part = part[greeting.end() :]
    if len(_LETTER.findall(part)) < _LEAST or all(map(_courtesy().fullmatch, clean(part).split())):
        return ""
    return part.strip()


def split(text: str) -> Parts:
    """The parts of a summary or of a customer's first messages."""
    text = text[:_READ]
    told, complains = gist(text)
    framed = told != text
    feeling = "complaint" if complains else None
    texts: list[str] = []
    for line in _BREAK.split(told):
        part, felt = topic(line) if framed else (line, None)
        feeling = feeling or felt
        if said := _said(part):
            texts.append(said)
    return Parts(tuple(texts[:_MOST]), framed, feeling)
