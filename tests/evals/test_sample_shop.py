"""The sample shop is written the same every time, and its key tells the truth about it."""

from __future__ import annotations

import csv
import json
from collections import defaultdict
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from python_calamine import CalamineWorkbook

from agent.profile import load_profile
from evals.sample_shop.clock import BEFORE, END, NOW, START
from evals.sample_shop.generate import generate
from evals.sample_shop.grammar import HERE, marks, matching, topics

CHECKOUT = ("cart_help", "coupon_inquiry", "shipping_fee")
WEEK = timedelta(days=7)


def sheets(folder: Path) -> dict[str, list[list[Any]]]:
    book = CalamineWorkbook.from_path(str(folder / "chats.xlsx"))
    return {name: book.get_sheet_by_name(name).to_python() for name in book.sheet_names}


def table(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def moment(cell: Any) -> datetime:
    """Dates of the workbook are dates, or text with or without the shop's zone."""
    return (cell if isinstance(cell, datetime) else datetime.fromisoformat(cell)).replace(tzinfo=None)


class Shop:
    """The committed files, read without any of the code that wrote them."""

    def __init__(self, folder: Path) -> None:
        read = sheets(folder)
        head, *rows = read["UserChat data"]
        self.chats = {row[0]: dict(zip(head, row, strict=True)) for row in rows}
        self.chat_rows = len(rows)
        self.messages = read["Message data"][1:]
        self.texts: dict[str, list[str]] = defaultdict(list)
        for chat, _, text, _ in self.messages:
            self.texts[chat].append(str(text))
        for name, chat in self.chats.items():
            self.texts[name].append(str(chat["summarizedMessage"]))
        self.customers = table(folder / "customers.csv")
        self.orders = table(folder / "orders.csv")
        self.planted = json.loads((folder / "planted.json").read_text(encoding="utf-8"))
        self.stories = self.planted["stories"]

    def about(self, intent: str) -> list[dict[str, Any]]:
        return [self.chats[chat] for chat, intents in self.planted["intents"].items() if intent in intents]


@pytest.fixture(scope="module")
def shop() -> Shop:
    return Shop(HERE)


@pytest.fixture(scope="module")
def rebuilt(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shop")
    generate(folder)
    return folder


@pytest.mark.parametrize("name", ["customers.csv", "orders.csv", "planted.json", "shop.yaml"])
def test_text_files_come_out_byte_for_byte(rebuilt: Path, name: str) -> None:
    assert (rebuilt / name).read_bytes() == (HERE / name).read_bytes()


def test_workbook_cells_come_out_the_same(rebuilt: Path) -> None:
    assert sheets(rebuilt) == sheets(HERE)


def test_another_seed_is_another_shop(tmp_path: Path) -> None:
    generate(tmp_path, seed=8)
    assert sheets(tmp_path)["Message data"] != sheets(HERE)["Message data"]


def test_it_is_big_enough_and_small_enough(shop: Shop) -> None:
    assert len(shop.chats) == shop.chat_rows >= 1900
    assert len(shop.messages) >= 6000
    assert len(shop.customers) >= 2500
    assert len(shop.orders) >= 3300
    assert (HERE / "chats.xlsx").stat().st_size < 1_000_000
    assert (len(shop.chats), len(shop.messages)) == (shop.stories["chats"], shop.stories["messages"])


def test_days_are_the_75_before_november_and_nothing_runs_backwards(shop: Shop) -> None:
    opened = [moment(chat["createdAt"]) for chat in shop.chats.values()]
    assert {at.date() for at in opened} >= {START.date(), (END - timedelta(days=1)).date()}
    assert min(opened) >= START
    assert max(opened) < END
    for chat in shop.chats.values():
        assert bool(chat["closedAt"]) == (chat["state"] == "closed")
        assert not chat["closedAt"] or moment(chat["createdAt"]) <= moment(chat["closedAt"]) < END


def test_messages_belong_to_a_chat_and_stand_in_order(shop: Shop) -> None:
    last: dict[str, datetime] = {}
    for chat, speaker, _, at in shop.messages:
        assert chat in shop.chats
        assert speaker in {"user", "manager", "bot"}
        assert moment(at) >= last.get(chat, moment(shop.chats[chat]["createdAt"]))
        assert moment(at) < END
        last[chat] = moment(at)


def test_people_write_at_lunch_and_in_the_evening(shop: Shop) -> None:
    hours = [moment(chat["createdAt"]).hour for chat in shop.chats.values()]
    busy = sorted(range(24), key=hours.count, reverse=True)[:6]
    assert set(busy) == {12, 13, 20, 21, 22, 0 if hours.count(0) > hours.count(23) else 23}


def test_most_customer_messages_are_written_once(shop: Shop) -> None:
    said = [str(text) for _, speaker, text, _ in shop.messages if speaker == "user" and len(str(text)) >= 12]
    assert len(set(said)) / len(said) > 0.85


def test_every_planted_secret_stands_in_its_chat(shop: Shop) -> None:
    secrets = shop.planted["secrets"]
    missing = [secret for secret in secrets if not any(secret["text"] in text for text in shop.texts[secret["chat"]])]
    assert missing == []
    assert len({secret["chat"] for secret in secrets}) >= 180
    assert {secret["lang"] for secret in secrets} == {"ko", "ja", "en"}
    kinds = {"name", "phone", "email", "address", "card", "resident_number", "order_number", "account"}
    assert {secret["kind"] for secret in secrets} >= kinds


def test_planted_people_are_plainly_invented(shop: Shop) -> None:
    for secret in shop.planted["secrets"]:
        digits = "".join(letter for letter in secret["text"] if letter.isdigit())
        if secret["kind"] == "phone":
            assert digits.startswith(("0100000", "0900000", "82100000", "21255501"))
        if secret["kind"] == "email":
            assert secret["text"].endswith("@example.com")
        if secret["kind"] == "card":
            assert digits.startswith("400000000000")
        if secret["kind"] == "resident_number":
            assert digits.endswith("000000")


def test_one_chat_tries_to_give_orders_to_a_machine(shop: Shop) -> None:
    injection = shop.planted["injection"]
    assert [chat for chat, texts in shop.texts.items() if injection["text"] in texts] == [injection["chat"]]
    assert shop.planted["intents"][injection["chat"]] == []


def test_every_chat_has_its_expected_intents(shop: Shop) -> None:
    assert set(shop.planted["intents"]) == set(shop.chats)


def counts(chats: list[dict[str, Any]]) -> dict[str, int]:
    opened = [moment(chat["createdAt"]) for chat in chats]
    return {
        "all": len(chats),
        "open": sum(chat["state"] != "closed" for chat in chats),
        "now": sum(at >= NOW for at in opened),
        "before": sum(BEFORE <= at < NOW for at in opened),
    }


def test_stories_about_intents_agree_with_the_workbook(shop: Shop) -> None:
    for intent, story in shop.stories["intents"].items():
        assert counts(shop.about(intent)) == story
    told = shop.stories["restock_one_product"]
    named = [chat for chat in shop.about("restock_request") if any("달무리" in text for text in shop.texts[chat["id"]])]
    assert counts(named) | {"product": "달무리"} == told


def test_stories_are_worth_telling(shop: Shop) -> None:
    intents = shop.stories["intents"]
    assert intents["exchange_request"]["now"] > 1.2 * intents["exchange_request"]["before"] > 60
    assert intents["gift_wrapping"]["now"] > 1.5 * intents["gift_wrapping"]["before"]
    assert shop.stories["restock_one_product"]["now"] > 4 * shop.stories["restock_one_product"]["before"]
    assert intents["delivery_delay"]["now"] > 2 * intents["delivery_delay"]["before"]
    assert intents["delivery_delay"]["open"] >= 20
    assert intents["defect_claim"]["open"] >= 6
    late = [chat for chat in shop.about("delivery_delay") if chat["state"] != "closed"]
    assert sum(moment(chat["createdAt"]) >= END - WEEK for chat in late) >= 18


@pytest.mark.parametrize(
    ("story", "intents"), [("asked_before_checkout", CHECKOUT), ("asked_size", ("size_fit",))], ids=["checkout", "size"]
)
def test_who_asked_and_did_not_buy_is_seen_in_the_orders(shop: Shop, story: str, intents: tuple[str, ...]) -> None:
    first: dict[str, datetime] = {}
    for intent in intents:
        for chat in shop.about(intent):
            asked = moment(chat["createdAt"])
            if chat["userId"] and asked >= NOW:
                first[chat["userId"]] = min(asked, first.get(chat["userId"], asked))
    ordered: dict[str, list[datetime]] = defaultdict(list)
    for order in shop.orders:
        ordered[order["customer_id"]].append(moment(order["ordered_at"]))
    bought = {one for one, asked in first.items() if any(asked <= at < asked + WEEK for at in ordered[one])}
    over = {one for one, asked in first.items() if asked + WEEK <= END}
    assert shop.stories[story] == {"customers": len(first), "bought": len(bought), "not_bought": len(over - bought)}
    assert len(over - bought) > len(bought)


def test_stories_about_customers_agree_with_the_lists(shop: Shop) -> None:
    people, story = shop.customers, shop.stories["customers"]
    joined = [moment(one["joined_at"]) for one in people if one["joined_at"]]
    last_order: dict[str, datetime] = {}
    for order in shop.orders:
        at = moment(order["ordered_at"])
        last_order[order["customer_id"]] = max(at, last_order.get(order["customer_id"], at))
    since = END - timedelta(days=60)
    quiet = [
        one for one in people if last_order.get(one["customer_id"], END) < since and moment(one["last_seen_at"]) < since
    ]
    assert story == {
        "all": len(people),
        "guests": sum(not one["joined_at"] for one in people),
        "joined_now": sum(at >= NOW for at in joined),
        "joined_before": sum(BEFORE <= at < NOW for at in joined),
        "vip": sum(bool({"★VIP", "단골"} & set(one["tags"].split(","))) for one in people),
        "quiet": len(quiet),
        "consent_kakao": sum(one["consent_kakao"] == "true" for one in people),
        "consent_sms": sum(one["consent_sms"] == "true" for one in people),
        "consent_night": sum(one["consent_night"] == "true" for one in people),
        "consent_stale": sum(bool(one["consent_at"]) and one["consent_at"] < "2024-11-01" for one in people),
        "refused": sum(one["refused"] == "true" for one in people),
    }
    assert 0.5 < story["consent_kakao"] / story["all"] < 0.6
    assert story["consent_night"] / story["all"] < 0.1
    assert min(story["quiet"], story["consent_stale"], story["vip"]) > 100


def test_a_quarter_of_the_orders_are_guests(shop: Shop) -> None:
    members = {one["customer_id"] for one in shop.customers if one["joined_at"]}
    guests = sum(order["customer_id"] not in members for order in shop.orders)
    assert shop.stories["orders"] == {"all": len(shop.orders), "guest": guests}
    assert 0.2 < guests / len(shop.orders) < 0.3
    assert len({order["order_id"] for order in shop.orders}) == len(shop.orders)


def test_the_mess_is_there(shop: Shop) -> None:
    mess, chats = shop.stories["mess"], shop.chats.values()
    assert mess["without_tag"] == sum(not chat["tags"] for chat in chats)
    assert mess["without_summary"] == sum(not chat["summarizedMessage"] for chat in chats)
    assert mess["calls"] == sum(chat["mediumType"] in ("phone", "meet") for chat in chats)
    assert mess["bot_messages"] == sum(speaker == "bot" for _, speaker, _, _ in shop.messages)
    assert 0.2 < mess["without_tag"] / len(shop.chats) < 0.24
    assert 0.31 < mess["without_summary"] / len(shop.chats) < 0.38
    assert min(mess["japanese"], mess["english"]) >= 25
    dates = [chat["createdAt"] for chat in chats]
    assert 0 < sum(isinstance(cell, str) for cell in dates) < len(dates) / 5
    assert {type(chat["replyCount"]) for chat in chats} == {float, str}


def test_profile_is_one_and_agrees_with_the_lists(shop: Shop) -> None:
    profile = load_profile(HERE / "shop.yaml")
    names = {product.name for product in profile.products}
    funnel = {step.name: (step.value, step.before) for step in profile.funnel}
    assert funnel["signup"] == (shop.stories["customers"]["joined_now"], shop.stories["customers"]["joined_before"])
    assert len(names) >= 24
    assert any(not product.in_stock for product in profile.products)
    for order in shop.orders:
        assert all(any(item.startswith(name) for name in names) for item in order["items"].split(";"))


def test_lines_answer_to_their_marks() -> None:
    assert marks("ab) 네 가능해요") == (frozenset("ab"), "네 가능해요")
    assert marks("네 :) 가능해요") == (frozenset(), "네 :) 가능해요")
    assert matching(["a) 하나", "둘"], frozenset("a")) == ["a) 하나"]
    assert matching(["a) 하나", "둘"], frozenset("b")) == ["둘"]
    assert matching(["a) 하나"], frozenset("b")) == []


@pytest.mark.parametrize("topic", topics(), ids=lambda topic: topic.name)
def test_every_question_has_a_fitting_summary(topic: Any) -> None:
    for line in topic.ask:
        assert matching(topic.summary, marks(line)[0]), line
