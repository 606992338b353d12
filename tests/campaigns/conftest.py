"""A shop that is written down line by line, and drafts written for it from the real playbooks."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, get_args

import duckdb
import pytest

from agent.campaigns.check import check
from agent.campaigns.compose import EVENT_FIELDS
from agent.campaigns.schema import Campaign, CheckReport, Draft, Proof
from agent.campaigns.write import Brief, write_draft
from agent.profile import Links, ShopProfile
from agent.signals.tables import create_tables
from agent.words import Locale
from retrieval.library import load_library
from retrieval.playbook import Fallbacks, Message, OfferKind, Playbook

AS_OF = datetime(2026, 11, 1)
NOW = datetime(2026, 11, 1, 9, 30)
COUNTRIES = {"ko": ("KR", "KRW"), "ja": ("JP", "JPY"), "en": ("US", "USD")}
OFFER = {"ko": "만 원 쿠폰", "ja": "千円クーポン", "en": "ten-dollar coupon"}


def empty_profile(language: Locale, **more: Any) -> ShopProfile:
    country, currency = COUNTRIES[language]
    return ShopProfile.model_validate({"language": language, "country": country, "currency": currency, **more})


def full_profile(language: Locale, **more: Any) -> ShopProfile:
    """Everything that a shop can give, with every channel."""
    page = "https://shop.example.com/"
    return empty_profile(
        language,
        **{
            "name": {"ko": "달빛상점", "ja": "月あかり堂", "en": "Moon Shop"}[language],
            "channels": ("brand_message", "lms", "alimtalk", "line", "email", "sms", "in_app"),
            "sender": {
                "phone": "010-0000-1234",
                "email": "help@example.com",
                "address": "1 Example Street",
                "opt_out": "080-000-1234" if language == "ko" else f"{page}stop",
            },
            "links": {name: page + name for name in Links.model_fields},
            "products": ({"name": {"ko": "실버 링", "ja": "銀の指輪", "en": "silver ring"}[language], "price": 30000},),
            "offers": tuple(
                {"id": kind, "kind": kind, "value": 10, "text": OFFER[language], "code": "MOON"}
                for kind in get_args(OfferKind)
            ),
            "free_shipping_over": 50000,
            "shipping_fee": 3000,
            "exchange_policy": {"ko": "7일 안에 무료 교환", "ja": "7日以内は交換無料", "en": "free within 7 days"}[
                language
            ],
            "prices": {"brand_message": 25, "lms": 33, "alimtalk": 8, "line": 3, "email": 1, "sms": 12, "in_app": 0},
            "gross_margin": 0.4,
            **more,
        },
    )


@dataclass
class Shop:
    """The tables of one shop, filled by hand."""

    connection: duckdb.DuckDBPyConnection
    lines: int = 0

    def customer(self, customer_id: str, **values: Any) -> None:
        values = {"joined_at": "2026-01-01", "refused": False, "tags": []} | values
        self._insert("customers", {"customer_id": customer_id, **values})

    def chat(
        self,
        customer: str | None,
        *intents: str,
        mood: str = "neutral",
        open: bool = False,
        at: str | None = "2026-10-10 12:00",
        tags: tuple[str, ...] = (),
        summary: str | None = None,
    ) -> str:
        self.lines += 1
        name = f"c{self.lines:04}"
        row = {"id": name, "customer_id": customer, "opened_at": at, "is_open": open, "tags": list(tags)}
        self._insert("conversations", row | {"summary": summary, "source": "shop.xlsx", "position": self.lines})
        for intent in intents:
            values = {"conversation_id": name, "intent": intent, "mood": mood, "found_by": "tag"}
            self._insert("conversation_intents", values)
        return name

    def order(self, customer: str | None, at: str = "2026-10-01 10:00", **values: Any) -> None:
        self.lines += 1
        row = {"order_id": f"o{self.lines:04}", "customer_id": customer, "ordered_at": at, "items": []}
        self._insert("orders", row | values)

    def sent(self, customer: str, at: str, campaign: str = "cmp_other", *, advertising: bool = True) -> None:
        row = {"customer_id": customer, "campaign_id": campaign, "channel": "lms", "sent_at": at}
        self._insert("sent", row | {"advertising": advertising})

    def _insert(self, table: str, row: dict[str, Any]) -> None:
        marks = ", ".join("?" for _ in row)
        self.connection.execute(f"INSERT INTO {table} ({', '.join(row)}) VALUES ({marks})", list(row.values()))


@pytest.fixture
def shop() -> Iterator[Shop]:
    with duckdb.connect() as connection:
        create_tables(connection)
        yield Shop(connection)


@pytest.fixture(scope="session")
def nobody() -> Iterator[duckdb.DuckDBPyConnection]:
    """Tables without a line: only the number of people is known, as after a report of counts."""
    with duckdb.connect() as connection:
        create_tables(connection)
        yield connection


def playbook_of(name: str, words: Message | None = None, **more: Any) -> Playbook:
    """The playbook of that name with parts replaced; ``words`` go over the second channel, in every step."""
    playbook = load_library().playbooks[name]
    fallback = Fallbacks(ko=words, ja=words, en=words)
    steps = tuple(step.model_copy(update={"fallback": fallback}) for step in playbook.steps)
    return playbook.model_copy(update={"steps": steps, **more})


def needs_a_gift(name: str) -> bool:
    """Whether that playbook makes no sense in a shop that gives nothing."""
    playbook = load_library().playbooks[name]
    brought = EVENT_FIELDS.get(getattr(playbook.entry, "event", ""), ())
    return playbook.offer.use == "needed" and "offer" not in brought


def make_brief(playbook: str | Playbook, profile: ShopProfile, locale: Locale = "ko", **more: Any) -> Brief:
    library = load_library()
    brief = Brief(
        proof=Proof(
            finding="standing_topic:size_fit",
            detector="standing_topic",
            headline="사이즈 문의가 많아요",
            sentence="상담 100건 중 30건이 사이즈 문의였어요.",
            count=30,
            total=100,
            baseline="all_conversations",
        ),
        playbook=library.playbooks[playbook] if isinstance(playbook, str) else playbook,
        profile=profile,
        locale=locale,
        hours=(10,) * 24,
        period_days=30,
        start=datetime(2026, 10, 2),
        as_of=AS_OF,
        now=NOW,
        average_order=30_000,
        signals_hash="0" * 64,
        library_version=library.version,
        people=200,
        visits=5_000,
    )
    return replace(brief, **more)


def draft_of(
    connection: duckdb.DuckDBPyConnection,
    playbook: str | Playbook,
    profile: ShopProfile,
    locale: Locale = "ko",
    **more: Any,
) -> Draft:
    made = write_draft(make_brief(playbook, profile, locale, **more), connection, str.upper)
    assert isinstance(made, Draft), made
    return made


def changed(draft: Draft, **parts: Any) -> Draft:
    """``draft`` with parts replaced; ``steps__0__variants__1__body`` reaches inside."""
    data = json.loads(draft.model_dump_json(by_alias=True, include=set(Draft.model_fields)))
    for path, value in parts.items():
        *way, last = (int(part) if part.isdigit() else part for part in path.split("__"))
        place = data
        for part in way:
            place = place[part]
        place[last] = value
    return Draft.model_validate(data)


def checked(draft: Draft, profile: ShopProfile) -> CheckReport:
    """The check against the common playbook that ``draft`` was written from."""
    return check(draft, profile, load_library().playbooks[draft.provenance.playbook_id])


def stored(draft: Draft, **more: Any) -> Campaign:
    at = datetime(2026, 11, 1)
    identity = {"id": "cmp_0123456789", "version": 1, "status": "draft", "created_at": at, "updated_at": at}
    return Campaign.model_validate(dict(draft) | identity | more)
