"""A playbook: one proven way to bring customers back, as data.

One file a playbook in ``retrieval/playbooks/ID.yaml``. Texts that a person reads come per language
(``ko``, ``ja``, ``en``), each written for its own market. A message body may use the fields of
``MESSAGE_FIELDS``; a clause in ``[[…]]`` falls away when the shop has nothing to put there, so no
message ever promises what the shop did not give.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

Language = Literal["ko", "ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "ja", "en")
Group = Literal["after_support", "lifecycle", "software_and_b2b", "housekeeping"]
Stage = Literal["visit", "consideration", "purchase", "activation", "post_purchase", "loyalty", "churn"]
Channel = Literal["in_app", "alimtalk", "brand_message", "sms", "lms", "email", "line", "push"]
Need = Literal[
    "customers",
    "orders",
    "products",
    "offer",
    "free_shipping_over",
    "exchange_policy",
    "opt_in",
    "subscriptions",
    "bookings",
    "software",
    "store",
    "stock_events",
    "price_events",
    "carts",
    "points",
    "page_views",
]
LinkName = Literal[
    "home",
    "review",
    "size_guide",
    "guide",
    "cart",
    "signup",
    "consent",
    "points",
    "orders",
    "booking",
    "map",
    "event",
    "contact",
    "product",
]

MESSAGE_FIELDS = {
    "shop": "the shop's name",
    "customer": "the customer's name",
    "product": "the product they asked about or bought",
    "offer": "what the shop gives, in its own words ('10% 할인 쿠폰')",
    "code": "the coupon's code",
    "ends": "the offer's last day",
    "free_shipping_over": "the amount from which shipping is free, with the currency",
    "shipping_fee": "the shipping fee, with the currency",
    "exchange_policy": "the shop's own sentence on exchanges",
    "new_date": "the new delivery date",
    "booking_at": "date and time of the booking",
    "points": "the customer's points",
    "days": "a number of days that the event carries",
    "tier": "the next membership tier",
    "missing": "what is missing to the next tier, with the currency",
    "feature": "the feature they asked about or have not used",
    "plan": "the plan",
    "quantity": "the number of pieces they asked for",
    "event_name": "the name of the shop's event",
    "consent_date": "the day on which the customer agreed to messages",
}


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Part):
    ko: str = Field(min_length=1)
    ja: str = Field(min_length=1)
    en: str = Field(min_length=1)


class Phrases(_Part):
    ko: tuple[str, ...] = Field(min_length=3)
    ja: tuple[str, ...] = Field(min_length=2)
    en: tuple[str, ...] = Field(min_length=2)


class EventEntry(_Part):
    """Starts when ``event`` happens, after ``wait``; ``filter_event`` must have happened, or not, meanwhile."""

    type: Literal["event"]
    event: str
    wait: str = Field(pattern=r"^-?P(\d+D)?(T(\d+H)?(\d+M)?)?$", description="ISO 8601; negative: before the event")
    filter_event: str | None = None
    filter_match: Literal["positive", "negative"] | None = None
    exit_event: str | None = None


class ScheduleEntry(_Part):
    """Goes out once, or every ``every``, on a day the operator sees before switching on."""

    type: Literal["schedule"]
    every: str | None = Field(default=None, pattern=r"^P\d+D$")


class PopupEntry(_Part):
    """Shows on the shop's page ``delay_seconds`` after it opened."""

    type: Literal["popup"]
    delay_seconds: int = Field(ge=0, le=600)


Entry = Annotated[EventEntry | ScheduleEntry | PopupEntry, Field(discriminator="type")]


class Variant(_Part):
    """One wording. ``title`` heads an e-mail, an LMS or a card; the greeting is the writer's, not part of ``body``."""

    angle: str = Field(max_length=30, description="what makes this wording different, for the operator")
    title: str = Field(min_length=1, max_length=40)
    body: str = Field(min_length=10, max_length=600)
    button: str | None = Field(default=None, max_length=20)


class Step(_Part):
    delay: str = Field(default="P0D", pattern=r"^P(\d+D)?(T(\d+H)?(\d+M)?)?$", description="after the entry's wait")
    link: LinkName | None = None
    ko: tuple[Variant, ...] = Field(min_length=2)
    ja: tuple[Variant, ...] = Field(min_length=2)
    en: tuple[Variant, ...] = Field(min_length=2)

    @model_validator(mode="after")
    def _same_ideas(self) -> Step:
        """Wordings stand in the same order of ideas in each language, so that an idea can be told in another one."""
        if not len(self.ko) == len(self.ja) == len(self.en):
            raise ValueError("ko, ja and en need the same number of wordings")
        return self


class Prior(_Part):
    """Expected goal rate as a beta prior: ``mean`` with the weight of ``size`` recipients."""

    mean: float = Field(gt=0, lt=1)
    size: float = Field(gt=0)
    region: str
    year: int
    source: str
    claimed: bool = Field(description="a vendor says so; nobody measured it with a control group")


class Goal(_Part):
    event: str
    window: str = Field(pattern=r"^P\d+D$")


class Playbook(_Part):
    """See the module's docstring."""

    id: str
    version: int = Field(ge=1)
    group: Group
    title: Text
    promise: Text = Field(description="one line in plain words: what it does for the shop")
    why: Text = Field(description="why it works, one or two sentences")
    not_when: Text = Field(description="when it does not fit")
    asks: Phrases = Field(description="what an operator who needs it would say")
    intents: tuple[str, ...]
    findings: tuple[str, ...] = Field(description="detectors that call for it")
    stage: Stage
    first: bool = Field(default=False, description="fixes the customer's problem before anything is sold")
    advertising: Literal["always", "never", "if_benefit"]
    industries: tuple[str, ...] = Field(default=(), description="empty: any")
    countries: tuple[str, ...] = Field(default=(), description="empty: any")
    needs: tuple[Need, ...] = Field(default=(), description="data or means without which it cannot run")
    channels: dict[Language, tuple[Channel, ...]] = Field(description="in order of preference")
    audience: dict[str, Any] = Field(description="condition, see agent.campaigns.audience")
    entry: Entry
    steps: tuple[Step, ...] = Field(min_length=1)
    cooldown: str = Field(default="P30D", pattern=r"^P\d+D$")
    goal: Goal
    prior: Prior
    risks: Text


def phrases(playbook: Playbook) -> list[tuple[Language, str]]:
    """Each text under which a playbook can be found, with its language, each once."""
    return [
        (language, text)
        for language in LANGUAGES
        for text in dict.fromkeys(
            (
                getattr(playbook.title, language),
                getattr(playbook.promise, language),
                *getattr(playbook.asks, language),
            )
        )
    ]
