"""The rules of the United States on both sides of their edges."""

from __future__ import annotations

from typing import Any

import pytest

from agent.campaigns.mend import mend
from agent.campaigns.plan import plan_of
from agent.campaigns.rules import RULES, Given, broken_rules
from agent.profile import ShopProfile

MAIL_FOOT = "Moon Shop, 1 Example Street\nUnsubscribe: https://shop.example.com/stop"
SPARED = ["not_reachable", "no_consent", "consent_stale", "refused", "upset_open", "upset_lately"]
BARE = Given(ShopProfile(), shop_known=False)
KNOWN = Given(
    ShopProfile.model_validate(
        {
            "name": "Moon Shop",
            "country": "US",
            "language": "en",
            "sender": {"address": "1 Example Street", "opt_out": "https://shop.example.com/stop"},
        }
    )
)


def mail(body: str = f"We found something for you.\n\n{MAIL_FOOT}", **more: Any) -> dict[str, Any]:
    """An advertising e-mail that breaks nothing."""
    message = {"title": more.pop("title", "News for the season"), "body": body, **more.pop("message", {})}
    return {
        "country": "US",
        "audience": {"exclusions": SPARED},
        "send_window": {"start": "10:00", "end": "12:00", "days": [1, 2, 3, 4, 5, 6]},
        "steps": [{"channel": more.pop("channel", "email"), "variants": [message]}],
        **more,
    }


def text(body: str = "Moon Shop: something new for you. Reply STOP to opt out.", **more: Any) -> dict[str, Any]:
    """An advertising text message that breaks nothing."""
    return mail(body, **{"channel": "sms", "title": "", **more})


def window(start: str, end: str, **more: Any) -> dict[str, Any]:
    return {"send_window": {"start": start, "end": end, "days": [1, 2, 3, 4, 5, 6], **more}}


def at(moment: str, **more: Any) -> dict[str, Any]:
    return {"send_window": None, "entry": {"type": "schedule", "start_at": moment, **more}}


def living(**more: Any) -> dict[str, Any]:
    return {"recipients": more}


def broken(data: dict[str, Any], given: Given = BARE) -> dict[str, str]:
    """Rules of the US that it breaks, with the worst severity of each."""
    found = sorted(
        (rule.id, one.severity or rule.severity)
        for rule, one in broken_rules(plan_of(data), given, ["US"])
        if rule.id.startswith("US")
    )
    return dict(reversed(found))  # "block" comes before "warn"


def mended(data: dict[str, Any], given: Given = KNOWN) -> dict[str, Any]:
    fields, _, _ = mend(data, given, ["US"])
    again, _, edits = mend(fields, given, ["US"])
    assert (again, edits) == (fields, ())
    return fields


def leaving_out(*reasons: str) -> dict[str, Any]:
    return {"audience": {"exclusions": list(reasons)}}


def test_good_ones_are_quiet_and_what_is_not_advertising_is_not_asked() -> None:
    assert broken(mail()) == broken(text()) == broken(mail(), KNOWN) == broken(text(), KNOWN) == {}
    note: dict[str, Any] = {"advertising": False, "audience": {}, "send_window": None}
    assert broken(mail("Your booking is tomorrow.", **note)) == broken(text("Your booking is tomorrow.", **note)) == {}
    assert broken(mail("Welcome", channel="in_app", audience={}, send_window=None)) == {}
    assert broken(mail("Welcome", entry={"type": "popup"}, audience={}, send_window=None)) == {}


@pytest.mark.parametrize("channel", ["sms", "lms"])
def test_texts_only_to_those_who_agreed(channel: str) -> None:
    assert broken(text(channel=channel, **leaving_out("refused"))) == {"US-01": "block"}
    bought = text(channel=channel, consent_basis="existing_customer", same_goods=True, **leaving_out("refused"))
    assert broken(bought) == {"US-01": "block"}
    clause = {"key": "consent.sms", "type": "boolean", "operator": "$eq", "values": [True]}
    assert broken(text(channel=channel, audience={"and": [{"or": [clause]}], "exclusions": ["refused"]})) == {}
    unknown: dict[str, Any] = {"audience": {"exclusions": SPARED, "consent_known": False}}
    assert broken(text(channel=channel, **unknown)) == {"US-01": "warn"}
    assert broken(mail(**unknown)) == {}


