"""How a customer types: greetings, moods, slips of the thumb."""

from __future__ import annotations

import re
from collections.abc import Mapping
from random import Random

from evals.sample_shop.grammar import phrases, say

_QUESTION = re.compile(
    r"(나요|까요|가요|던데|죠|돼요|예요|와요|해요|있어요|얼마|줘요|써요|면요|래요|되요|없어요|봐요|파요|걸려요)$"
)


def opening(
    rng: Random, style: str, mood: str, body: str, slots: Mapping[str, object], *, chatty: bool = True
) -> list[str]:
    """The customer's first bubbles: a greeting or none, what it is about, and, if ``chatty``, an afterthought."""
    common = phrases("common")
    text = tail(rng, mood, body)
    if chatty and rng.random() < 0.22 and mood in ("plain", "sorry", "wish"):
        text = f"{say(rng, common['lead'], slots)} {text}"
    bubbles = [type_as(rng, style, text)]
    greets = {"terse": 0.15, "polite": 0.9}.get(style, 0.55) * (0.5 if mood == "upset" else 1)
    if rng.random() < greets:
        hello = say(rng, common["greet"]["polite" if mood == "formal" else style], slots)
        bubbles = [hello, *bubbles] if rng.random() < 0.4 else [f"{hello} {bubbles[0]}"]
    if chatty and rng.random() < 0.28:
        more = say(rng, common["extra"][mood], slots)
        bubbles.append(type_as(rng, style, tail(rng, mood, more).rstrip("?")))
    return bubbles


def tail(rng: Random, mood: str, body: str) -> str:
    """``body`` with the mood's ending; a question mark only where something is asked."""
    ending = str(rng.choice(phrases("common")["tails"][mood]))
    if "?" in ending and not _QUESTION.search(body):
        ending = ""
    if body.endswith(tuple("?!.~ㅠㅎㅋ")):
        ending = ""
    return body + ending


def type_as(rng: Random, style: str, text: str) -> str:
    """``text`` as this customer's thumbs would have it."""
    if style == "cute" and rng.random() < 0.35:
        text = re.sub(r"요(?=$|[~!? ㅠㅎㅋ.])", lambda _: rng.choice(("용", "여", "욤", "요")), text)
    if style == "terse" and rng.random() < 0.25:
        text = text.replace(" ", "")
    if style == "polite":
        text = text.replace("되나요", "될까요")
    if rng.random() < 0.09:
        text = _slip(rng, text)
    return text


def _slip(rng: Random, text: str) -> str:
    typos: dict[str, str] = phrases("common")["typos"]
    possible = [word for word in typos if word in text]
    if not possible:
        return text
    word = rng.choice(possible)
    return text.replace(word, typos[word], 1)
