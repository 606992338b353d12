"""Campaign files: read whatever their shape, named where they are wrong, and mended without losing anything."""

from __future__ import annotations

import json
from typing import Any

import pytest
import yaml

from agent.campaigns.check_file import Asked, check_file, fix_file, path_of
from agent.campaigns.file import LARGEST, read_file, written
from agent.campaigns.rules.types import Edit
from agent.errors import BadInput
from agent.fields import unknown_names
from agent.profile import ShopProfile
from agent.words import LOCALES, say

GOOD = """\
# our autumn greeting
country: KR
shop: 달빛상점
sender: {phone: 02-000-1234, opt_out: 080-000-1234, certified: true}
audience:
  condition:
    and:
      - or: [{key: order.last_days_ago, type: number, operator: $gte, values: [90]}]
  exclusions: [not_reachable, unlisted, no_consent, consent_stale, refused, upset_open, upset_lately, recently_messaged]
entry: {type: schedule, start_at: "2026-12-01T10:00:00"}
send_window: {start: "10:00", end: "12:00"}   # before lunch
cooldown: P30D
max_per_day: 1
max_per_week: 2
steps:
  - channel: lms
    variants:
      - title: (광고) 오랜만이에요
        body: |-
          (광고) 안녕하세요, #{고객명}님. 달빛상점이에요.
          새 반지를 구경하러 오세요.
          달빛상점 02-000-1234
          무료수신거부 080-000-1234
    variables: [{name: 고객명, sample: 김하나}]
"""


def changed(*swaps: tuple[str, str]) -> bytes:
    text = GOOD
    for old, new in swaps:
        assert old in text
        text = text.replace(old, new)
    return text.encode()


def found(content: bytes, **more: Any) -> dict[str, tuple[str, int | None]]:
    """Rule → severity and line of its first break."""
    (checked,) = check_file("a.yaml", content, Asked(**more))
    return {one.rule: (one.severity, one.line) for one in reversed(checked.violations)}


def test_a_good_file_is_let_through() -> None:
    assert [severity for severity, _line in found(GOOD.encode()).values() if severity == "block"] == []


def test_json_says_the_same_as_yaml() -> None:
    data = yaml.safe_load(changed(('start: "10:00"', 'start: "06:00"')))
    as_json = json.dumps(data, ensure_ascii=False, indent=1).encode()
    line = next(n for n, text in enumerate(as_json.decode().splitlines(), 1) if "send_window" in text)
    assert found(as_json)["KR-04"] == ("block", line)
    assert found(changed(('start: "10:00"', 'start: "06:00"')))["KR-04"] == ("block", 11)


def test_many_campaigns_in_one_file_keep_their_places() -> None:
    good, bad = yaml.safe_load(GOOD), yaml.safe_load(changed(("(광고) 오랜만이에요", "오랜만이에요")))
    for data, place in (
        ({"campaigns": [good, bad]}, ("campaigns", 1)),
        ([good, bad], (1,)),
        ({"version": 1, "campaign": bad}, ("campaign",)),
    ):
        content = json.dumps(data, ensure_ascii=False).encode()
        *_, last = read_file("a.json", content).campaigns
        assert last.place == place
        *_, checked = check_file("a.json", content, Asked())
        assert checked.blocked
        fixed = fix_file("a.json", content, Asked())
        assert fixed.rules == ("KR-06",)
        assert not any(one.blocked for one in check_file("a.json", fixed.text.encode(), Asked()))


@pytest.mark.parametrize(
    ("content", "code", "line"),
    [
        (b"\xff\xfe", "check.encoding", 1),
        (GOOD.encode() + b"\x80", "check.encoding", 25),
        (b"", "check.yaml", 1),
        (b"just words", "check.yaml", 1),
        (b"a: [1,\n b: 2", "check.yaml", 3),
        (b"a: &x 1\nb: *x", "check.yaml", 1),
        (b'{"a": 1,\n}', "check.json", 2),
        (b'{"steps": [NaN]}', "check.json", None),
        (b"[]", "check.no_campaign", None),
        (b"{}", "check.no_campaign", None),
        (b"steps: []", "check.field", 1),
        (b"name: x", "check.field", 1),
        (b"country: XX\nsteps:\n- channel: lms", "check.field", 1),
        (b"steps:\n- channel: fax", "check.field", 2),
        (b"steps:\n- channel: lms\nsend_window: {start: '25:00'}", "check.field", 3),
        (b"steps:\n- channel: lms\nsend_window: {start: noon}", "check.field", 3),
        (b"steps:\n- channel: lms\nentry: {type: schedule, start_at: soon}", "check.field", 3),
        (b"#" * (LARGEST + 1), "check.large", None),
    ],
)
def test_what_cannot_be_read_is_named_with_its_line(content: bytes, code: str, line: int | None) -> None:
    with pytest.raises(BadInput) as caught:
        check_file("a.yaml", content, Asked())
    assert (caught.value.code, caught.value.facts.get("line")) == (code, line)
    for locale in LOCALES:
        assert "a.yaml" in say(locale, code, **caught.value.facts)