@pytest.mark.parametrize(
    ("start", "end", "found"),
    [
        ("08:00", "20:00", "US-03"),
        ("07:59:59", "20:00", "US-02"),
        ("09:00", "21:00", "US-03"),
        ("09:00", "21:00:01", "US-03"),  # the stroke of nine is not after nine
        ("09:00", "21:00:02", "US-02"),
        ("22:00", "23:00", "US-02"),
        ("20:00", "06:00", "US-02"),
        ("00:00", "24:00", "US-02"),
    ],
)
def test_no_text_at_night(start: str, end: str, found: str) -> None:
    severity = {"US-02": "block", "US-03": "warn"}[found]
    assert broken(text(**window(start, end)))[found] == severity
    assert ("US-02" in broken(text(**window(start, end)))) is (found == "US-02")
    assert broken(mail(**window(start, end))) == {}


@pytest.mark.parametrize(
    ("moment", "night"),
    [
        ("2026-12-01T07:59:59", True),
        ("2026-12-01T08:00:00", False),
        ("2026-12-01T21:00:00", False),
        ("2026-12-01T21:00:01", True),
    ],
)
def test_a_moment_is_by_day_where_it_arrives(moment: str, night: bool) -> None:
    assert ("US-02" in broken(text(**at(moment)))) is night


def test_arrival_counts_and_not_the_start() -> None:
    assert "US-02" not in broken(text(**at("2026-12-01T20:00:00", takes="PT1H")))
    assert "US-02" in broken(text(**at("2026-12-01T20:00:00", takes="PT1H1M")))
    assert broken(text(send_window=None))["US-02"] == "block"


@pytest.mark.parametrize(
    ("recipients", "moment", "found"),
    [
        ({"zones": ["America/Los_Angeles"]}, "2026-12-01T10:59:59-05:00", "block"),
        ({"zones": ["America/Los_Angeles"]}, "2026-12-01T12:00:00-05:00", None),
        ({"zones": ["America/New_York", "America/Los_Angeles"]}, "2026-12-01T09:00:00-05:00", "block"),
        ({"states": ["CA"]}, "2026-12-01T10:00:00-05:00", "block"),
        ({"states": [" ca "]}, "2026-12-01T11:00:00-05:00", None),
        ({"states": ["HI"]}, "2026-12-01T12:00:00-05:00", "block"),
        ({"states": ["NY"]}, "2026-12-01T09:00:00-05:00", None),
        ({}, "2026-12-01T09:00:00-05:00", "warn"),
        ({}, "2026-12-01T12:00:00-05:00", None),
        ({}, "2026-12-01T15:00:00+09:00", "block"),
        ({}, "2026-12-02T02:00:00+09:00", None),
    ],
)
def test_their_own_clocks_decide(recipients: dict[str, Any], moment: str, found: str | None) -> None:
    assert broken(text(**at(moment), **living(**recipients))).get("US-02") == found


@pytest.mark.parametrize(
    ("start", "recipients", "found"),
    [
        ("10:00", {}, "warn"),
        ("11:00", {}, None),
        ("07:00", {}, "block"),
        ("10:00", {"states": ["CA"]}, "block"),
        ("10:00", {"states": ["NY", "OH"]}, None),
        ("10:00", {"zones": ["America/Chicago"]}, None),
    ],
)
def test_a_window_on_the_senders_clock(start: str, recipients: dict[str, Any], found: str | None) -> None:
    hours = window(start, "12:00", clock="sender", timezone="America/New_York")
    assert broken(text(**hours, **living(**recipients))).get("US-02") == found


HOURS = {  # Monday to Friday, Saturday, Sunday
    "FL": ((8, 20), (8, 20), (8, 20)),
    "MD": ((8, 20), (8, 20), (8, 20)),
    "OK": ((8, 20), (8, 20), (8, 20)),
    "MS": ((8, 20), (8, 20), None),
    "TX": ((9, 21), (9, 21), (12, 21)),
    "CT": ((9, 20), (9, 20), (9, 20)),
    "RI": ((9, 18), (10, 17), (10, 17)),
}


@pytest.mark.parametrize("day", [1, 5, 6, 7])
@pytest.mark.parametrize("state", HOURS)
def test_stricter_states_day_by_day(state: str, day: int) -> None:
    def found(start: int, end: int) -> dict[str, str]:
        send_window = {"start": _clock(start), "end": _clock(end), "days": [day]}
        return broken(text(send_window=send_window, **living(states=[state])))

    span = HOURS[state][max(0, day - 5)]
    if span is None:
        assert found(10 * 3600, 11 * 3600) == {"US-03": "block"}
        return
    first, last = span[0] * 3600, span[1] * 3600
    assert found(first, last + 1) == {}  # the end of a window no longer counts
    assert found(first - 1, last)["US-03"] == found(first, last + 2)["US-03"] == "block"


def _clock(seconds: int) -> str:
    return f"{seconds // 3600:02}:{seconds // 60 % 60:02}:{seconds % 60:02}"


