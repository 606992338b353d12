"""What channels carry and where pages lead, on both sides of each edge."""

from __future__ import annotations

from typing import Any

import duckdb
import pytest

from agent.campaigns.channels import can_send
from agent.campaigns.compose import Copy, can_fill, compose, variable
from agent.campaigns.letters import byte_length, longest_length, lost_letters, parts, plain_letters, rare_letters
from agent.campaigns.mend import mend
from agent.campaigns.names import longest_name
from agent.campaigns.plan import PlanVariable, plan_of
from agent.campaigns.rules import RULES, Given
from agent.campaigns.schema import Longest
from agent.profile import ShopProfile
from agent.signals.tables import create_tables
from retrieval.playbook import Message

PAGE = "https://moon.example/new"
SHOP = ShopProfile.model_validate(
    {
        "name": "달빛상점",
        "sender": {"phone": "02-000-1234", "opt_out": "https://stop.example/x"},
        "links": {"home": "https://www.moon.example/", "map": "https://map.naver.com/moon"},
        "products": [{"name": "실버 링", "url": "https://shop.sun.co.kr/ring"}],
        "domains": ["moon-gifts.example"],
    }
)
KNOWN, BARE = Given(SHOP), Given(ShopProfile(), shop_known=False)


def plan_with(message: dict[str, Any], channel: str = "lms", **more: Any) -> dict[str, Any]:
    step = {"channel": channel, "variants": [message], **more.pop("step", {})}
    return {"steps": [step], **more}


def found(rule: str, message: dict[str, Any], channel: str = "lms", given: Given = BARE, **more: Any) -> list[str]:
    """Places, with the case and, where it is milder, the severity: ``body:rare:warn``."""
    told = RULES[rule].look(plan_of(plan_with(message, channel, **more)), given)
    marks = ((one.path.removeprefix("steps[0].variants[0]."), one.case, one.severity) for one in told)
    return [":".join(part for part in mark if part) for mark in marks]


@pytest.mark.parametrize(
    ("channel", "part", "fits"),
    [
        ("sms", "body", "가" * 45),
        ("sms", "body", "가" * 44 + "ab"),
        ("lms", "body", "가" * 999 + "ab"),
        ("lms", "title", "가" * 20),
        ("alimtalk", "body", "가" * 1000),
        ("alimtalk", "title", "가" * 50),
        ("in_app", "body", "가" * 1000),
        ("line", "body", "あ" * 5000),
        ("email", "title", "a" * 80),
        ("email", "body", "a" * 20_000),
        ("push", "title", "가" * 50),
        ("push", "body", "a" * 200),
    ],
)
def test_texts_fit_their_channel(channel: str, part: str, fits: str) -> None:
    assert found("S-04", {part: fits}, channel) == []
    assert found("S-04", {part: fits + "a"}, channel) == [part]


@pytest.mark.parametrize("channel", ["sms", "lms"])
@pytest.mark.parametrize("country", ["US", "EU", "JP"])
def test_text_messages_abroad_count_letters(channel: str, country: str) -> None:
    assert found("S-04", {"body": "あ" * 1600}, channel, country=country) == []
    assert found("S-04", {"body": "あ" * 1601}, channel, country=country) == ["body"]


@pytest.mark.parametrize("shape", ["text", "image"])
def test_a_brand_message_is_safe_up_to_a_thousand_and_possible_up_to_1300(shape: str) -> None:
    step = {"shape": shape}
    assert found("S-04", {"body": "가" * 1000}, "brand_message", step=step) == []
    assert found("S-04", {"body": "가" * 1001}, "brand_message", step=step) == ["body:careful:warn"]
    assert found("S-04", {"body": "가" * 1300}, "brand_message", step=step) == ["body:careful:warn"]
    assert found("S-04", {"body": "가" * 1301}, "brand_message", step=step) == ["body"]
    assert found("S-04", {"body": "가" + "\n" * 99}, "brand_message", step=step) == []
    assert found("S-04", {"body": "가" + "\n" * 100}, "brand_message", step=step) == ["body:lines"]