def test_clocks_are_read_however_yaml_takes_them() -> None:
    for written_as in ("20:59:59", '"20:59:59"'):
        (one,) = read_file("a", changed(('end: "12:00"', f"end: {written_as}"))).campaigns
        assert one.plan.send_window
        assert one.plan.send_window.end == 75_599
    for written_as in ("20:30", '"20:30"', "1230"):
        (one,) = read_file("a", changed(('end: "12:00"', f"end: {written_as}"))).campaigns
        assert one.plan.send_window
        assert one.plan.send_window.end == 73_800


def test_unknown_names_and_names_that_stand_twice_are_told() -> None:
    (checked,) = check_file("a", changed(("shop:", "shp:"), ("cooldown: P30D", "country: KR\ncooldown: P30D")), Asked())
    names = [(one.path, one.line, one.severity) for one in checked.violations if one.rule == "S-13"]
    assert names == [("shp", 3, "warn"), ("country", 12, "warn")]
    assert any("shop" in one.message for one in checked.violations if one.rule == "S-13")


def test_names_of_both_shapes_are_known() -> None:
    class One(ShopProfile):
        extra_one: str = ""

    data = {"name": "x", "sender": {"fone": 1}, "links": {"home": "x"}, "products": [{"nam": "x"}], "extra_one": ""}
    told = {path_of(place): near for place, near in unknown_names(data, ShopProfile, One)}
    assert told == {"sender.fone": "phone", "products[0].nam": "name"}


def test_the_shop_is_known_from_its_profile_or_the_file() -> None:
    hundred = changed(("새 반지를", "77% 싸게 새 반지를"))
    assert "S-08" not in {rule for rule, (severity, _) in found(hundred).items() if severity == "block"}
    profile = ShopProfile(name="달빛상점")
    assert found(hundred, profile=profile)["S-08"][0] == "block"
    inside = changed(("새 반지를", "77% 싸게 새 반지를"), ("shop: 달빛상점", "profile: {name: 달빛상점}"))
    assert found(inside)["S-08"][0] == "block"


def test_country_is_the_recipients() -> None:
    plain = changed(("(광고) ", ""))
    assert found(plain)["KR-06"][0] == "block"
    assert "KR-06" not in found(plain, countries=("JP",))
    both = changed(("(광고) ", ""), ("country: KR", "country: JP\nrecipients: {countries: [JP, KR]}"))
    assert found(both)["KR-06"][0] == "block"


def test_fix_keeps_comments_order_and_style() -> None:
    broken = changed(
        ('"10:00", end: "12:00"', '"07:00", end: "22:00"'), ("- title: (광고) 오", "- title: 오"), (", upset_open", "")
    )
    fixed = fix_file("a", broken, Asked())
    assert fixed.rules == ("KR-04", "KR-06", "S-10")
    before, after = broken.decode().splitlines(), fixed.text.splitlines()
    assert len(before) == len(after)
    different = [new for old, new in zip(before, after, strict=True) if old != new]
    assert different == [
        "  exclusions: [not_reachable, unlisted, no_consent, consent_stale, refused, upset_lately, recently_messaged, upset_open]",
        'send_window: {start: "08:00", end: "20:50"}   # before lunch',
        "      - title: (광고) 오랜만이에요",
    ]


def test_fix_leaves_a_good_file_alone() -> None:
    assert fix_file("a", GOOD.encode(), Asked()).text == GOOD


def test_many_lines_are_written_as_lines() -> None:
    file = read_file("a", GOOD.encode())
    (one,) = file.campaigns
    text = written(file, [(one, Edit(("steps", 0, "variants", 0, "body"), "가\n나"))])
    assert "body: |-\n          가\n          나\n" in text


def test_stricter_rules_block() -> None:
    loose = changed(("max_per_day: 1", "max_per_day: 5"))
    told = found(loose)
    assert told["FQ-01"][0] != "block"
    assert found(loose, stricter=("FQ-01",))["FQ-01"][0] == "block"
    assert found(loose, profile=ShopProfile(name="달빛상점", stricter=("FQ-01",)))["FQ-01"][0] == "block"
    with pytest.raises(BadInput) as caught:
        found(loose, stricter=("KR-99",))
    assert (caught.value.code, caught.value.facts) == ("check.no_rule", {"rule": "KR-99"})


def test_a_member_state_is_the_union_and_other_countries_have_no_rules_here() -> None:
    plain = yaml.safe_load(changed(("(광고) ", "")))
    for country, packs in (("DE", {"EU"}), ("KR", {"KR"})):
        rules = found(json.dumps(plain | {"country": country}).encode())
        assert {rule[:2] for rule in rules} & {"KR", "JP", "US", "EU"} == packs
    away = found(json.dumps(plain | {"country": "KR", "recipients": {"countries": ["DE", "JP"]}}).encode())
    assert {rule[:2] for rule in away} & {"KR", "JP", "US", "EU"} == {"EU", "JP"}


