from __future__ import annotations

import pytest

from agent.signals.count import distinct_tags, texts_without_intent_by_tag, uninformative_tags, write_intents

MOODS = {"delivery_status": "neutral", "delivery_delay": "upset", "size_fit": "neutral"}


def intents(shop) -> list[tuple[str, str, str, str]]:
    return shop.connection.execute("FROM conversation_intents ORDER BY ALL").fetchall()


def texts(shop, usable: dict[str, str | None]) -> list[tuple[str, str | None, str | None]]:
    return list(texts_without_intent_by_tag(shop.connection, usable))


def test_tags_come_once_and_sorted_from_conversations_and_counts(shop) -> None:
    shop.talk(tags=("배송", "VIP"))
    shop.talk(tags=("VIP",))
    shop.tag_count("返品", 3)
    assert distinct_tags(shop.connection) == ["VIP", "返品", "배송"]


def test_only_conversations_that_no_tag_explains_are_mapped_by_text(shop) -> None:
    shop.talk(id="tagged", tags=("보류", "배송"), summary="배송이 궁금한 손님")
    shop.talk(id="status only", tags=("보류",), summary="사이즈 문의", messages="이거 사이즈 있나요")
    shop.talk(id="untagged", messages="언제 와요?")
    shop.talk(id="silent", tags=("보류",))
    usable = {"배송": "delivery_status", "보류": None}
    assert texts(shop, usable) == [
        ("status only", "사이즈 문의", "이거 사이즈 있나요"),
        ("untagged", None, "언제 와요?"),
    ]


def test_without_any_usable_tag_every_text_is_mapped_in_the_order_of_the_file(shop) -> None:
    shop.connection.execute(
        "INSERT INTO conversations SELECT 'c' || i, NULL, NULL, NULL, FALSE, [], 's' || i, NULL, 'f', i "
        "FROM range(5000, 0, -1) AS numbers(i)"
    )
    assert [conversation for conversation, _, _ in texts(shop, {})] == [f"c{i}" for i in range(1, 5001)]


def test_the_connection_stays_free_while_texts_are_read(shop) -> None:
    shop.talk(id="a", summary="언제 와요")
    shop.talk(id="b", summary="사이즈 알려 주세요")
    found = (
        (conversation, "size_fit", "summary")
        for conversation, _, _ in texts_without_intent_by_tag(shop.connection, {})
        if shop.connection.execute("SELECT 1").fetchall()
    )
    write_intents(shop.connection, {}, found, MOODS)
    assert [row[0] for row in intents(shop)] == ["a", "b"]


def test_a_conversation_has_each_intent_of_its_tags_once(shop) -> None:
    shop.talk(id="a", tags=("배송조회", "언제와요", "늦음"))
    shop.talk(id="b", tags=("보류",))
    tag_intents = {"배송조회": "delivery_status", "언제와요": "delivery_status", "늦음": "delivery_delay"}
    write_intents(shop.connection, tag_intents, [("b", "size_fit", "messages")], MOODS)
    assert intents(shop) == [
        ("a", "delivery_delay", "upset", "tag"),
        ("a", "delivery_status", "neutral", "tag"),
        ("b", "size_fit", "neutral", "messages"),
    ]


def test_an_intent_that_a_tag_gave_stays_with_the_tag(shop) -> None:
    shop.talk(id="a", tags=("늦음",))
    by_text = [("a", "delivery_delay", "summary"), ("a", "size_fit", "messages"), ("a", "size_fit", "summary")]
    write_intents(shop.connection, {"늦음": "delivery_delay"}, by_text, MOODS)
    assert intents(shop) == [("a", "delivery_delay", "upset", "tag"), ("a", "size_fit", "neutral", "summary")]


def test_writing_again_replaces(shop) -> None:
    shop.talk(id="a", tags=("늦음",))
    write_intents(shop.connection, {"늦음": "delivery_status"}, [], MOODS)
    write_intents(shop.connection, {"늦음": "delivery_delay"}, [], MOODS)
    assert intents(shop) == [("a", "delivery_delay", "upset", "tag")]


def test_an_intent_without_a_mood_is_refused(shop) -> None:
    with pytest.raises(KeyError):
        write_intents(shop.connection, {"늦음": "unheard_of"}, [], MOODS)


@pytest.mark.parametrize("conversations, tagged, judged", [(50, 49, True), (50, 48, False), (49, 49, False)])
def test_a_tag_on_everything_says_nothing(shop, conversations: int, tagged: int, judged: bool) -> None:
    # 49 of 50 are 98 %, 48 of 50 are 96 %; 49 conversations are too few to tell
    for number in range(conversations):
        shop.talk(tags=("채팅", "배송") if number < tagged else ("배송 늦음",))
    assert uninformative_tags(shop.connection) == ({"채팅", "배송"} if judged else set())
