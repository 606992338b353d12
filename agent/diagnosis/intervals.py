"""How far can a count be trusted? Intervals for shares, and how a topic moved against the period before.

All intervals are 95 %, see ``agent.proportions``.
"""

from __future__ import annotations

from math import erfc, isfinite, sqrt

from agent import proportions
from agent.proportions import Z_95
from agent.signals.types import Change, Topic

# A rise that an owner would not notice is no news, however certain a large desk makes it.
NOTICEABLE_GROWTH = 1.25


def newcombe(count: float, total: float, before_count: float, before_total: float) -> Change:
    """Change of the share from ``before`` to now; ``ratio`` is that of the two shares.

    Raises:
        ZeroDivisionError: a total is zero; a share of nothing is not defined.
    """
    now, before = count / total, before_count / before_total
    low, high = proportions.newcombe(count, total, before_count, before_total)
    return Change(difference=now - before, low=low, high=high, ratio=now / before if before else None)


def deviations(change: Change) -> float:
    """How many standard errors the difference lies from zero, always positive; 0 when that cannot be told."""
    arm = change.difference - change.low if change.difference > 0 else change.high - change.difference
    steps = Z_95 * abs(change.difference) / arm if arm > 0 else 0.0
    return steps if isfinite(steps) else 0.0


def chance(change: Change) -> float:
    """Probability that a share which did not move goes at least this far this way by chance (one-sided)."""
    return erfc(deviations(change) / sqrt(2)) / 2


def growth(count: int, before_count: int | None, change: Change | None) -> float | None:
    """Count now over count before, a day where days are known; None without a period before or when it had none."""
    if change is not None and change.ratio is not None:
        return change.ratio
    return count / before_count if before_count else None


def rising(topic: Topic) -> bool:
    """Whether a topic takes a surely larger share than before *and* came noticeably more often, or is new."""
    if topic.change is None or not topic.change.low > 0:
        return False
    times = growth(topic.count, topic.before_count, topic.change)
    return not topic.before_count if times is None else times >= NOTICEABLE_GROWTH
