"""``dangol suggest`` and ``dangol signals`` on a small shop: languages, numbers, periods, abstaining."""

from __future__ import annotations

import json
import re
import shlex
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from agent.profile import ShopProfile
from agent.signals.types import TenantSignals
from agent.words import LOCALES, Locale, say
from api.show import console, print_head

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


def _next(text: str, command: str) -> list[str]:
    """The words of a command that is printed to be copied, without ``dangol``."""
    line = next(line for line in text.split("\n") if line.startswith("·") and f"dangol {command}" in line)
    return shlex.split(line.partition("dangol ")[2])


def test_the_approve_command_works_as_it_is_printed(
    run: Any, write_shop: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = tmp_path / "내 가게"
    chats = write_shop(folder)
    profile = folder / "shop.yaml"
    profile.write_text("name: 달빛상점\nchannels: [in_app]\nlinks: {home: 'https://moon.example'}\n", encoding="utf-8")
    customers = folder / "customers.csv"
    customers.write_text("customer_id,joined_at\nu00001,2026-01-01\n", encoding="utf-8")
    days = ("--period", "2026-10-01..2026-10-31")
    done = run("suggest", chats, "--profile", profile, "--customers", customers, *days)
    assert done.code == 0, done.err
    command = _next(done.out, "campaigns approve")
    assert command[3:] == [str(chats), "--profile", str(profile), "--customers", str(customers)]
    approved = run(*command, "--by", "하나", "--yes")
    assert approved.code == 0, approved.err
    assert run("campaigns", "show", command[2], "--json").json["campaign"]["status"] == "approved"
    assert _next(done.out, "signals")[-2:] == list(days)


def test_a_log_of_what_was_sent_is_in_the_printed_commands(run: Any, write_shop: Any, tmp_path: Path) -> None:
    log = tmp_path / "sent.csv"
    log.write_text("customer_id,campaign_id,channel,sent_at,advertising\nu00001,cmp_x,lms,2026-10-30 10:00,true\n")
    done = run("suggest", write_shop(tmp_path), "--sent", log)
    assert done.code == 0, done.err
    for command in ("campaigns approve", "signals"):
        assert _next(done.out, command)[-2:] == ["--sent", str(log)]


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("after, old", [(0, False), (7, False), (8, True), (400, True), (-30, False)])
def test_files_that_end_long_ago_are_told_of(
    locale: Locale, after: int, old: bool, small_signals: TenantSignals, capsys: pytest.CaptureFixture[str]
) -> None:
    assert small_signals.period
    today = small_signals.period.end + timedelta(days=after)
    print_head(console(), small_signals, locale, ShopProfile(), today)
    said = "".join(capsys.readouterr().out.split())
    assert ("".join(say(locale, "life.data_old", days=after).split()) in said) == old


def test_who_asks_for_a_period_is_not_told_that_it_is_over(run: Any, write_shop: Any, tmp_path: Path) -> None:
    old = write_shop(tmp_path)
    old.write_text(old.read_text(encoding="utf-8").replace("2026-", "2024-"), encoding="utf-8")
    end = "일 동안의 일은 이 파일에 없어요"
    assert end in run("suggest", old).out.replace("\n", "")
    assert end not in run("suggest", old, "--period", "2024-10-01..2024-10-31").out.replace("\n", "")


@pytest.fixture(scope="module")
def small_signals(run: Any, write_shop: Any, tmp_path_factory: pytest.TempPathFactory) -> TenantSignals:
    done = run("signals", write_shop(tmp_path_factory.mktemp("small")), "--json")
    return TenantSignals.model_validate(done.json["signals"])
