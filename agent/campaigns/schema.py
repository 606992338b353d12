"""A campaign that is ready to switch on: who, what, where, when, how often, how long, how measured, at what cost.

The words are the field's own (see docs/campaign.md). Durations are ISO 8601. Money is in ``currency``. Texts
that an operator reads are in ``locale``; texts that a customer reads are in ``language``.
"""

from __future__ import annotations

from datetime import datetime
from typing import Annotated, Literal

from pydantic import BaseModel, ConfigDict, Field, model_validator

from agent.words import Locale
from retrieval.playbook import Channel

Status = Literal["draft", "approved", "active", "stopped"]
Severity = Literal["block", "warn", "info"]


Reason = Literal[
    "unlisted",
    "refused",
    "no_consent",
    "consent_stale",
    "upset_open",
    "upset_lately",
    "not_reachable",
    "recently_messaged",
    "in_other_campaign",
]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid")


class Clause(Part):
    """One test of one key, in the operators of Channel Talk's grammar."""

    key: str
    type: Literal["string", "number", "boolean"]
    operator: Literal["$eq", "$ne", "$in", "$nin", "$gt", "$gte", "$lt", "$lte"]
    values: tuple[str | int | float | bool, ...] = Field(min_length=1)


class AnyOf(Part):
    or_: tuple[Clause, ...] = Field(alias="or", min_length=1, max_length=200)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Condition(Part):
    """All of ``and``, each of which is any of its ``or``. No group at all: everybody."""

    and_: tuple[AnyOf, ...] = Field(alias="and", max_length=200)

    model_config = ConfigDict(frozen=True, extra="forbid", populate_by_name=True, serialize_by_alias=True)


class Excluded(Part):
    """How many people one reason takes away; each person is counted once, at the first reason that applies."""

    reason: Reason
    count: int = Field(ge=0)


class Audience(Part):
    """Who gets it. ``matched`` = ``reached`` + all that is excluded, always."""

    condition: Condition
    sentence: str
    counts: Literal["people", "visits"] = "people"
    matched: int = Field(ge=0)
    exclusions: tuple[Reason, ...] = Field(description="whom every sending leaves out, whatever today's count")
    excluded: tuple[Excluded, ...] = Field(description="how many of today's count each reason takes away")
    reached: int = Field(ge=0)
    by_channel: dict[Channel, int] = Field(description="the reached, by the channel that reaches them")
    days: int | None = Field(
        default=None, description="the days over which people came to match; None: who matches now"
    )
    consent_known: bool = Field(description="False without a customer list: consent is looked up when it is sent")
    checked_later: tuple[str, ...] = Field(default=(), description="keys that need data the shop did not give")

    @model_validator(mode="after")
    def _adds_up(self) -> Audience:
        if self.matched != self.reached + sum(line.count for line in self.excluded):
            raise ValueError("matched must equal reached plus all excluded")
        if sum(self.by_channel.values()) != self.reached:
            raise ValueError("by_channel must add up to reached")
        return self


class EventEntry(Part):
    type: Literal["event"] = "event"
    event: str
    product: str | None = Field(default=None, description="only when the event is about this product")
    wait: str
    filter_event: str | None = None
    filter_match: Literal["positive", "negative"] | None = None
    exit_event: str | None = None


class ScheduleEntry(Part):
    type: Literal["schedule"] = "schedule"
    start_at: datetime = Field(description="local time of the recipient, no zone")
    every: str | None = None


class PopupEntry(Part):
    type: Literal["popup"] = "popup"
    delay_seconds: int


Entry = Annotated[EventEntry | ScheduleEntry | PopupEntry, Field(discriminator="type")]


class Button(Part):
    label: str = Field(min_length=1)
    url: str


class Longest(Part):
    """How long a field becomes at most: never the value itself, which may be somebody's name."""

    chars: int = Field(ge=0)
    bytes: int = Field(ge=0, description="in EUC-KR: Hangul 2, ASCII 1")