def test_other_states_and_mails_keep_to_the_federal_hours() -> None:
    assert broken(text(**window("08:00", "21:00"), **living(states=["CA", "NY"]))) == {}
    assert broken(text(**window("08:00", "21:00"), **living(states=["CA", " fl"]))) == {"US-03": "block"}
    assert broken(mail(**window("08:00", "21:00"), **living(states=["FL"]))) == {}


def test_a_states_own_clock_and_day() -> None:
    texas = living(states=["TX"])
    assert broken(text(**at("2026-12-01T09:30:00-05:00"), **texas)) == {"US-03": "block"}  # 08:30 in Texas
    assert broken(text(**at("2026-12-01T10:00:00-05:00"), **texas)) == {}
    assert broken(text(**at("2026-12-06T11:00:00"), **texas)) == {"US-03": "block"}  # a Sunday
    assert broken(text(**at("2026-12-05T11:00:00"), **texas)) == {}


@pytest.mark.parametrize(
    ("hours", "found"),
    [
        (window("09:00", "20:00:01"), {}),
        (window("08:59:59", "20:00"), {"US-03": "warn"}),
        (window("09:00", "20:00:02"), {"US-03": "warn"}),
        (window("10:00", "12:00", days=[7]), {"US-03": "warn"}),
    ],
)
def test_where_states_are_unknown_the_strictest_hours_are_told(hours: dict[str, Any], found: dict[str, str]) -> None:
    assert broken(text(**hours)) == found
    assert broken(text(**hours, **living(states=["NY"]))) == {}


def series(*delays: str, **more: Any) -> dict[str, Any]:
    data = text(**more)
    data["steps"] = [{**data["steps"][0], "delay": delay} for delay in delays]
    return data


def test_three_texts_a_day_are_enough() -> None:
    four, three = ("P0D", "PT1H", "PT2H", "PT23H"), ("P0D", "PT1H", "PT2H", "P1D")
    for state in ("FL", "MD", "OK"):
        assert broken(series(*four, **living(states=[state]))) == {"US-03": "block"}
        assert broken(series(*three, **living(states=[state]))) == {}
        assert broken(text(max_per_day=4, **living(states=[state]))) == {"US-03": "block"}
        assert broken(text(max_per_day=3, **living(states=[state]))) == {}
        assert broken(series(*four, max_per_day=1, **living(states=[state]))) == {}
    assert broken(series(*four, **living(states=["TX"]))) == {}
    assert broken(series(*four)) == broken(text(max_per_day=4)) == {"US-03": "warn"}
    paths = [one.path for one in RULES["US-03"].look(plan_of(text(max_per_day=4)), BARE)]
    assert paths == ["max_per_day"]
    mixed = series(*four)
    mixed["steps"][3] |= {"channel": "email", "variants": mail()["steps"][0]["variants"]}
    assert broken(mixed) == {}


@pytest.mark.parametrize(
    "title",
    [
        "Re: your question",
        "RE:  Hello",
        "Fwd: Hello",
        "FW: Hello",
        "Re[3]: Hello",
        "[Moon] Re: Hello",
        "Ｒｅ： Hello",
        "Your order has shipped",
        "Your package could not be delivered",
        "Order confirmation",
        "Order #1234",
        "Payment failed",
        "Your invoice",
        "Invoice attached",
        "Your account will be suspended",
        "Security alert",
        "Verify your account",
        "Past due",
        "USPS delivery notice",
        "Your refund is waiting",
        "Password reset",
    ],
)
def test_a_subject_that_misleads(title: str) -> None:
    assert broken(mail(title=title)) == {"US-04": "block"}


@pytest.mark.parametrize(
    "title",
    [
        "Recycle with us",
        "Re:fresh your closet",
        "About the order you canceled",
        "You've reached your limit",
        "Your trial ends soon",
        "Something to go with your order",
        "Reorder in one minute",
        "Your coupon is about to expire",
        "Limited-time colors",
        "Thanks for your order",
        "Your account manager says hi",
        "Forward thinking: Hello",
    ],
)
def test_innocent_subjects(title: str) -> None:
    assert broken(mail(title=title)) == {}


def test_an_email_without_consent_says_that_it_is_advertising() -> None:
    plain = f"We found something for you.\n\n{MAIL_FOOT}"
    assert broken(mail(plain, **leaving_out("refused"))) == {"US-05": "block"}
    assert broken(mail(plain, **leaving_out("refused", "no_consent"))) == {}
    assert broken(mail("Welcome", channel="line", **leaving_out("refused"))) == {}


