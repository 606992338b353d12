"""How likely each number of goal events is, and what they bring: the arithmetic under every interval.

Events among n recipients are beta-binomial: the unknown rate is Beta(mean·size, (1−mean)·size), so an interval carries
both the doubt about the rate and the luck of the draw. Money is a sum of that many order values.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

LEVEL = 0.8
TAIL = (1 - LEVEL) / 2
LARGEST_EXACT = 200_000  # beyond, the doubt about the rate outweighs the draw, and the interval grows in proportion
DRAWS, SEED = 5_000, 20_240_601
ROUNDING = 1e-9  # a tail of exactly 10 % must not fall on either side by the last digit
SMALLEST = 1e-9  # a rate of exactly 0 or 1 has no Beta

# Where a shop gives only the mean: order values as unequal as an exponential's. Wider than most shops' are, and with a
# dozen orders the doubt about the rate outweighs it anyway.
ASSUMED_SPREAD = 1.0


@dataclass(frozen=True)
class OrderValues:
    """What one order brings, in the shop's currency.

    ``spread`` is the standard deviation (None: as much as the mean is assumed); ``orders`` how many both are counted
    from, so that the mean of a few is not taken for the truth (None: it is).
    """

    mean: float
    spread: float | None = None
    orders: int | None = None


@dataclass(frozen=True)
class Chances:
    """``at_most[k]`` is the chance of at most k events; one k stands for ``scale`` of them in a very long list."""

    at_most: Floats
    scale: float = 1.0

    def interval(self) -> tuple[int, int, tuple[float, float]]:
        """Lowest and highest number of the 80 % interval, and the chances of fewer than that and of at most this.

        The low end is the 10 % quantile, so that "none at all" is said when its chance is a tenth or more. The high
        end is where the chance between both comes nearest to 80 %: the 90 % quantile holds too much of a few.
        """
        low = int(np.searchsorted(self.at_most, TAIL - ROUNDING))
        below = float(self.at_most[low - 1]) if low else 0.0
        high = int(np.searchsorted(self.at_most, below + LEVEL - ROUNDING))
        over, under = self.at_most[high] - below - LEVEL, below + LEVEL - (self.at_most[high - 1] if high else 0.0)
        if high > low and under < over - ROUNDING:
            high -= 1
        return round(low * self.scale), round(high * self.scale), (below, float(self.at_most[high]))

    def draws(self) -> Floats:
        """``DRAWS`` numbers of events, spread evenly over their chances: the same each time, in rising order."""
        places = (np.arange(DRAWS) + 0.5) / DRAWS
        return np.searchsorted(self.at_most, places).astype(np.float64) * self.scale


def event_chances(recipients: int, mean: float, size: float) -> Chances:
    """The beta-binomial of ``recipients`` at a rate known as Beta(mean·size, (1−mean)·size)."""
    count = min(max(recipients, 0), LARGEST_EXACT)
    a, b = max(mean * size, SMALLEST), max((1 - mean) * size, SMALLEST)
    k = np.arange(1, count + 1, dtype=np.float64)
    ratios = np.log(count - k + 1) + np.log(a + k - 1) - np.log(k) - np.log(b + count - k)
    logs = np.concatenate(([0.0], np.cumsum(ratios)))
    at_most = np.cumsum(np.exp(logs - logs.max()))
    return Chances(at_most / at_most[-1], max(1.0, recipients / LARGEST_EXACT))


def revenue_draws(events: Floats, values: OrderValues) -> Floats:
    """Sales of each of the drawn numbers of events: sums of gamma-distributed order values, from a fixed seed.

    A gamma has the two figures that the shop's orders give, is never below zero, and its sums are gamma again.
    """
    spread = values.mean * ASSUMED_SPREAD if values.spread is None else values.spread
    if values.mean <= 0 or spread <= 0:
        return events * max(values.mean, 0.0)
    random = np.random.default_rng(SEED)
    shape = (values.mean / spread) ** 2
    sums = random.standard_gamma(events * shape) * (values.mean / shape)
    if values.orders:
        sums *= random.standard_gamma(values.orders * shape, len(events)) / (values.orders * shape)
    return sums


def between(draws: Floats, chances: tuple[float, float]) -> tuple[float, float]:
    """Lowest and highest of ``draws`` between two shares of them, counted from the lowest; in hundredths."""
    ranked = np.sort(draws)
    first, last = round(chances[0] * len(ranked)), round(chances[1] * len(ranked)) - 1
    return round(float(ranked[first]), 2), round(float(ranked[max(first, last)]), 2)
