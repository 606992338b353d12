"""What an evaluation says: metrics against their gates, and the cases that went wrong."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Metric:
    """A figure, what it must reach (or stay below), and over how many cases it was taken."""

    name: str
    value: float
    cases: int
    at_least: float | None = None
    at_most: float | None = None

    @property
    def passed(self) -> bool:
        low = self.at_least is None or self.value >= self.at_least
        return low and (self.at_most is None or self.value <= self.at_most)


@dataclass(frozen=True)
class Miss:
    """A case that came out otherwise than it should."""

    case: str
    expected: str
    got: str


@dataclass(frozen=True)
class Report:
    suite: str
    metrics: tuple[Metric, ...]
    misses: tuple[Miss, ...] = field(default=())

    @property
    def passed(self) -> bool:
        return all(metric.passed for metric in self.metrics)

    def as_json(self) -> dict[str, Any]:
        return {
            "suite": self.suite,
            "passed": self.passed,
            "metrics": [vars(metric) | {"passed": metric.passed} for metric in self.metrics],
            "misses": [vars(miss) for miss in self.misses],
        }


class CasesMissing(Exception):
    """A file of cases is not there, or not of the kind that the suite reads."""