class Variable(Part):
    """A field that the sending side fills for each recipient."""

    name: str = Field(max_length=20)
    field: str
    sample: str
    fallback: str | None = Field(default=None, description="what stands there for a customer of whom it is not known")
    longest: Longest | None = Field(default=None, description="the longest value that the shop's data hold")


class Message(Part):
    """Words for one channel, as they are sent (with ``#{…}`` variables) and as a customer would see them.

    On a channel without buttons the link is a line of ``body``.
    """

    title: str
    body: str
    button: Button | None = None
    preview: str


class Variant(Message):
    """One wording for the step's first channel; ``angle`` says what is different about it."""

    name: str
    angle: str


class Step(Part):
    """One message of a campaign; whom ``channel`` does not reach gets ``fallback_message`` over ``fallback``."""

    channel: Channel
    fallback: Channel | None = None
    fallback_message: Message | None = None
    delay: str
    variants: tuple[Variant, ...] = Field(min_length=2)
    variables: tuple[Variable, ...]

    @property
    def channels(self) -> tuple[Channel, ...]:
        """The channel, and the fallback if there is one."""
        return (self.channel, self.fallback) if self.fallback else (self.channel,)

    @property
    def messages(self) -> tuple[Message, ...]:
        """All words of this step: the wordings, and those for the fallback."""
        return (*self.variants, self.fallback_message) if self.fallback_message else self.variants

    @model_validator(mode="after")
    def _goes_somewhere(self) -> Step:
        if self.fallback_message and not self.fallback:
            raise ValueError("fallback_message needs a fallback to go over")
        return self


class SendWindow(Part):
    """Minutes of the recipient's day within which messages arrive, and on which days (1 = Monday)."""

    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    start: int = Field(ge=0, le=1440)
    end: int = Field(ge=0, le=1440)
    clock: Literal["recipient"] = "recipient"
    timezone: str = Field(description="for recipients whose own zone is unknown")
    best_hour: int | None = Field(default=None, ge=0, le=23, description="when this shop's customers write most")
    measured: bool = Field(description="whether best_hour comes from the shop's own chats")

    @model_validator(mode="after")
    def _ordered(self) -> SendWindow:
        if self.start >= self.end:
            raise ValueError("start must be before end")
        return self


class Goal(Part):
    event: str
    window: str


class Holdout(Part):
    """Who is left out on purpose to see what the campaign brings, and what the wordings can tell.

    ``share`` is 0 where the list is too small to measure anything; ``measurable_from`` says from how many on it could.
    Who is held out and who gets which wording is decided by hash (``agent.campaigns.split``).
    """

    share: float = Field(ge=0, le=0.5)
    measurable_from: int = Field(description="recipients needed to see a doubling of the goal rate")
    wordings_from: int | None = Field(
        default=None, description="recipients needed to tell the two wordings apart, by the same measure"
    )


class Interval(Part):
    low: float
    high: float
    level: float = 0.8


class Forecast(Part):
    """What it should bring and cost in ``per`` (30 days of a standing campaign, or one sending).

    The goal interval is the beta-binomial prediction from the playbook's prior. Revenue is None where the shop
    gave no order value or the goal is not an order; cost is None where a price is missing.
    """

    per: Literal["month", "once"]
    recipients: int = Field(description="who may get it, the held-out ones among them")
    sent: int | None = Field(default=None, description="recipients without those held out; None before there were any")
    goal_events: Interval
    goal_rate: float
    rate_source: str
    rate_claimed: bool
    tried: tuple[int, int] | None = Field(
        default=None, description="messages that the shop sent before and how many did what was hoped, both in the rate"
    )
    revenue: Interval | None = None
    margin: Interval | None = Field(default=None, description="what is left of revenue after goods and messages")
    cost: float | None = None
    cost_most: float | None = Field(
        default=None, description="if no message arrives over its first channel and all go over the fallback"
    )
    budget_month: float | None = Field(default=None, description="cost of 30 days when it is left on")
    messages: dict[Channel, int] = Field(default_factory=dict, description="messages by channel, all steps together")
    cost_lines: dict[Channel, float] = Field(default_factory=dict)
    prices_missing: tuple[Channel, ...] = ()
    break_even_orders: int | None = None
    break_even_rate: float | None = Field(default=None, description="break_even_orders of those who get it, 0-1")
    offer_cost: float | None = Field(
        default=None, description="what one use of the offer costs the shop, if it said so"
    )


