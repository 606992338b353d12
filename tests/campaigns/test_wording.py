"""Words for each channel: two wordings for the first, a message of its own for the fallback."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from agent.campaigns.briefing import CannotWrite
from agent.campaigns.schema import Campaign, Draft, Step
from agent.campaigns.write import write_draft
from agent.words import LOCALES, Locale
from retrieval.playbook import Message, Text

from .conftest import changed, checked, draft_of, full_profile, make_brief, playbook_of, stored

WORDS = {
    "ko": Message(
        title="안부 문자예요",
        body="{product:을/를} 사신 뒤로 못 뵈었어요.[[ {offer:도/도} 있어요.]]",
        button="둘러보기",
    ),
    "ja": Message(title="お元気ですか", body="しばらくお会いできていませんので、ご連絡しました。", button="お店を見る"),
    "en": Message(body="We have not seen you in a while and wanted to say hello.", button="Visit"),
}
PLAIN = Message(title="안부 문자예요", body="한동안 못 뵈어서 안부 여쭤요.", button="둘러보기")
LAW = "달빛상점 010-0000-1234\n무료수신거부 080-000-1234"


def step_of(connection: duckdb.DuckDBPyConnection, words: Message | None, language: Locale, **more: Any) -> Step:
    draft = draft_of(connection, playbook_of("winback", words), full_profile(language, **more), language)
    assert not checked(draft, full_profile(language, **more)).blocked
    return draft.steps[0]


def test_the_fallback_has_words_of_its_own(nobody: duckdb.DuckDBPyConnection) -> None:
    step = step_of(nobody, PLAIN, "ko", offers=())
    assert (step.channel, step.fallback) == ("brand_message", "lms")
    assert step.fallback_message
    assert step.fallback_message.title == "(광고) 안부 문자예요"
    greeting = "(광고) 안녕하세요, #{고객명}님. 달빛상점이에요."
    link = "둘러보기: https://shop.example.com/home"
    assert step.fallback_message.body == f"{greeting}\n한동안 못 뵈어서 안부 여쭤요.\n{link}\n\n{LAW}"
    assert step.fallback_message.button is None
    sent = step.fallback_message.body.replace("#{고객명}", "김하나")
    assert step.fallback_message.preview == f"(광고) 안부 문자예요\n{sent}"


@pytest.mark.parametrize(
    ("words", "more"),
    [
        (None, {}),  # the playbook has none
        (WORDS["ko"], {}),  # nobody knows the product
        (PLAIN, {"channels": ("brand_message", "in_app", "email")}),  # written for another channel
    ],
)
def test_else_the_first_wording_goes_over_the_fallback(
    nobody: duckdb.DuckDBPyConnection, words: Message | None, more: dict[str, Any]
) -> None:
    step = step_of(nobody, words, "ko", **more)
    assert step.fallback == ("email" if more else "lms")
    assert step.fallback_message
    first = step.variants[0].body.splitlines()
    assert step.fallback_message.body.splitlines()[:4] == first[:4]
    assert step.fallback_message.title == "(광고) 그동안 잘 지내셨어요?"


def test_each_message_carries_the_laws_lines_of_its_channel(nobody: duckdb.DuckDBPyConnection) -> None:
    japanese = step_of(nobody, WORDS["ja"], "ja")
    assert (japanese.channel, japanese.fallback) == ("line", "email")
    assert japanese.fallback_message
    assert japanese.variants[0].body.endswith("このアカウントをブロックしてください。")
    assert "配信停止：https://shop.example.com/stop" not in japanese.variants[0].body
    assert japanese.fallback_message.body.endswith("配信停止：https://shop.example.com/stop")
    assert japanese.fallback_message.title == "お元気ですか"
    assert japanese.fallback_message.button


def test_a_text_message_abroad_is_short(nobody: duckdb.DuckDBPyConnection) -> None:
    step = step_of(nobody, WORDS["en"], "en")
    assert step.fallback == "sms"
    assert step.fallback_message
    assert step.fallback_message.preview == (
        "Hi Alex, it's Moon Shop.\nWe have not seen you in a while and wanted to say hello.\n"
        "Visit: https://shop.example.com/home\n\nReply STOP to opt out."
    )


@pytest.mark.parametrize("language", ["ko", "en"])
def test_a_text_message_greets_without_emoji(nobody: duckdb.DuckDBPyConnection, language: Locale) -> None:
    step = step_of(nobody, WORDS[language], language, tone="bright")
    assert "😊" in step.variants[0].body
    assert step.fallback_message
    assert "😊" not in step.fallback_message.body


def test_an_email_without_a_subject_of_its_own_gets_the_first_wordings(nobody: duckdb.DuckDBPyConnection) -> None:
    words = Message(body="しばらくお会いできていませんので、ご連絡しました。")
    step = step_of(nobody, words, "ja")
    assert step.fallback_message
    assert step.fallback_message.title == "お変わりありませんか"
    assert "ご連絡しました。\n\n送信者" in step.fallback_message.body


def test_the_first_channel_may_have_no_buttons_either(nobody: duckdb.DuckDBPyConnection) -> None:
    step = step_of(nobody, None, "ko", channels=("lms",))
    assert (step.channel, step.fallback, step.fallback_message) == ("lms", None, None)
    for variant, label in zip(step.variants, ("둘러보기", "구경하기"), strict=True):
        assert variant.button is None
        assert f"\n{label}: https://shop.example.com/home\n\n{LAW}" in variant.body


def test_words_that_speak_of_a_button_go_where_there_is_one(nobody: duckdb.DuckDBPyConnection) -> None:
    spoken = Message(title="안내", body="아래 버튼을 눌러 둘러보세요, 손님.", button="둘러보기")
    step = step_of(nobody, spoken, "ko")
    assert step.fallback_message
    assert "버튼" not in step.fallback_message.body
    below = spoken.model_copy(update={"body": "아래에서 둘러보세요, 손님."})
    step = step_of(nobody, below, "ko")
    assert step.fallback_message
    assert "아래에서 둘러보세요" in step.fallback_message.body
    assert "아래" not in step_of(nobody, below, "ko", links={}).fallback_message.body  # type: ignore[union-attr]


def test_where_nothing_can_go_over_the_fallback_there_is_none(nobody: duckdb.DuckDBPyConnection) -> None:
    playbook = playbook_of("winback")
    spoken = tuple(
        words.model_copy(update={"body": f"{words.body}\n아래 버튼을 눌러 주세요."}) for words in playbook.steps[0].ko
    )
    playbook = playbook.model_copy(update={"steps": (playbook.steps[0].model_copy(update={"ko": spoken}),)})
    draft = draft_of(nobody, playbook, full_profile("ko"))
    assert (draft.steps[0].fallback, draft.steps[0].fallback_message) == (None, None)
    assert draft.audience.by_channel == {"brand_message": 200}


def test_a_popup_has_no_fallback(nobody: duckdb.DuckDBPyConnection) -> None:
    channels = dict.fromkeys(LOCALES, ("in_app", "email"))
    popup = playbook_of("welcome_back_popup", PLAIN, channels=channels)
    draft = draft_of(nobody, popup, full_profile("ko"))
    assert draft.steps[0].channels == ("in_app",)
    assert draft.steps[0].fallback_message is None


def test_what_the_fallback_needs_filled_is_declared(nobody: duckdb.DuckDBPyConnection) -> None:
    words = Message(body="{customer}님이 고르신 {product:이/가} 다시 왔어요, 보러 오세요.")
    step = draft_of(nobody, playbook_of("restock_alert", words), full_profile("ko")).steps[0]
    assert step.fallback_message
    assert "#{상품명} 상품이" in step.fallback_message.body
    assert {one.field for one in step.variables} >= {"customer", "product"}


def only(language: Locale, name: str = "winback") -> Any:
    """That playbook as a shop would write it for itself: in one language."""
    playbook = playbook_of(name)
    gone = {other: () for other in LOCALES if other != language}
    text = {
        field: Text.model_validate({language: getattr(playbook, field).to(language)})
        for field in ("title", "promise", "why", "not_when", "risks")
    }
    steps = tuple(step.model_copy(update=gone) for step in playbook.steps)
    channels = {language: playbook.channels[language]}
    return playbook.model_copy(update={"id": "my_own", "steps": steps, "channels": channels, **text})


@pytest.mark.parametrize("language", LOCALES)
def test_a_playbook_of_one_language_is_told_in_it(nobody: duckdb.DuckDBPyConnection, language: Locale) -> None:
    playbook = only(language)
    for locale in LOCALES:
        draft = draft_of(nobody, playbook, full_profile(language), locale)
        assert draft.name == playbook.title.to(language)
        assert [one.angle for one in draft.steps[0].variants] == [
            words.angle for words in getattr(playbook.steps[0], language)
        ]


def test_customers_are_not_written_to_in_another_language(nobody: duckdb.DuckDBPyConnection) -> None:
    made = write_draft(make_brief(only("ja"), full_profile("ko")), nobody, str)
    assert made == CannotWrite("my_own", "no_language")


def test_what_was_stored_before_still_loads(nobody: duckdb.DuckDBPyConnection) -> None:
    draft = draft_of(nobody, "winback", full_profile("ko"))
    old = changed(draft, schema_version=1, steps__0__fallback_message=None)
    assert old.steps[0].fallback == "lms"
    body = stored(old).model_dump(by_alias=True)
    for step in body["steps"]:
        del step["fallback_message"]
    assert Campaign.model_validate(body).steps[0].messages == old.steps[0].variants


@pytest.mark.parametrize(
    ("parts", "said"),
    [
        ({"steps__0__fallback_message": None}, "needs its fallback_message"),
        ({"steps__0__fallback": None}, "needs a fallback to go over"),
    ],
)
def test_a_fallback_and_its_words_come_together(
    nobody: duckdb.DuckDBPyConnection, parts: dict[str, Any], said: str
) -> None:
    draft: Draft = draft_of(nobody, "winback", full_profile("ko"))
    with pytest.raises(ValueError, match=said):
        changed(draft, **parts)
