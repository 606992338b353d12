"""Not a nuisance: how often one person may get advertising. Conventions, so that nothing here blocks."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import Literal

from agent.campaigns.durations import days_of
from agent.campaigns.plan import Plan
from agent.campaigns.rules.types import Broken, Given, Rule
from agent.campaigns.schema import Clause

A_DAY, A_WEEK, A_MONTH = 1, 2, 30
"""Advertisements to one person in 24 hours and in 7 days; days between two of the same campaign."""
CART = "cart_added"
ANOTHER_EACH_TIME = (
    "back_in_stock",
    "product_launched",
    "price_dropped",
    "low_stock",
    "event_ending",
    "coupon_expiring",
    "booking_due",
)
"""What is told each time is about another thing, which the customer asked about or holds."""


def days(duration: str) -> float | None:
    """Days of a duration; None for what is none."""
    try:
        return days_of(duration)
    except ValueError:
        return None


def delays(plan: Plan, *channels: str) -> list[float]:
    """Days after the start at which each step goes out, sorted; only steps over ``channels`` if there are any."""
    asked = [step for step in plan.steps if not channels or set(channels).intersection(step.channels)]
    return sorted(delay for step in asked if (delay := days(step.delay)) is not None)


def most_within(moments: Sequence[float], span: float) -> int:
    """The most of the sorted ``moments`` that lie less than ``span`` apart."""
    return max((sum(0 <= other - one < span for other in moments) for one in moments), default=0)


def one_a_day(plan: Plan, _given: Given) -> Iterator[Broken]:
    """FQ-01: one advertisement in 24 hours; who left something in a cart may be reminded while it matters."""
    if not plan.advert:
        return
    if plan.max_per_day is not None:
        if plan.max_per_day > A_DAY:
            yield Broken("max_per_day", {"count": plan.max_per_day, "limit": A_DAY})
    elif (count := most_within(delays(plan), 1)) > A_DAY and not _about_a_cart(plan):
        yield Broken("steps", {"count": count, "limit": A_DAY}, "steps")


def _about_a_cart(plan: Plan) -> bool:
    entry = plan.entry
    told = entry.event if entry else None
    return told == CART or any(
        clause.key == "support.intent" and "cart_help" in clause.values for clause in plan.clauses
    )


def two_a_week(plan: Plan, given: Given) -> Iterator[Broken]:
    """FQ-02: two advertisements in 7 days; a series that was planned as one may have as many as it has steps."""
    if not plan.advert:
        return
    limit = max(A_WEEK, most_within(delays(plan), 7.001))
    if plan.max_per_week is None:
        if not given.shop_known:
            yield Broken("max_per_week", {"limit": A_WEEK}, "none")
    elif plan.max_per_week > limit:
        yield Broken("max_per_week", {"count": plan.max_per_week, "limit": limit})


def once_a_month(plan: Plan, _given: Given) -> Iterator[Broken]:
    """FQ-03: the same campaign once in 30 days, unless it is about another thing each time."""
    entry = plan.entry
    if not plan.advert or entry is None or entry.event in ANOTHER_EACH_TIME:
        return
    repeats = days(entry.every) if entry.every else None
    if entry.type == "schedule" and repeats is None:
        return
    pause = days(plan.cooldown) if plan.cooldown else None
    shortest = max((one for one in (pause, repeats) if one is not None), default=None)
    if shortest is None:
        yield Broken("cooldown", {"limit": A_MONTH}, "none", "info")
    elif shortest < A_MONTH:
        severity: Literal["warn", "info"] = "warn" if entry.type == "schedule" else "info"
        yield Broken("cooldown", {"days": f"{shortest:g}", "limit": A_MONTH}, severity=severity)


def quiet_after_complaint(plan: Plan, _given: Given) -> Iterator[Broken]:
    """FQ-04: no advertising for 72 hours after an open complaint."""
    if plan.advert and not plan.leaves_out("upset_lately") and not any(map(_three_days_ago, plan.clauses)):
        yield Broken("audience.exclusions")


def _three_days_ago(clause: Clause) -> bool:
    """Whether the last chat of any kind is three days back."""
    if clause.key not in ("support.last_days_ago", "event.chat_opened"):
        return False
    least = {"$gte": 3, "$gt": 2}.get(clause.operator)
    return least is not None and _number(clause.values[0]) >= least


def _number(value: object) -> float:
    return float(value) if isinstance(value, int | float) else 0.0


def one_brand_message(plan: Plan, _given: Given) -> Iterator[Broken]:
    """FQ-05: Kakao delivers one brand message a day to each person; with a fallback the second goes over that."""
    steps = [step for step in plan.steps if "brand_message" in step.channels]
    if not plan.advert or most_within(delays(plan, "brand_message"), 1) <= 1:
        return
    carried = all(step.channel == "brand_message" and step.fallback for step in steps)
    yield Broken("steps", case="fallback" if carried else "", severity="info" if carried else None)


_OURS = "docs/rules.md: a convention of ours"

RULES: tuple[Rule, ...] = (
    Rule("FQ-01", one_a_day, _OURS, "warn"),
    Rule("FQ-02", two_a_week, _OURS, "info"),
    Rule("FQ-03", once_a_month, _OURS, "warn"),
    Rule("FQ-04", quiet_after_complaint, _OURS, "info"),
    Rule("FQ-05", one_brand_message, "Brand Message guide of a reseller: 1 a day for each recipient", "warn"),
)
