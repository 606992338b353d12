"""Intervals of proportions that stay honest for small counts and for shares near 0 or 1."""

from __future__ import annotations

from math import sqrt

Z_95 = 1.959963984540054  # two-sided 95 % of the normal distribution


def wilson(count: float, total: float) -> tuple[float, float]:
    """95 % interval of the share ``count / total`` (Wilson 1927, no continuity correction), within 0–1.

    Nothing observed says nothing: without a total it is ``(0.0, 1.0)``. A count outside the total, as a snapshot
    from elsewhere may hold, is taken as none or all of it.
    """
    if not total > 0:
        return 0.0, 1.0
    count = min(max(count, 0.0), total)
    square = Z_95 * Z_95
    middle = 2 * count + square
    spread = Z_95 * sqrt(square + 4 * count * (total - count) / total)
    scale = 2 * (total + square)
    return max(0.0, (middle - spread) / scale), min(1.0, (middle + spread) / scale)


def newcombe(count_1: float, total_1: float, count_2: float, total_2: float) -> tuple[float, float]:
    """95 % interval of ``count_1/total_1 - count_2/total_2``, two independent shares, within −1…1.

    Method 10 of Newcombe, "Interval estimation for the difference between independent proportions",
    Statistics in Medicine 17 (1998): the two Wilson intervals, squared and added. An empty side says
    nothing and is taken as a half known to no better than 0–1.
    """
    share_1 = count_1 / total_1 if total_1 else 0.5
    share_2 = count_2 / total_2 if total_2 else 0.5
    low_1, high_1 = wilson(count_1, total_1)
    low_2, high_2 = wilson(count_2, total_2)
    difference = share_1 - share_2
    below = sqrt((share_1 - low_1) ** 2 + (high_2 - share_2) ** 2)
    above = sqrt((high_1 - share_1) ** 2 + (share_2 - low_2) ** 2)
    return max(-1.0, difference - below), min(1.0, difference + above)
