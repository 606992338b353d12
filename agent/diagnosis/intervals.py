"""How far can a count be trusted? Intervals for shares, and how a topic moved against the period before.

All intervals are 95 %. Wilson: Wilson 1927; difference of two shares: Newcombe 1998, method 10.
"""

from __future__ import annotations

from math import erfc, isfinite, sqrt

from agent.signals.types import Change, Topic

Z95 = 1.959963984540054

# A rise that an owner would not notice is no news, however certain a large desk makes it.
NOTICEABLE_GROWTH = 1.25


def wilson(count: float, total: float) -> tuple[float, float]:
    """Interval of the share ``count / total``; (0, 1) when nothing was counted. Never leaves 0–1."""
    if not total > 0:
        return 0.0, 1.0
    share = min(max(count / total, 0.0), 1.0)
    centre = share + Z95**2 / (2 * total)
    margin = Z95 * sqrt(share * (1 - share) / total + Z95**2 / (4 * total**2))
    scale = 1 + Z95**2 / total
    return max(0.0, (centre - margin) / scale), min(1.0, (centre + margin) / scale)


def newcombe(count: float, total: float, before_count: float, before_total: float) -> Change:
    """Change of the share from ``before`` to now; ``ratio`` is that of the two shares.

    Raises:
        ZeroDivisionError: a total is zero; a share of nothing is not defined.
    """
    now, before = count / total, before_count / before_total
    low, high = wilson(count, total)
    before_low, before_high = wilson(before_count, before_total)
    difference = now - before
    return Change(
        difference=difference,
        low=difference - sqrt((now - low) ** 2 + (before_high - before) ** 2),
        high=difference + sqrt((high - now) ** 2 + (before - before_low) ** 2),
        ratio=now / before if before else None,
    )


def deviations(change: Change) -> float:
    """How many standard errors the difference lies from zero, always positive; 0 when that cannot be told."""
    arm = change.difference - change.low if change.difference > 0 else change.high - change.difference
    steps = Z95 * abs(change.difference) / arm if arm > 0 else 0.0
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
