"""Is it allowed? All rules over a campaign, and the repairs that code can make by itself."""

from __future__ import annotations

import json
import re
from collections.abc import Collection, Iterable
from typing import Any

from agent.campaigns.mend import mend
from agent.campaigns.plan import Plan, plan_of
from agent.campaigns.rules import RULES, Broken, Given, Rule, arriving_in, broken_rules, countries_of, rules_for
from agent.campaigns.schema import CheckReport, Draft, Severity, Violation
from agent.errors import BadInput
from agent.profile import Country, ShopProfile
from agent.words import Locale, has_key, say
from retrieval.playbook import Playbook

_KOREAN_LAW = re.compile(r"법|영 \d|제\d+조")


def check(
    draft: Draft,
    profile: ShopProfile,
    playbook: Playbook | None,
    *,
    stricter: Collection[str] = (),
    locale: Locale | None = None,
) -> CheckReport:
    """Every rule that ``draft`` breaks, with place and fix in ``locale``, by default that of the draft.

    ``playbook`` is the one it was written from, the common library's or the shop's own; None when it is gone.
    ``stricter`` as in ``violations_of``.
    """
    plan = _plan(draft)
    found = violations_of(plan, Given(profile, playbook), locale or draft.locale, stricter=stricter)
    repaired = draft.check.repaired if draft.check else ()
    return CheckReport(rules=len(rules_for(plan)), repaired=repaired, violations=found)


def violations_of(
    plan: Plan,
    given: Given,
    locale: Locale,
    *,
    countries: Iterable[Country] | None = None,
    stricter: Collection[str] = (),
) -> tuple[Violation, ...]:
    """What ``plan`` breaks, what blocks first. The rules in ``stricter`` (ids) block even where they would only warn;
    there is no way to make one milder. Raises ``BadInput`` for an id that no rule has.
    """
    asked = {*stricter, *given.profile.stricter}
    if unknown := sorted(asked - RULES.keys()):
        raise BadInput("check.no_rule", rule=unknown[0])
    laws = tuple(countries or countries_of(plan))
    held = arriving_in(plan, laws)
    found = [_violation(rule, broken, held, locale, asked) for rule, broken in broken_rules(held, given, laws)]
    return in_order(found)


def in_order(violations: Iterable[Violation]) -> tuple[Violation, ...]:
    """What blocks first, and what only informs last."""
    return tuple(sorted(violations, key=lambda one: ("block", "warn", "info").index(one.severity)))


def _violation(rule: Rule, broken: Broken, plan: Plan, locale: Locale, stricter: Collection[str]) -> Violation:
    severity: Severity = "block" if rule.id in stricter else broken.severity or rule.severity
    case = f"{rule.words}_{broken.case}" if broken.case else rule.words
    fix = next((key for key in (f"{case}_fix", f"{rule.words}_fix") if has_key(key)), None)
    return Violation(
        rule=rule.id,
        severity=severity,
        path=broken.path,
        message=say(locale, case, **broken.facts),
        fix=say(locale, fix, **broken.facts) if fix else None,
        basis=_basis(rule, plan, locale),
    )


def _basis(rule: Rule, plan: Plan, locale: Locale) -> str:
    """Where a rule comes from, for an operator: laws by their name, files of ours and of the shop in words.

    A rule that holds everywhere names Korean law only where that is the recipients'.
    """
    korean = plan.country == "KR" or "KR" in rule.countries
    parts = [part for part in rule.basis.split("; ") if korean or rule.countries or not _KOREAN_LAW.search(part)]
    told = {"docs/": "check.basis_ours", "shop.yaml": "check.basis_shop"}
    named = [next((say(locale, key) for start, key in told.items() if part.startswith(start)), part) for part in parts]
    outside = [part for part, name in zip(parts, named, strict=True) if part == name]
    return "; ".join(dict.fromkeys(outside or named)) or say(locale, "check.basis_ours")


def _plan(draft: Draft) -> Plan:
    return plan_of(_fields(draft))


def _fields(draft: Draft) -> dict[str, Any]:
    fields: dict[str, Any] = json.loads(draft.model_dump_json(by_alias=True, include=set(Draft.model_fields)))
    return fields


def needs_repair(draft: Draft) -> bool:
    """Whether code can put something right in a draft that was checked."""
    broken = {violation.rule for violation in draft.check.violations} if draft.check else set()
    return any(RULES[rule].mend is not None for rule in broken if rule in RULES)


def repair(draft: Draft, profile: ShopProfile, playbook: Playbook | None) -> Draft:
    """Put right what is mechanical; what it cannot put right stays broken, and the next check says so."""
    report = draft.check
    if report is None:
        return draft
    fields, mended, _edits = mend(_fields(draft), Given(profile, playbook))
    fixed = Draft.model_validate(fields)
    done = tuple(sorted({*report.repaired, *mended}))
    return fixed.model_copy(update={"check": CheckReport(rules=report.rules, repaired=done)})
