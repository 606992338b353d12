"""``dangol eval retrieval`` on files of cases: what it reads, counts and refuses."""

from __future__ import annotations

import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from api.cli import main

Evaluate = Callable[[str], tuple[int, dict[str, Any]]]


@pytest.fixture
def evaluate(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> Evaluate:
    """The exit code and the suite's report for a file of cases."""

    def run(text: str) -> tuple[int, dict[str, Any]]:
        path = tmp_path / "cases.yaml"
        path.write_text(text, encoding="utf-8")
        code = main(["eval", "retrieval", "--cases", str(path), "--json"])
        (suite,) = json.loads(capsys.readouterr().out)["suites"]
        return code, suite | {"metrics": {metric["name"]: metric for metric in suite["metrics"]}}

    return run


def test_what_operators_type(evaluate: Evaluate) -> None:
    code, suite = evaluate("""
- {q: 재입고 언제 되냐는 문의가 하루에 열 건씩 와요, right: [restock_alert]}
- {q: 配送が遅れてクレームが増えている, right: [delivery_delay_apology, complaint_recovery]}
- {q: asdf qwer, right: []}
- {q: 재입고 알림 보내고 싶어요, right: [winback], split: blind}
""")
    metrics = suite["metrics"]
    assert code == 1  # the last label is wrong
    assert metrics["right first, tune"]["cases"] == 2  # what nothing answers counts for `none` only
    assert metrics["right first, tune"]["value"] == 1.0
    assert (metrics["right first, blind"]["value"], metrics["right first, blind"]["at_least"]) == (0.0, 0.75)
    assert metrics["right first"]["cases"] == metrics["right ones sent away"]["cases"] == 3
    assert metrics["none recognised"] == {
        "name": "none recognised", "value": 1.0, "cases": 1, "at_least": 0.8, "at_most": None, "passed": True,
    }  # fmt: skip
    assert {"right first, ko", "right first, ja", "right first, words alone", "right in three, without intent"} <= set(
        metrics
    )
    assert "right first, en" not in metrics
    (miss,) = suite["misses"]
    assert (miss["case"], miss["expected"]) == ("재입고 알림 보내고 싶어요", "winback")
    assert miss["got"].startswith("restock_alert")


def test_what_the_diagnosis_finds(evaluate: Evaluate) -> None:
    code, suite = evaluate("""
- {detector: unmet_demand, intents: [restock_request], has: [stock_events], right: [restock_alert]}
- {detector: unmet_demand, intents: [restock_request], right: [], not_first: {restock_alert: "needs:stock_events"}}
- {detector: consent_stale, has: [customers], country: JP, language: ja, channels: [email], right: [consent_renewal]}
""")
    metrics = suite["metrics"]
    assert (code, suite["misses"]) == (0, [])
    assert metrics["right first, findings"]["cases"] == 2
    assert metrics["none recognised, findings"]["value"] == 1.0
    assert metrics["set aside with the reason, findings"]["cases"] == 1
    assert {
        f"right first, findings, all hits, without {part}" for part in ("finding", "intent", "first", "worked")
    } <= (set(metrics))
    assert "right first" not in metrics


def test_a_wrong_reason_for_setting_aside_is_told(evaluate: Evaluate) -> None:
    _, suite = evaluate("""
- {detector: unmet_demand, intents: [restock_request], right: [], not_first: {restock_alert: "needs:orders", nope: x}}
""")
    assert suite["metrics"]["set aside with the reason, findings"]["value"] == 0.0
    (miss,) = suite["misses"]
    assert "needs:orders" in miss["expected"]


REFUSED = {
    "a finding that does not arise": ("- {detector: praise, intents: [size_fit], right: []}", "praise size_fit"),
    "a detector that does not exist": ("- {detector: moon, right: []}", "moon"),
    "a field that does not exist": ("- {detector: praise, intent: [praise], right: []}", "case 1: intent"),
    "more open than there are": ("- {detector: praise, intents: [praise], open: 900, right: []}", "case 1: open"),
    "two kinds in one file": ("- {q: a, right: []}\n- {detector: praise, right: []}", "case 2"),
    "an unknown split": ("- {q: a, right: [], split: other}", "case 1: split"),
}


@pytest.mark.parametrize("kind", REFUSED)
def test_cases_that_cannot_be_run(kind: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    text, said = REFUSED[kind]
    path = tmp_path / "cases.yaml"
    path.write_text(text, encoding="utf-8")
    assert main(["eval", "retrieval", "--cases", str(path)]) == 2
    printed = capsys.readouterr()
    assert said in printed.err
    assert printed.out == ""
