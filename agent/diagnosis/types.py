"""A finding: one thing the support desk shows, with the evidence that carries it."""

from __future__ import annotations

from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.signals.types import Change, Example, Mood

Baseline = Literal["period_before", "all_conversations", "all_customers", "all_orders", "askers"]


class Evidence(BaseModel):
    """The numbers behind a finding. ``count`` of ``total`` is what was noticed; ``baseline`` says what ``total`` is."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    count: int
    total: int
    baseline: Baseline
    before_count: int | None = None
    before_total: int | None = None
    change: Change | None = None
    customers: int = 0
    open: int = 0
    tags: tuple[str, ...] = Field(default=(), description="the shop's own tags that led here")
    product: str | None = None
    out_of: str | None = Field(default=None, description="the step of the shop's own way that `total` counts")
    examples: tuple[Example, ...] = ()


class Finding(BaseModel):
    """What hurts or invites.

    ``id`` is ``detector`` or ``detector:subject`` and stable from run to run. ``size`` (0–1) is how many customers
    it touches against all, ``certainty`` (0–1) how sure the numbers are, ``leverage`` (0–1) how much can be done
    about it; ``score`` is their product, and a problem that is upset and open ranks before every chance to sell.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    id: str
    detector: str
    kind: Literal["problem", "opportunity"]
    mood: Mood = "neutral"
    intents: tuple[str, ...] = ()
    stage: str | None = None
    evidence: Evidence
    size: float = Field(ge=0, le=1)
    certainty: float = Field(ge=0, le=1)
    leverage: float = Field(ge=0, le=1)
    score: float = Field(ge=0)

    @property
    def must_fix_first(self) -> bool:
        """An upset problem with conversations still open: nothing is sold before it."""
        return self.kind == "problem" and self.mood == "upset" and self.evidence.open > 0
