"""Whether a playbook can be used: every fault is named with its line, and everything at once."""

from __future__ import annotations

import copy
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.playbook_check import LARGEST, Checked, check_all, check_content, check_data, library_broken
from agent.playbook_check.names import event_names
from agent.words import LOCALES, Phrase, say
from retrieval.library import WrongPlaybook, load_library

DOCS = Path(__file__).parents[1] / "docs" / "playbooks.md"
EXAMPLE = re.findall(r"```yaml\n(.*?)```", DOCS.read_text(encoding="utf-8"), re.S)[0]
COMMON = load_library().playbooks
FIRST = "오래 쓰실 수 있게 손질하는 방법을 짧게 적어 두었어요."


def said(phrase: Phrase, locale: Any = "ko") -> str:
    return say(locale, phrase.key, **phrase.facts)


def check(text: str) -> Checked:
    return check_content("my.yaml", text.encode(), COMMON)


def line_with(text: str, part: str) -> int:
    return next(number for number, line in enumerate(text.splitlines(), 1) if part in line)


def test_the_example_of_the_documentation_passes_in_one_language() -> None:
    checked = check(EXAMPLE)
    assert (checked.ok, checked.id, checked.problems) == (True, "my_repair_care", ())
    assert checked.playbook
    assert checked.playbook.languages == ("ko",)


@pytest.mark.parametrize(
    ("old", "new", "code", "told"),
    [
        (FIRST, "{prodct:은/는} 잘 쓰세요?", "unknown_field", "{product}"),
        (FIRST, "{상품명}은 잘 쓰세요?", "unknown_field", "offer"),
        (FIRST, "#{product.name} 잘 쓰세요?", "unknown_field", "{product}"),
        (FIRST, "{product!r} 잘 쓰세요?", "unknown_field", "{product}"),
        (FIRST, "{product:,} 잘 쓰세요?", "particle", "{product:을/를}"),
        (FIRST, "여기 {product 잘 쓰세요?", "brace", "중괄호"),
        (FIRST, "여기 product} 잘 쓰세요?", "brace", "중괄호"),
        (FIRST, "여기 {{product}} 잘 쓰세요?", "brace", "중괄호"),
        (FIRST, "[[{product:은/는} 잘 쓰세요?", "clause_open", "‘]]’"),
        (FIRST, "{shop} 잘 쓰세요?]] 네.", "clause_shut", "‘[[’"),
        (FIRST, "[[{product} [[{shop}]] 잘 쓰세요?", "clause_open", "‘]]’"),
        (FIRST, "지금 오시면 10% 깎아 드려요.", "promised", "{offer}"),
        (FIRST, "지금 오시면 3,000원에 드려요.", "promised", "{offer}"),
        (FIRST, "배송비 3만 원을 아끼세요.", "promised", "{shipping_fee}"),
        (FIRST, "지금 오시면 반값이에요.", "promised", "{offer}"),
        (FIRST, "쿠폰을 보내 드릴게요.", "alimtalk", "브랜드 메시지"),
        ("button: 관리법 보기", "button: '{product} 보기'", "button_field", "보러 가기"),
        ("button: 관리법 보기", "button: 관리법을 지금 바로 보러 가기", "long", "줄이거나"),
        ("event: chat_closed", "event: chat_close", "unknown_event", "chat_closed"),
        ("event: guide_opened", "event: zzzz", "unknown_event", "쓸 수 있는 이름"),
        ("key: support.intent,", "key: support.intnt,", "unknown_key", "support.intent"),
        ("operator: $in,", "operator: $gte,", "clause_form", "$eq"),
        ("values: [closed]", "values: [closed, open]", "clause_form", "$eq"),
        ("values: [warranty_repair]", "values: [warranty_repairs]", "unknown_intent", "warranty_repair"),
        ("intents: [warranty_repair]", "intents: [waranty_repair]", "unknown_intent", "warranty_repair"),
        ("findings: [finished_well, repeat_question]", "findings: [repeat_questions]", "unknown_finding", "repeat_question"),
        ("window: P7D", "window: P60D", "span", "P14D"),
        ("wait: P1D", "wait: P100D", "span", "P14D"),
        ("wait: P1D", "wait: P10000D", "form_string_pattern_mismatch", "네 자리"),
        ("wait: P1D", f"wait: P{'9' * 400}D", "form_string_pattern_mismatch", "P14D"),
        ("version: 1", "version: 1\nexclusions: [upset_lately]", "form_upset_sold_to", "upset_open"),
        ("button: 관리법 보기", 'button: "관리법 \\e[2J"', "form_control_letter", "U+001B"),
        ("button: 관리법 보기", "button: ' '", "form_blank", "비어"),
        ("id: my_repair_care", "id: winback", "taken", "my_winback"),
        ("id: my_repair_care", "id: 내 방법", "form_string_pattern_mismatch", "my_restock"),
        ("stage: post_purchase", "stage: later", "form_literal_error", "post_purchase"),
        ("stage: post_purchase", "stgae: post_purchase", "form_extra_forbidden", "stage"),
        ("wait: P1D", "wiat: P1D", "form_extra_forbidden", "wait"),
        ("type: event,", "type: evnt,", "form_union_tag_invalid", "schedule"),
        ("    - AS 끝난 분께 관리법 보내고 싶어요\n", "", "form_few_phrases", "세 가지"),
        ("version: 1", "version: 1\nversion: 2", "yaml_twice", "지워"),
        ("version: 1", "version: [1", "yaml_form", "들여쓰기"),
    ],
)  # fmt: skip
def test_a_fault_is_told_with_its_line_and_what_to_do(old: str, new: str, code: str, told: str) -> None:
    assert old in EXAMPLE
    text = EXAMPLE.replace(old, new, 1)
    if code == "form_upset_sold_to":
        text = text.replace("advertising: never", "advertising: always")
    checked = check(text)
    problem = next(problem for problem in checked.problems if problem.code == code)
    assert not checked.ok
    assert problem.severity == "error"
    assert told in said(problem.message) + said(problem.fix)
    if new and code != "yaml_form":
        last = new.splitlines()[-1]
        assert problem.line == line_with(text, last), said(problem.message)
    for locale in LOCALES:
        assert said(problem.message, locale).strip()
        assert "{open}" not in said(problem.fix, locale)


