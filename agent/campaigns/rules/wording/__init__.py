"""Honest words: nothing that the shop did not give, nothing about anybody."""

from __future__ import annotations

from agent.campaigns.rules.types import Rule
from agent.campaigns.rules.wording import benefits, deadlines, numbers, personal, products, stock, urgency

RULES: tuple[Rule, ...] = (
    *numbers.RULES,
    *benefits.RULES,
    *products.RULES,
    *stock.RULES,
    *urgency.RULES,
    *deadlines.RULES,
    *personal.RULES,
)
