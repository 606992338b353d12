"""A finding in two sentences that a tired shop owner understands at once.

The words stand in ``agent/words/findings.yaml``: ``<detector>_title`` and ``<detector>_evidence``, each with finer
ones for a subject (``_restock_request``), for a case (``_open``, ``_new``, ``_rising``; ``_chats``: known from chats,
not from a list; ``_alone``: a step with none before it), or for both (``_restock_request_rising``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator

from agent.diagnosis.comparison import Comparison, compare
from agent.diagnosis.types import Finding
from agent.words import Locale, has_key, say

_TWICE = 1.95  # from here "twice" says it better than "95 %"
# Labels that already name a message need no "문의" or "のお問い合わせ" after them.
_NAMES_A_MESSAGE: dict[Locale, tuple[str, ...]] = {
    "ko": ("문의", "요청", "신고", "상담"),
    "ja": ("相談", "報告", "リクエスト", "問い合わせ"),
    "en": (),
}


def describe(
    finding: Finding,
    locale: Locale,
    intent_label: Callable[[str], str],
    *,
    period_days: int | None = None,
    before_days: int | None = None,
) -> tuple[str, str]:
    """Headline and evidence sentence of ``finding`` in ``locale``.

    Args:
        intent_label: the operator's word for an intent id, e.g. "배송 지연".
        period_days: length of the period in days, None when its dates are not known.
        before_days: length of the period before; the same as ``period_days`` unless given.

    Raises:
        KeyError: the detector has no words.
    """
    comparison = compare(finding.evidence)
    values = _values(finding, locale, intent_label, comparison)
    values |= _times(locale, period_days, before_days)
    values["change"] = _change(finding, locale, comparison, values)
    return _say(finding, locale, "title", comparison, values), _say(finding, locale, "evidence", comparison, values)


def _values(
    finding: Finding, locale: Locale, intent_label: Callable[[str], str], comparison: Comparison | None
) -> dict[str, object]:
    evidence = finding.evidence
    topics = [_topic(locale, intent_label(intent)) for intent in finding.intents]
    return {
        "label": intent_label(finding.intents[0]) if finding.intents else "",
        "topic": topics[0] if topics else "",
        "others": ("、" if locale == "ja" else ", ").join(topics[1:]),
        "count": evidence.count,
        "total": evidence.total,
        "percent": _percent(evidence.count / evidence.total if evidence.total else 0.0),
        "before_count": evidence.before_count,
        "before_total": evidence.before_total,
        "customers": evidence.customers,
        "open": evidence.open or None,
        "product": evidence.product,
        "growth": _growth(locale, "growth", comparison),
        "more": _growth(locale, "more", comparison),
        "fall": _fall(comparison),
        "verdict": _verdict(locale, comparison),
        "parent": say(locale, f"findings.step_{finding.evidence.out_of}") if finding.evidence.out_of else None,
        "step": say(locale, f"findings.step_{_subject(finding)}") if finding.detector == "funnel_leak" else None,
    }


def _topic(locale: Locale, label: str) -> str:
    return label if label.endswith(_NAMES_A_MESSAGE[locale]) else say(locale, "findings.topic", label=label)


def _times(locale: Locale, period_days: int | None, before_days: int | None) -> dict[str, object]:
    before = period_days if before_days is None else before_days
    uneven = period_days is not None and before != period_days
    return {
        "period": _days(locale, "period", period_days),
        "before": _days(locale, "before", before),
        "per_day": say(locale, "findings.per_day") if uneven else None,
    }


def _days(locale: Locale, key: str, days: int | None) -> str:
    if days is None:
        return say(locale, f"findings.{key}_unknown")
    return say(locale, f"findings.{key}_one" if days == 1 else f"findings.{key}", days=days)


def _percent(share: float) -> str:
    percent = share * 100
    return f"{percent:.1f}" if 0 < percent < 1 else f"{percent:.0f}"


def _growth(locale: Locale, key: str, comparison: Comparison | None) -> str | None:
    """E.g. "49%" or "2.4배로" (``growth``), "보다 49%" or "의 2.4배로" (``more``); None unless it grew."""
    if comparison is None or comparison.direction != "up":
        return None
    if comparison.times < _TWICE:
        return say(locale, f"findings.{key}_percent", percent=_percent(comparison.times - 1))
    times = f"{comparison.times:.1f}".removesuffix(".0") if comparison.times < 10 else f"{comparison.times:,.0f}"
    return say(locale, f"findings.{key}_times", times=times)


def _fall(comparison: Comparison | None) -> str | None:
    """By how many per cent it fell; None unless it did."""
    return _percent(1 - comparison.times) if comparison is not None and comparison.direction == "down" else None


def _verdict(locale: Locale, comparison: Comparison | None) -> str | None:
    if comparison is None or comparison.verdict is None:
        return None
    if comparison.verdict == "with_all":
        return say(locale, f"findings.verdict_all_{comparison.direction}")
    return say(locale, f"findings.verdict_{comparison.verdict}")


def _change(finding: Finding, locale: Locale, comparison: Comparison | None, values: dict[str, object]) -> str | None:
    """The sentence on the period before; for a part of the customers it speaks of the whole topic."""
    counted = finding.evidence.baseline in ("all_conversations", "period_before")
    if comparison is None:
        return say(locale, "findings.change_unknown") if counted else None
    direction = "same" if comparison.alike else comparison.direction
    return say(locale, f"findings.{'change' if counted else 'change_topic'}_{direction}", **values)


def _subject(finding: Finding) -> str:
    return finding.id.partition(":")[2]


def _say(finding: Finding, locale: Locale, part: str, comparison: Comparison | None, values: dict[str, object]) -> str:
    keys = [f"findings.{finding.detector}_{part}{case}" for case in _cases(finding, comparison)]
    return say(locale, next((key for key in keys if has_key(key)), keys[-1]), **values)


def _cases(finding: Finding, comparison: Comparison | None) -> Iterator[str]:
    """Endings of the keys to try, the most telling first."""
    evidence, subject = finding.evidence, _subject(finding)
    if evidence.open:
        yield "_open"
    if comparison is not None and comparison.direction == "new":
        yield "_new"
    if comparison is not None and comparison.sure_rise:
        yield f"_{subject}_rising"
        yield "_rising"
    if subject:
        yield f"_{subject}"
    if evidence.baseline == "all_conversations":
        yield "_chats"
    if evidence.baseline == "period_before" and evidence.before_total is None:
        yield "_alone"
    yield ""