@pytest.mark.parametrize(
    ("shape", "message", "place"),
    [
        ("wide", {"body": "가" * 76}, "body"),
        ("premium_video", {"body": "가" * 76}, "body"),
        ("premium_video", {"body": "a", "header": "가" * 20}, "header"),
        ("wide_list", {"header": "가" * 20}, "header"),
        ("wide_list", {"items": [{"title": "가" * 25}]}, "items[0].title"),
        ("wide_list", {"items": [{"title": "a"}, {"title": "가" * 30}]}, "items[1].title"),
        ("wide_list", {"items": [{"title": "a"}] * 3 + [{"title": "가" * 30}]}, "items[3].title"),
        ("carousel_feed", {"items": [{"header": "가" * 20}]}, "items[0].header"),
        ("carousel_feed", {"items": [{"body": "가" * 180}]}, "items[0].body"),
        ("commerce", {"title": "가" * 30}, "title"),
        ("commerce", {"items": [{"title": "가" * 30}]}, "items[0].title"),
        ("carousel_commerce", {"header": "가" * 20}, "header"),
        ("carousel_commerce", {"items": [{"title": "가" * 30}]}, "items[0].title"),
        ("text", {"button": {"label": "가" * 14, "url": PAGE}}, "button.label"),
        ("wide", {"buttons": [{"label": "가" * 8, "url": PAGE}]}, "buttons[0].label"),
        ("wide_list", {"button": {"label": "가" * 8, "url": PAGE}}, "button.label"),
        ("carousel_feed", {"items": [{"buttons": [{"label": "가" * 8}]}]}, "items[0].buttons[0].label"),
        ("commerce", {"button": {"label": "가" * 8, "url": PAGE}}, "button.label"),
    ],
)
def test_each_shape_of_a_brand_message_has_its_own_limits(shape: str, message: dict[str, Any], place: str) -> None:
    step = {"shape": shape}
    assert found("S-04", message, "brand_message", step=step) == []
    assert found("S-04", _one_longer(message), "brand_message", step=step) == [place]


def _one_longer(part: Any) -> Any:
    if isinstance(part, dict):
        return {name: value if name == "url" else _one_longer(value) for name, value in part.items()}
    if isinstance(part, list):
        return [*part[:-1], _one_longer(part[-1])]
    return part + "가" if len(part) > 1 else part


def test_a_wide_message_has_five_line_breaks() -> None:
    assert found("S-04", {"body": "가" + "\n" * 5}, "brand_message", step={"shape": "wide"}) == []
    assert found("S-04", {"body": "가" + "\n" * 6}, "brand_message", step={"shape": "wide"}) == ["body:lines"]


@pytest.mark.parametrize(
    ("more", "limit"), [({}, 160), ({"title": "あ"}, 60), ({"image": "指輪"}, 60)], ids=["bare", "title", "picture"]
)
def test_lines_button_template_is_short(more: dict[str, str], limit: int) -> None:
    pressed = {"button": {"label": "見る", "url": PAGE}, **more}
    assert found("S-04", {"body": "あ" * limit, **pressed}, "line") == []
    assert found("S-04", {"body": "あ" * (limit + 1), **pressed}, "line") == ["body"]
    assert found("S-04", {"title": "あ" * 40, "body": "あ", "button": {"label": "あ" * 20, "url": PAGE}}, "line") == []
    too_long = {"title": "あ" * 41, "body": "あ", "button": {"label": "あ" * 21, "url": PAGE}}
    assert found("S-04", too_long, "line") == ["title", "button.label"]


def test_a_fallback_is_held_to_its_own_channel() -> None:
    step = {"fallback": "sms", "fallback_message": {"body": "가" * 46}}
    assert found("S-04", {"body": "가" * 46}, "lms", step=step) == ["steps[0].fallback_message.body"]


