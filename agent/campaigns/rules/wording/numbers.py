"""Numbers that the shop did not give."""

from __future__ import annotations

import re
from collections.abc import Iterator

from agent.campaigns.plan import Placed, Plan, without_variables
from agent.campaigns.rules.parts import pages_in, texts
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.rules.wording.amounts import money_in, percent_in
from agent.campaigns.rules.wording.facts import general_words, starts

NUMBER = re.compile(r"\d[\d,.]*\d|\d")
_NO_FACT = re.compile(r"(?m)^\s*\d{1,2}[.)]\s|\b1\s?:\s?1\b(?!\d)|(?<![\d+])1\s?\+\s?1(?![\d+])")
"""The numbers of a list; "1:1 문의"; "1+1", which W-01 looks at."""
_NARROW = {wide: wide - 0xFEE0 for wide in range(0xFF01, 0xFF5F)}
_UNSEEN = re.compile("[\u200b-\u200d\u2060\ufeff]")


def numbers_are_the_shops(plan: Plan, given: Given) -> Iterator[Broken]:
    """S-08: every number in a message stands in the shop's own profile or in the playbook's words ("2년에 한 번").

    So nothing is promised that the shop did not give. Where no shop is known, that is said once.
    """
    if not given.shop_known:
        place = next((place for one in plan.messages for place, text in texts(one) if NUMBER.search(_bare(text))), None)
        if place:
            yield Broken(place, case="unknown", severity="info")
        return
    known = known_numbers(plan, given)
    for one in plan.messages:
        yield from unknown_numbers(one, known)


def unknown_numbers(one: Placed, known: set[str]) -> Iterator[Broken]:
    amounts = {float(number.replace(",", "")) for number in known if re.fullmatch(r"[\d,]+(?:\.\d+)?", number)}
    told: set[str] = set()
    for place, text in texts(one):
        for number in NUMBER.findall(_NO_FACT.sub(" ", _spelled_out(_bare(text), amounts))):
            if number not in known and number not in told:
                told.add(number)
                yield Broken(place, {"number": number})


def _spelled_out(text: str, amounts: set[float]) -> str:
    """``text`` without amounts that are the shop's under another spelling: 3만 원 for 30000, 3割 for 30."""
    for amount in (*money_in(text), *percent_in(text)):
        if amount.value in amounts:
            text = text.replace(amount.text, " ")
    return text


def _bare(text: str) -> str:
    """``text`` without variables and pages, digits of any width as plain ones; "①" stays what it is."""
    text = without_variables(text)
    for page in pages_in(text):
        text = text.replace(page, " ")
    return _UNSEEN.sub("", text).translate(_NARROW)


def known_numbers(plan: Plan, given: Given) -> set[str]:
    said = given.profile.model_dump_json(exclude={"tried", "funnel", "prices", "gross_margin", "max_discount_percent"})
    found = set(NUMBER.findall(said)) | set(NUMBER.findall(general_words(plan, given)))
    if day := starts(plan):
        found |= {str(day.year), str(day.month), str(day.day)}
    whole = {str(int(number)) for number in found if number.isdigit()}
    prices = {number[:-2] for number in found if re.fullmatch(r"\d+\.0", number)}
    return found | whole | prices | {f"{int(number):,}" for number in whole | prices}


RULES: tuple[Rule, ...] = (Rule("S-08", numbers_are_the_shops, "shop.yaml"),)
