"""Who surely agreed: what a plan says of consent, channel by channel."""

from __future__ import annotations

from collections.abc import Callable

from agent.campaigns.channels import CONSENT_COLUMN
from agent.campaigns.plan import Plan
from agent.campaigns.schema import Clause
from retrieval.playbook import Channel

KEY = {column: f"consent.{column.removeprefix('consent_')}" for column in CONSENT_COLUMN.values()}
"""The condition's key for each column: ``consent_sms`` → ``consent.sms``."""


def everybody(plan: Plan, proves: Callable[[Clause], bool]) -> bool:
    """Whether each recipient fulfils something that ``proves`` accepts: one group of the condition, all of its ways."""
    condition = plan.audience.condition
    return any(all(proves(clause) for clause in group.or_) for group in (condition.and_ if condition else ()))


def is_sure(plan: Plan, key: str, value: bool) -> bool:
    """Whether ``key`` is ``value`` for each recipient; not being the opposite is being it."""

    def proves(clause: Clause) -> bool:
        wanted = {"$eq": value, "$in": value, "$ne": not value, "$nin": not value}.get(clause.operator)
        return clause.key == key and wanted is not None and set(clause.values) == {wanted}

    return everybody(plan, proves)


def at_most(plan: Plan, keys: tuple[str, ...], most: float) -> bool:
    """Whether one of ``keys``, which count whole days, is ``most`` or less for each recipient."""

    def proves(clause: Clause) -> bool:
        numbers = [value for value in clause.values if isinstance(value, int | float)]
        if clause.key not in keys or not numbers:
            return False
        if clause.operator == "$lt":
            return numbers[0] <= most + 1
        return clause.operator in ("$lte", "$eq", "$in") and max(numbers) <= most

    return everybody(plan, proves)


def asked(plan: Plan, channel: Channel) -> bool:
    """Whether each recipient of ``channel`` agreed to advertising over it; the shop's own pages need no consent."""
    column = CONSENT_COLUMN.get(channel)
    return column is None or plan.leaves_out("no_consent") or is_sure(plan, KEY[column], True)


def refused_left_out(plan: Plan) -> bool:
    return plan.leaves_out("refused") or is_sure(plan, "consent.refused", False)
