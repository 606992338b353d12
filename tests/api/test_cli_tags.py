"""``dangol tags map|correct``."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest


def test_tags_are_mapped_with_score_and_reason(run: Any) -> None:
    done = run("tags", "map", "교환/사이즈", "返品", "담당자확인", "--json")
    assert done.code == 0
    assert list(done.json) == ["version", "tags"]
    rows = done.json["tags"]
    assert [row["tag"] for row in rows] == ["교환/사이즈", "返品", "담당자확인"]
    assert [row["intent"] for row in rows] == ["exchange_request", "return_request", None]
    for row in rows:
        assert set(row) == {"tag", "intent", "score", "reason"}
        assert 0 <= row["score"] <= 1
        assert row["reason"]


def test_tags_from_a_file_come_one_a_line(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "tags.txt"
    path.write_bytes("\ufeff배송조회\r\n\r\n  환불문의  \r\n".encode())
    rows = run("tags", "map", "--file", path, "--json").json["tags"]
    assert [row["tag"] for row in rows] == ["배송조회", "환불문의"]
    assert run("tags", "map", "쿠폰", "--file", path, "--json").json["tags"][0]["tag"] == "쿠폰"


@pytest.mark.parametrize("tag", ["", " ", "🙂", "\u200b", "ㅋㅋㅋ", "12345", "x" * 400])
def test_a_tag_that_says_nothing_is_left_alone(tag: str, run: Any) -> None:
    done = run("tags", "map", "--json", "--", tag)
    assert done.code == 0
    assert done.json["tags"][0]["intent"] is None


def _write(path: Path, content: bytes) -> Path:
    path.write_bytes(content)
    return path


@pytest.mark.parametrize(
    "content",
    [b"", b"\n\n \n", "교환\n".encode() * 1_000_000, b"\x00\x01\x02\x03", b"\xff\xfe\xfa", "가".encode() * 500],
    ids=["empty", "blank lines", "a million equal lines", "NUL bytes", "not UTF-8", "one huge tag"],
)
def test_a_file_of_tags_that_cannot_be_right(content: bytes, run: Any, tmp_path: Path) -> None:
    done = run("tags", "map", "--file", _write(tmp_path / "tags.txt", content))
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1


def test_a_file_far_too_large_is_not_read_to_its_end(run: Any, tmp_path: Path) -> None:
    path = tmp_path / "tags.txt"
    with path.open("wb") as file:
        file.truncate(3 * 2**30)  # sparse: takes no room
    done = run("tags", "map", "--file", path)
    assert (done.code, done.out) == (2, "")
    assert "64" in done.err


@pytest.mark.parametrize("arguments", [(), ("x" * 401,), ("\udcff\udcfe",), ("--file", "nothing.txt"), ("--file", ".")])
def test_arguments_that_cannot_be_right(arguments: tuple[str, ...], run: Any) -> None:
    done = run("tags", "map", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1


def test_a_correction_is_remembered_everywhere(run: Any, write_shop: Any, tmp_path: Path) -> None:
    tag = "별나라통신"
    assert run("tags", "map", tag, "--json").json["tags"][0]["intent"] is None
    assert run("tags", "correct", tag, "restock_request").code == 0
    assert run("tags", "map", tag, "--json").json["tags"][0]["intent"] == "restock_request"
    shop = write_shop(tmp_path, tags={tag: (60, 12, 0), "배송조회": (50, 50, 0), "교환": (30, 30, 0)})
    signals = run("signals", shop, "--json").json["signals"]
    assert {row["tag"]: row["intent"] for row in signals["tags"]}[tag] == "restock_request"
    assert next(row["count"] for row in signals["intents"] if row["intent"] == "restock_request") == 60
    findings = run("suggest", shop, "--json").json["findings"]
    assert any("restock_request" in finding["intents"] for finding in findings)


def test_a_correction_to_none_and_back(run: Any) -> None:
    assert run("tags", "correct", " 교환 ", "none", "--json").json == {"version": 1, "tag": "교환", "intent": None}
    assert run("tags", "map", "교환", "--json").json["tags"][0]["intent"] is None
    assert run("tags", "correct", "교환", "exchange_request").code == 0
    assert run("tags", "map", "교환", "--json").json["tags"][0]["intent"] == "exchange_request"


@pytest.mark.parametrize("arguments", [("교환", "nonsense"), ("  ", "none"), ("x" * 401, "none"), ("\udcff", "none")])
def test_a_correction_that_cannot_be_right(arguments: tuple[str, str], run: Any) -> None:
    done = run("tags", "correct", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "name, intent",
    [
        ("exchange_request", "exchange_request"),
        ("배송지연", "delivery_delay"),
        (" Exchange ", "exchange_request"),
        ("None", None),
        ("주제 아님", None),
        ("없음", None),
    ],
)
def test_a_topic_is_named_by_id_or_label(name: str, intent: str | None, run: Any) -> None:
    assert run("tags", "correct", "달나라", name, "--json").json["intent"] == intent


def test_an_unknown_topic_is_answered_with_the_nearest_three(run: Any) -> None:
    done = run("tags", "correct", "달나라", "교환ㅇ")
    assert (done.code, done.out) == (2, "")
    assert "「교환 (exchange_request)」" in done.err
    assert done.err.count("「") == 3


@pytest.mark.parametrize("locale, told", [("ko", "아직 모르겠어요"), ("ja", "まだ分かりません"), ("en", "not sure")])
def test_a_tag_that_is_not_understood_is_no_tag_without_a_topic(locale: str, told: str, run: Any) -> None:
    unclear, status = run("tags", "map", "해왕성통신", "담당자확인", "--locale", locale).out.splitlines()
    assert told in unclear
    assert "dangol tags correct 해왕성통신" in unclear.replace("'", "")
    assert told not in status


@pytest.mark.parametrize("name", ["orders", "customers"])
def test_lists_alone_are_no_conversations(name: str, run: Any, sample: Path) -> None:
    done = run("suggest", sample / f"{name}.csv", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "errors.no_conversations")
    assert f"--{name}" in done.err


def test_an_empty_language_setting_counts_as_none(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_LOCALE", "")
    assert run("campaigns", "list").code == 0
