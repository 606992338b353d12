"""``dangol suggest`` and ``dangol signals`` on a small shop: languages, numbers, periods, abstaining."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any

import pytest

HANGUL, KANA = re.compile("[가-힣]"), re.compile("[ぁ-んァ-ヶ]")


def _content(campaigns: list[dict[str, Any]]) -> str:
    varying = ("id", "created_at", "updated_at")
    return json.dumps([{k: v for k, v in one.items() if k not in varying} for one in campaigns], ensure_ascii=False)


@pytest.mark.parametrize("locale", ["ko", "ja", "en"])
def test_what_the_operator_reads_is_in_the_language_asked_for(
    locale: str, run: Any, write_shop: Any, tmp_path: Path
) -> None:
    done = run("suggest", write_shop(tmp_path), "--locale", locale, "--json")
    assert done.code == 0, done.err
    campaigns = done.json["campaigns"]
    assert {one["locale"] for one in campaigns} == {locale}
    read = [
        text for one in campaigns for text in (one["name"], one["objective"], one["why"], one["audience"]["sentence"])
    ]
    for text in read:
        assert bool(HANGUL.search(text)) == (locale == "ko"), text
        assert locale != "ja" or KANA.search(text), text


def test_two_runs_write_the_same_bytes(
    run: Any, write_shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    shop = write_shop(tmp_path)
    bodies = []
    for name in ("a", "b"):
        monkeypatch.setenv("DANGOL_HOME", str(tmp_path / name))
        bodies.append(run("suggest", shop, "--json").json)
    assert _content(bodies[0]["campaigns"]) == _content(bodies[1]["campaigns"])
    assert json.dumps(bodies[0]["findings"]) == json.dumps(bodies[1]["findings"])


@pytest.mark.parametrize("count, most", [(1, 1), (10, 10)])
def test_as_many_as_asked_for_at_most(count: int, most: int, run: Any, write_shop: Any, tmp_path: Path) -> None:
    done = run("suggest", write_shop(tmp_path), "--count", count, "--json")
    assert done.code == 0
    assert 1 <= len(done.json["campaigns"]) <= most


@pytest.mark.parametrize("count", [0, 11, -1])
def test_a_count_beyond_the_limits_is_refused(count: int, run: Any, write_shop: Any, tmp_path: Path) -> None:
    done = run("suggest", write_shop(tmp_path), "--count", count)
    assert (done.code, done.out) == (2, "")
    assert str(count) in done.err


@pytest.mark.parametrize(
    "period",
    ["", "2026-10-01", "2026-10-31..2026-10-01", "2026-13-01..2026-13-02", "gestern..heute", "..", "2026-10-01..2026-10-02..",
     "9999-12-31..9999-12-31"],
)  # fmt: skip
@pytest.mark.parametrize("option", ["--period", "--before"])
def test_a_wrong_period_is_refused(period: str, option: str, run: Any, write_shop: Any, tmp_path: Path) -> None:
    done = run("signals", write_shop(tmp_path), f"{option}={period}", "--locale", "en")
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1
    assert "2026-10-01..2026-10-31" in done.err


def test_both_days_of_a_period_count(run: Any, write_shop: Any, tmp_path: Path) -> None:
    shop = write_shop(tmp_path, tags={"교환": (60, 30, 0)})
    done = run("signals", shop, "--period", "2026-10-01..2026-10-02", "--before", "2026-09-01..2026-09-01", "--json")
    signals = done.json["signals"]
    assert signals["conversations"] == 4  # two chats a day
    assert signals["conversations_before"] == 1
    assert signals["period"] == {"start": "2026-10-01", "end": "2026-10-03"}


def test_periods_that_overlap_are_refused(run: Any, write_shop: Any, tmp_path: Path) -> None:
    days = ("--period", "2026-10-01..2026-10-31", "--before", "2026-09-15..2026-10-05")
    done = run("signals", write_shop(tmp_path), *days)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize("locale, word", [("ko", "도움"), ("ja", "役に立ち"), ("en", "help")])
def test_too_little_evidence_is_said_and_what_would_help(
    locale: str, word: str, run: Any, write_shop: Any, tmp_path: Path
) -> None:
    done = run("suggest", write_shop(tmp_path, tags={"교환": (4, 1, 0)}), "--locale", locale)
    assert done.code == 3
    assert word in done.out
    assert "·" in done.out
    assert done.err == ""


def test_abstaining_as_json(run: Any, write_shop: Any, tmp_path: Path) -> None:
    done = run("suggest", write_shop(tmp_path, tags={"교환": (4, 1, 0)}), "--json")
    body = done.json
    assert done.code == 3
    assert body["campaigns"] == []
    assert set(body["abstained"]) == {"reason", "code", "would_help"}
    assert body["abstained"]["code"] in {"too_few", "same_tag_everywhere"}
    assert body["abstained"]["would_help"]


def test_signals_as_a_table(run: Any, write_shop: Any, tmp_path: Path) -> None:
    done = run("signals", write_shop(tmp_path), "--locale", "en")
    assert (done.code, done.err) == (0, "")
    assert "261 conversations" in done.out or "261" in done.out
    assert "배송지연" in done.out


def test_signals_as_json(run: Any, write_shop: Any, tmp_path: Path) -> None:
    done = run("signals", write_shop(tmp_path), "--json")
    assert list(done.json) == ["version", "signals"]
    by_tag = {row["tag"]: row for row in done.json["signals"]["tags"]}
    delay = by_tag["배송지연"]
    assert (delay["intent"], delay["count"], delay["before_count"], delay["open"]) == ("delivery_delay", 60, 18, 12)


def test_several_files_are_read_together(run: Any, write_shop: Any, tmp_path: Path) -> None:
    october = write_shop(tmp_path, tags={"교환": (30, 0, 0)}, name="october.csv")
    september = tmp_path / "september.jsonl"
    rows = [
        {"id": f"s{n}", "opened_at": f"2026-09-{n % 30 + 1:02}T09:00:00", "state": "closed", "tags": ["returns"]}
        for n in range(30)
    ]
    september.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    signals = run("signals", october, september, "--json").json["signals"]
    assert (signals["conversations"], signals["conversations_before"]) == (30, 30)


def test_campaigns_of_nobody(run: Any) -> None:
    done = run("campaigns", "list", "--json")
    assert (done.code, done.json) == (0, {"version": 1, "campaigns": []})
    assert run("campaigns", "list").out.strip()


@pytest.mark.parametrize("identity", ["cmp_0000000000", "", "../../etc/passwd", "' OR 1=1 --", "없는 것"])
def test_an_unknown_campaign(identity: str, run: Any) -> None:
    done = run("campaigns", "show", identity)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1


def test_an_error_as_json_says_code_and_sentence(run: Any) -> None:
    done = run("campaigns", "show", "nothing", "--json", "--locale", "en")
    assert done.code == 2
    assert done.json["version"] == 1
    assert done.json["error"]["code"] == "errors.campaign_missing"
    assert done.json["error"]["message"] == done.err.strip()
