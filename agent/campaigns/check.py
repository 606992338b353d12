"""Is it allowed? All rules over a draft, and the repairs that code can make by itself."""

from __future__ import annotations

from typing import TypeVar

from agent.campaigns.rules import RULES, Broken, Given
from agent.campaigns.schema import CheckReport, Draft, Message, SendWindow, Step, Violation
from agent.campaigns.timing import ALLOWED
from agent.profile import ShopProfile
from agent.words import has_key, say
from retrieval.playbook import Playbook

SomeMessage = TypeVar("SomeMessage", bound=Message)


def check(draft: Draft, profile: ShopProfile, playbook: Playbook | None) -> CheckReport:
    """Every rule that ``draft`` breaks, with place and fix in the operator's language.

    ``playbook`` is the one it was written from, the common library's or the shop's own; None when it is gone.
    """
    given = Given(profile, playbook)
    found = tuple(_violation(rule, broken, draft) for rule, look in RULES.items() for broken in look(draft, given))
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
    fallback = _with_mark(step.fallback_message) if step.fallback_message else None
    variants = tuple(_with_mark(variant) for variant in step.variants)
    return step.model_copy(update={"variants": variants, "fallback_message": fallback})


def _with_mark(message: SomeMessage) -> SomeMessage:
    part = "title" if message.title else "body"
    if getattr(message, part).startswith("(광고)"):
        return message
    return message.model_copy(update={part: f"(광고) {getattr(message, part)}", "preview": f"(광고) {message.preview}"})
