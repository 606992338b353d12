"""Reading shop.yaml: what is wrong is named with its place."""

from __future__ import annotations

from pathlib import Path

import pytest

from agent.errors import BadInput
from agent.profile import ShopProfile, load_profile
from agent.words import LOCALES, say


def written(folder: Path, content: str | bytes) -> Path:
    path = folder / "shop.yaml"
    path.write_bytes(content.encode() if isinstance(content, str) else content)
    return path


def refusal(path: Path) -> BadInput:
    with pytest.raises(BadInput) as caught:
        load_profile(path)
    assert caught.value.facts["file"] == path.name  # never the folder
    for locale in LOCALES:
        assert path.name in say(locale, caught.value.code, **caught.value.facts)
    return caught.value


def test_everything_has_a_default(tmp_path: Path) -> None:
    profile = load_profile(written(tmp_path, "{}"))
    assert profile == ShopProfile()
    assert (profile.country, profile.language, profile.channels, profile.offers) == ("KR", "ko", ("in_app",), ())


def test_a_whole_profile_is_read(tmp_path: Path) -> None:
    profile = load_profile(
        written(
            tmp_path,
            "\ufeffname: 달빛상점\ncountry: JP\ntone: polite\nchannels: [line, in_app]\n"
            "offers:\n  - {id: a, kind: gift, text: 은 세척 천, ends: 2026-12-31, for: [winback]}\n"
            "prices: {line: 3}\nhas: [carts]\n",
        )
    )
    assert (profile.name, profile.country, profile.channels) == ("달빛상점", "JP", ("line", "in_app"))
    assert profile.offers[0].for_ == ("winback",)
    assert profile.prices == {"line": 3}


def test_a_missing_file(tmp_path: Path) -> None:
    assert refusal(tmp_path / "shop.yaml").code == "errors.file_missing"


def test_a_folder_is_no_profile(tmp_path: Path) -> None:
    (tmp_path / "shop.yaml").mkdir()
    assert refusal(tmp_path / "shop.yaml").code == "errors.profile_unreadable"


@pytest.mark.parametrize(
    "content",
    ["", "- a\n- b", "just words", "name: [", "a: b: c", "name: !!python/object:os.system {}"],
)
def test_what_is_no_yaml_of_names_is_refused(tmp_path: Path, content: str | bytes) -> None:
    assert refusal(written(tmp_path, content)).code == "errors.profile_unreadable"


@pytest.mark.parametrize(
    ("content", "place"),
    [
        ("nmae: 달빛", "nmae"),
        ("country: FR", "country"),
        ("channels: [telegram]", "channels.0"),
        ("offers: [{id: a, kind: gift, text: 천}, {id: b, kind: bribe, text: 돈}]", "offers.1.kind"),
        ("max_discount_percent: 91", "max_discount_percent"),
        ("gross_margin: 0", "gross_margin"),
        ("name: " + "가" * 41, "name"),
        ("prices: {pigeon: 3}", "prices.pigeon.[key]"),
        ("1: 2", "1"),
    ],
)
def test_a_wrong_field_is_named_with_its_place(tmp_path: Path, content: str, place: str) -> None:
    error = refusal(written(tmp_path, content))
    assert (error.code, error.facts["place"]) == ("errors.profile_field", place)


def test_letters_of_another_encoding_are_told_apart(tmp_path: Path) -> None:
    assert refusal(written(tmp_path, "name: 가게".encode("cp949"))).code == "errors.profile_encoding"


@pytest.mark.parametrize(
    ("content", "told"),
    [
        ("nmae: 달빛", "‘nmae’ 항목은 쓸 수 없는 이름이에요(혹시 ‘name’인가요?)."),
        ("qqqqqq: 1", "‘qqqqqq’ 항목은 쓸 수 없는 이름이에요."),
        (
            "offers: [{id: a, kindd: gift, text: 천}]",
            "‘offers의 1번째 값의 kindd’ 항목은 쓸 수 없는 이름이에요(혹시 ‘kind’인가요?).",
        ),
        ("country: FR", "‘country’ 항목은 KR, JP, US, EU 중 하나로 적어 주세요."),
        ("channels: [in_app, telegram]", "‘channels의 2번째 값’ 항목은 in_app,"),
        ("name: 3", "‘name’ 항목은 글자로 적어 주세요."),
        ("name: " + "가" * 41, "‘name’ 항목은 40자까지 적을 수 있어요."),
        ("shipping_fee: 많이", "‘shipping_fee’ 항목은 12 같은 정수로 적어 주세요."),
        ("gross_margin: 0", "‘gross_margin’ 항목은 0.0보다 크게 적어 주세요."),
        ("offers: [{id: a, kind: gift, text: 천, ends: 곧}]", "ends’ 항목은 2026-10-31 같은 날짜로 적어 주세요."),
        ("timezone: Mars/Olympus", "‘timezone’ 항목은 Asia/Seoul 같은 시간대로 적어 주세요."),
    ],
)
def test_what_is_wrong_is_told_in_the_language_asked_for(tmp_path: Path, content: str, told: str) -> None:
    error = refusal(written(tmp_path, content))
    assert told in say("ko", error.code, **error.facts)
    for locale in ("ko", "ja"):
        assert not any(english in say(locale, error.code, **error.facts) for english in ("Input", "should", "Extra"))
