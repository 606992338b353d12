"""The European Union's rules, and AD-02 abroad, on both sides of their edges."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.mend import mend
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given, broken_rules
from agent.profile import ShopProfile

FOOT = "Moon Shop, 10 Example Street\nUnsubscribe: https://shop.example.com/stop"
SPARED = ["not_reachable", "no_consent", "consent_stale", "refused", "upset_open", "upset_lately"]
BARE = Given(ShopProfile(), shop_known=False)
KNOWN = Given(
    ShopProfile.model_validate(
        {
            "name": "Moon Shop",
            "country": "EU",
            "language": "en",
            "sender": {"email": "help@example.com", "opt_out": "https://shop.example.com/stop"},
        }
    )
)
BOUGHT = {"key": "order.last_days_ago", "type": "number", "operator": "$lte", "values": [180]}


def campaign(body: str = f"It's Moon Shop.\n\n{FOOT}", **more: Any) -> dict[str, Any]:
    message = {"title": more.pop("title", "News for the season"), "body": body, **more.pop("message", {})}
    return {
        "country": "EU",
        "audience": {"exclusions": SPARED},
        "send_window": {"start": "10:00", "end": "12:00"},
        "steps": [{"channel": more.pop("channel", "email"), "variants": [message]}],
        **more,
    }


def broken(data: dict[str, Any], given: Given = BARE) -> dict[str, str]:
    found = broken_rules(plan_of(data), given, ["EU"])
    return {rule.id: one.severity or rule.severity for rule, one in found if rule.id.startswith("EU")}


def cases(rule: str, data: dict[str, Any], given: Given = BARE) -> list[str]:
    return [one.case for one in RULES[rule].look(plan_of(data), given)]


def mended(data: dict[str, Any], given: Given = KNOWN) -> dict[str, Any]:
    fields, _, _ = mend(data, given, ["EU"])
    again, _, edits = mend(fields, given, ["EU"])
    assert (again, edits) == (fields, ())
    return fields


def test_a_good_one_is_quiet_and_what_is_not_advertising_is_not_asked() -> None:
    assert broken(campaign()) == broken(campaign(), KNOWN) == {}
    assert broken(campaign("Your booking is tomorrow.", advertising=False, audience={}, send_window=None)) == {}
    assert broken(campaign("Welcome", entry={"type": "popup"}, audience={}, send_window=None)) == {}


@pytest.mark.parametrize("channel", ["email", "sms", "lms", "line", "brand_message"])
def test_only_to_those_who_agreed(channel: str) -> None:
    data = campaign(channel=channel, audience={"exclusions": ["refused"]})
    assert (broken(data), cases("EU-01", data)) == ({"EU-01": "block"}, [""])
    unknown = campaign(channel=channel, audience={"exclusions": SPARED, "consent_known": False})
    assert (broken(unknown), cases("EU-01", unknown)) == ({"EU-01": "warn"}, ["unknown"])


def test_push_and_the_shops_own_pages() -> None:
    assert broken(campaign(channel="push", audience={"exclusions": ["refused"]})) == {"EU-01": "warn"}
    own: dict[str, Any] = {"channel": "in_app", "send_window": None}
    assert broken(campaign(audience={"exclusions": ["refused"], "consent_known": False}, **own)) == {}
    assert broken(campaign(audience={}, **own)) == {"EU-04": "warn"}


@pytest.mark.parametrize(
    ("more", "case"),
    [
        ({"same_goods": True}, ""),
        ({"same_goods": False}, "goods"),
        ({}, "goods"),
        ({"same_goods": True, "channel": "sms"}, ""),
        ({"same_goods": True, "channel": "line"}, "channel"),
    ],
)
def test_the_exception_for_own_customers(more: dict[str, Any], case: str) -> None:
    audience = {"and": [{"or": [BOUGHT]}], "exclusions": ["refused"]}
    data = campaign(consent_basis="existing_customer", audience=audience, **more)
    assert broken(data) == ({"EU-01": "block"} if case else {}) | {"EU-05": "info"}
    assert cases("EU-01", data) == [case] * bool(case)


def test_the_exception_is_for_buyers() -> None:
    audience: dict[str, Any] = {"exclusions": ["refused", "upset_open"]}
    deal: dict[str, Any] = {"consent_basis": "existing_customer", "same_goods": True}
    anybody = campaign(audience=audience, **deal)
    assert (broken(anybody)["EU-01"], cases("EU-01", anybody)) == ("warn", ["buyers"])
    assert cases("EU-01", campaign(audience=audience, entry={"type": "event", "event": "order_placed"}, **deal)) == []
    assert mended(anybody) == anybody  # whose consent is not needed is not left out by code


@pytest.mark.parametrize(
    "line",
    [
        "Abmelden: https://a.example/u",
        "Newsletter abbestellen https://a.example/u",
        "Se désabonner : https://a.example/u",
        "Darse de baja: https://a.example/u",
        "Disiscriviti: https://a.example/u",
        "Uitschrijven: https://a.example/u",
        "Wypisz się: https://a.example/u",
        "Opt out: stop@example.com",
        "配信停止 https://a.example/u",
    ],
)
def test_refusing_in_the_languages_of_europe(line: str) -> None:
    assert broken(campaign(f"It's Moon Shop, 10 Example Street\n{line}")) == {}


@pytest.mark.parametrize("line", ["", "Unsubscribe", "Abmelden", "https://a.example/u"])
def test_every_message_says_how_to_refuse(line: str) -> None:
    body = f"It's Moon Shop, 10 Example Street\n{line}"
    assert broken(campaign(body)) == broken(campaign(body, channel="sms")) == {"EU-02": "block"}
    assert broken(campaign(body, channel="push")) == {}


def test_texts_may_be_answered_with_stop() -> None:
    for line in ("Reply STOP to end", "Antworten Sie mit STOP", "STOP an 12345", "Répondez STOP"):
        assert broken(campaign(f"It's Moon Shop\n{line}", channel="sms")) == {}, line
    assert "EU-02" in broken(campaign("It's Moon Shop, 10 Example Street\nReply STOP to end"))


def test_one_missing_in_a_series_is_found() -> None:
    data = campaign()
    message = {"title": "Hello", "body": "It's Moon Shop, 10 Example Street"}
    data["steps"].append({"channel": "email", "delay": "P2D", "variants": [message]})
    assert [one.path for one in RULES["EU-02"].look(plan_of(data), BARE)] == ["steps[1].variants[0].body"]


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Unsubscribe by letter, https://a.example/u", {"EU-02": "block"}),
        ("Sign in and unsubscribe: https://a.example/u", {"EU-02": "block"}),
        ("Abmelden schriftlich oder https://a.example/u", {"EU-02": "block"}),
        ("Opt out for a small fee https://a.example/u", {"EU-02": "block"}),
        ("Sign in to see it. Unsubscribe: https://a.example/u", {}),
        ("Unsubscribe at https://a.example/u or by phone", {}),
        ("Unsubscribe at https://a.example/u or log in to choose", {}),
        ("Manage preferences or unsubscribe: https://a.example/sign-in", {}),
    ],
)
def test_refusing_is_free_and_easy(line: str, found: dict[str, str]) -> None:
    assert broken(campaign(f"It's Moon Shop, 10 Example Street\n{line}")) == found


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("It's Moon Shop.\n10 Example Street", None),
        ("Sent by Moon\nhelp@example.com", None),
        ("Moon GmbH, Hauptstr. 5", None),
        ("it’s Moon\nImpressum: https://a.example/i", None),
        ("A nice day to you.\n10 Example Street", "block"),
        ("it's late\n10 Example Street", "block"),
        ("It's Moon Shop.", "warn"),
    ],
)
def test_who_sends_it_is_not_hidden(body: str, found: str | None) -> None:
    out = "Unsubscribe: https://shop.example.com/stop"
    assert broken(campaign(f"{body}\n{out}")) == ({"EU-03": found} if found else {})


def test_nobody_to_be_reached_at_all() -> None:
    assert broken(campaign("It's Moon Shop.")) == {"EU-02": "block", "EU-03": "block"}
    assert broken(campaign("It's Moon Shop. Reply STOP to end", channel="sms")) == {}


def test_the_known_name_is_looked_for() -> None:
    assert broken(campaign(f"It's Sun Shop.\n{FOOT.replace('Moon', 'Sun')}"), KNOWN) == {"EU-03": "block"}
    assert broken(campaign(f"MOON  SHOP\n{FOOT.replace('Moon', 'Sun')}"), KNOWN) == {}


@pytest.mark.parametrize(
    ("title", "found"),
    [
        ("Re: your question", True),
        ("AW: Ihre Frage", True),
        ("Your order has shipped", True),
        ("Letzte Mahnung", True),
        ("Votre commande est confirmée", True),
        ("Aw, look: kittens", False),
        ("Ihre neue Lieblingsfarbe", False),
        ("Repair week", False),
    ],
)
def test_no_disguise(title: str, found: bool) -> None:
    assert broken(campaign(title=title)) == ({"EU-03": "block"} if found else {})


@pytest.mark.parametrize("channel", ["email", "sms", "push", "line"])
def test_whoever_objected_is_left_out(channel: str) -> None:
    data = campaign(channel=channel, audience={"exclusions": ["no_consent"]})
    assert broken(data) == {"EU-04": "block"}


def test_sorting_people_is_told() -> None:
    loyal = {"key": "customer.frequency", "type": "number", "operator": "$gte", "values": [4]}
    data = campaign(audience={"and": [{"or": [loyal]}], "exclusions": SPARED})
    assert (broken(data), cases("EU-05", data)) == ({"EU-05": "info"}, ["profile"])
    assert broken(campaign(audience={"and": [{"or": [BOUGHT]}], "exclusions": SPARED})) == {}


@pytest.mark.parametrize(
    ("zones", "members"),
    [
        (["Europe/Berlin", "Europe/Busingen"], ["DE"]),
        (["Europe/Paris", "Europe/Warsaw"], ["FR", "PL"]),
        (["Europe/Vienna"], ["AT"]),
        (["Europe/Rome"], []),
    ],
)
def test_members_add_theirs(zones: list[str], members: list[str]) -> None:
    data = campaign(recipients={"zones": zones})
    assert cases("EU-06", data) == members
    assert broken(data) == ({"EU-06": "info"} if members else {})
    assert cases("EU-06", campaign(recipients={"zones": zones}, channel="in_app")) == []


@pytest.mark.parametrize(
    ("words", "found"),
    [
        ("Guaranteed results", True),
        ("Garantiert schön", True),
        ("Climate neutral", True),
        ("klimaneutral", True),
        ("Garantie: 2 Jahre", False),
        ("The climate is mild", False),
    ],
)
def test_claims_that_need_proof(words: str, found: bool) -> None:
    assert broken(campaign(f"{words}\n{FOOT}")) == ({"EU-07": "warn"} if found else {})


@pytest.mark.parametrize(
    ("window", "found"),
    [
        ({"start": "08:00", "end": "21:00"}, False),
        ({"start": "07:59:59", "end": "20:00"}, True),
        ({"start": "10:00", "end": "21:00:02"}, True),
        ({"start": "17:00", "end": "18:00", "clock": "sender", "timezone": "Asia/Seoul"}, False),
        ({"start": "10:00", "end": "12:00", "clock": "sender", "timezone": "Asia/Seoul"}, True),
        (None, True),
    ],
)
def test_nights_are_quiet_by_custom(window: dict[str, Any] | None, found: bool) -> None:
    assert broken(campaign(send_window=window)) == ({"EU-08": "warn"} if found else {})


def test_code_puts_lines_and_groups_in() -> None:
    fixed = mended(campaign("Hello again.", audience={"exclusions": ["upset_open"]}))
    assert broken(fixed, KNOWN).get("EU-03") in (None, "warn")
    body = fixed["steps"][0]["variants"][0]["body"]
    assert body.split("\n")[0] == "Hello again."
    assert body.count("Unsubscribe: https://shop.example.com/stop") == body.count("From Moon Shop") == 1
    assert fixed["audience"]["exclusions"] == ["upset_open", "no_consent", "refused"]
    assert "Contact: help@example.com" in body
    assert mended(campaign("Hello again."), BARE) == campaign("Hello again.")


@pytest.mark.parametrize("country", ["JP", "US", "EU"])
@pytest.mark.parametrize(
    ("text", "caught"),
    [
        ("Our SALE starts today.", True),
        ("Take 20% off", True),
        ("$5 off your next one", True),
        ("Buy one, get one", True),
        ("Special offer inside", True),
        ("A free gift for you", True),
        ("See what's new", True),
        ("We miss you", True),
        ("New arrivals", True),
        ("Half-price today", True),
        ("Ｃｏｕｐｏｎ inside", True),
        ("本日からセールです。", True),
        ("全品20%OFF", True),
        ("新商品のお知らせ", True),
        ("ポイント5倍", True),
        ("キャンペーン中", True),
        ("プレゼント進呈", True),
        ("쿠폰을 드려요", True),
        ("S a l e today", True),
        ("ク・ー・ポ・ン", True),
        ("Plan A B is on", False),
        ("20 % Rabatt", True),
        ("We also sell wholesale.", False),
        ("We'll deal with it.", False),
        ("Log in and take a look around.", False),
        ("It saves the next person time.", False),
        ("セールス担当よりご連絡します。", False),
        ("プレゼント用の包装です。", False),
        ("お得意様番号", False),
        ("新しい住所", False),
        ("Your new address", False),
        ("https://shop.example.com/sale", False),
        ("Thank you for your order of 2 gifts.", False),
    ],
)
def test_information_sells_nothing(country: str, text: str, caught: bool) -> None:
    plan = plan_of(campaign(text, title="", country=country, advertising=False))
    found = [rule.id for rule, _ in broken_rules(plan, BARE) if rule.id == "AD-02"]
    assert found == ["AD-02"] * caught
    assert list(RULES["AD-02"].look(plan_of(campaign(text)), BARE)) == []


def test_what_was_earned_may_be_told_and_the_shops_own_names_too() -> None:
    def caught(text: str, given: Given = BARE, **more: Any) -> bool:
        return bool(list(RULES["AD-02"].look(plan_of(campaign(text, advertising=False, **more)), given)))

    assert caught("Your coupon is here")
    assert not caught("Your coupon is here", earned=True)
    assert caught("Your coupon is here, and a sale", earned=True)
    assert not caught("Sale Street says hello", Given(ShopProfile(name="Sale Street")))
    assert not caught("Hello", message={"button": {"label": "Orders", "url": "https://a.example"}})
    assert caught("Hello", message={"image": "a banner: 50% off"})
    assert caught("Hello", message={"button": {"label": "Shop now", "url": "https://a.example"}})
