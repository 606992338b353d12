"""Rules that a campaign must pass: one small pure function each, in one registry, with stable ids (docs/rules.md).

``S`` is about the campaign being whole, ``CH`` about what channels carry, ``W`` about honest words, ``FQ`` about not
being a nuisance; the others carry the country whose law they come from, and hold for recipients there.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from agent.campaigns.plan import Plan, law_of
from agent.campaigns.rules import abroad, america, channels, europe, frequency, japan, korea, structure, wording
from agent.campaigns.rules.types import Broken, Edit, Given, Rule, place_of
from agent.profile import Country

_PACKS = (structure, channels, wording, frequency, korea, japan, america, europe, abroad)
RULES: dict[str, Rule] = {rule.id: rule for pack in _PACKS for rule in pack.RULES}

__all__ = [
    "RULES",
    "Broken",
    "Edit",
    "Given",
    "Rule",
    "arriving_in",
    "broken_rules",
    "countries_of",
    "place_of",
    "rules_for",
]


def countries_of(plan: Plan) -> tuple[Country, ...]:
    """Whose law holds: the countries of the recipients, or else the shop's own."""
    laws = (law_of(code) for code in plan.recipients.countries)
    return tuple(dict.fromkeys(law for law in laws if law)) or (plan.country,)


def rules_for(plan: Plan, countries: Iterable[Country] | None = None) -> tuple[Rule, ...]:
    """The rules that hold for recipients in ``countries`` (by default those of the plan), in the registry's order."""
    asked = set(countries or countries_of(plan))
    return tuple(rule for rule in RULES.values() if not rule.countries or asked.intersection(rule.countries))


def arriving_in(plan: Plan, countries: Sequence[Country]) -> Plan:
    """``plan`` in the first of ``countries`` unless its own is one: a text carries what it carries where it arrives."""
    return plan if plan.country in countries else plan.model_copy(update={"country": countries[0]})


def broken_rules(plan: Plan, given: Given, countries: Iterable[Country] | None = None) -> Iterator[tuple[Rule, Broken]]:
    """Every rule of ``countries`` (by default the recipients') that ``plan`` breaks, in the registry's order."""
    asked = tuple(countries or countries_of(plan))
    plan = arriving_in(plan, asked)
    for rule in rules_for(plan, asked):
        for broken in rule.look(plan, given):
            yield rule, broken
