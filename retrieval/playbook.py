"""A playbook: one proven way to bring customers back, as data.

One file a playbook in ``retrieval/playbooks/ID.yaml``. Texts that a person reads come per language
(``ko``, ``ja``, ``en``), each written for its own market; a shop's own playbook may have only the languages that the
shop speaks, but then all its texts are in each of them. A message body may use the fields of ``MESSAGE_FIELDS``; a
clause in ``[[…]]`` falls away when the shop has nothing to put there, so no message ever promises what the shop did
not give.
"""

from __future__ import annotations

from typing import Annotated, Any, Literal
from unicodedata import category

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)
from pydantic_core import InitErrorDetails, PydanticCustomError

from retrieval.gaps import gaps

Language = Literal["ko", "ja", "en"]
LANGUAGES: tuple[Language, ...] = ("ko", "ja", "en")
Group = Literal["after_support", "lifecycle", "software_and_b2b", "housekeeping", "own"]
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
OfferKind = Literal["coupon_percent", "coupon_amount", "free_shipping", "points", "gift"]
Spared = Literal["upset_open", "upset_lately"]
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


_SPAN = r"P(\d{1,4}D)?(T(\d{1,4}H)?(\d{1,4}M)?)?"
_DAYS = r"^P\d{1,4}D$"


def _lines(text: str) -> str:
    """Refuses what is blank, and control characters but for line breaks: a terminal would obey them."""
    if not text.strip():
        raise PydanticCustomError("blank", "is blank")
    for letter in text:
        if category(letter) == "Cc" and letter != "\n":
            raise _control_letter(letter)
    return text


def _line(text: str) -> str:
    """Refuses what ``_lines`` does, and line breaks."""
    if "\n" in _lines(text):
        raise _control_letter("\n")
    return text


def _control_letter(letter: str) -> PydanticCustomError:
    return PydanticCustomError("control_letter", "holds {letter}", {"letter": f"U+{ord(letter):04X}"})


Line = Annotated[str, AfterValidator(_line)]
Body = Annotated[str, AfterValidator(_lines)]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Text(_Part):
    """One text in one or more languages."""

    ko: Line | None = None
    ja: Line | None = None
    en: Line | None = None

    @property
    def languages(self) -> frozenset[Language]:
        return frozenset(language for language in LANGUAGES if getattr(self, language) is not None)

    def to(self, language: Language) -> str:
        """The text in ``language``, or in the first language that it has."""
        texts: list[str | None] = [getattr(self, one) for one in (language, *LANGUAGES)]
        return next(text for text in texts if text is not None)

    @model_validator(mode="after")
    def _said(self) -> Text:
        if not self.languages:
            raise PydanticCustomError("no_text", "needs a text in ko, ja or en")
        return self


class Phrases(_Part):
    """What somebody would say, at least three ways in each language that there is."""

    ko: tuple[Line, ...] = ()
    ja: tuple[Line, ...] = ()
    en: tuple[Line, ...] = ()

    @model_validator(mode="after")
    def _several(self) -> Phrases:
        if not any(len(getattr(self, language)) for language in LANGUAGES):
            raise PydanticCustomError("no_text", "needs phrases in ko, ja or en")
        for language in LANGUAGES:
            if 0 < len(getattr(self, language)) < 3:
                raise PydanticCustomError("few_phrases", "{of}: needs three phrases or more", {"of": language})
        return self


class EventEntry(_Part):
    """Starts when ``event`` happens, after ``wait``; ``filter_event`` must have happened, or not, meanwhile."""

    type: Literal["event"]
    event: str
    wait: str = Field(pattern=f"^-?{_SPAN}$", description="ISO 8601; negative: before the event")
    filter_event: str | None = None
    filter_match: Literal["positive", "negative"] | None = None
    exit_event: str | None = None


class ScheduleEntry(_Part):
    """Goes out once, or every ``every``, on a day the operator sees before switching on."""

    type: Literal["schedule"]
    every: str | None = Field(default=None, pattern=_DAYS)


class PopupEntry(_Part):
    """Shows on the shop's page ``delay_seconds`` after it opened."""

    type: Literal["popup"]
    delay_seconds: int = Field(ge=0, le=600)


Entry = Annotated[EventEntry | ScheduleEntry | PopupEntry, Field(discriminator="type")]


class Message(_Part):
    """Words of one message. ``title`` heads an e-mail, an LMS or a card; the greeting is the writer's, not part of it.

    On a channel without buttons ``button`` becomes a line with the link.
    """

    title: Line | None = Field(default=None, max_length=40)
    body: Body = Field(min_length=10, max_length=600)
    button: Line | None = Field(default=None, max_length=20)


class Variant(Message):
    """One wording for the first channel; ``angle`` says to the operator what makes it different."""

    angle: Line = Field(max_length=30)
    title: Line = Field(max_length=40)


class Fallbacks(_Part):
    """What goes over the second channel of each language to whom the first does not reach."""

    ko: Message | None = None
    ja: Message | None = None
    en: Message | None = None


