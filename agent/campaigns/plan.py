"""A campaign as the rules see it: one that Dangol wrote, or a file that somebody wrote by hand.

The names are those of ``agent.campaigns.schema``, so that a place in a plan is the same place in a campaign or a file.
A file may leave out nearly everything (docs/check.md says what then holds); what is no part of this is not looked at.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Annotated, Any, Literal, NamedTuple, get_args

from pydantic import BaseModel, BeforeValidator, ConfigDict, Field, model_validator
from pydantic_core import PydanticCustomError

from agent.campaigns.schema import Clause, Condition, Longest, Reason
from agent.profile import Country, Sender, ShopProfile
from agent.words import LOCALES, Locale
from retrieval.playbook import Channel

Shape = Literal["text", "image", "wide", "wide_list", "carousel_feed", "premium_video", "commerce", "carousel_commerce"]
"""What a brand message looks like; each has limits of its own."""

MOST = 30
"""Steps, wordings or buttons: far more than anybody sends, and few enough to look at each."""
DAY = 24 * 60 * 60
MINUTES = 24 * 60
_CLOCK = re.compile(r"(\d{1,2}):(\d{2})(?::(\d{2}))?")
_VARIABLE = re.compile(r"#\{([^}]*)\}")


def seconds_of_day(value: object) -> object:
    """``"20:59:59"`` or minutes of the day, as seconds of the day."""
    if isinstance(value, int) and not isinstance(value, bool):
        # YAML reads a bare 20:59:59 as a number of seconds, and 20:59 as one of minutes.
        return value if value > MINUTES else value * 60
    match = _CLOCK.fullmatch(value.strip()) if isinstance(value, str) else None
    if not match:
        raise PydanticCustomError("clock", "HH:MM")
    hours, minutes, seconds = (int(part or 0) for part in match.groups())
    if minutes > 59 or seconds > 59:
        raise PydanticCustomError("clock", "HH:MM")
    return hours * 3600 + minutes * 60 + seconds


Clock = Annotated[int, BeforeValidator(seconds_of_day), Field(ge=0, le=DAY)]


class Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="ignore", allow_inf_nan=False)


Text = Annotated[str, Field(max_length=30_000)]
"""More than any channel carries (an e-mail: 20,000); a rule looks at every letter of it."""


class PlanButton(Part):
    label: Text = ""
    url: Text = ""


class PlanVariable(Part):
    name: str
    sample: str | None = None
    fallback: str | None = None
    longest: Longest | None = None


class PlanItem(Part):
    """One card, product or line of a brand message that has several."""

    header: Text = ""
    title: Text = ""
    body: Text = ""
    buttons: tuple[PlanButton, ...] = Field(default=(), max_length=MOST)


class PlanMessage(Part):
    """Words for one channel. ``image`` says what a picture in it shows, ``reason`` why somebody gets a notice."""

    title: Text = ""
    body: Text = ""
    button: PlanButton | None = None
    buttons: tuple[PlanButton, ...] = Field(default=(), max_length=MOST)
    header: Text = ""
    items: tuple[PlanItem, ...] = Field(default=(), max_length=MOST)
    coupon: Text = ""
    image: Text = ""

    @property
    def presses(self) -> tuple[PlanButton, ...]:
        return (self.button, *self.buttons) if self.button else self.buttons

    @property
    def text(self) -> str:
        """Everything that is read in it, a line each."""
        cards = (part for one in self.items for part in (one.header, one.title, one.body))
        labels = (one.label for one in (*self.presses, *(press for card in self.items for press in card.buttons)))
        return "\n".join(part for part in (self.title, self.header, self.body, *cards, self.coupon, *labels) if part)


class PlanStep(Part):
    channel: Channel
    shape: Shape = "text"
    fallback: Channel | None = None
    fallback_message: PlanMessage | None = None
    delay: str = "PT0M"
    variants: tuple[PlanMessage, ...] = Field(default=(), max_length=MOST)
    variables: tuple[PlanVariable, ...] = Field(default=(), max_length=MOST)

    @property
    def channels(self) -> tuple[Channel, ...]:
        return (self.channel, self.fallback) if self.fallback else (self.channel,)


class PlanAudience(Part):
    """Who gets it: a condition, and whom every sending leaves out."""

    condition: Condition | None = None
    exclusions: tuple[Reason, ...] = ()
    reached: int | None = None
    consent_known: bool = True

    @model_validator(mode="before")
    @classmethod
    def _bare_condition(cls, data: object) -> object:
        """``{"and": […]}`` by itself is an audience, too; exclusions may come with their counts."""
        if not isinstance(data, Mapping):
            return data
        found = dict(data)
        if "and" in found:
            found["condition"] = {"and": found.pop("and")}
        listed = found.get("exclusions")
        if isinstance(listed, list | tuple):
            found["exclusions"] = tuple(one.get("reason") if isinstance(one, Mapping) else one for one in listed)
        return found


class PlanEntry(Part):
    """What starts it. ``start_at`` is the recipient's local time unless it names a zone of its own."""

    type: Literal["event", "schedule", "popup"] = "event"
    event: str | None = None
    wait: str = "PT0M"
    start_at: datetime | None = None
    takes: str | None = Field(default=None, description="from the first arrival to the last, ISO 8601")
    every: str | None = None


