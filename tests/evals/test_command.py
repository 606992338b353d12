"""``dangol eval`` and ``dangol bench``: what they run, print and answer."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

DEV_TAGS = """
ko:
  배송조회: delivery_status
  교환: exchange_request
  담당자확인: null
ja:
  返品: return_request
en:
  where is my order: delivery_status
"""


@pytest.fixture
def cases(tmp_path: Path) -> Callable[[str], Path]:
    def write(text: str) -> Path:
        path = tmp_path / "cases.yaml"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def test_tags_in_the_layout_of_the_catalogue(cases: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "tags", "--cases", str(cases(DEV_TAGS)), "--json"]) == 0
    body = json.loads(capsys.readouterr().out)
    assert list(body) == ["version", "suites"]
    (suite,) = body["suites"]
    assert (suite["suite"], suite["passed"], suite["misses"]) == ("tags", True, [])
    metrics = {metric["name"]: metric for metric in suite["metrics"]}
    assert metrics["right"]["cases"] == 5
    assert metrics["no topic left alone"]["cases"] == 1
    assert {"right, ko", "right, ja", "right, en"} <= set(metrics)


def test_options_may_come_first(cases: Any, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["eval", "--json", "--cases", str(cases(DEV_TAGS)), "tags"]) == 0
    assert json.loads(capsys.readouterr().out)["version"] == 1


def test_a_missed_gate_is_exit_1_and_the_miss_is_shown(cases: Any, capsys: pytest.CaptureFixture[str]) -> None:
    wrong = cases("- {tag: 교환, lang: ko, intent: praise}\n")
    assert main(["eval", "tags", "--cases", str(wrong)]) == 1
    out = capsys.readouterr().out
    assert "FAILED" in out
    assert "'교환' should be praise, was exchange_request" in out


def test_masking_of_a_few_cases(cases: Any, capsys: pytest.CaptureFixture[str]) -> None:
    text = '- {text: "연락처는 010-0000-1234예요", secrets: ["010-0000-1234"]}\n- {text: 반지 재입고 언제 되나요, clean: true}\n'
    assert main(["eval", "masking", "--cases", str(cases(text))]) == 0
    assert "planted data masked" in capsys.readouterr().out


BROKEN = {
    "no YAML": ("tags", "a: [", "cases.yaml"),
    "empty": ("tags", "", "no list of cases"),
    "no list": ("texts", "just a word", "no list of cases"),
    "no tags under a language": ("tags", "ko: 교환", "ko"),
    "unknown field": (
        "tags",
        "- {tag: a, lang: ko, intent: null}\n- {tag: b, lang: ko, intnet: null, intent: x}",
        "case 2",
    ),
    "missing field": ("masking", "- {lang: ko}", "case 1: text"),
    "wrong kind": ("retrieval", '- {q: "x", right: 3}', "case 1: right"),
    "a case that is no mapping": ("suggest", "- just words", "case 1"),
}


@pytest.mark.parametrize("kind", BROKEN)
def test_broken_cases_are_named(kind: str, cases: Any, capsys: pytest.CaptureFixture[str]) -> None:
    suite, text, said = BROKEN[kind]
    assert main(["eval", suite, "--cases", str(cases(text))]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""


@pytest.mark.parametrize(
    "arguments",
    [["eval", "nope"], ["eval", "--cases", "x.yaml"], ["eval", "tags", "--cases", "nothing.yaml"],
     ["eval", "tags", "--cases", "."], ["bench", "nope"]],
)  # fmt: skip
def test_what_does_not_exist(arguments: list[str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(arguments) == 2
    assert capsys.readouterr().err


@pytest.mark.parametrize("command", ["eval", "bench"])
def test_help_names_what_can_be_run(command: str, capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as stop:
        main([command, "--help"])
    assert stop.value.code == 0
    assert "suggest" in capsys.readouterr().out


def test_starting_is_quick(capsys: pytest.CaptureFixture[str]) -> None:
    code = main(["bench", "start", "--json"])
    (figure,) = json.loads(capsys.readouterr().out)["figures"]
    assert figure["limit"] == 8.0
    assert code == (0 if figure["passed"] else 1)  # how quick it was is for the benchmark to judge, not for a test
    assert figure["value"] > 0