def test_everything_is_found_at_once() -> None:
    text = (
        EXAMPLE.replace("stage: post_purchase", "stage: later")
        .replace(FIRST, "{prodct} 10% 쿠폰 [[x")
        .replace("event: guide_opened", "event: nothing")
        .replace("why:\n  ko:", "why:\n  en:")
    )
    codes = {problem.code for problem in check(text).problems}
    wanted = {"form_literal_error", "unknown_field", "promised", "clause_open", "alimtalk", "unknown_event", "form_gap"}
    assert wanted <= codes
    lines = [problem.line or 0 for problem in check(text).problems]
    assert lines == sorted(lines)


def _data() -> dict[str, Any]:
    loaded: dict[str, Any] = yaml.safe_load(EXAMPLE)
    return loaded


def test_two_wordings_that_are_nearly_the_same() -> None:
    data = _data()
    first, second = data["steps"][0]["ko"]
    second["body"] = first["body"] + "요"
    [problem] = check_data("x", data, COMMON).problems
    assert (problem.code, problem.place) == ("twins", ("steps", 0, "ko", 1))


def test_a_text_must_fit_the_channel_that_it_is_for() -> None:
    data = _data()
    data["channels"] = {"ko": ["push", "lms"]}
    data["steps"][0]["ko"][0]["body"] = "가" * 180
    [problem] = check_data("x", data, COMMON).problems
    assert (problem.code, problem.place[-1]) == ("long", "body")
    data["channels"] = {"ko": ["lms", "push"]}  # now the fallback is for push, and the long text for LMS
    assert check_data("x", data, COMMON).ok
    del data["steps"][0]["fallback"]
    assert [one.code for one in check_data("x", data, COMMON).problems] == ["long"]


@pytest.mark.parametrize("channel", ["lms", "in_app", "email"])
@pytest.mark.parametrize("advertising", ["never", "if_benefit", "always"])
def test_only_advertising_speaks_of_a_benefit(channel: str, advertising: str) -> None:
    data = _data() | {"advertising": advertising, "channels": {"ko": [channel]}, "exclusions": ["upset_open"]}
    data["steps"][0]["ko"][0]["body"] = "오늘만 특가 세일이에요. 무료배송 쿠폰도 드려요"
    told = [(one.code, one.place) for one in check_data("x", data, COMMON).problems]
    assert told == ([] if advertising == "always" else [("benefit", ("steps", 0, "ko", 0, "body"))])
    data["steps"][0]["ko"][0]["body"] = "잘 쓰고 계신지 여쭤봐요.[[ {offer:을/를} 할인 쿠폰으로 드려요.]]"
    assert check_data("x", data, COMMON).ok