class PlanWindow(Part):
    """Within which seconds of the day messages arrive; ``end`` itself no longer counts."""

    days: tuple[int, ...] = (1, 2, 3, 4, 5, 6, 7)
    start: Clock = 0
    end: Clock = DAY
    clock: Literal["recipient", "sender"] = "recipient"
    timezone: str | None = None


class Recipients(Part):
    """What is known of where they live: IANA zones, states of the US and countries as two letters (ISO 3166)."""

    zones: tuple[str, ...] = ()
    states: tuple[str, ...] = ()
    countries: tuple[Annotated[str, Field(pattern="^[A-Z]{2}$")], ...] = ()


_UNION = (
    *("AT", "BE", "BG", "HR", "CY", "CZ", "DK", "EE", "FI", "FR", "DE", "GR", "HU", "IE", "IT", "LV", "LT", "LU", "MT"),
    *("NL", "PL", "PT", "RO", "SK", "SI", "ES", "SE", "IS", "LI", "NO"),
)
"""The member states, and those of the European Economic Area, where the same two laws hold."""


def law_of(code: object) -> Country | None:
    """Whose rules hold for recipients in the country of that ISO code; None where none are written down here."""
    if code in _UNION:
        return "EU"
    return next((one for one in get_args(Country) if one == code), None)


class PlanGoal(Part):
    event: str | None = None
    window: str | None = None


class Plan(Part):
    """What a rule may look at."""

    name: str = ""
    shop: str | None = None
    country: Annotated[Country, BeforeValidator(lambda code: law_of(code) or code)] = "KR"
    # Texts may be in any language; the rules' words are those of three.
    language: Annotated[Locale | None, BeforeValidator(lambda code: code if code in LOCALES else None)] = None
    advertising: bool = True
    consent_basis: Literal["opt_in", "existing_customer"] = "opt_in"
    same_goods: bool | None = Field(default=None, description="sells what these customers bought before")
    earned: bool = Field(default=False, description="the coupon or points in it were earned by the recipient")
    category: str | None = Field(default=None, description="what is sold")
    audience: PlanAudience = PlanAudience()
    recipients: Recipients = Recipients()
    entry: PlanEntry | None = None
    steps: tuple[PlanStep, ...] = Field(min_length=1, max_length=MOST)
    send_window: PlanWindow | None = None
    cooldown: str | None = None
    max_per_day: int | None = None
    max_per_week: int | None = None
    goal: PlanGoal = PlanGoal()
    sender: Sender | None = None
    profile: ShopProfile | None = None

    @property
    def popup(self) -> bool:
        """Whether it is the shop's own page, seen by whoever is there, and nothing that is sent."""
        return self.entry is not None and self.entry.type == "popup"

    @property
    def advert(self) -> bool:
        """Whether it is advertising that is sent to somebody."""
        return self.advertising and not self.popup

    @property
    def channels(self) -> frozenset[Channel]:
        return frozenset(channel for step in self.steps for channel in step.channels)

    @property
    def clauses(self) -> Iterator[Clause]:
        """The conditions that each recipient fulfils for sure: those that stand alone in their group."""
        condition = self.audience.condition
        return (group.or_[0] for group in (condition.and_ if condition else ()) if len(group.or_) == 1)

    def surely(self, key: str, value: object) -> bool:
        """Whether each recipient fulfils ``key`` = ``value``."""
        return any(
            one.key == key and one.operator in ("$eq", "$in") and set(one.values) == {value} for one in self.clauses
        )

    def leaves_out(self, *reasons: Reason) -> bool:
        return all(reason in self.audience.exclusions for reason in reasons)

    @property
    def messages(self) -> Iterator[Placed]:
        """Every message that says something, with its place and the one channel that carries it."""
        for number, step in enumerate(self.steps):
            yield from (one for one in placed(number, step) if one.message.text.strip())


class Placed(NamedTuple):
    """A message where it stands: ``steps[0].variants[1]``."""

    path: str
    channel: Channel
    step: PlanStep
    message: PlanMessage


def placed(number: int, step: PlanStep) -> Iterator[Placed]:
    """The messages of step ``number``."""
    for v, variant in enumerate(step.variants):
        yield Placed(f"steps[{number}].variants[{v}]", step.channel, step, variant)
    if step.fallback and step.fallback_message:
        yield Placed(f"steps[{number}].fallback_message", step.fallback, step, step.fallback_message)


def names_in(text: str) -> tuple[str, ...]:
    """Names of the variables ``#{…}`` in ``text``, in their order."""
    return tuple(dict.fromkeys(_VARIABLE.findall(text)))


def without_variables(text: str) -> str:
    return _VARIABLE.sub("", text)


def plan_of(data: Mapping[str, Any]) -> Plan:
    """The plan in a campaign's fields; raises pydantic's ``ValidationError``."""
    return Plan.model_validate(data)