@pytest.mark.parametrize(
    ("words", "said"),
    [
        ("This is an advertisement.", True),
        ("Advertising", True),
        ("AD", True),
        ("A special offer", True),
        ("20% off", True),
        ("Promotional e-mail", True),
        ("広告", True),
        ("Add it to your cart", False),
        ("an ad-hoc list", False),
        ("wholesale", False),
    ],
)
def test_words_that_say_it_is_advertising(words: str, said: bool) -> None:
    found = broken(mail(f"{words}\n\n{MAIL_FOOT}", **leaving_out("refused")))
    assert found == ({} if said else {"US-05": "block"})


@pytest.mark.parametrize(
    "address",
    [
        "1 Example Street",
        "12 Long Meadow Rd",
        "350 5th Ave, Floor 3",
        "500 MAIN ST",
        "P.O. Box 77",
        "PO Box #77",
        "Springfield, IL 62701",
        "Austin TX 78701-1234",
        "10 Downing Street, London SW1A 2AA",
        "Hauptstraße 5, 10115 Berlin",
        "10 rue de Rivoli, 75001 Paris",
        "〒150-0001 東京都渋谷区",
        "Calle Mayor 5, Madrid",
        "ul. Długa 5, Warszawa",
        "4, place du Marché",
        "Damrak 1, 1012 LG Amsterdam",
        "서울시 강남구 테헤란로 12",
        "#{postal address}",
    ],
)
def test_postal_addresses_of_many_kinds(address: str) -> None:
    body = f"Hello again.\n{address}\nUnsubscribe: https://shop.example.com/stop"
    assert broken(mail(body)) == {}


@pytest.mark.parametrize(
    "words",
    [
        "",
        "Moon Shop",
        "In 2019 Moon Shop opened.",
        "5 minutes all the way",
        "Save $20 Today On Main Street",
        "Call 555-000-1234",
        "help@example.com",
        "Since 2026 November",
        "Use code 12345",
        "via mail by 5 pm",
        "1 place for all",
        "1番人気",
        "다시 새로 12개",
    ],
)
def test_no_address_is_no_address(words: str) -> None:
    body = f"Hello again.\n{words}\nUnsubscribe: https://shop.example.com/stop"
    assert broken(mail(body)) == broken(mail(body), KNOWN) == {"US-06": "block"}
    assert broken(text(f"{words} Reply STOP to end")) == {}


def test_the_known_address_is_found_whatever_its_form() -> None:
    odd = Given(ShopProfile.model_validate({"sender": {"address": "The Old Mill, Brookside"}}))
    body = "Hello.\nTHE OLD MILL\nBrookside\nUnsubscribe: https://shop.example.com/stop"
    assert broken(mail(body), odd) == {}
    assert broken(mail(body)) == {"US-06": "block"}


@pytest.mark.parametrize(
    "line",
    [
        "Unsubscribe: https://shop.example.com/stop",
        "Click here to opt out: www.example.com/x",
        "To stop receiving these, write to stop@example.com",
        "Reply with UNSUBSCRIBE",
        "Manage your e-mail preferences: #{preferences_url}",
        "Unsubscribe\n\nhttps://shop.example.com/stop",
        "[Unsubscribe](https://a.example/u)",
        "ＵＮＳＵＢＳＣＲＩＢＥ https://a.example/u",
        "수신거부 https://a.example/u",
        "Unsubscribe here https://a.example/u, or call 555-000-1234 to opt out",
    ],
)
def test_ways_to_unsubscribe(line: str) -> None:
    assert broken(mail(f"Hello.\nMoon Shop, 1 Example Street\n{line}")) == {}


@pytest.mark.parametrize("line", ["", "Unsubscribe any time.", "https://shop.example.com/stop", "Don't stop now!"])
def test_no_way_to_unsubscribe(line: str) -> None:
    assert broken(mail(f"Hello.\n{line}\nMoon Shop, 1 Example Street")) == {"US-07": "block"}


@pytest.mark.parametrize(
    "line",
    [
        "Log in to your account to unsubscribe: https://a.example/u",
        "To unsubscribe https://a.example/u you pay a fee",
        "Unsubscribe in writing, or at https://a.example/u",
        "Call us to unsubscribe: https://a.example/u",
        "Unsubscribe https://a.example/u with your password",
    ],
)
def test_unsubscribing_asks_for_nothing(line: str) -> None:
    assert broken(mail(f"Hello.\nMoon Shop, 1 Example Street\n{line}")) == {"US-07": "block"}


