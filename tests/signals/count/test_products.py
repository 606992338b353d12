from __future__ import annotations

import pytest

from agent.profile import Product

RING = Product(name="나비 반지", aliases=("Butterfly Ring", "나비링"))
NECKLACE = Product(name="진주 목걸이")


def mentions(shop, *products: Product) -> list[tuple[str, str, int]]:
    return [(found.intent, found.product, found.customers) for found in shop.signals(products=products).products]


def test_customers_are_counted_by_intent_and_product(shop) -> None:
    ask = {"restock_request": "friction"}
    shop.talk(customer="a", summary="나비 반지 재입고를 물음", intents=ask)
    shop.talk(customer="a", messages="나비반지 언제 들어와요?", intents=ask)
    shop.talk(customer="b", messages="나비링이랑 진주목걸이요", intents={**ask, "size_fit": "neutral"})
    shop.talk(customer="c", messages="나비 반지요")
    shop.talk("2026-09-10 10:00", customer="d", messages="나비 반지요", intents=ask)
    assert mentions(shop, RING, NECKLACE) == [
        ("restock_request", "나비 반지", 2),
        ("restock_request", "진주 목걸이", 1),
        ("size_fit", "나비 반지", 1),
        ("size_fit", "진주 목걸이", 1),
    ]


@pytest.mark.parametrize(
    "text, found",
    [
        ("BUTTERFLY  ring이요", True),
        ("butterfly\nrings please", True),
        ("butterflyring", True),
        ("butterfly ringo", False),
        ("abutterfly ring", False),
        ("나 비 반 지", True),
        ("호랑나비반지", True),
        ("나비", False),
    ],
)
def test_case_and_spacing_do_not_matter_but_latin_words_are_whole(shop, text: str, found: bool) -> None:
    shop.talk(customer="a", messages=text, intents={"size_fit": "neutral"})
    assert mentions(shop, RING) == ([("size_fit", "나비 반지", 1)] if found else [])


def test_the_longer_name_wins(shop) -> None:
    shop.talk(customer="a", messages="은 나비 반지 문의", intents={"size_fit": "neutral"})
    assert mentions(shop, RING, Product(name="은 나비 반지")) == [("size_fit", "은 나비 반지", 1)]


def test_a_shared_alias_counts_for_both(shop) -> None:
    shop.talk(customer="a", messages="나비링 있나요", intents={"size_fit": "neutral"})
    both = (RING, Product(name="나비 반지 골드", aliases=("나비링",)))
    assert mentions(shop, *both) == [("size_fit", "나비 반지", 1), ("size_fit", "나비 반지 골드", 1)]


@pytest.mark.parametrize("name", ["(주)반지.*", "a|b", "반지'); DROP TABLE orders; --", "[세트] 50%_+?", "\\d{2}"])
def test_names_are_taken_as_written(shop, name: str) -> None:
    shop.talk(customer="a", messages="x" * 40, intents={"size_fit": "neutral"})
    shop.talk(customer="b", messages=f"혹시 {name} 있어요?", intents={"size_fit": "neutral"})
    assert mentions(shop, Product(name=name)) == [("size_fit", name, 1)]


def test_a_single_letter_is_no_name(shop) -> None:
    shop.talk(customer="a", messages="링 a", intents={"size_fit": "neutral"})
    assert mentions(shop, Product(name="링", aliases=("a",))) == []


def test_a_long_list_of_products_is_read_in_one_go(shop) -> None:
    shop.talk(
        customer="a", messages="상품 이름이 조금 긴 은색 목걸이 번호 1999번 있나요", intents={"size_fit": "neutral"}
    )
    products = [Product(name=f"상품 이름이 조금 긴 은색 목걸이 번호 {number}번") for number in range(2000)]
    assert mentions(shop, *products) == [("size_fit", products[1999].name, 1)]
