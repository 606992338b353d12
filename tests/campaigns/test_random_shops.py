"""No campaign that Dangol itself writes breaks a blocking rule, whatever the shop; and mending always ends.

``DANGOL_SHOPS`` sets how many shops are tried: 400 by default, 800 in ``.ci/run``, 10,000 in ``make shops``.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from datetime import date
from typing import Any, get_args

import duckdb
import pytest
from hypothesis import HealthCheck, given, seed, settings
from hypothesis import strategies as st

from agent.campaigns.briefing import CannotWrite
from agent.campaigns.check import check, needs_repair, repair
from agent.campaigns.check_file import Asked, check_file, fix_file
from agent.campaigns.schema import Draft
from agent.campaigns.write import write_draft
from agent.profile import Links, ShopProfile
from retrieval.library import load_library
from retrieval.playbook import Channel, Need, OfferKind

from .conftest import AS_OF, make_brief

SHOPS = int(os.environ.get("DANGOL_SHOPS", "400"))
PARTS = 4  # side by side where there are several processors
LIBRARY = load_library()
PLACES = {
    "KR": ("ko", "KRW", "Asia/Seoul"),
    "JP": ("ja", "JPY", "Asia/Tokyo"),
    "US": ("en", "USD", "America/New_York"),
    "EU": ("en", "EUR", "Europe/Berlin"),
}
NAMES = (
    "달빛상점",
    "Sale Street",
    "가",
    "할인마트",
    "月あかり堂",
    "Café 100% Cotton",
    "A" * 40,
    "뚊뜰 & 샾",
    "무료나라",
    "Moon's",
)
PRODUCTS = (
    "실버 링",
    "쿠폰북 다이어리 2026",
    "시그니처 " * 6 + "에디션",
    "best of best mug",
    "무료배송 스티커",
    "최고급 한우 1호",
    "½ pint jar",
    "銀の指輪",
)
POLICIES = (None, "7일 안에 무료 교환", "7日以内は交換無料", "free within 7 days", "받으신 날부터 14일 안에 교환·환불")
OPT_OUTS = ("080-000-1234", "0800001234", "https://shop.example.com/stop", "https://stop.example.com", None)


def page(name: str) -> st.SearchStrategy[str | None]:
    return st.sampled_from((None, f"https://shop.example.com/{name}", f"https://m.shop.example.com/{name}?a=1&b=2"))


def offers() -> st.SearchStrategy[tuple[dict[str, Any], ...]]:
    one = st.fixed_dictionaries(
        {
            "id": st.just("o"),
            "kind": st.sampled_from(get_args(OfferKind)),
            "text": st.sampled_from(
                ("10% 할인 쿠폰", "3,000원 쿠폰", "10%オフクーポン", "free gift", "$5 off", "무료 배송")
            ),
            "code": st.sampled_from((None, "MOON10", "HELLO-2026")),
            "value": st.sampled_from((None, 5, 10, 3000)),
            "ends": st.sampled_from((None, date(2026, 11, 2), date(2026, 12, 31))),
            "cost": st.sampled_from((None, 1000)),
        }
    )
    return st.lists(one, max_size=2).map(lambda made: tuple({**o, "id": f"o{n}"} for n, o in enumerate(made)))


@st.composite
def shops(draw: st.DrawFn) -> ShopProfile:
    country = draw(st.sampled_from(sorted(PLACES)))
    language, currency, zone = PLACES[country]
    sender = {
        "phone": draw(st.sampled_from(("010-0000-1234", "02-000-1234", "+1 555 0100", None))),
        "email": draw(st.sampled_from((None, "help@shop.example.com"))),
        "address": draw(
            st.sampled_from((None, "1 Example Street, Springfield", "東京都千代田区1-1", "서울시 중구 세종대로 1"))
        ),
        "opt_out": draw(st.sampled_from(OPT_OUTS)),
    }
    products = draw(st.lists(st.sampled_from(PRODUCTS), max_size=3, unique=True))
    return ShopProfile.model_validate(
        {
            "name": draw(st.sampled_from((*NAMES, None))),
            "country": country,
            "language": draw(st.sampled_from((language, "ko", "ja", "en"))),
            "currency": currency,
            "timezone": zone,
            "tone": draw(st.sampled_from(("warm", "polite", "bright"))),
            "channels": tuple(draw(st.lists(st.sampled_from(get_args(Channel)), min_size=3, unique=True))),
            "sender": sender,
            "links": {name: draw(page(name)) for name in Links.model_fields},
            "products": tuple({"name": name, "price": 10_000 + n} for n, name in enumerate(products)),
            "offers": draw(offers()),
            "free_shipping_over": draw(st.sampled_from((None, 30_000, 50))),
            "shipping_fee": draw(st.sampled_from((None, 3_000))),
            "exchange_policy": draw(st.sampled_from(POLICIES)),
            "has": tuple(get_args(Need)),
        }
    )


@pytest.fixture(scope="module")
def tables(nobody: duckdb.DuckDBPyConnection) -> Iterator[duckdb.DuckDBPyConnection]:
    return nobody


def written(
    profile: ShopProfile, playbook: str, tables: duckdb.DuckDBPyConnection, more: dict[str, Any]
) -> Draft | CannotWrite:
    return write_draft(make_brief(playbook, profile, **more), tables, str.upper)


@pytest.mark.parametrize("part", range(PARTS))
def test_what_dangol_writes_may_be_sent(part: int, tables: duckdb.DuckDBPyConnection) -> None:
    made: list[str] = []

    @seed(part)
    @settings(
        max_examples=max(1, SHOPS // PARTS),
        deadline=None,
        database=None,
        suppress_health_check=list(HealthCheck),
    )
    @given(
        profile=shops(),
        playbook=st.sampled_from(sorted(LIBRARY.playbooks)),
        hours=st.lists(st.integers(0, 40), min_size=24, max_size=24),
        people=st.integers(1, 100_000),
        locale=st.sampled_from(("ko", "ja", "en")),
        product=st.booleans(),
    )
    def look(profile: ShopProfile, playbook: str, hours: list[int], people: int, locale: str, product: bool) -> None:
        named = profile.products[0].name if product and profile.products else None
        more = {"locale": locale, "hours": tuple(hours), "people": people, "product": named, "as_of": AS_OF}
        draft = written(profile, playbook, tables, more)
        if isinstance(draft, CannotWrite):
            return
        made.append(playbook)
        draft = draft.model_copy(update={"check": check(draft, profile, LIBRARY.playbooks[playbook])})
        if needs_repair(draft):
            draft = repair(draft, profile, LIBRARY.playbooks[playbook])
            draft = draft.model_copy(update={"check": check(draft, profile, LIBRARY.playbooks[playbook])})
        assert draft.check
        blocking = [(one.rule, one.path, one.message) for one in draft.check.violations if one.severity == "block"]
        assert blocking == []

    look()
    assert len(made) > SHOPS // PARTS // 5  # most shops lack something, but not all of them


FAULTS = (
    "",
    "(광고)",
    "[광고] ",
    "#{모름}",
    "무료수신거부 080-000-1234",
    "최고 100% 보장",
    "쿠폰 드려요",
    "가" * 2000,
    "http://x.example",
    "😊",
)


@settings(max_examples=max(50, SHOPS // 20), deadline=None, database=None, suppress_health_check=list(HealthCheck))
@given(
    parts=st.lists(st.sampled_from(FAULTS), min_size=1, max_size=6),
    country=st.sampled_from(sorted(PLACES)),
    channel=st.sampled_from(get_args(Channel)),
    fallback=st.sampled_from((None, *get_args(Channel))),
    window=st.sampled_from(
        (None, {"start": 0, "end": 1440}, {"start": "20:00", "end": "23:00"}, {"start": 600, "end": 60})
    ),
    sender=st.sampled_from(({}, {"phone": "02-000-1234", "opt_out": "080-000-1234"}, {"opt_out": "https://x.example"})),
    advertising=st.booleans(),
)
def test_mending_any_file_ends(**drawn: Any) -> None:
    text = "\n".join(drawn["parts"])
    campaign = {
        "country": drawn["country"],
        "advertising": drawn["advertising"],
        "sender": drawn["sender"],
        "send_window": drawn["window"],
        "steps": [
            {
                "channel": drawn["channel"],
                "fallback": drawn["fallback"],
                "fallback_message": {"body": text} if drawn["fallback"] else None,
                "variants": [{"title": drawn["parts"][0], "body": text}, {"body": text[::-1]}],
            }
        ],
    }
    content = json.dumps(campaign, ensure_ascii=False).encode()
    once = fix_file("a.json", content, Asked())
    again = fix_file("a.json", once.text.encode(), Asked())
    assert (again.count, again.text) == (0, once.text)
    before = {one.rule for one in check_file("a.json", content, Asked())[0].violations if one.severity == "block"}
    after = {
        one.rule for one in check_file("a.json", again.text.encode(), Asked())[0].violations if one.severity == "block"
    }
    assert after <= before