@pytest.mark.parametrize(
    ("variable", "room"),
    [
        ({"longest": {"chars": 7, "bytes": 14}, "sample": "김하나"}, 14),
        ({"sample": "김하나", "fallback": "고객"}, 6),
        ({"sample": "김", "fallback": "고객"}, 4),
        ({}, 20),
    ],
)
def test_a_variable_takes_its_longest_value(variable: dict[str, Any], room: int) -> None:
    step = {"variables": [{"name": "고객명", **variable}]}
    fits = "#{고객명}" + "a" * (90 - room)
    assert found("S-04", {"body": fits}, "sms", step=step) == []
    assert found("S-04", {"body": fits + "a"}, "sms", step=step) == ["body"]
    assert found("S-04", {"body": "#{고객명}" + fits[:-room]}, "sms", step=step) == []
    assert found("S-04", {"body": "#{고객명}" + fits[:-room] + "a"}, "sms", step=step) == ["body"]


def test_lengths_in_letters_and_bytes() -> None:
    known = [PlanVariable.model_validate({"name": "n", "longest": {"chars": 3, "bytes": 5}})]
    assert longest_length("가#{n}b", known, counts_bytes=False) == 5
    assert longest_length("가#{n}b", known, counts_bytes=True) == 8
    assert byte_length("가aé😊\nあ") == 2 + 1 + 2 + 2 + 1 + 2


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("a" * 160, 1),
        ("a" * 161, 2),
        ("a" * 306, 2),
        ("a" * 307, 3),
        ("€" * 80, 1),
        ("€" * 81, 2),
        ("あ" * 70, 1),
        ("あ" * 71, 2),
        ("あ" * 134, 2),
        ("あ" * 135, 3),
        ("😊" * 35, 1),
        ("😊" * 36, 2),
        ("", 1),
    ],
    ids=str,
)
def test_parts_of_a_text_message_abroad(text: str, count: int) -> None:
    assert parts(text) == count


def test_parts_are_told_abroad_only() -> None:
    assert found("CH-01", {"body": "a" * 160}, "sms", country="US") == []
    assert found("CH-01", {"body": "a" * 161}, "sms", country="US") == ["body"]
    assert found("CH-01", {"body": "a" * 161}, "sms", country="KR") == []
    assert found("CH-01", {"body": "a" * 161}, "email", country="US") == []
    named = {"variables": [{"name": "n", "sample": "Al", "longest": {"chars": 10, "bytes": 10}}]}
    assert found("CH-01", {"body": "#{n}" + "a" * 150}, "sms", country="US", step=named) == []
    assert found("CH-01", {"body": "#{n}" + "a" * 151}, "sms", country="US", step=named) == ["body"]


@pytest.mark.parametrize(
    ("text", "lost", "rare"),
    [
        ("가나 ABC ‘’“”…·★♥①→ 漢字 あア ～ ™®", "", ""),
        ("똠방각하 펲시 뷁", "", "똠펲뷁"),
        ("커피 ☕ Café — 끝", "☕é—", ""),
        ("😊😊", "😊", ""),
    ],
)
def test_what_euc_kr_holds(text: str, lost: str, rare: str) -> None:
    assert (lost_letters(text), rare_letters(text)) == (lost, rare)


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("A–B—C−D", "A-B-C-D"),
        ("• 하나", "· 하나"),
        ("Café «달» ©", 'Cafe "달" (c)'),
        ("끝😊 ☕️✨", "끝 "),
        ("a\u00a0b\u200bc〜", "a bc~"),
        ("ก", "ก"),  # no look-alike: it stays and is told
    ],
)
def test_letters_are_made_plain(text: str, plain: str) -> None:
    assert plain_letters(text) == plain
    assert plain_letters(plain) == plain


def test_lost_letters_are_told_in_korean_texts_only() -> None:
    assert found("CH-02", {"title": "새 소식 ✨", "body": "안녕하세요 😊"}) == ["title", "body"]
    assert found("CH-02", {"body": "똠얌"}) == ["body:rare:warn"]
    assert found("CH-02", {"body": "#{😊}"}) == []
    assert found("CH-02", {"body": "😊"}, "brand_message") == []
    assert found("CH-02", {"body": "😊"}, "sms", country="JP") == []
    plan = plan_of(plan_with({"body": "é 😊\u200b"}, "sms"))
    assert [one.facts["letters"] for one in RULES["CH-02"].look(plan, BARE)] == ["é 😊 U+200B"]


