"""The shop's customers: members, guests who left their contact, and what each agreed to."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from random import Random

from evals.sample_shop.clock import BEFORE, END, NOW, at_hour
from evals.sample_shop.grammar import phrases

OPENED = datetime(2023, 5, 2)  # the shop's first day
JOINED_NOW, JOINED_BEFORE, JOINED_EARLIER = 164, 238, 1898  # the first two are the sign-ups of shop.yaml
GUESTS = 300
_STYLES = ("plain", "plain", "cute", "cute", "polite", "terse")
_ABROAD = {"ja": ("Asia/Tokyo",), "en": ("America/Los_Angeles", "America/Toronto", "Asia/Singapore", "Asia/Seoul")}


@dataclass
class Customer:
    """``joined`` is None for a guest; ``leaves`` is the day after which nothing more is heard of them."""

    id: str
    name: str
    phone: str
    email: str
    joined: datetime | None
    language: str = "ko"
    timezone: str = "Asia/Seoul"
    style: str = "plain"
    keen: float = 1.0
    leaves: datetime = END
    last_seen: datetime | None = None
    consents: dict[str, bool | None] = field(default_factory=dict)
    consent_at: datetime | None = None
    refused: bool = False
    tags: list[str] = field(default_factory=list)


def full_name(rng: Random, language: str = "ko") -> str:
    """An invented name."""
    words = phrases("personal")
    if language != "ko":
        return str(rng.choice(words[f"names_{language}"]))
    return str(rng.choice(words["surnames"])) + str(rng.choice(words["given"]))


def make_customers(rng: Random) -> list[Customer]:
    """All customers, ids in the order of joining, guests last."""
    joined = sorted(
        [_earlier(rng) for _ in range(JOINED_EARLIER)]
        + [_between(rng, BEFORE, NOW) for _ in range(JOINED_BEFORE)]
        + [_between(rng, NOW, END) for _ in range(JOINED_NOW)]
    )
    phones = rng.sample(range(10_000), len(joined) + GUESTS)
    return [
        _customer(rng, position, phones[position], when) for position, when in enumerate([*joined, *[None] * GUESTS])
    ]


def _between(rng: Random, start: datetime, end: datetime) -> datetime:
    return at_hour(rng, start + timedelta(days=rng.randrange((end - start).days)))


def _earlier(rng: Random) -> datetime:
    """The shop grew: later days are likelier."""
    days = (BEFORE - OPENED).days
    return at_hour(rng, OPENED + timedelta(days=int(days * rng.random() ** 0.42)))


def _customer(rng: Random, position: int, phone: int, joined: datetime | None) -> Customer:
    language = rng.choices(("ko", "ja", "en"), weights=(97, 1.4, 1.6))[0]
    customer = Customer(
        id=f"{'U' if joined else 'G'}{10001 + position}",
        name=full_name(rng, language),
        phone=f"010-0000-{phone:04d}",
        email=f"{rng.choice(('dew', 'moon', 'jelly', 'mint', 'rain', 'bori', 'kong'))}{2000 + position}@example.com",
        joined=joined,
        language=language,
        timezone="Asia/Seoul" if language == "ko" else rng.choice(_ABROAD[language]),
        style=rng.choice(_STYLES),
        keen=0.0 if rng.random() < 0.2 else rng.paretovariate(1.3),
    )
    if joined and joined < BEFORE and rng.random() < 0.4:
        customer.leaves = joined + (datetime(2026, 9, 20) - joined) * (0.3 + 0.7 * rng.random())
    _consent(rng, customer)
    return customer


def _consent(rng: Random, customer: Customer) -> None:
    """Guests were never asked; few agree to the night; some have taken it back."""
    if customer.joined is None:
        customer.consents = dict.fromkeys(("sms", "kakao", "email", "push", "night"))
        return
    chances = {"sms": 0.41, "kakao": 0.65, "email": 0.47, "push": 0.08}
    customer.refused = rng.random() < 0.03
    given: dict[str, bool | None] = {
        key: rng.random() < chance and not customer.refused for key, chance in chances.items()
    }
    given["night"] = any(given.values()) and rng.random() < 0.09
    if rng.random() < 0.02:
        given["email"] = None
    customer.consents = given
    if any(given.values()):
        renewed = rng.random() < 0.3
        customer.consent_at = customer.joined + (END - customer.joined) * (rng.random() * 0.9 if renewed else 0)
