"""Which finding matters more? score = size × certainty × leverage, each between 0 and 1."""

from __future__ import annotations

from math import sqrt

from agent.proportions import wilson

# What a campaign can do about it, 1 being "exactly what was asked for, to people who are known, on a channel that
# is open". What customers said in chats counts for more than what lists show: the reason is known. Judgement, not
# measurement: results will move these once there are any.
LEVERAGE: dict[str, float] = {
    "upset_cluster": 1.0,  # one honest message keeps a customer who is about to leave
    "payment_trouble": 1.0,  # they wanted to pay; another way to pay is all that is missing
    "unmet_demand": 0.95,  # they named what they would buy: the message is the answer
    "asked_not_bought": 0.9,  # the doubt is known, and so is the answer
    "finished_well": 0.9,  # relieved people answer, and a review request is no advertisement
    "repaired_harm": 0.9,  # a check-in costs nothing and is what brings them back
    "bug_reported": 0.85,  # whoever reported wants to hear that it is fixed
    "shipping_fee_doubt": 0.8,  # the answer is known, whether they bought is not
    "subscription_risk": 0.8,  # skipping or a smaller plan keeps many who would cancel
    "praise": 0.8,  # already convinced; asking is enough
    "vip": 0.9,  # few heads but many orders each, which the size does not show
    "software_activation": 0.75,  # a first result decides whether they stay
    "cancelled_orders": 0.7,  # a better fitting option, but the decision was made
    "seasonal_interest": 0.7,  # the season sells, for a few weeks
    "booking_changes": 0.65,  # a reminder prevents the empty slot
    "repeat_question": 0.45,  # saves answers rather than bringing orders
    "spike": 0.45,  # says what, but no remedy of its own
    "never_bought": 0.4,  # joined with an interest that nobody knows
    "quiet_customers": 0.35,  # bought once, reasons for silence unknown
    "few_reachable": 0.35,  # opens the door for later messages, sells nothing itself
    "consent_stale": 0.35,  # a duty that keeps the list usable
    "funnel_leak": 0.35,  # says where, not why
    "standing_topic": 0.35,  # worth an answer, no hurry
    "guest_buyers": 0.3,  # must first be won as members
}
_BUYING = frozenset({"consideration", "purchase"})
_BUYING_BONUS = 0.2  # a plain topic from people about to buy can bring an order


def leverage(detector: str, stage: str | None) -> float:
    """How much a campaign can do about it; plain topics count for more when people are about to buy."""
    plain = detector in ("spike", "standing_topic")
    return LEVERAGE[detector] + (_BUYING_BONUS if plain and stage in _BUYING else 0.0)


def share(customers: int, everybody: int) -> float:
    """Part of ``everybody``, between 0 and 1; 0 when nobody is known."""
    return min(max(customers / everybody, 0.0), 1.0) if everybody > 0 else 0.0


def size(touched: float) -> float:
    """Square root of the share of customers touched.

    The root keeps a topic of 1 % visible (0.1) beside one of 50 % (0.7): the largest group is rarely the one that
    can be helped best. What was said in chats is held against those who wrote, and what lists say against the
    list, for a list is often many times its chats and would drown them.
    """
    return sqrt(touched)


def certainty(count: int, total: int) -> float:
    """The part of a share that is sure: Wilson's lower bound over the share itself.

    It depends on the count more than on the total: about 0.4 for 5, 0.7 for 20, 0.85 for 100, near 1 for thousands.
    """
    if count <= 0 or total <= 0:
        return 0.0
    return wilson(count, total)[0] / min(count / total, 1.0)
