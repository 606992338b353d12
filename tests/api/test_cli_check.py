"""``dangol check``: exit codes, JSON, and files that are put right in place."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from .conftest import Run

GOOD = """\
country: KR
shop: 달빛상점
sender: {phone: 02-000-1234, opt_out: 080-000-1234, certified: true}
audience: {exclusions: [unlisted, no_consent, consent_stale, refused, upset_open, upset_lately, recently_messaged]}
send_window: {start: "10:00", end: "12:00"}
cooldown: P30D
max_per_day: 1
max_per_week: 2
steps:
  - channel: lms
    variants:
      - title: (광고) 오랜만이에요
        body: |-
          (광고) 안녕하세요. 달빛상점이에요. 새 반지를 구경하러 오세요.
          달빛상점 02-000-1234
          무료수신거부 080-000-1234
"""


@pytest.fixture(autouse=True)
def _home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_HOME", str(tmp_path / "home"))


def file_of(folder: Path, text: str, name: str = "campaign.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def test_nothing_blocks_is_zero(run: Run, tmp_path: Path) -> None:
    path = file_of(tmp_path, GOOD)
    ran = run("check", path)
    assert ran.code == 0, ran.out
    assert run("check", path, "--json").json["violations"] is not None


def test_what_blocks_is_four_and_says_line_rule_reason_and_fix(run: Run, tmp_path: Path) -> None:
    path = file_of(tmp_path, GOOD.replace('start: "10:00"', 'start: "05:00"'))
    ran = run("check", path)
    assert ran.code == 4
    for part in ("5번째 줄", "KR-04", "밤 9시", "--fix", "제50조"):
        assert part in ran.out
    (row,) = [one for one in run("check", path, "--json").json["violations"] if one["severity"] == "block"]
    assert (row["rule"], row["line"], row["path"], row["file"]) == ("KR-04", 5, "send_window", "campaign.yaml")
    assert {"message", "fix", "basis", "campaign"} <= row.keys()


def test_fix_writes_the_file_and_then_nothing_blocks(run: Run, tmp_path: Path) -> None:
    path = file_of(tmp_path, GOOD.replace('start: "10:00"', 'start: "05:00"'))
    ran = run("check", path, "--fix", "--json")
    assert (ran.code, ran.json["fixed"]) == (0, [{"file": "campaign.yaml", "rules": ["KR-04"], "changes": 1}])
    assert path.read_text(encoding="utf-8") == GOOD.replace('start: "10:00"', 'start: "08:00"')
    assert [one.name for one in tmp_path.iterdir() if one.name.startswith(".")] == []


def test_check_alone_changes_nothing(run: Run, tmp_path: Path) -> None:
    text = GOOD.replace('start: "10:00"', 'start: "05:00"')
    path = file_of(tmp_path, text)
    run("check", path)
    assert path.read_text(encoding="utf-8") == text


@pytest.mark.parametrize("locale", ["ko", "ja", "en"])
def test_a_file_that_cannot_be_read_is_two(run: Run, tmp_path: Path, locale: str) -> None:
    missing = run("check", tmp_path / "nothing.yaml", "--locale", locale)
    wrong = run("check", file_of(tmp_path, "steps: [{channel: fax}]"), "--locale", locale)
    assert (missing.code, wrong.code) == (2, 2)
    assert "campaign.yaml" in wrong.err
    assert run("check", tmp_path).code == 2


def test_the_country_can_be_named(run: Run, tmp_path: Path) -> None:
    path = file_of(tmp_path, GOOD.replace("(광고) ", ""))
    assert run("check", path, "--country", "KR").code == 4
    rules = {row["rule"] for row in run("check", path, "--country", "JP", "--json").json["violations"]}
    assert not any(rule.startswith("KR") for rule in rules)


def test_what_suggest_and_show_print_can_be_checked(run: Run, tmp_path: Path, sample_files: tuple[str, ...]) -> None:
    printed = run("suggest", *sample_files, "--json")
    path = file_of(tmp_path, printed.out, "suggested.json")
    ran = run("check", path, "--profile", sample_files[2], "--json")
    assert ran.code == 0, ran.out
    campaigns = printed.json["campaigns"]
    shown = file_of(tmp_path, run("campaigns", "show", campaigns[0]["id"], "--json").out, "shown.json")
    assert run("check", shown).code == 0
    campaigns[0]["steps"][0]["variants"][0]["body"] += " 무료 #{모름}"
    spoiled = file_of(tmp_path, json.dumps({"campaigns": campaigns}, ensure_ascii=False), "spoiled.json")
    rows = run("check", spoiled, "--json").json["violations"]
    assert ("S-01", campaigns[0]["id"]) in {(row["rule"], row["campaign"]) for row in rows}


def test_a_host_may_be_stricter(run: Run, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    path = file_of(tmp_path, GOOD.replace("country: KR", "country: KR\nadvertisng: true"))
    assert run("check", path).code == 0
    loose = file_of(tmp_path, GOOD.replace('end: "12:00"', 'end: "21:00"'))
    assert run("check", loose).code == 0
    monkeypatch.setenv("DANGOL_STRICTER", '["KR-04"]')
    assert run("check", loose).code == 4
    monkeypatch.setenv("DANGOL_STRICTER", "KR-04")
    refused = run("check", loose)
    assert refused.code == 2
    assert "DANGOL_STRICTER" in refused.err


def test_of_several_files_none_is_changed_when_one_is_refused(run: Run, tmp_path: Path) -> None:
    night = GOOD.replace('start: "10:00"', 'start: "05:00"')
    first, second = file_of(tmp_path, night, "a.yaml"), file_of(tmp_path, "steps: [{channel: fax}]", "b.yaml")
    assert run("check", first, second, "--fix").code == 2
    assert first.read_text(encoding="utf-8") == night


def test_what_was_changed_is_shown_and_the_mode_stays(run: Run, tmp_path: Path) -> None:
    path = file_of(tmp_path, GOOD.replace('start: "10:00"', 'start: "05:00"'))
    path.chmod(0o600)
    out = run("check", path, "--fix").out
    assert '-send_window: {start: "05:00"' in out
    assert '+send_window: {start: "08:00"' in out
    assert path.stat().st_mode & 0o777 == 0o600
