"""Letters that a Korean text message can hold, and names that Kakao takes for a variable."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.channels import TEXTS
from agent.campaigns.letters import lost_letters, plain_letters, rare_letters
from agent.campaigns.plan import Plan, names_in, without_variables
from agent.campaigns.rules.mending import text_at
from agent.campaigns.rules.parts import texts
from agent.campaigns.rules.types import Broken, Edit, Given, Rule, place_of

_LONGEST_NAME = 20
_NAME = re.compile(r"[\w-]+")
_KAKAO_NAME = re.compile(r"[가-힣ㄱ-ㅎㅏ-ㅣA-Za-z0-9_-]+")


def letters_arrive(plan: Plan, _given: Given) -> Iterator[Broken]:
    """CH-02: what EUC-KR cannot hold arrives as "?" or not at all; what only cp949 holds, with some carriers."""
    if plan.country != "KR":
        return
    for one in plan.messages:
        if one.channel not in TEXTS:
            continue
        for place, text in texts(one):
            if lost := lost_letters(without_variables(text)):
                yield Broken(place, {"letters": _spaced(lost)})
            elif rare := rare_letters(without_variables(text)):
                yield Broken(place, {"letters": _spaced(rare)}, case="rare", severity="warn")
    for place, value in _filled_in(plan):
        if lost := lost_letters(value):
            yield Broken(place, {"letters": _spaced(lost)})


def _filled_in(plan: Plan) -> Iterator[tuple[str, str]]:
    """What stands for the variables of text messages, with its place."""
    used = {
        (id(one.step), name) for one in plan.messages if one.channel in TEXTS for name in names_in(one.message.text)
    }
    for number, step in enumerate(plan.steps):
        for n, known in enumerate(step.variables):
            if (id(step), known.name) in used:
                values = (("sample", known.sample), ("fallback", known.fallback))
                yield from ((f"steps[{number}].variables[{n}].{part}", value) for part, value in values if value)


def _spaced(letters: str) -> str:
    return " ".join(
        letter if letter.isprintable() and not letter.isspace() else f"U+{ord(letter):04X}" for letter in letters
    )


def _spell_plainly(plan: Plan, _given: Given, broken: Broken) -> Iterator[Edit]:
    text = text_at(plan, broken.path)
    yield Edit(place_of(broken.path), plain_letters(text))


def kakao_knows_the_name(plan: Plan, _given: Given) -> Iterator[Broken]:
    """CH-07: a variable of a Kakao template is called by up to 20 letters of Korean or English, digits, "-" and "_"."""
    for one in plan.messages:
        if one.channel not in ("alimtalk", "brand_message"):
            continue
        named = ((place, name) for place, text in texts(one) for name in names_in(text))
        for name, place in {name: place for place, name in reversed(tuple(named))}.items():
            if len(name) > _LONGEST_NAME or not _NAME.fullmatch(name):
                yield Broken(place, {"name": name})
            elif not _KAKAO_NAME.fullmatch(name):
                yield Broken(place, {"name": name}, severity="warn")


RULES: tuple[Rule, ...] = (
    Rule("CH-02", letters_arrive, "KS X 1001 (EUC-KR); docs/channels.md", mend=_spell_plainly),
    Rule("CH-07", kakao_knows_the_name, "Kakao brand templates (Solapi: createBrandTemplate)"),
)
