"""In which order are findings told, and which of them say the same thing?"""

from __future__ import annotations

from collections.abc import Iterable

from agent.diagnosis.findings import weighed
from agent.diagnosis.types import Finding

# What is large, and what rose, without a remedy of its own: the first gives way to the second, both to any other.
_PLAIN = ("standing_topic", "spike")


def rank(findings: Iterable[Finding]) -> list[Finding]:
    """Upset problems that are still open, then everything else; by score within each, then by id."""
    return sorted(findings, key=lambda finding: (not finding.must_fix_first, -finding.score, finding.id))


def merge(findings: Iterable[Finding]) -> list[Finding]:
    """Leave one finding where a plain one and a more telling one lead with the same intent.

    The telling one keeps its own numbers and takes over the change and the higher certainty of the plain one. A
    plain one about an upset topic still open is not given up for one that would no longer come first.
    """
    kept = {finding.id: finding for finding in findings}
    for position, detector in enumerate(_PLAIN):
        for plain in [finding for finding in kept.values() if finding.detector == detector]:
            twins = [other for other in kept.values() if _tells_more(other, plain, _PLAIN[: position + 1])]
            if not twins:
                continue
            del kept[plain.id]
            if detector == "spike":
                kept.update({twin.id: _with_change(twin, plain) for twin in twins})
    return list(kept.values())


def open_upset_intents(findings: Iterable[Finding]) -> tuple[str, ...]:
    """Intents of upset problems with conversations still open: whoever has one is not sold to. Sorted."""
    return tuple(sorted({intent for finding in findings if finding.must_fix_first for intent in finding.intents}))


def _tells_more(other: Finding, plain: Finding, plainer: tuple[str, ...]) -> bool:
    return (
        other.detector not in plainer
        and other.intents[:1] == plain.intents[:1]
        and (other.must_fix_first or not plain.must_fix_first)
    )


def _with_change(finding: Finding, spike: Finding) -> Finding:
    evidence = finding.evidence.model_copy(update={"change": finding.evidence.change or spike.evidence.change})
    certainty = max(finding.certainty, spike.certainty)
    return weighed(finding.model_copy(update={"evidence": evidence, "certainty": certainty}))
