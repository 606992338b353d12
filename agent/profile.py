"""The shop in its own words: name, tone, channels, products, and what it allows itself to give.

Everything has a default: a shop without a profile gets campaigns over the support chat, with no offer.
"""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Annotated, Literal
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

import yaml
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator, model_validator
from pydantic_core import PydanticCustomError

from agent.errors import BadInput
from agent.fields import fault_of
from agent.words import Locale, Phrase
from retrieval.playbook import Channel, Need

Tone = Literal["warm", "polite", "bright"]
Country = Literal["KR", "JP", "US", "EU"]
FunnelName = Literal["visit", "signup", "order", "order_value", "repeat"]


class _Part(BaseModel):
    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)


class FunnelStep(_Part):
    """A number of the shop's own way from visit to repeat order, now and in the period before."""

    name: FunnelName
    value: float = Field(ge=0, le=1e12)
    before: float | None = Field(default=None, ge=0, le=1e12)


class Product(_Part):
    name: str = Field(min_length=1, max_length=60)
    price: int | None = Field(default=None, ge=0)
    url: str | None = None
    category: str | None = None
    in_stock: bool = True
    aliases: tuple[str, ...] = ()


class Offer(_Part):
    """Something the shop really gives. ``for_`` names the playbooks or topics it may be used for; empty means any."""

    id: str
    kind: Literal["coupon_percent", "coupon_amount", "free_shipping", "points", "gift"]
    text: str = Field(description="as a customer reads it, e.g. '10% 할인 쿠폰'", max_length=40)
    code: str | None = None
    value: float | None = None
    ends: date | None = None
    for_: tuple[str, ...] = Field(default=(), alias="for")
    cost: float | None = Field(default=None, description="what one use costs the shop, if known")


class Sender(_Part):
    """Who sends: shown in every advertisement, as the law wants it."""

    phone: str | None = None
    email: str | None = None
    address: str | None = None
    opt_out: str | None = Field(default=None, description="free refusal number (080-…) or refusal address")
    certified: bool | None = Field(
        default=None, description="whether texts go out through a certified sender (전송자격인증); None: not said"
    )


class Links(_Part):
    """Pages of the shop that messages may point to."""

    home: str | None = None
    review: str | None = None
    size_guide: str | None = None
    guide: str | None = None
    cart: str | None = None
    signup: str | None = None
    consent: str | None = None
    points: str | None = None
    orders: str | None = None
    booking: str | None = None
    map: str | None = None
    event: str | None = None
    contact: str | None = None


class Tried(_Part):
    """What the shop sent before by one playbook: to how many, and how many of them did what was hoped for."""

    playbook: str = Field(min_length=1, max_length=60)
    sent: int = Field(ge=1, le=1_000_000_000)
    reached: int = Field(ge=0, le=1_000_000_000)

    @model_validator(mode="after")
    def _part_of_sent(self) -> Tried:
        if self.reached > self.sent:
            raise PydanticCustomError("more_than_sent", "reached is more than sent", {"limit": self.sent})
        return self


class ShopProfile(_Part):
    """What ``--profile shop.yaml`` holds."""

    name: str | None = Field(default=None, max_length=40)
    country: Country = "KR"
    language: Locale = "ko"
    timezone: str = "Asia/Seoul"
    currency: str = "KRW"
    industry: str | None = None
    tone: Tone = "warm"
    channels: tuple[Channel, ...] = ("in_app",)
    sender: Sender = Sender()
    links: Links = Links()
    products: tuple[Product, ...] = ()
    offers: tuple[Offer, ...] = ()
    free_shipping_over: int | None = None
    shipping_fee: int | None = None
    exchange_policy: str | None = Field(default=None, max_length=60, description="e.g. '수령 후 7일 안에 무료 교환'")
    max_discount_percent: int | None = Field(default=None, ge=0, le=90, description="no coupon above it")
    prices: dict[Channel, Annotated[float, Field(ge=0, le=1e6, allow_inf_nan=False)]] = Field(
        default_factory=dict, description="what one message costs, without VAT"
    )
    gross_margin: float | None = Field(default=None, gt=0, le=1)
    funnel: tuple[FunnelStep, ...] = ()
    has: tuple[Need, ...] = Field(
        default=(),
        description="what the shop's system can tell besides its files: carts, stock_events, points, store …",
    )
    tried: tuple[Tried, ...] = Field(default=(), description="what was sent before, and what came of it")
    taboos: tuple[Annotated[str, Field(min_length=1)], ...] = Field(default=(), description="words the shop never uses")
    stricter: tuple[str, ...] = Field(default=(), description="ids of rules that block here even where they only warn")
    domains: tuple[str, ...] = Field(default=(), description="where links may lead besides the pages in `links`")

    def results_of(self, playbook: str) -> tuple[int, int] | None:
        """(sent, reached) of all that was tried of ``playbook``; None when it was not."""
        tried = [one for one in self.tried if one.playbook == playbook]
        return (sum(one.sent for one in tried), sum(one.reached for one in tried)) if tried else None

    @field_validator("timezone")
    @classmethod
    def _known_zone(cls, value: str) -> str:
        try:
            ZoneInfo(value)
        except (ZoneInfoNotFoundError, ValueError, OSError):
            raise PydanticCustomError("time_zone", "no such IANA time zone") from None
        return value


def load_profile(path: Path) -> ShopProfile:
    """Read a profile; a wrong field is named with its place."""
    try:
        data = yaml.safe_load(path.read_text(encoding="utf-8-sig"))
    except FileNotFoundError:
        raise BadInput("errors.file_missing", file=path.name) from None
    except UnicodeDecodeError:
        raise BadInput("errors.profile_encoding", file=path.name) from None
    except (OSError, ValueError, RecursionError, yaml.YAMLError) as error:  # ValueError: a day that no month has
        raise BadInput("errors.profile_unreadable", file=path.name, detail=why_unreadable(error)) from None
    if not isinstance(data, dict):
        raise BadInput("errors.profile_unreadable", file=path.name, detail=Phrase("errors.yaml_shape"))
    try:
        return ShopProfile.model_validate(data)
    except ValidationError as error:
        fault = fault_of(error, ShopProfile)
        facts = {"place": fault.place, "where": fault.where, "detail": fault.detail}
        raise BadInput("errors.profile_field", file=path.name, **facts) from None


def why_unreadable(error: Exception) -> Phrase:
    """Why a YAML text could not be loaded: the line where there is one."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        return Phrase("errors.yaml_line", {"line": error.problem_mark.line + 1})
    if isinstance(error, IsADirectoryError):
        return Phrase("errors.yaml_folder")
    return Phrase("errors.yaml_no_access" if isinstance(error, OSError) else "errors.yaml_value")