def mended(rule: str, data: dict[str, Any], given: Given) -> tuple[dict[str, Any], bool]:
    fields, rules, _edits = mend(data, given)
    assert mend(fields, given)[0] == fields
    return fields["steps"][0]["variants"][0], rule in rules


def test_letters_are_mended_where_there_is_a_plain_one() -> None:
    data = plan_with({"title": "", "body": "(광고) 오늘 – 커피 ☕"}, entry={"type": "popup"}, advertising=False)
    message, done = mended("CH-02", data, BARE)
    assert (message["body"], done) == ("(광고) 오늘 - 커피 ", True)
    message, done = mended("CH-02", plan_with({"body": "ก 사원"}, entry={"type": "popup"}, advertising=False), BARE)
    assert (message["body"], done) == ("ก 사원", False)


PRESS = {"label": "보기", "url": PAGE}


@pytest.mark.parametrize(
    ("channel", "shape", "limit"),
    [
        ("alimtalk", "text", 5),
        ("brand_message", "text", 5),
        ("brand_message", "image", 5),
        ("brand_message", "wide", 2),
        ("brand_message", "wide_list", 2),
        ("brand_message", "premium_video", 1),
        ("brand_message", "commerce", 2),
        ("line", "text", 4),
    ],
)
def test_buttons_are_counted(channel: str, shape: str, limit: int) -> None:
    assert found("CH-03", {"body": "a", "buttons": [PRESS] * limit}, channel, step={"shape": shape}) == []
    many = {"body": "a", "button": PRESS, "buttons": [PRESS] * limit}
    assert found("CH-03", many, channel, step={"shape": shape}) == ["buttons"]


@pytest.mark.parametrize(("shape", "most"), [("carousel_feed", 2), ("carousel_commerce", 2), ("wide_list", 0)])
def test_cards_have_buttons_of_their_own(shape: str, most: int) -> None:
    step = {"shape": shape}
    assert found("CH-03", {"items": [{"buttons": [PRESS] * most}]}, "brand_message", step=step) == []
    over = {"items": [{}, {"buttons": [PRESS] * (most + 1)}]}
    assert found("CH-03", over, "brand_message", step=step) == ["items[1].buttons"]


@pytest.mark.parametrize(
    ("channel", "message", "places"),
    [
        ("lms", {"button": PRESS}, ["button:none"]),
        ("sms", {"buttons": [PRESS, PRESS]}, ["buttons[0]:none"]),
        ("lms", {}, []),
        ("email", {"button": PRESS}, []),
        ("email", {"button": {"label": " \u200b", "url": PAGE}}, ["button.label:blank"]),
        ("email", {"button": {"label": "보기", "url": " "}}, ["button.url:nowhere"]),
        ("email", {"button": {"label": "채널 추가"}}, ["button.url:nowhere"]),
        ("alimtalk", {"button": {"label": "채널 추가"}}, []),
        ("brand_message", {"buttons": [{"label": "채널추가"}]}, []),
    ],
)
def test_buttons_work(channel: str, message: dict[str, Any], places: list[str]) -> None:
    assert found("CH-03", {"body": "a", **message}, channel) == places


@pytest.mark.parametrize(
    ("channel", "country", "message", "places"),
    [
        ("sms", "KR", {"title": "안내"}, ["title"]),
        ("sms", "KR", {"title": " "}, []),
        ("sms", "US", {"title": "News"}, ["title:warn"]),
        ("lms", "KR", {"title": "안내", "image": "반지"}, []),
        ("lms", "US", {"title": "News"}, ["title:warn"]),
        ("sms", "KR", {"image": "반지"}, ["image:picture"]),
        ("sms", "US", {"image": "ring"}, ["image:picture:warn"]),
        ("in_app", "KR", {"title": "안내"}, ["title:warn"]),
        ("brand_message", "KR", {"title": "안내"}, ["title:warn"]),
        ("line", "JP", {"title": "ご案内"}, ["title:warn"]),
        ("line", "JP", {"title": "ご案内", "button": PRESS}, []),
        ("push", "KR", {"title": "안내"}, []),
        ("email", "KR", {"title": "안내"}, []),
        ("email", "KR", {}, ["title:subject"]),
        ("email", "KR", {"title": "\u200b "}, ["title:subject"]),
    ],
)
def test_titles_and_pictures(channel: str, country: str, message: dict[str, Any], places: list[str]) -> None:
    assert found("CH-04", {"body": "a", **message}, channel, country=country) == places