def test_our_own_export_can_be_checked() -> None:
    inside = json.dumps({"campaign": {"version": 1, "campaign": yaml.safe_load(GOOD)}}).encode()
    (one,) = read_file("a", inside).campaigns
    assert one.place == ("campaign", "campaign")


@pytest.mark.parametrize(
    ("body", "cut"),
    [
        ("안녕하세요, #{고객명}님. 반가워요.", True),
        ('"안녕하세요, #{고객명}님."', False),
        ("'안녕하세요, #{고객명}님.'", False),
        ("안녕하세요,#{고객명}님.", False),
        ("|-\n          안녕하세요, #{고객명}님.", False),
        ("안녕하세요. # 인사말", False),
    ],
)
def test_a_text_that_yaml_would_cut_off_is_told(body: str, cut: bool) -> None:
    content = f"steps:\n  - channel: in_app\n    variants:\n      - body: {body}\n".encode()
    (checked,) = check_file("a", content, Asked())
    told = [(one.rule, one.severity, one.path, one.line) for one in checked.violations if one.rule == "S-13"]
    assert told == ([("S-13", "block", "steps[0].variants[0].body", 4)] if cut else [])


def test_words_beside_the_variants_are_shown_their_place() -> None:
    content = b"steps:\n  - channel: in_app\n    body: hi\n    variants: [{body: hello}]\n"
    (checked,) = check_file("a", content, Asked(locale="en"))
    (one,) = [one for one in checked.violations if one.rule == "S-13"]
    assert (one.severity, one.line) == ("warn", 3)
    assert "under variants" in one.message


def test_the_basis_is_a_law_of_the_recipients_or_said_in_words() -> None:
    (korean,) = check_file("a", GOOD.replace('start: "10:00"', 'start: "05:00"').encode(), Asked())
    assert "제50조" in {one.rule: one.basis or "" for one in korean.violations}["KR-04"]
    american = changed(
        ("country: KR", "country: US"), ("새 반지를 구경하러 오세요.", "https://bit.ly/x 오늘만! 3개 남았어요.")
    )
    (abroad,) = check_file("a", american, Asked(locale="en"))
    assert abroad.violations
    assert not [one for one in abroad.violations if one.basis is None or "법" in one.basis or "docs/" in one.basis]


NIGHT = ('start: "10:00"', 'start: "05:00"')


def test_fix_keeps_the_ends_of_lines_the_mark_and_the_dashes() -> None:
    plain = "---\n" + changed(NIGHT).decode()
    windows = "\ufeff" + plain.replace("\n", "\r\n")
    fixed = fix_file("a", windows.encode(), Asked())
    assert fixed.rules == ("KR-04",)
    assert fixed.text == windows.replace("05:00", "08:00")


def test_fix_of_json_writes_clocks_as_clocks() -> None:
    data = yaml.safe_load(changed(NIGHT))
    fixed = fix_file("a", json.dumps(data, ensure_ascii=False).encode(), Asked())
    data["send_window"]["start"] = "08:00"
    assert json.loads(fixed.text) == data


@pytest.mark.parametrize("as_json", [False, True])
def test_a_name_that_stands_twice_is_not_lost_by_mending(as_json: bool) -> None:
    text = changed(NIGHT, ("cooldown: P30D", "country: KR\ncooldown: P30D")).decode()
    if as_json:
        text = json.dumps(yaml.safe_load(changed(NIGHT)), ensure_ascii=False)[:-1] + ', "country": "KR"}'
    with pytest.raises(BadInput) as caught:
        fix_file("a", text.encode(), Asked())
    assert (caught.value.code, caught.value.facts["name"]) == ("check.twice_first", "country")


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (json.dumps([yaml.safe_load(GOOD)] * 101).encode(), "check.many"),
        (b'{"steps": [{"channel": "lms", "variants": [{"body": "x\\ud83d"}]}]}', "check.json"),
        (changed(("새 반지를", "가" * 30_001)), "check.field"),
        (changed(("country: KR", "recipients: {countries: [Korea]}")), "check.field"),
    ],
)
def test_what_nobody_sends_is_refused(content: bytes, code: str) -> None:
    with pytest.raises(BadInput) as caught:
        check_file("a", content, Asked())
    assert caught.value.code == code


def test_a_country_whose_rules_are_not_known_is_told() -> None:
    content = changed(("country: KR", "country: KR\nrecipients: {countries: [KR, CN]}"))
    (checked,) = check_file("a", content, Asked(locale="en"))
    (one,) = [one for one in checked.violations if one.rule == "S-13"]
    assert (one.severity, one.line) == ("warn", 3)
    assert "CN" in one.message
