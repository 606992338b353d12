"""Where in a customer's journey each intent of the catalogue stands, and in what mood people ask it.

Kept here because this room reads the signals' types and nothing else of them; a test holds the table against
the catalogue. An intent that is not in it counts as neutral, at no stage.
"""

from __future__ import annotations

from typing import NamedTuple

from agent.signals.types import Mood


class Standing(NamedTuple):
    """``stage`` of the journey (None: nowhere in particular) and ``mood`` of those who ask."""

    stage: str | None
    mood: Mood


_UNKNOWN = Standing(None, "neutral")

TOPICS: dict[str, Standing] = {
    "delivery_status": Standing("post_purchase", "neutral"),
    "delivery_delay": Standing("post_purchase", "upset"),
    "delivery_wrong": Standing("post_purchase", "upset"),
    "address_change": Standing("purchase", "neutral"),
    "order_change": Standing("purchase", "neutral"),
    "order_cancel": Standing("purchase", "friction"),
    "shipping_fee": Standing("purchase", "friction"),
    "gift_wrapping": Standing("purchase", "neutral"),
    "overseas_shipping": Standing("purchase", "neutral"),
    "exchange_request": Standing("post_purchase", "friction"),
    "return_request": Standing("post_purchase", "friction"),
    "refund_status": Standing("post_purchase", "upset"),
    "defect_claim": Standing("post_purchase", "upset"),
    "warranty_repair": Standing("post_purchase", "friction"),
    "product_question": Standing("consideration", "neutral"),
    "size_fit": Standing("consideration", "neutral"),
    "stock_inquiry": Standing("consideration", "neutral"),
    "restock_request": Standing("consideration", "friction"),
    "usage_howto": Standing("post_purchase", "neutral"),
    "compatibility": Standing("consideration", "neutral"),
    "recommendation_request": Standing("consideration", "neutral"),
    "bulk_order": Standing("consideration", "neutral"),
    "preorder_launch": Standing("consideration", "neutral"),
    "cart_help": Standing("purchase", "friction"),
    "payment_failure": Standing("purchase", "upset"),
    "coupon_inquiry": Standing("purchase", "neutral"),
    "price_objection": Standing("purchase", "friction"),
    "invoice_receipt": Standing("post_purchase", "neutral"),
    "signup_help": Standing("visit", "neutral"),
    "login_issue": Standing("visit", "friction"),
    "points_membership": Standing("loyalty", "neutral"),
    "account_deletion": Standing("churn", "upset"),
    "unsubscribe_request": Standing("churn", "upset"),
    "complaint": Standing("post_purchase", "upset"),
    "praise": Standing("loyalty", "neutral"),
    "review_inquiry": Standing("loyalty", "neutral"),
    "event_inquiry": Standing("visit", "neutral"),
    "vip_service": Standing("loyalty", "neutral"),
    "trial_inquiry": Standing("consideration", "neutral"),
    "onboarding_help": Standing("activation", "friction"),
    "feature_question": Standing("activation", "neutral"),
    "bug_report": Standing("activation", "upset"),
    "plan_upgrade": Standing("loyalty", "neutral"),
    "subscription_change": Standing("loyalty", "friction"),
    "subscription_cancel": Standing("churn", "friction"),
    "billing_question": Standing("loyalty", "friction"),
    "reservation_inquiry": Standing("purchase", "neutral"),
    "reservation_change": Standing("purchase", "friction"),
    "store_visit": Standing("visit", "neutral"),
    "partnership": Standing("visit", "neutral"),
}


def standing(intent: str) -> Standing:
    """Stage and mood of ``intent``."""
    return TOPICS.get(intent, _UNKNOWN)
