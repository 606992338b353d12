"""What the operator is shown of what a customer would get, and that it stays here."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any

import duckdb
import pytest

from agent.campaigns.rehearsal import as_file, as_text, length_words, rehearse, wordings
from agent.campaigns.schema import Campaign, Longest
from agent.errors import BadInput
from agent.words import LOCALES, Locale

from .conftest import changed, draft_of, full_profile, stored

AT = datetime(2026, 11, 2, 1, 5, tzinfo=UTC)


def _campaign(
    connection: duckdb.DuckDBPyConnection, channels: tuple[str, ...], locale: Locale = "ko", **parts: Any
) -> Campaign:
    return stored(changed(draft_of(connection, "winback", full_profile(locale, channels=channels), locale), **parts))


def _mail(campaign: Campaign, number: int = 0) -> EmailMessage:
    name, content = as_file(rehearse(campaign)[number], campaign, AT)
    assert name.endswith(".eml")
    parsed = message_from_bytes(content, policy=default)
    assert isinstance(parsed, EmailMessage)
    assert parsed.defects == []
    return parsed


@pytest.mark.parametrize("locale", LOCALES)
def test_every_wording_and_fallback_is_shown_without_an_open_place(
    nobody: duckdb.DuckDBPyConnection, locale: Locale
) -> None:
    campaign = _campaign(nobody, ("lms", "email", "line"), locale)
    shown = rehearse(campaign)
    expected = [len(step.messages) for step in campaign.steps]
    assert len(shown) == sum(expected)
    assert [one.wording.name for one in shown][:2] == ["A", "B"]
    for one in shown:
        assert "#{" not in as_text(one)
        assert one.wording.message.preview.split("\n[")[0] in as_text(one)


def test_the_operator_s_own_name_stands_in_for_the_customer_s(nobody: duckdb.DuckDBPyConnection) -> None:
    campaign = _campaign(nobody, ("lms",))
    assert all("박두리" in one.body for one in rehearse(campaign, "박두리"))
    assert not any("박두리" in one.body for one in rehearse(campaign))


@pytest.mark.parametrize("name", ["", "  ", "가" * 41, "a\nBcc: x@example.com", "a\r"])
def test_a_name_that_is_none_is_refused(nobody: duckdb.DuckDBPyConnection, name: str) -> None:
    with pytest.raises(BadInput):
        rehearse(_campaign(nobody, ("lms",)), name)


def test_a_text_file_has_the_mark_outside_the_message(nobody: duckdb.DuckDBPyConnection) -> None:
    campaign = _campaign(nobody, ("lms",))
    sample = rehearse(campaign)[0]
    name, content = as_file(sample, campaign, AT)
    head, message = content.decode().split("─" * 30 + "\n")
    assert name == "1A_lms.txt"
    assert head.startswith("[시험] 1번째 메시지 · A. ")
    assert "바이트 (최대 2,000바이트" in head
    assert message.strip("\n") == as_text(sample)


@pytest.mark.parametrize("locale", LOCALES)
def test_an_email_is_one_that_any_mail_program_opens(nobody: duckdb.DuckDBPyConnection, locale: Locale) -> None:
    campaign = _campaign(nobody, ("email",), locale)
    mail, sample = _mail(campaign), rehearse(campaign)[0]
    assert mail["Subject"] == sample.title
    assert mail["From"].addresses[0].display_name.startswith({"ko": "[시험]", "ja": "[テスト]", "en": "[TEST]"}[locale])
    assert all(a.domain == "dangol.invalid" for name in ("From", "To") for a in mail[name].addresses)
    assert mail["Date"].datetime == AT
    plain, html = mail.get_body(("plain",)), mail.get_body(("html",))
    assert plain is not None
    assert html is not None
    assert sample.body in plain.get_content().replace("\r\n", "\n")
    assert sample.button is not None
    assert f'href="{sample.button.url}"' in html.get_content()


def test_words_cannot_become_headers_or_markup(nobody: duckdb.DuckDBPyConnection) -> None:
    campaign = _campaign(
        nobody, ("email",), steps__0__variants__0__title="제목\r\nBcc: x@example.com",
        steps__0__variants__0__body="<img src=x onerror=alert(1)>",
        steps__0__variants__0__button={"label": "<b>", "url": "javascript:alert(1)"},
    )  # fmt: skip
    mail = _mail(campaign)
    html = mail.get_body(("html",))
    assert mail["Bcc"] is None
    assert html is not None
    assert "<img" not in html.get_content()
    assert "href" not in html.get_content()


def test_a_length_is_counted_as_the_channel_does_with_the_longest_name(nobody: duckdb.DuckDBPyConnection) -> None:
    campaign = _campaign(nobody, ("lms",), steps__0__variants__0__body="(광고) #{고객명}님")
    step = campaign.steps[0]
    known = tuple(one.model_copy(update={"longest": Longest(chars=10, bytes=20)}) for one in step.variables)
    campaign = campaign.model_copy(update={"steps": (step.model_copy(update={"variables": known}),)})
    length = wordings(campaign)[0].length
    assert (length.length, length.most, length.limit, length.unit) == (15, 29, 2000, "bytes")
    assert not length.over
    assert "가장 길 때 29" in length_words(length, "ko")


@pytest.mark.parametrize("size, over", [(2000, False), (2001, True)])
def test_what_is_too_long_is_said(nobody: duckdb.DuckDBPyConnection, size: int, over: bool) -> None:
    length = wordings(_campaign(nobody, ("lms",), steps__0__variants__0__body="a" * size))[0].length
    assert length.over is over
    assert ("Too long" in length_words(length, "en")) is over
