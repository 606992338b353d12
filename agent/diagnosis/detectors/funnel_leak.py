"""A step of the shop's own numbers (visit, sign-up, order, order value, repeat) that fell against before.

Why it matters: it says where on the way customers are lost, before anybody complains. A step is held against the
step before it, so that fewer visits are not told again as fewer sign-ups and fewer orders; alone, it is held
against itself.
The smallest sample is twenty before: of fewer, a fall of a tenth is one person. Counts must have fallen by a tenth,
surely; an average or a given rate, whose spread is not known, by 15 %, and then counts as half sure.
"""

from __future__ import annotations

from math import isfinite, sqrt
from typing import NamedTuple

from agent.diagnosis.findings import assemble
from agent.diagnosis.intervals import chance, newcombe
from agent.diagnosis.types import Evidence, Finding
from agent.profile import FunnelName
from agent.proportions import Z_95
from agent.signals.types import Change, TenantSignals

DETECTOR = "funnel_leak"
SMALLEST_SAMPLE = 20
SMALLEST_FALL = 0.10
SMALLEST_FALL_UNMEASURED = 0.15
HALF_SURE = 0.5
_RATE_OF = 1000  # a rate is told as so many of a thousand
_WAY: tuple[FunnelName, ...] = ("visit", "signup", "order", "repeat")
_STAGES: dict[FunnelName, str] = {
    "visit": "visit", "signup": "visit", "order": "purchase", "order_value": "purchase", "repeat": "loyalty",
}  # fmt: skip


class _Step(NamedTuple):
    name: FunnelName
    value: float
    before: float

    @property
    def counted(self) -> bool:
        """Whether the shop gave a count, not an average amount or a rate."""
        return self.name != "order_value" and max(self.value, self.before) > 1


class _Leak(NamedTuple):
    evidence: Evidence
    fall: float
    sure: float


def detect(signals: TenantSignals) -> list[Finding]:
    steps = {
        step.name: _Step(step.name, step.value, step.before)
        for step in signals.funnel
        if step.before is not None and isfinite(step.value) and isfinite(step.before) and step.value >= 0 < step.before
    }
    findings = []
    for name, step in steps.items():
        leak = _counted_leak(step, _step_before(step, steps)) if step.counted else _unmeasured_leak(step)
        if leak is not None:
            findings.append(
                assemble(
                    DETECTOR,
                    "problem",
                    leak.evidence,
                    subject=name,
                    stage=_STAGES[name],
                    touched=leak.fall,
                    sure=leak.sure,
                )
            )
    return findings


def _step_before(step: _Step, steps: dict[FunnelName, _Step]) -> _Step | None:
    """The nearest given step that ``step`` is a part of, now and before."""
    for name in reversed(_WAY[: _WAY.index(step.name)]):
        parent = steps.get(name)
        if parent is not None and parent.counted and parent.value >= step.value and parent.before >= step.before:
            return parent
    return None


def _counted_leak(step: _Step, parent: _Step | None) -> _Leak | None:
    if step.before < SMALLEST_SAMPLE or (parent is not None and not parent.value):
        return None
    change = _fall_alone(step) if parent is None else newcombe(step.value, parent.value, step.before, parent.before)
    fall = 1 - (change.ratio or 0.0)
    if not change.high < 0 or fall < SMALLEST_FALL:
        return None
    expected = step.value if fall == 1 else step.value / (1 - fall)
    evidence = Evidence(
        count=round(step.value),
        total=round(step.before if parent is None else parent.value),
        baseline="period_before",
        before_count=round(step.before),
        before_total=None if parent is None else round(parent.before),
        out_of=None if parent is None else parent.name,
        change=change,
        customers=round(expected - step.value),
    )
    return _Leak(evidence, fall, max(0.0, 1 - len(_WAY) * chance(change)))


def _fall_alone(step: _Step) -> Change:
    """Change relative to before; counts of independent events vary by their square root (Poisson)."""
    difference = (step.value - step.before) / step.before
    margin = Z_95 * sqrt(step.value + step.before) / step.before
    return Change(
        difference=difference, low=difference - margin, high=difference + margin, ratio=step.value / step.before
    )


def _unmeasured_leak(step: _Step) -> _Leak | None:
    fall = 1 - step.value / step.before
    scale = 1 if step.name == "order_value" else _RATE_OF
    count, before_count = round(step.value * scale), round(step.before * scale)
    if fall < SMALLEST_FALL_UNMEASURED or count >= before_count:
        return None
    evidence = Evidence(
        count=count,
        total=before_count if scale == 1 else scale,
        baseline="period_before",
        before_count=before_count,
        before_total=None if scale == 1 else scale,
        # A rate is a share of the step before it on the way.
        out_of=None if scale == 1 else _WAY[max(0, _WAY.index(step.name) - 1)],
    )
    return _Leak(evidence, fall, HALF_SURE)
