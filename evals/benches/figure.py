"""One figure of a benchmark."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Figure:
    """``value`` in ``unit``; with ``limit`` it must be at most (or, ``floor``, at least) that."""

    name: str
    value: float
    unit: str
    limit: float | None = None
    floor: bool = False

    @property
    def passed(self) -> bool:
        if self.limit is None:
            return True
        return self.value >= self.limit if self.floor else self.value <= self.limit

    def __str__(self) -> str:
        bound = "" if self.limit is None else f"  ({'at least' if self.floor else 'at most'} {self.limit:g})"
        verdict = "" if self.limit is None else ("  ok" if self.passed else "  FAILED")
        return f"{self.name:<46}{self.value:>12,.3f} {self.unit}{bound}{verdict}"
