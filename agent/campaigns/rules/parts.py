"""The places in a message: everything that is read in it, every button, every page."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Iterator

from agent.campaigns.plan import Placed, PlanButton

_UNSEEN = re.compile(
    "[\u00ad\u034f\u061c\u180e\u200b-\u200f\u2028-\u202e\u2060-\u2064\u206a-\u206f\ufe00-\ufe0f\ufeff]"
)
_END = r"[^\s<>\"'()\[\]{}「」『』（）。、，가-힣ぁ-んァ-ヶ一-龥]"
_PAGE = re.compile(
    rf"(?:\b[a-z][a-z0-9+.-]{{0,30}}://{_END}+|(?<![\w@./-])www\.{_END}+|(?<![\w@./-])(?:[a-z0-9-]{{1,63}}\.){{1,6}}[a-z]{{2,24}}/{_END}+)",
    re.I,
)
_MARK = re.compile(r"[.,;:!?)\]}]+$")


def seen(text: str) -> str:
    """``text`` as it reads: no zero-width letters, full-width and other forms made plain."""
    return unicodedata.normalize("NFKC", _UNSEEN.sub("", text))


def texts(one: Placed) -> Iterator[tuple[str, str]]:
    """Each text of a message with its place."""
    message, path = one.message, one.path
    for name in ("title", "header", "body", "coupon"):
        if text := getattr(message, name):
            yield f"{path}.{name}", text
    for number, item in enumerate(message.items):
        for name in ("header", "title", "body"):
            if text := getattr(item, name):
                yield f"{path}.items[{number}].{name}", text
    yield from ((f"{place}.label", press.label) for place, press in presses(one) if press.label)


def presses(one: Placed) -> Iterator[tuple[str, PlanButton]]:
    """Each button of a message with its place."""
    message, path = one.message, one.path
    if message.button:
        yield f"{path}.button", message.button
    yield from ((f"{path}.buttons[{n}]", press) for n, press in enumerate(message.buttons))
    for i, item in enumerate(message.items):
        yield from ((f"{path}.items[{i}].buttons[{n}]", press) for n, press in enumerate(item.buttons))


def pages(one: Placed) -> Iterator[tuple[str, str]]:
    """Each page that a message leads to, by button or in its text, with its place; samples stand for variables."""
    samples = {f"#{{{known.name}}}": known.sample for known in one.step.variables if known.sample}

    def filled(text: str) -> str:
        for mark, sample in samples.items():
            text = text.replace(mark, sample)
        return text

    yield from ((f"{place}.url", filled(press.url.strip())) for place, press in presses(one) if press.url.strip())
    for place, text in texts(one):
        yield from ((place, filled(url)) for url in pages_in(text))


def pages_in(text: str) -> tuple[str, ...]:
    return tuple(_MARK.sub("", found) for found in _PAGE.findall(text))