@pytest.mark.parametrize(
    ("line", "found"),
    [
        ("Reply STOP to opt out.", False),
        ("Text STOP to end", False),
        ("STOP=end", False),
        ("STOP to quit", False),
        ("STOP2END", False),
        ("Rply STOP", False),
        ("by texting STOP", False),
        ("reply stop", False),
        ("Ｒｅｐｌｙ ＳＴＯＰ", False),
        ("STOP 답장", False),
        ("STOPと返信", False),
        ("", True),
        ("Don't stop now", True),
        ("Stop by our store", True),
        ("Opt out: https://a.example/u", True),
    ],
)
def test_every_text_says_how_to_stop(line: str, found: bool) -> None:
    assert broken(text(f"Moon Shop: hello. {line}")) == ({"US-07": "block"} if found else {})


@pytest.mark.parametrize("make", [mail, text])
def test_whoever_refused_is_left_out(make: Any) -> None:
    assert broken(make(**leaving_out("no_consent"))) == {"US-08": "block"}


@pytest.mark.parametrize(
    "claim",
    [
        "Guaranteed results",
        "Risk-free",
        "Risk free",
        "The #1 brand",
        "Number one in town",
        "World's best coffee",
        "A miracle",
        "It cures colds",
        "100% effective",
        "No side effects",
        "Lose 10 pounds",
        "Clinically proven",
        "You've won",
        "Lowest prices ever",
    ],
)
def test_claims_that_need_proof(claim: str) -> None:
    assert broken(mail(f"{claim}\n\n{MAIL_FOOT}")) == {"US-09": "warn"}


@pytest.mark.parametrize(
    "words",
    ["100% cotton", "Tip #1: wash cold", "Money-back guaranteed", "Cure time is two days", "You've won our hearts"],
)
def test_innocent_words_are_no_claims(words: str) -> None:
    assert broken(mail(f"{words}\n\n{MAIL_FOOT}")) == {}


def test_code_puts_lines_and_groups_in() -> None:
    fixed = mended(mail("Hello again.", **leaving_out("upset_open")))
    body = fixed["steps"][0]["variants"][0]["body"]
    assert broken(fixed, KNOWN) == {}
    lines = body.split("\n")
    assert lines[0] == "Hello again."
    assert {"This e-mail is an advertisement.", "Moon Shop, 1 Example Street"} < set(lines)
    assert body.count("Unsubscribe: https://shop.example.com/stop") == 1
    assert fixed["audience"]["exclusions"] == ["upset_open", "refused"]
    short = mended(text("Moon Shop: hello.", **leaving_out("upset_open")))
    assert broken(short, KNOWN) == {}
    assert short["steps"][0]["variants"][0]["body"] == "Moon Shop: hello.\nReply STOP to opt out."


def test_code_makes_nothing_up() -> None:
    bare = mail("Hello again.")
    assert mended(bare, BARE) == bare


@pytest.mark.parametrize(
    ("hours", "states", "moved"),
    [
        (window("06:00", "23:00", days=[1, 7]), [], {"start": 540, "end": 1200, "days": [1]}),
        (window("22:00", "23:00"), ["NY"], {"start": 480, "end": 1260}),
        (window("08:00", "22:00"), ["FL"], {"start": 480, "end": 1200}),
        (window("08:00", "22:00", days=[5, 6, 7]), ["TX"], {"start": 540, "end": 1260, "days": [5, 6]}),
        (window("08:00", "20:30", days=[7]), ["TX"], {"start": 720, "end": 1230}),
        (window("10:00", "12:00", days=[6, 7]), ["MS"], {"start": 600, "end": 720, "days": [6]}),
        (window("10:00", "12:00", days=[7]), ["MS"], {"start": 600, "end": 720, "days": [1, 2, 3, 4, 5, 6]}),
        (window("10:00", "20:00", days=[6, 7]), ["RI"], {"start": 600, "end": 1020}),
        (window("08:00", "21:00"), ["CT", "RI"], {"start": 540, "end": 1080, "days": [1, 2, 3, 4, 5]}),
    ],
)
def test_code_moves_the_window(hours: dict[str, Any], states: list[str], moved: dict[str, Any]) -> None:
    fixed = mended(text(**hours, **living(states=states)))
    assert plan_of(fixed).send_window == plan_of(text(send_window={**hours["send_window"], **moved})).send_window
    assert broken(fixed) == {}


def test_code_puts_the_window_on_their_own_clocks() -> None:
    hours = window("10:00", "12:00", clock="sender", timezone="America/New_York")
    fixed = mended(text(**hours, **living(states=["CA"])))
    assert fixed["send_window"]["clock"] == "recipient"
    assert broken(fixed) == {}
    moment = text(**at("2026-12-01T22:00:00"))
    assert mended(moment) == moment