def test_an_offer_in_a_clause_falls_away_on_alimtalk() -> None:
    data = _data()
    data["steps"][0]["ko"][0]["body"] += "[[\n{offer:을/를} 할인 쿠폰으로 드려요.]]"
    assert check_data("x", data, COMMON).ok


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"title": {"ko": "고객 세그먼트에 보내기"}}, "jargon"),
        ({"intents": [], "findings": []}, "never_proposed"),
    ],
)
def test_a_warning_does_not_fail(change: dict[str, Any], code: str) -> None:
    checked = check_data("x", _data() | change, COMMON)
    assert [(one.code, one.severity) for one in checked.problems] == [(code, "warning")]
    assert checked.ok


def test_a_field_that_nothing_fills_is_a_warning() -> None:
    data = _data()
    data["steps"][0]["ko"][0]["body"] = "{quantity}개 견적은 보셨어요? [[{feature} 이야기예요.]]"
    [problem] = check_data("x", data, COMMON).problems
    assert (problem.code, problem.severity, problem.message.facts["name"]) == ("never_filled", "warning", "quantity")


def test_two_files_with_one_id_are_both_wrong() -> None:
    checked = check_all({"a.yaml": EXAMPLE.encode(), "b.yaml": EXAMPLE.encode()}, COMMON)
    assert [[one.code for one in file.problems] for file in checked] == [["same_id"], ["same_id"]]
    assert "b.yaml" in said(checked[0].problems[0].message)


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "yaml_shape"),
        (b"\x89PNG\r\n\x1a\n", "yaml_encoding"),
        ("id: 가".encode("cp949"), "yaml_encoding"),
        (b"a: &x 1\nb: *x", "yaml_reference"),
        (b"a: " + b"[" * 30_000 + b"]" * 30_000, "yaml_value"),
        (b" " * (LARGEST + 1), "yaml_large"),
    ],
)
def test_what_is_no_playbook_at_all(content: bytes, code: str) -> None:
    checked = check_content("odd.yaml", content, COMMON)
    assert [problem.code for problem in checked.problems] == [code]
    assert (checked.ok, checked.playbook) == (False, None)
    for locale in LOCALES:
        assert said(checked.problems[0].message, locale)
        assert said(checked.problems[0].fix, locale)


ODD: tuple[Any, ...] = (
    None,
    3,
    True,
    "",
    "{x!r:>}",
    "]]{",
    [],
    {},
    [{}],
    {"ko": [3]},
    {"and": [{"or": [[]]}]},
    "\ud800",
)


def _places(part: Any, place: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    if place:
        yield place
    pairs = part.items() if isinstance(part, dict) else enumerate(part) if isinstance(part, list) else ()
    for name, value in pairs:
        yield from _places(value, (*place, name))


@pytest.mark.parametrize("odd", ODD, ids=repr)
def test_nothing_odd_anywhere_brings_it_down(odd: Any) -> None:
    for place in _places(_data()):
        data = copy.deepcopy(_data())
        part: Any = data
        for step in place[:-1]:
            part = part[step]
        part[place[-1]] = odd
        checked = check_data("x", data, COMMON)
        assert checked.ok or checked.problems
        for problem in checked.problems:
            assert said(problem.message), (place, problem.code)
            assert isinstance(said(problem.fix), str)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_broken_common_library_is_told_with_file_and_line(tmp_path: Path, locale: Any) -> None:
    text = EXAMPLE.replace("stage: post_purchase", "stage: later")
    (tmp_path / "my_repair_care.yaml").write_text(text, encoding="utf-8")
    with pytest.raises(WrongPlaybook) as caught:
        load_library(tmp_path)
    error = library_broken(caught.value)
    told = say(locale, error.code, **error.facts)
    for part in ("my_repair_care.yaml", str(line_with(text, "stage: later")), "stage", "post_purchase"):
        assert part in told


def test_every_event_of_the_library_is_known() -> None:
    assert {playbook.goal.event for playbook in COMMON.values()} <= event_names()
