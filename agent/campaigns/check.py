"""Is it allowed? All rules over a draft, and the repairs that code can make by itself."""

from __future__ import annotations

from agent.campaigns.rules import RULES, Broken
from agent.campaigns.schema import CheckReport, Draft, SendWindow, Step, Variant, Violation
from agent.campaigns.timing import ALLOWED
from agent.profile import ShopProfile
from agent.words import has_key, say


def check(draft: Draft, profile: ShopProfile) -> CheckReport:
    """Every rule that ``draft`` breaks, with place and fix in the operator's language."""
    found = tuple(_violation(rule, broken, draft) for rule, look in RULES.items() for broken in look(draft, profile))
    repaired = draft.check.repaired if draft.check else ()
    return CheckReport(rules=len(RULES), repaired=repaired, violations=found)


def _violation(rule: str, broken: Broken, draft: Draft) -> Violation:
    key = rule.replace("-", "_")
    fix = f"rules.{key}_fix"
    return Violation(
        rule=rule,
        severity=broken.severity,
        path=broken.path,
        message=say(draft.locale, f"rules.{key}", **broken.facts),
        fix=say(draft.locale, fix, **broken.facts) if has_key(fix) else None,
    )


MECHANICAL = {"KR-04", "KR-06"}


def needs_repair(draft: Draft) -> bool:
    """Whether code can put something right in a draft that was checked."""
    return bool(draft.check and MECHANICAL & {violation.rule for violation in draft.check.violations})


def repair(draft: Draft) -> Draft:
    """Put right what is mechanical: the send window moved into the allowed hours, the mark set.

    What it cannot put right stays broken; the next check says so.
    """
    report = draft.check
    if report is None:
        return draft
    broken = {violation.rule for violation in report.violations}
    fixed = draft
    if "KR-04" in broken:
        fixed = fixed.model_copy(update={"send_window": _clamped(fixed)})
    if "KR-06" in broken:
        fixed = fixed.model_copy(update={"steps": tuple(_marked(step) for step in fixed.steps)})
    done = tuple(dict.fromkeys((*report.repaired, *(broken & MECHANICAL))))
    return fixed.model_copy(update={"check": CheckReport(rules=report.rules, repaired=tuple(sorted(done)))})


def _clamped(draft: Draft) -> SendWindow:
    first, last, _days = ALLOWED["KR"]
    window = draft.send_window
    start, end = max(window.start, first), min(window.end, last)
    if start >= end:
        start, end = first, last
    return window.model_copy(update={"start": start, "end": end})


def _marked(step: Step) -> Step:
    return step.model_copy(update={"variants": tuple(_with_mark(variant) for variant in step.variants)})


def _with_mark(variant: Variant) -> Variant:
    part = "title" if variant.title else "body"
    if getattr(variant, part).startswith("(광고)"):
        return variant
    return variant.model_copy(update={part: f"(광고) {getattr(variant, part)}", "preview": f"(광고) {variant.preview}"})
