"""What the support desk says, as numbers: the one thing that the rooms after this one read.

Counts are exact. Shares are fractions of all conversations of the period (0–1). Intervals are 95 %.
Every text in here is masked already.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field

from agent.profile import FunnelStep
from retrieval.playbook import Channel

Mood = Literal["neutral", "friction", "upset"]


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class Period(_Frozen):
    """Days from ``start`` up to but not including ``end``, in the shop's time zone."""

    start: date
    end: date

    @property
    def days(self) -> int:
        return (self.end - self.start).days


class Change(_Frozen):
    """Change of a topic's share against the period before.

    ``difference`` is now minus before in share (−1…1); ``low``/``high`` its 95 % Newcombe interval.
    ``ratio`` is count per day now over count per day before, ``None`` when there was none before.
    """

    difference: float
    low: float
    high: float
    ratio: float | None

    @property
    def certain(self) -> bool:
        """Whether the interval leaves out zero."""
        return self.low > 0 or self.high < 0


class Example(_Frozen):
    """A typical conversation: its id and what it was about, masked, at most 160 characters."""

    conversation_id: str
    text: str


class Topic(_Frozen):
    """One tag or one intent in the period."""

    count: int
    share: float
    before_count: int | None = None
    before_share: float | None = None
    change: Change | None = None
    customers: int = Field(description="distinct customers; conversations without one count one each")
    open: int = Field(default=0, description="conversations not closed yet")
    closed: int = 0
    hours: tuple[int, ...] = Field(default=(), description="24 counts by hour of opening; empty if unknown")
    examples: tuple[Example, ...] = ()


class TagTopic(Topic):
    """A tag as the shop writes it, and the intent it was mapped to."""

    tag: str
    intent: str | None
    score: float
    reason: str


class IntentTopic(Topic):
    """An intent of the catalogue, over all its tags, summaries and first messages."""

    intent: str
    open_customers: int = Field(default=0, description="distinct customers with a conversation still open")
    asked_then_bought: int | None = Field(
        default=None, description="of `customers`, those who ordered within 7 days after asking; None without orders"
    )
    asked_not_bought: int | None = Field(
        default=None, description="of `customers`, those who did not, their 7 days being over; None without orders"
    )
    finished_well: int = Field(
        default=0, description="customers whose conversation closed with no upset conversation after it or still open"
    )


class ProductMention(_Frozen):
    """How often customers named a product of the shop's list in a conversation of an intent."""

    intent: str
    product: str
    customers: int


class CustomerFacts(_Frozen):
    """The customer list in numbers; every field counts distinct customers."""

    total: int
    reachable: dict[Channel, int] = Field(description="who agreed to advertising, by channel; in_app is everybody")
    reachable_any: int = Field(description="who agreed on at least one channel that is not in_app")
    vip: int = Field(description="tagged VIP or regular, in the list or in a conversation")
    never_bought: int | None = Field(default=None, description="joined 3+ days ago, no order; None without orders")
    quiet: int | None = Field(default=None, description="bought before, but no visit and no order for 60 days")
    consent_stale: int = Field(default=0, description="agreed more than two years ago")


class OrderFacts(_Frozen):
    """The order list in numbers. Money in the shop's currency, as given in the file."""

    orders: int
    buyers: int
    guest_orders: int
    repeat_buyers: int
    average_value: float | None = Field(ge=0, le=1e12)
    value_spread: float | None = Field(
        default=None, ge=0, le=1e12, description="standard deviation of the orders' values; None below two of them"
    )
    valued: int | None = Field(default=None, ge=0, description="orders whose value is known, which both come from")
    orders_now: int = 0
    orders_before: int | None = None
    repeat_interval_days: float | None = Field(default=None, description="median days between two orders of one buyer")


class TenantSignals(_Frozen):
    """One shop's support desk over one period: the snapshot that a suggestion is made from."""

    version: Literal[1] = 1
    period: Period | None = Field(description="None for a report of counts whose dates nobody gave")
    before: Period | None
    conversations: int
    conversations_before: int | None
    customers: int
    without_intent: int = Field(default=0, description="conversations of the period that no intent fits")
    languages: dict[str, int] = Field(default_factory=dict, description="conversations by language: ko, ja, en, other")
    tags: tuple[TagTopic, ...]
    intents: tuple[IntentTopic, ...]
    hours: tuple[int, ...] = Field(default=(), description="24 counts over all conversations of the period")
    products: tuple[ProductMention, ...] = ()
    customer_facts: CustomerFacts | None = None
    order_facts: OrderFacts | None = None
    funnel: tuple[FunnelStep, ...] = ()
    masked: dict[str, int] = Field(default_factory=dict, description="personal data masked, by kind")
    notes: tuple[str, ...] = Field(default=(), description="what was passed over while reading, e.g. calls_skipped:12")

    def intent(self, intent_id: str) -> IntentTopic | None:
        """The topic of one intent, if it came up at all."""
        return next((topic for topic in self.intents if topic.intent == intent_id), None)