class Example(Part):
    conversation_id: str
    text: str


class Proof(Part):
    """Why this campaign is proposed; without it there is no campaign."""

    finding: str
    detector: str
    headline: str
    sentence: str
    count: int = Field(ge=0)
    total: int
    baseline: str
    before_count: int | None = None
    tags: tuple[str, ...] = ()
    examples: tuple[Example, ...] = ()
    playbook_reasons: tuple[str, ...] = ()


class Provenance(Part):
    playbook_id: str
    playbook_version: int
    library_version: str
    own: bool = Field(default=False, description="the shop's own playbook, not one of the common library")
    writer: Literal["built-in", "model"]
    writer_version: str
    model: str | None = None
    prompt: str | None = None
    signals: str = Field(description="sha256 of the snapshot of the signals")


class Violation(Part):
    """A rule that a campaign breaks: which, how bad, where, and what to do."""

    rule: str
    severity: Severity
    path: str
    message: str
    fix: str | None = None
    basis: str | None = Field(default=None, description="the law, guide or limit it comes from")
    line: int | None = Field(default=None, description="where it stands in a file, from 1")


class CheckReport(Part):
    rules: int = Field(description="how many rules hold for its recipients and were looked at")
    repaired: tuple[str, ...] = Field(default=(), description="ids of rules that code put right")
    violations: tuple[Violation, ...] = ()

    @property
    def blocked(self) -> bool:
        return any(violation.severity == "block" for violation in self.violations)

    @property
    def warnings(self) -> tuple[Violation, ...]:
        """What an operator should look at; what only informs is told by ``dangol check``."""
        return tuple(violation for violation in self.violations if violation.severity != "info")


class Draft(Part):
    """A campaign before it is saved: everything but identity and status.

    Since ``schema_version`` 2 a fallback has words of its own; in what was stored before, it got those of the first
    channel.
    """

    schema_version: Literal[1, 2] = 2
    shop: str | None = None
    name: str = Field(min_length=1, max_length=128)
    objective: str
    why: str
    risk: str
    locale: Locale
    language: Locale
    country: str
    currency: str
    advertising: bool
    fixes_first: bool
    proof: Proof
    provenance: Provenance
    audience: Audience
    entry: Entry
    steps: tuple[Step, ...] = Field(min_length=1)
    send_window: SendWindow
    cooldown: str
    max_per_week: int = Field(default=2, description="advertising messages to one person in 7 days, over all campaigns")
    goal: Goal
    holdout: Holdout
    forecast: Forecast
    check: CheckReport | None = None

    @model_validator(mode="after")
    def _fallbacks_have_words(self) -> Draft:
        if self.schema_version >= 2 and any(step.fallback and not step.fallback_message for step in self.steps):
            raise ValueError("a step with a fallback needs its fallback_message")
        return self


class StatusChange(Part):
    """Who moved a campaign to ``status``, and when."""

    status: Status
    by: str
    at: datetime


class Campaign(Draft):
    """A stored draft with its identity; ``version`` grows when its content changes."""

    id: str
    version: int = Field(ge=1)
    status: Status
    decided: tuple[StatusChange, ...] = Field(default=(), description="of this version, oldest first; none: a draft")
    created_at: datetime
    updated_at: datetime
