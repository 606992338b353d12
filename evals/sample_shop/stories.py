"""What the data tells, counted: the truth that a suggestion can be held against."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from datetime import datetime, timedelta

from evals.sample_shop.chat import Chat
from evals.sample_shop.clock import BEFORE, END, NOW, START
from evals.sample_shop.ledger import Ledger
from evals.sample_shop.people import Customer

RESTOCK_PRODUCT = "달무리"
_ASKED = ("cart_help", "coupon_inquiry", "shipping_fee")
_TOLD = (
    "exchange_request", "delivery_delay", "restock_request", "usage_howto", "defect_claim", "praise",
    "points_membership", "gift_wrapping", "size_fit", "vip_service", *_ASKED,
)  # fmt: skip
_QUIET_SINCE = END - timedelta(days=60)
_STALE_BEFORE = datetime(END.year - 2, END.month, END.day)


def tell(chats: Sequence[Chat], customers: Sequence[Customer], ledger: Ledger) -> dict[str, object]:
    """Counts over the whole export; ``now`` is its last 30 days and ``before`` the 30 before them."""
    return {
        "chats": len(chats),
        "messages": sum(len(chat.messages) for chat in chats),
        "intents": {intent: _intent(_about(chats, intent)) for intent in sorted(_TOLD)},
        "restock_one_product": {"product": RESTOCK_PRODUCT} | _intent(_restock(chats)),
        "asked_before_checkout": _buying([chat for intent in _ASKED for chat in _about(chats, intent)], ledger),
        "asked_size": _buying(_about(chats, "size_fit"), ledger),
        "orders": {"all": len(ledger.orders), "guest": _guests(customers, ledger)},
        "customers": _customers(customers, ledger),
        "mess": _mess(chats),
    }


def _about(chats: Iterable[Chat], intent: str) -> list[Chat]:
    return [chat for chat in chats if intent in chat.intents]


def _restock(chats: Iterable[Chat]) -> list[Chat]:
    """Restock requests that name the one ring, in a message or in the summary."""
    return [chat for chat in _about(chats, "restock_request") if RESTOCK_PRODUCT in _text(chat)]


def _text(chat: Chat) -> str:
    return "\n".join([chat.summary or "", *(message.text for message in chat.messages)])


def _intent(chats: Sequence[Chat]) -> dict[str, object]:
    return {
        "all": len(chats),
        "open": sum(chat.is_open for chat in chats),
        "now": sum(chat.at >= NOW for chat in chats),
        "before": sum(BEFORE <= chat.at < NOW for chat in chats),
    }


def _buying(chats: Iterable[Chat], ledger: Ledger) -> dict[str, object]:
    """Customers by their first question of the last 30 days: ordered within 7 days, or the 7 days are over without."""
    first: dict[str, datetime] = {}
    for chat in sorted(chats, key=lambda chat: chat.at):
        if chat.customer and chat.at >= NOW:
            first.setdefault(chat.customer, chat.at)
    week = timedelta(days=7)
    bought = {customer for customer, at in first.items() if ledger.bought(customer, at, at + week)}
    over = {customer for customer, at in first.items() if at + week <= END}
    return {"customers": len(first), "bought": len(bought), "not_bought": len(over - bought)}


def _guests(customers: Iterable[Customer], ledger: Ledger) -> int:
    members = {customer.id for customer in customers if customer.joined}
    return sum(order.customer not in members for order in ledger.orders)


def _customers(customers: Sequence[Customer], ledger: Ledger) -> dict[str, int]:
    def agreed(key: str) -> int:
        return sum(customer.consents[key] is True for customer in customers)

    return {
        "all": len(customers),
        "guests": sum(customer.joined is None for customer in customers),
        "joined_now": sum(customer.joined is not None and customer.joined >= NOW for customer in customers),
        "joined_before": sum(customer.joined is not None and BEFORE <= customer.joined < NOW for customer in customers),
        "vip": sum(bool({"★VIP", "단골"} & set(customer.tags)) for customer in customers),
        "quiet": sum(_is_quiet(customer, ledger) for customer in customers),
        "consent_kakao": agreed("kakao"),
        "consent_sms": agreed("sms"),
        "consent_night": agreed("night"),
        "consent_stale": sum(
            bool(customer.consent_at and customer.consent_at < _STALE_BEFORE) for customer in customers
        ),
        "refused": sum(customer.refused for customer in customers),
    }


def _is_quiet(customer: Customer, ledger: Ledger) -> bool:
    last = ledger.last(customer.id)
    return bool(last and last < _QUIET_SINCE and customer.last_seen and customer.last_seen < _QUIET_SINCE)


def _mess(chats: Sequence[Chat]) -> dict[str, object]:
    return {
        "first_day": START.date().isoformat(),
        "last_day": (END - timedelta(days=1)).date().isoformat(),
        "without_tag": sum(not chat.tags for chat in chats),
        "without_summary": sum(not chat.summary for chat in chats),
        "calls": sum(chat.medium in ("phone", "meet") for chat in chats),
        "bot_messages": sum(message.speaker == "bot" for chat in chats for message in chat.messages),
        "japanese": sum(chat.language == "ja" for chat in chats),
        "english": sum(chat.language == "en" for chat in chats),
        "with_personal_data": sum(bool(chat.secrets) for chat in chats),
    }