class Step(_Part):
    """One message, in two or more wordings for the first channel and one for the second."""

    delay: str = Field(default="P0D", pattern=f"^{_SPAN}$", description="after the entry's wait")
    link: LinkName | None = None
    ko: tuple[Variant, ...] = ()
    ja: tuple[Variant, ...] = ()
    en: tuple[Variant, ...] = ()
    fallback: Fallbacks = Fallbacks()

    @property
    def languages(self) -> frozenset[Language]:
        return frozenset(language for language in LANGUAGES if getattr(self, language))

    @model_validator(mode="after")
    def _same_ideas(self) -> Step:
        """Wordings stand in the same order of ideas in each language, so that an idea can be told in another one."""
        counts = {len(getattr(self, language)) for language in self.languages}
        if not counts or min(counts) < 2:
            raise PydanticCustomError("few_wordings", "needs two wordings or more")
        if len(counts) > 1:
            raise PydanticCustomError("uneven_wordings", "each language needs the same number of wordings")
        for language in LANGUAGES:
            if getattr(self.fallback, language) and language not in self.languages:
                facts = {"of": language}
                raise PydanticCustomError("fallback_alone", "fallback.{of}: no wordings in this language", facts)
        return self


class OfferGuide(_Part):
    """What a shop may give here. Nothing is ever given that is not among the shop's own offers."""

    use: Literal["never", "optional", "needed"]
    kinds: tuple[OfferKind, ...] = Field(default=(), description="those that fit; the first fits best")
    max_percent: int | None = Field(default=None, ge=1, le=90, description="no larger coupon unless made for this")
    guidance: Text | None = None

    @model_validator(mode="after")
    def _one_or_none(self) -> OfferGuide:
        if (self.use == "never") == bool(self.kinds):
            raise PydanticCustomError("offer_kinds", "kinds belong to an offer that may be used, and only there")
        return self


class Example(_Part):
    """A worked example: what the support desk showed, and what was prepared for it. Invented, without results."""

    situation: Text
    plan: Text


class Prior(_Part):
    """Expected goal rate as a beta prior: ``mean`` with the weight of ``size`` recipients."""

    mean: float = Field(ge=0.00001, lt=1, allow_inf_nan=False)
    size: float = Field(gt=0, le=10_000, allow_inf_nan=False)
    region: Line
    year: int
    source: Line
    claimed: bool = Field(description="a vendor says so; nobody measured it with a control group")


class Goal(_Part):
    event: str
    window: str = Field(pattern=_DAYS)


class Playbook(_Part):
    """See the module's docstring."""

    id: str = Field(pattern=r"^[a-z][a-z0-9_]{1,59}$")
    version: int = Field(ge=1, le=1_000_000)
    group: Group = "own"
    title: Text
    promise: Text = Field(description="one line in plain words: what it does for the shop")
    why: Text = Field(description="why it works, one or two sentences")
    not_when: Text = Field(description="when it does not fit")
    asks: Phrases = Field(description="what an operator who needs it would say")
    intents: tuple[str, ...]
    findings: tuple[str, ...] = Field(
        description="detectors that call for it, or `funnel_leak:STEP` of the shop's own way"
    )
    stage: Stage
    first: bool = Field(default=False, description="fixes the customer's problem before anything is sold")
    advertising: Literal["always", "never", "if_benefit"]
    industries: tuple[str, ...] = Field(default=(), description="empty: any")
    countries: tuple[str, ...] = Field(default=(), description="empty: any")
    needs: tuple[Need, ...] = Field(default=(), description="data or means without which it cannot run")
    channels: dict[Language, tuple[Channel, ...]] = Field(description="in order of preference")
    audience: dict[str, Any] = Field(description="condition, see agent.campaigns.audience")
    entry: Entry
    exclusions: tuple[Spared, ...] = Field(
        default=("upset_open",),
        description="whom it leaves out, beside those whom the law or the channel does: open and recent complaints",
    )
    offer: OfferGuide = OfferGuide(use="never")
    steps: tuple[Step, ...] = Field(min_length=1)
    cooldown: str = Field(default="P30D", pattern=_DAYS)
    goal: Goal
    prior: Prior = Prior(
        mean=0.02, size=10, region="any", year=2026, source="wide prior, nothing measured", claimed=False
    )
    risks: Text
    examples: tuple[Example, ...] = ()

    @property
    def languages(self) -> tuple[Language, ...]:
        return tuple(language for language in LANGUAGES if language in self.title.languages)

    @field_validator("exclusions")
    @classmethod
    def _upset_are_spared(cls, value: tuple[Spared, ...], info: ValidationInfo) -> tuple[Spared, ...]:
        """Nobody with an open complaint is sold to (rule S-10)."""
        if info.data.get("advertising") == "always" and "upset_open" not in value:
            raise PydanticCustomError("upset_sold_to", "must hold upset_open, as it is advertising")
        return value

    @model_validator(mode="after")
    def _whole(self) -> Playbook:
        missing = [
            InitErrorDetails(
                type=PydanticCustomError("gap", "is missing in {of}", {"of": language}), loc=place, input=None
            )
            for place, language in gaps(self.model_dump(), LANGUAGES)
        ]
        if missing:
            raise ValidationError.from_exception_data("Playbook", missing)
        return self


def phrases(playbook: Playbook) -> list[tuple[Language, str]]:
    """Each text under which a playbook can be found, with its language, each once."""
    return [
        (language, text)
        for language in playbook.languages
        for text in dict.fromkeys(
            (playbook.title.to(language), playbook.promise.to(language), *getattr(playbook.asks, language))
        )
    ]