def test_a_commerce_message_shows_its_products_name() -> None:
    assert found("CH-04", {"title": "실버 링"}, "brand_message", step={"shape": "commerce"}) == []


@pytest.mark.parametrize(
    ("channel", "message", "places"),
    [
        ("alimtalk", {"image": "배송 트럭"}, []),
        ("alimtalk", {"title": "배송 안내"}, []),
        ("alimtalk", {"title": "배송 안내", "image": "배송 트럭"}, ["image:both"]),
        ("alimtalk", {"image": "30% 할\u200b인 행사"}, ["image"]),
        ("brand_message", {"title": "안내", "image": "30% 할인"}, []),
    ],
)
def test_pictures_of_alimtalk(channel: str, message: dict[str, Any], places: list[str]) -> None:
    assert found("CH-05", {"body": "a", **message}, channel) == places


@pytest.mark.parametrize(
    ("shape", "items", "places"),
    [
        ("wide_list", 4, ["shape:friends:warn"]),
        ("wide_list", 5, ["items", "shape:friends:warn"]),
        ("wide_list", 0, ["items:none", "shape:friends:warn"]),
        ("carousel_feed", 0, ["items:none"]),
        ("carousel_feed", 6, []),
        ("carousel_commerce", 0, ["items:none", "shape:friends:warn"]),
        ("commerce", 0, ["shape:friends:warn"]),
        ("text", 0, []),
        ("text", 1, ["items"]),
        ("premium_video", 0, []),
    ],
)
def test_brand_messages_have_their_parts(shape: str, items: int, places: list[str]) -> None:
    told = found("CH-06", {"body": "a", "items": [{"title": "a"}] * items}, "brand_message", step={"shape": shape})
    assert [place.removeprefix("steps[0].") for place in told] == places
    assert found("CH-06", {"body": "a", "items": [{}] * 9}, "email", step={"shape": shape}) == []


@pytest.mark.parametrize(
    ("name", "places"),
    [
        ("고객명", []),
        ("a-b_C9", []),
        ("가" * 20, []),
        ("가" * 21, ["body"]),
        ("고객 이름", ["body"]),
        ("고객명!", ["body"]),
        ("お名前", ["body:warn"]),
    ],
)
def test_names_of_kakaos_variables(name: str, places: list[str]) -> None:
    body = {"body": f"#{{{name}}}님, #{{{name}}}님"}
    assert found("CH-07", body, "alimtalk") == found("CH-07", body, "brand_message") == places
    assert found("CH-07", body, "lms") == []


@pytest.mark.parametrize(
    ("text", "places"),
    [
        (PAGE, []),
        ("HTTPS://moon.example", []),
        ("보기:https://moon.example에서", []),
        ("http://moon.example", ["body"]),
        ("ftp://moon.example/a", ["body"]),
        ("www.moon.example", ["body"]),
        ("moon.example/new", ["body:warn"]),
        ("문의는 help@moon.example/도움", []),
        ("and/or, 24/7, 1.5L/2.0L, 11/30", []),
        (f"({PAGE}).", []),
    ],
)
def test_pages_in_a_text_are_https(text: str, places: list[str]) -> None:
    assert found("S-07", {"body": text}) == places


