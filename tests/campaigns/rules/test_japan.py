"""Japan's rules on both sides of their edges."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.mend import mend
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given, broken_rules
from agent.profile import ShopProfile

FOOT = "送信者：月あかり堂\n住所：〒150-0001 東京都渋谷区神宮前1-2-3\nお問い合わせ：help@example.com\n配信停止：https://shop.example.com/stop"
SPARED = ["not_reachable", "no_consent", "consent_stale", "refused", "upset_open", "upset_lately"]
BARE = Given(ShopProfile(), shop_known=False)
KNOWN = Given(
    ShopProfile.model_validate(
        {
            "name": "月あかり堂",
            "country": "JP",
            "language": "ja",
            "sender": {
                "email": "help@example.com",
                "address": "東京都渋谷区神宮前1-2-3",
                "opt_out": "https://shop.example.com/stop",
            },
        }
    )
)


def campaign(body: str = f"お変わりありませんか。\n\n{FOOT}", **more: Any) -> dict[str, Any]:
    """An advertisement by e-mail that breaks nothing; ``title`` and ``channel`` go into its message."""
    message = {"title": more.pop("title", "季節のお知らせ"), "body": body, **more.pop("message", {})}
    return {
        "country": "JP",
        "audience": {"exclusions": SPARED},
        "send_window": {"start": "10:00", "end": "12:00"},
        "steps": [{"channel": more.pop("channel", "email"), "variants": [message]}],
        **more,
    }


def broken(data: dict[str, Any], given: Given = BARE) -> dict[str, str]:
    """Japanese rules that it breaks, with their severity."""
    found = broken_rules(plan_of(data), given, ["JP"])
    return {rule.id: one.severity or rule.severity for rule, one in found if rule.id.startswith("JP")}


def mended(data: dict[str, Any], given: Given = KNOWN) -> dict[str, Any]:
    fields, _, _ = mend(data, given, ["JP"])
    again, _, edits = mend(fields, given, ["JP"])
    assert (again, edits) == (fields, ())
    return fields


def without(line: str) -> str:
    return "\n".join(one for one in campaign()["steps"][0]["variants"][0]["body"].split("\n") if line not in one)


def leaving_out(*reasons: str, **more: Any) -> dict[str, Any]:
    return campaign(audience={"exclusions": list(reasons)}, **more)


def test_a_good_one_is_quiet_and_what_is_not_advertising_is_not_asked() -> None:
    assert broken(campaign()) == broken(campaign(), KNOWN) == {}
    assert broken(campaign("ご予約は明日です。", advertising=False, audience={}, send_window=None)) == {}
    assert broken(campaign("ようこそ", entry={"type": "popup"}, audience={})) == {}
    assert broken(campaign("ようこそ", channel="in_app", audience={}, send_window=None)) == {}


@pytest.mark.parametrize("channel", ["email", "sms", "lms"])
def test_only_to_those_who_agreed(channel: str) -> None:
    assert broken(leaving_out("refused", "consent_stale", channel=channel)) == {"JP-01": "block"}
    assert broken(leaving_out("refused", "consent_stale", channel="line")) == {}
    key = {"email": "consent.email"}.get(channel, "consent.sms")
    clause = {"key": key, "type": "boolean", "operator": "$eq", "values": [True]}
    said = {"and": [{"or": [clause]}], "exclusions": ["refused", "consent_stale"]}
    assert broken(campaign(channel=channel, audience=said)) == {}


def test_a_deal_stands_for_consent_where_only_buyers_get_it() -> None:
    deal: dict[str, Any] = {"consent_basis": "existing_customer"}
    assert broken(leaving_out("refused", **deal)) == {"JP-01": "warn"}
    assert broken(leaving_out("refused", entry={"type": "event", "event": "order_delivered"}, **deal)) == {}
    bought = {"key": "order.count", "type": "number", "operator": "$gte", "values": [1]}
    audience = {"and": [{"or": [bought]}], "exclusions": ["refused"]}
    assert broken(campaign(audience=audience, **deal)) == {}


def test_unknown_consent_is_told() -> None:
    audience = {"exclusions": SPARED, "consent_known": False}
    assert broken(campaign(audience=audience)) == {"JP-01": "warn"}
    assert broken(campaign(audience=audience, channel="line")) == {}


@pytest.mark.parametrize(
    "line",
    [
        "送信者：月あかり堂",
        "送信者:月あかり堂",
        "運営会社：月あかり",
        "株式会社月あかり",
        "月あかり堂です。",
        "月あかり堂より",
        "from Moon",
        "#{店名}",
        "© 2026",
    ],
)
def test_a_name_of_any_kind_will_do_where_the_shops_is_not_known(line: str) -> None:
    assert broken(campaign(f"{without('送信者')}\n{line}")) == {}


@pytest.mark.parametrize("line", ["", "当店よりお知らせです。", "お店からのご案内", "お得です。"])
def test_without_a_name_it_is_nobody(line: str) -> None:
    assert broken(campaign(f"{without('送信者')}\n{line}")) == {"JP-02": "block"}
    assert broken(campaign(f"{without('送信者')}\n{line}"), KNOWN) == {"JP-02": "block"}


@pytest.mark.parametrize("name", ["月あかり堂", "月 あかり堂", "月\u200bあかり堂", "#{店舗名}"])
def test_the_known_name_is_found_however_it_is_spaced(name: str) -> None:
    assert broken(campaign(f"{without('送信者')}\n{name}"), KNOWN) == {}
    assert broken(campaign(f"{without('送信者')}\n送信者：ほかの店"), KNOWN) == {"JP-02": "block"}


@pytest.mark.parametrize(
    "line",
    [
        "配信停止：https://shop.example.com/stop",
        "配信停止はこちら\n\nhttps://shop.example.com/stop",
        "配信の停止: stop@example.com",
        "受信拒否はこちら #{解除URL}",
        "メルマガ解除 www.example.com/stop",
        "今後このメールがご不要の方は、このメールに返信してください。",
        "Unsubscribe: shop.example.com/stop",
        "配信停止:https://shop.example.com/stop",
    ],
)
def test_how_to_refuse_is_said_in_many_ways(line: str) -> None:
    assert broken(campaign(f"{without('配信停止')}\n{line}")) == {}


@pytest.mark.parametrize(
    "line",
    [
        "",
        "配信停止できます。",
        "https://shop.example.com/stop",
        "発送の停止：https://shop.example.com/a",
        "配信停止 080-000-1234",
    ],
)
def test_refusing_needs_words_and_a_place(line: str) -> None:
    assert broken(campaign(f"{without('配信停止')}\n{line}")) == {"JP-03": "block"}


def test_refusing_by_button_reply_or_block() -> None:
    button = {"button": {"label": "配信停止", "url": "https://shop.example.com/stop"}}
    assert broken(campaign(without("配信停止"), message=button)) == {}
    assert broken(campaign(without("配信停止"), message={"button": {"label": "配信停止"}})) == {"JP-03": "block"}
    by_reply = f"{without('配信停止')}\nSTOPと返信で停止"
    assert broken(campaign(by_reply, channel="sms")) == {}
    assert broken(campaign(by_reply)) == {"JP-03": "block"}
    assert broken(campaign("お久しぶりです。", channel="line")) == {}
    by_phone = f"{without('配信停止')}\n配信停止 03-0000-1234"
    assert broken(campaign(by_phone, channel="sms")) == {}
    assert broken(campaign(by_phone)) == {"JP-03": "block"}
    only = Given(ShopProfile.model_validate({"sender": {"opt_out": "03-0000-1234"}}), shop_known=False)
    assert broken(campaign(by_phone), only) == {"JP-03": "block"}
    odd = Given(ShopProfile.model_validate({"sender": {"opt_out": "shop.example.com"}}), shop_known=False)
    assert broken(campaign(f"{without('配信停止')}\n配信停止 shop.example.com"), odd) == {}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("配信停止はログインが必要です https://a.example/x", {"JP-03": "warn"}),
        ("ログインして配信停止 https://a.example/x", {"JP-03": "warn"}),
        ("配信停止 https://a.example/login", {}),
        ("ログインして確認できます。\n配信停止 https://a.example/x", {}),
    ],
)
def test_refusing_is_easy(line: str, found: dict[str, str]) -> None:
    assert broken(campaign(f"{without('配信停止')}\n{line}")) == found


@pytest.mark.parametrize(
    ("drop", "add", "found"),
    [
        ("住所", "", "block"),
        ("お問い合わせ", "", "block"),
        ("住所", "東京店は本日より営業", "block"),
        ("住所", "大阪府大阪市北区", None),
        ("住所", "渋谷区神宮前1-2-3", None),
        ("住所", "1丁目", None),
        ("住所", "P.O. Box 12", None),
        ("お問い合わせ", "電話 03-0000-1234", None),
        ("お問い合わせ", "お問い合わせ https://shop.example.com/contact", None),
        ("お問い合わせ", "2026-11-01から", "block"),
        ("送信者", "月あかり堂より|お問い合わせ a@example.com|受信拒否 https://a.example/u", None),
        ("住所", "特定商取引法に基づく表記 https://shop.example.com/law", None),
        ("住所", "会社概要", "block"),
        ("住所", "詳しくは https://shop.example.com/law", "block"),
    ],
)
def test_where_the_sender_is_found(drop: str, add: str, found: str | None) -> None:
    assert broken(campaign(f"{without(drop)}\n{add}")) == ({"JP-04": found} if found else {})


def test_the_cases_of_a_missing_address_are_told_apart() -> None:
    def case(body: str, **more: Any) -> list[str]:
        plan = plan_of(campaign(body, **more))
        return [one.case for one in RULES["JP-04"].look(plan, BARE)]

    neither = "送信者：月あかり堂\n配信停止：stop@example.com"
    assert case(neither) == [""]
    assert case(f"{neither}\n〒150-0001") == ["contact"]
    assert case(f"{neither}\n03-0000-1234") == ["address"]
    about = {"button": {"label": "会社概要", "url": "https://shop.example.com/about"}}
    assert case(neither, message=about) == []
    assert case(neither, channel="sms") == [""]
    page = "送信者：月あかり堂\n配信停止：https://shop.example.com/stop"
    assert case(page, channel="sms") == ["page"]
    assert broken(campaign(page, channel="sms")) == {"JP-04": "warn"}


@pytest.mark.parametrize("channel", ["email", "sms", "line", "push"])
def test_whoever_refused_is_left_out(channel: str) -> None:
    assert broken(leaving_out("no_consent", "consent_stale", channel=channel)) == {"JP-05": "block"}
    no = {"key": "consent.refused", "type": "boolean", "operator": "$eq", "values": [False]}
    audience = {"and": [{"or": [no]}], "exclusions": ["no_consent", "consent_stale"]}
    assert broken(campaign(channel=channel, audience=audience)) == {}


def test_the_day_of_consent_is_looked_at() -> None:
    assert broken(leaving_out("no_consent", "refused")) == {"JP-06": "info"}
    recent = {"key": "consent.days_ago", "type": "number", "operator": "$lte", "values": [700]}
    audience = {"and": [{"or": [recent]}], "exclusions": ["no_consent", "refused"]}
    assert broken(campaign(audience=audience)) == {}
    assert broken(leaving_out("no_consent", "refused", channel="line")) == {}


@pytest.mark.parametrize(
    ("window", "found"),
    [
        ({"start": "08:00", "end": "21:00"}, {}),
        ({"start": "07:59:59", "end": "20:00"}, {"JP-07": "warn"}),
        ({"start": "10:00", "end": "21:00:02"}, {"JP-07": "warn"}),
        ({"start": "10:00", "end": "12:00", "clock": "sender", "timezone": "Asia/Seoul"}, {}),
        ({"start": "10:00", "end": "12:00", "clock": "sender", "timezone": "Europe/Paris"}, {}),
        ({"start": "14:00", "end": "15:00", "clock": "sender", "timezone": "Europe/Paris"}, {"JP-07": "warn"}),
        (None, {"JP-07": "warn"}),
    ],
)
def test_nights_are_quiet_by_custom(window: dict[str, Any] | None, found: dict[str, str]) -> None:
    assert broken(campaign(send_window=window)) == broken(campaign(send_window=window, channel="line")) == found


@pytest.mark.parametrize(
    "text",
    [
        "売上No.1",
        "売上Ｎｏ．１",
        "日本一の味",
        "業界最高の品質",
        "最高品質",
        "必ず痩せる",
        "絶対に痩せます",
        "100%効果",
        "100％安全",
        "シミが消える",
        "副作用はありません",
        "完治",
        "最安値",
        "飲むだけで",
    ],
)
def test_claims_that_need_proof(text: str) -> None:
    assert broken(campaign(f"{text}\n{FOOT}")) == {"JP-08": "warn"}


@pytest.mark.parametrize(
    "text", ["綿100%", "注文No.12", "No.10の糸", "最高気温30度", "日本一般の", "必ずご確認ください", "絶対に無理はせず"]
)
def test_innocent_words_are_no_claims(text: str) -> None:
    assert broken(campaign(f"{text}\n{FOOT}")) == {}


@pytest.mark.parametrize(
    "title",
    [
        "Re: ご注文の件",
        "RE：ご注文の件",
        "Ｒｅ: 季節の支度",
        "Fwd: お知らせ",
        "Re[2]: お知らせ",
        "【返信】お知らせ",
        "先日のメールへのご返信",
        "転送: お知らせ",
        "R\u200be: お知らせ",
        "ご注文内容の確認",
        "お荷物の不在通知",
        "アカウントが停止されました",
        "お支払いが確認できません",
        "未払い料金",
        "ご当選おめでとうございます",
        "佐川急便よりお知らせ",
        "Your order has shipped",
    ],
)
def test_a_subject_says_what_it_is(title: str) -> None:
    assert broken(campaign(title=title)) == {"JP-09": "block"}


@pytest.mark.parametrize(
    "title",
    [
        "お問い合わせの件で伺いたいこと",
        "Re:ゼロのグッズ",
        "ご返信をお待ちしています",
        "キャンセルされた商品について",
        "Re:fresh、春の支度",
        "ご利用枠の上限に達しました",
        "新商品の発送を始めます",
        "Return の手順",
    ],
)
def test_innocent_subjects_pass(title: str) -> None:
    assert broken(campaign(title=title)) == {}


def test_a_text_message_that_begins_as_an_answer() -> None:
    assert broken(campaign(f"Re: こんにちは\n{FOOT}", title="", channel="sms")) == {"JP-09": "block"}
    assert broken(campaign(f"こんにちは\nRe: です\n{FOOT}", title="", channel="sms")) == {}


def test_the_fallbacks_words_are_looked_at_too() -> None:
    data = campaign()
    data["steps"][0] |= {"channel": "line", "fallback": "sms", "fallback_message": {"body": "またどうぞ。"}}
    plan = plan_of(data)
    assert [one.path for one in RULES["JP-02"].look(plan, BARE)] == ["steps[0].fallback_message.body"]


def test_code_puts_lines_and_groups_in() -> None:
    hurt = campaign("お変わりありませんか。", audience={"exclusions": ["upset_open", "consent_stale"]})
    fixed = hurt
    for _ in range(2):
        fixed, _, _ = mend(fixed, KNOWN, ["JP"])
    assert broken(mended(fixed), KNOWN) == {}
    body = fixed["steps"][0]["variants"][0]["body"]
    assert body.startswith("お変わりありませんか。\n")
    for line in ("送信者：月あかり堂", "配信停止：https://shop.example.com/stop", "住所：東京都渋谷区神宮前1-2-3"):
        assert body.count(line) == 1
    assert fixed["audience"]["exclusions"] == ["upset_open", "consent_stale", "no_consent", "refused"]


def test_code_makes_nothing_up() -> None:
    hurt = campaign("お変わりありませんか。")
    assert mended(hurt, BARE) == hurt
    korean = Given(ShopProfile.model_validate({"sender": {"opt_out": "080-000-1234"}}), shop_known=False)
    assert mended(hurt, korean) == hurt
    half = Given(ShopProfile.model_validate({"sender": {"email": "a@example.com"}}), shop_known=False)
    assert mended(hurt, half) == hurt


def test_code_leaves_a_text_message_short() -> None:
    page = campaign("送信者：月あかり堂\n配信停止：https://shop.example.com/stop", channel="sms")
    assert broken(page, KNOWN) == {"JP-04": "warn"}
    assert mended(page) == page
    half = campaign(page["steps"][0]["variants"][0]["body"] + "\n〒150-0001", channel="sms")
    assert mended(half) == half


def test_code_adds_only_what_is_missing() -> None:
    body = mended(campaign(without("住所")))["steps"][0]["variants"][0]["body"]
    assert body == f"{without('住所')}\n住所：東京都渋谷区神宮前1-2-3"
    body = mended(campaign(without("お問い合わせ")))["steps"][0]["variants"][0]["body"]
    assert body.endswith("\nお問い合わせ：help@example.com")


def test_code_moves_the_window_but_no_chosen_moment() -> None:
    night = {"start": "22:00", "end": "23:00"}
    assert mended(campaign(send_window=night))["send_window"] == {"start": 480, "end": 1260}
    late = campaign(send_window={"start": "19:00", "end": "23:00"})
    assert plan_of(mended(late)).send_window == plan_of(campaign(send_window={"start": 1140, "end": 1260})).send_window
    moment = campaign(send_window=None, entry={"type": "schedule", "start_at": "2026-12-01T22:00:00"})
    assert broken(moment) == {"JP-07": "warn"}
    assert mended(moment) == moment
