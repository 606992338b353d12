"""How many to leave out on purpose, so that what a campaign brings can be told from what would have come anyway."""

from __future__ import annotations

from bisect import bisect_left
from math import ceil, sqrt

from agent.campaigns.schema import Holdout

Z_ALPHA, Z_POWER = 1.959964, 0.841621  # two-sided 5 %, power 80 %
RAREST = 1e-6  # a rate of exactly 0 or 1 would need for ever
LEAST, MOST = 5, 50  # hundredths of a list; below a twentieth one chance order more or less decides


def _raised(rate: float) -> float:
    """Twice ``rate``; half the way to all where it has no room to double."""
    return min(2 * rate, (1 + rate) / 2)


def recipients_to_measure(rate: float) -> int:
    """Recipients, with and without the message together, to see the goal rate double (α 5 %, power 80 %)."""
    raised = _raised(rate)
    average = (rate + raised) / 2
    root = Z_ALPHA * sqrt(2 * average * (1 - average)) + Z_POWER * sqrt(rate * (1 - rate) + raised * (1 - raised))
    return 2 * ceil((root / (raised - rate)) ** 2)


def share_to_measure(recipients: int, rate: float) -> float:
    """The smallest share, in whole hundredths, from which the same is seen; 0 where not even a half shows it."""
    if recipients < recipients_to_measure(rate):
        return 0.0
    return next(
        (hundredths / 100 for hundredths in range(LEAST, MOST) if _seen(recipients, rate, hundredths / 100)), MOST / 100
    )


def _seen(recipients: int, rate: float, share: float) -> bool:
    """Whether a test of two unequal parts reaches the power (Fleiss, Statistical Methods for Rates and Proportions).

    The average is weighted: most get the message, so most are at the higher rate, which the short formula for unequal
    parts leaves out and loses two points of power by.
    """
    raised = _raised(rate)
    average = share * rate + (1 - share) * raised
    by_chance = sqrt(average * (1 - average) * (1 / share + 1 / (1 - share)))
    if_so = sqrt(rate * (1 - rate) / share + raised * (1 - raised) / (1 - share))
    return (raised - rate) * sqrt(recipients) >= Z_ALPHA * by_chance + Z_POWER * if_so


def held_out(recipients: int, share: float) -> int:
    """How many of ``recipients`` get nothing."""
    return round(recipients * share)


def plan_holdout(recipients: int, rate: float, *, everybody: bool = False) -> Holdout:
    """As few as still tell are held out, or nobody from a list too short, with the number from which it would do.

    ``everybody``: all must get it, as an apology; then only the wordings are planned for.
    """
    rate = min(max(rate, RAREST), 1 - RAREST)
    share = 0.0 if everybody else share_to_measure(recipients, rate)
    return Holdout(
        share=share,
        measurable_from=recipients_to_measure(rate),
        wordings_from=_wordings_from(rate, everybody=everybody),
    )


def _wordings_from(rate: float, *, everybody: bool) -> int:
    """From how many recipients on those who get the message are as many as telling two wordings apart takes."""
    needed = recipients_to_measure(rate)
    if everybody:
        return needed
    return bisect_left(
        range(2 * needed),
        True,
        key=lambda total: total - held_out(total, share_to_measure(total, rate)) >= needed,
        lo=needed,
    )