@pytest.mark.parametrize(
    ("url", "fine"),
    [
        (PAGE, True),
        ("tel:02-000-1234", True),
        ("mailto:help@moon.example", True),
        ("tel:", False),
        ("http://moon.example", False),
        ("moon.example", False),
        ("#", False),
        ("https://", False),
        ("javascript:alert(1)", False),
        ("#{주소}", True),
        ("#{다른 주소}", False),
    ],
)
def test_pages_of_buttons_are_https(url: str, fine: bool) -> None:
    step = {"variables": [{"name": "주소", "sample": PAGE}, {"name": "다른 주소", "sample": "http://moon.example"}]}
    message = {"body": "a", "button": {"label": "보기", "url": url}}
    assert found("S-07", message, "email", step=step) == ([] if fine else ["button.url"])


@pytest.mark.parametrize(
    ("text", "after"),
    [
        ("http://moon.example/a", "https://moon.example/a"),
        ("www.moon.example, 그리고 http://moon.example", "https://www.moon.example, 그리고 https://moon.example"),
        ("https://www.moon.example www.moon.example", "https://www.moon.example https://www.moon.example"),
        ("보기: http://shop.sun.co.kr/ring.", "보기: https://shop.sun.co.kr/ring."),
        ("http://moon-gifts.example", "https://moon-gifts.example"),
        ("http://other.example", "http://other.example"),
        ("ftp://moon.example", "ftp://moon.example"),
    ],
)
def test_the_shops_own_pages_are_made_https(text: str, after: str) -> None:
    data = plan_with({"body": text}, entry={"type": "popup"}, advertising=False)
    message, done = mended("S-07", data, KNOWN)
    assert (message["body"], done) == (after, text != after)


def test_a_page_that_the_shop_gave_without_https_stays() -> None:
    given = Given(ShopProfile.model_validate({"links": {"home": "http://moon.example"}}))
    data = plan_with({"body": "http://moon.example"}, entry={"type": "popup"}, advertising=False)
    assert mended("S-07", data, given)[0]["body"] == "http://moon.example"
    button = {"body": "a", "button": {"label": "보기", "url": "http://moon.example"}}
    message, _done = mended("S-07", plan_with(button, "email", entry={"type": "popup"}, advertising=False), KNOWN)
    assert message["button"]["url"] == "https://moon.example"


@pytest.mark.parametrize(
    ("url", "own"),
    [
        ("https://moon.example/x", True),
        ("https://m.moon.example", True),
        ("https://moon.example.evil.example", False),
        ("https://evilmoon.example", False),
        ("https://sun.co.kr", True),
        ("https://other.co.kr", False),
        ("https://a.moon-gifts.example", True),
        ("https://stop.example/y", True),
        ("https://map.naver.com/other", True),
        ("https://blog.naver.com/moon", False),
        ("https://bit.ly/x", True),  # told as shortened instead
        ("https://other.example", False),
    ],
)
def test_pages_lead_to_the_shop(url: str, own: bool) -> None:
    assert found("CH-08", {"body": url}, given=KNOWN) == ([] if own else ["body"])
    assert found("CH-08", {"body": url}) == []
    assert found("CH-08", {"body": url}, given=Given(ShopProfile())) == []


@pytest.mark.parametrize(
    ("url", "case"),
    [
        (PAGE, None),
        ("https://192.168.0.1/a", "address"),
        ("https://[::1]/a", None),
        ("https://3232235777/", "address"),
        ("https://0xC0A80101/", "address"),
        ("https://moon.example@evil.example/", "user"),
        ("https://moon.example/@moon", None),
        ("https://mоon.example", "name"),  # a Cyrillic о
        ("https://xn--mon-mmc.example", "name"),
        ("https://xn--hu5b25t.example", None),  # 달빛
        ("https://bit.ly/3abc", "short:warn"),
        ("bit.ly/3abc", "short:warn"),
        ("https://www.bit.ly/3abc", "short:warn"),
        ("https://rabbit.ly/3abc", None),
    ],
)
def test_pages_hide_nothing(url: str, case: str | None) -> None:
    assert found("CH-09", {"body": url}) == ([f"body:{case}"] if case else [])


LINE_SHOP = ShopProfile.model_validate({"name": "月", "language": "ja", "country": "JP", "links": {"home": PAGE}})


