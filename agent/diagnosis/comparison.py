"""Did it grow or shrink, by how much, and may that be chance?"""

from __future__ import annotations

from typing import Literal, NamedTuple

from agent.diagnosis.intervals import NOTICEABLE_GROWTH, deviations, growth
from agent.diagnosis.types import Evidence

Direction = Literal["up", "down", "same", "new"]
Verdict = Literal["sure", "likely", "maybe", "with_all"]

# Some fifty topics are looked at each time: at two standard errors one of them moves by chance in nearly every
# report, at three in about one of fourteen.
SURE_DEVIATIONS = 3.0
_HARDLY = 0.005  # less than this is "about the same"
_ALIKE = 0.0999  # nor would an owner call so small a difference of counts a change (10 % itself is one)
_DESK_MOVED = 0.10  # the whole desk grew or shrank enough to be worth saying


class Comparison(NamedTuple):
    """``times``: count now over before, 0 if new. ``verdict``: None when nothing can be said of chance.

    ``sure_rise``: it grew noticeably, and the interval of its share leaves out zero.
    """

    direction: Direction
    times: float
    verdict: Verdict | None
    sure_rise: bool = False

    @property
    def alike(self) -> bool:
        """Whether the counts are much the same; what is said of chance then speaks of the share alone."""
        return self.direction != "new" and abs(self.times - 1) < _ALIKE


def compare(evidence: Evidence) -> Comparison | None:
    """How the evidence stands against the period before; None when there is nothing to hold it against."""
    times = growth(evidence.count, evidence.before_count, evidence.change)
    if times is None:
        is_new = evidence.before_count == 0 or evidence.change is not None
        return Comparison("new", 0.0, _verdict(evidence, 1, None)) if is_new else None
    if abs(times - 1) < _HARDLY:
        return Comparison("same", times, None)
    if times < 1:
        return Comparison("down", times, _verdict(evidence, -1, times))
    sure_rise = times >= NOTICEABLE_GROWTH and evidence.change is not None and evidence.change.low > 0
    return Comparison("up", times, _verdict(evidence, 1, times), sure_rise)


def _verdict(evidence: Evidence, sign: int, times: float | None) -> Verdict | None:
    change = evidence.change
    if change is None:
        return "maybe" if evidence.baseline == "period_before" else None
    if change.certain and change.difference * sign > 0:
        return "sure" if deviations(change) >= SURE_DEVIATIONS else "likely"
    desk = _desk_growth(evidence, times)
    return "with_all" if desk is not None and (desk - 1) * sign >= _DESK_MOVED else "maybe"


def _desk_growth(evidence: Evidence, times: float | None) -> float | None:
    """Growth of all conversations over the same two periods: growth of the count over growth of its share."""
    if not (times and evidence.total and evidence.before_total and evidence.count and evidence.before_count):
        return None
    of_share = (evidence.count / evidence.total) / (evidence.before_count / evidence.before_total)
    return times / of_share