@pytest.mark.parametrize(("room", "pressed"), [(0, True), (1, False)])
def test_a_line_message_has_a_button_only_below_a_short_text(room: int, pressed: bool) -> None:
    copy = Copy(LINE_SHOP, "ja", marked=False, runtime=())
    greeting = len("いらっしゃいませ。月です。\n")
    words = Message(title="新作", body="あ" * (160 - greeting + room), button="見る")
    made = compose(words, "home", copy, "line")
    assert (made.title, bool(made.button)) == ("", pressed)
    assert made.body.endswith(f"見る：{PAGE}") is not pressed
    spoken = words.model_copy(update={"body": "ボタン" + words.body[3:]})
    assert can_fill(spoken, "home", copy, "line") is pressed


@pytest.mark.parametrize(("chars", "kept"), [(8, True), (9, False)])
def test_a_title_stays_where_it_fits_with_the_longest_name(chars: int, kept: bool) -> None:
    names = Longest(chars=chars, bytes=2 * chars)
    copy = Copy(ShopProfile(name="달"), "ko", marked=False, runtime=("customer",), names=names)
    title = compose(
        Message(title="{customer}" + "가" * 12, body="그동안 잘 지내셨는지 안부 전해요."), None, copy, "lms"
    ).title
    assert bool(title) is kept


def test_variables_say_how_long_they_become() -> None:
    shop = ShopProfile.model_validate({"products": [{"name": "링"}, {"name": "실버 링 no. 1"}]})
    assert variable("product", "ko", shop)[0].longest == Longest(chars=10, bytes=13)
    assert variable("product", "ko", ShopProfile())[0].longest == Longest(chars=20, bytes=40)
    assert variable("customer", "ko", shop)[0].longest == Longest(chars=10, bytes=20)
    assert variable("customer", "ko", shop, Longest(chars=4, bytes=8))[0].longest == Longest(chars=4, bytes=8)
    short = variable("customer", "ko", shop, Longest(chars=1, bytes=1))[0].longest
    assert short == Longest(chars=3, bytes=6)  # the sample itself


def test_names_are_measured_and_not_read() -> None:
    with duckdb.connect() as connection:
        create_tables(connection)
        assert longest_name(connection) is None
        rows = [("a", "김하나"), ("b", "Alexandra"), ("c", None), ("d", "   " * 9)]
        connection.executemany(
            "INSERT INTO customers (customer_id, name, refused, tags) VALUES (?, ?, false, [])", rows
        )
        assert longest_name(connection) == Longest(chars=9, bytes=9)
        connection.execute("UPDATE customers SET name = '남궁하나별' WHERE customer_id = 'a'")
        assert longest_name(connection) == Longest(chars=9, bytes=10)


@pytest.mark.parametrize(
    ("name", "country", "sends"), [("달빛상점", "KR", True), ("Café", "KR", False), ("Café", "US", True)]
)
def test_a_shop_whose_name_cannot_be_spelled_sends_no_korean_texts(name: str, country: str, sends: bool) -> None:
    shop = ShopProfile.model_validate(
        {"name": name, "country": country, "channels": ["lms"], "sender": {"phone": "02-000-1234"}}
    )
    assert can_send("lms", shop, advertising=False) is sends


@pytest.mark.parametrize(
    ("policy", "channel", "country", "fits"),
    [
        ("교환 – 7일", "lms", "KR", True),
        ("แลกเปลี่ยน", "lms", "KR", False),
        ("แลกเปลี่ยน", "sms", "KR", False),
        ("แลกเปลี่ยน", "email", "KR", True),
        ("แลกเปลี่ยน", "lms", "US", True),
    ],
)
def test_a_korean_text_is_not_written_of_what_it_cannot_spell(
    policy: str, channel: Any, country: str, fits: bool
) -> None:
    shop = ShopProfile.model_validate({"name": "달", "country": country, "exchange_policy": policy})
    copy = Copy(shop, "ko", marked=False, runtime=())
    assert (
        can_fill(Message(title="교환 안내", body="교환은 이렇게 해요: {exchange_policy}"), None, copy, channel) is fits
    )
