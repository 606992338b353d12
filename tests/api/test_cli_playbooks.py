"""``dangol playbooks``: finding, reading, and a shop's own."""

from __future__ import annotations

import re
import sqlite3
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.words import LOCALES
from retrieval.library import HOME

ROOT = Path(__file__).parents[2]
EXAMPLE = re.findall(r"```yaml\n(.*?)```", (ROOT / "docs" / "playbooks.md").read_text(encoding="utf-8"), re.S)[0]
SAID = "수리 문의한 손님 챙기기"
PROFILE = """
name: 달빛
channels: [in_app, alimtalk]
links: {home: 'https://example.com', guide: 'https://example.com/guide'}
"""


def written(folder: Path, text: str = EXAMPLE, name: str = "my_repair_care.yaml") -> Path:
    path = folder / name
    path.write_text(text, encoding="utf-8")
    return path


def ids(done: Any) -> list[str]:
    return [hit["playbook_id"] for hit in done.json["hits"]]


def own_ids(run: Any) -> list[str]:
    return [row["id"] for row in run("playbooks", "list", "--own", "--json").json["playbooks"]]


# Finding


def test_playbooks_are_found_by_what_one_wants(run: Any) -> None:
    done = run("playbooks", "search", "단골손님 챙기고 싶어요", "--top", 2, "--json")
    assert done.code == 0
    assert list(done.json) == ["version", "fits", "hits", "set_aside"]
    assert done.json["fits"] is True
    assert len(done.json["hits"]) == 2
    for hit in done.json["hits"]:
        assert set(hit) == {"playbook_id", "score", "reasons", "fits", "missing", "own"}
        assert hit["reasons"]
        assert (hit["missing"], hit["own"]) == ([], False)
    assert "vip_care_benefit" in ids(done)


@pytest.mark.parametrize("locale", LOCALES)
def test_a_hit_is_told_in_four_lines(locale: str, run: Any) -> None:
    done = run("playbooks", "search", "win back quiet customers", "--locale", locale)
    assert (done.code, done.err) == (0, "")
    assert done.out.startswith("1. ")
    assert done.out.count("\n") == 12


@pytest.mark.parametrize("text", ["zzzz qqqq", "오늘 점심 뭐 먹지", "강아지 산책"])
def test_what_nothing_is_made_for_is_said(text: str, run: Any) -> None:
    done = run("playbooks", "search", text, "--json")
    assert done.json["fits"] is False
    assert {hit["fits"] for hit in done.json["hits"]} == {False}
    assert {tuple(hit["reasons"]) for hit in done.json["hits"]} == {("딱 맞지는 않지만 가장 가까워요",)}
    assert run("playbooks", "search", text).out.startswith("이 말에 딱 맞는 방법은 준비돼 있지 않아요.")


@pytest.mark.parametrize("arguments", [("",), ("  \n",), ("단골", "--top", "0"), ("단골", "--top", "101")])
def test_a_search_that_cannot_be_right(arguments: tuple[str, ...], run: Any) -> None:
    done = run("playbooks", "search", *arguments)
    assert (done.code, done.out) == (2, "")
    assert done.err.count("\n") == 1


def test_what_cannot_run_comes_last_with_the_reason(run: Any, tmp_path: Path, sample: Path) -> None:
    profile = written(tmp_path, PROFILE + "industry: cafe\n", "shop.yaml")
    asked = ("playbooks", "search", "지난번에 산 걸 다시 살 때가 된 손님", "--profile", profile, "--top", 100)
    hits = run(*asked, "--json").json["hits"]
    runs = [not hit["missing"] for hit in hits]
    assert runs == sorted(runs, reverse=True)
    told = [line for hit in hits for line in hit["missing"]]
    assert any(line.startswith("주문 내역이 없어서 지금은 쓸 수 없어요. orders.csv를") for line in told)
    assert any("shop.yaml의 has에 carts를" in line for line in told)
    with_orders = run(*asked, "--orders", sample / "orders.csv", "--json").json["hits"]
    assert not any("주문 내역" in line for hit in with_orders for line in hit["missing"])
    assert "   ! 주문 내역이 없어서" in run(*asked).out


def test_what_would_be_right_but_cannot_run_is_told_first(run: Any, tmp_path: Path) -> None:
    profile = written(tmp_path, PROFILE, "shop.yaml")
    asked = ("playbooks", "search", "예약 노쇼 줄이고 싶어요", "--profile", profile)
    done = run(*asked, "--json").json
    assert not done["fits"]
    assert [one["playbook_id"] for one in done["set_aside"]] == ["booking_reminder"]
    lines = run(*asked).out.splitlines()
    assert lines[0] == "이 말에 맞는 방법은 있는데, 지금 가게에서는 아직 쓸 수 없어요."
    assert "(booking_reminder)" in lines[1]
    assert lines.index("지금 쓸 수 있는 것 가운데 그나마 가까운 방법이에요.") > 4
    can = run(*asked[:-1], written(tmp_path, PROFILE + "has: [bookings]\n", "can.yaml"), "--json").json
    assert (can["fits"], can["hits"][0]["playbook_id"], can["set_aside"]) == (True, "booking_reminder", [])


@pytest.mark.parametrize("locale", LOCALES)
@pytest.mark.parametrize("country", ["KR", "JP", "US"])
def test_every_reason_for_not_running_has_words(locale: str, country: str, run: Any, tmp_path: Path) -> None:
    profile = written(tmp_path, f"country: {country}\nlanguage: en\nchannels: [push]\nindustry: zoo\n", "shop.yaml")
    done = run("playbooks", "search", "단골", "--profile", profile, "--top", 100, "--json", "--locale", locale)
    told = {line for hit in done.json["hits"] for line in hit["missing"]}
    assert len(told) > 3
    assert not any("{" in line or "needs:" in line for line in told)


def test_what_was_tried_counts_and_is_told_with_its_numbers(run: Any, tmp_path: Path) -> None:
    asked = ("playbooks", "search", "칭찬해 주신 분께 뭐라도 하고 싶어요", "--json", "--profile")
    before = run(*asked, written(tmp_path, PROFILE, "a.yaml")).json["hits"]
    well, badly = before[1], before[0]
    assert well["fits"]
    assert badly["fits"]
    tried = f"""tried:
  - {{playbook: {well["playbook_id"]}, sent: 900, reached: 500}}
  - {{playbook: {badly["playbook_id"]}, sent: 900, reached: 0}}
"""
    done = run(*asked, written(tmp_path, PROFILE + tried, "b.yaml"), "--top", 100)
    after = {hit["playbook_id"]: hit for hit in done.json["hits"]}
    assert after[well["playbook_id"]]["score"] > well["score"]
    assert after[badly["playbook_id"]]["score"] < badly["score"]
    assert "전에 해 보니 잘 됐어요 (900명 중 500명)" in after[well["playbook_id"]]["reasons"]
    assert "전에 해 보니 기대만 못했어요 (900명 중 0명)" in after[badly["playbook_id"]]["reasons"]


def test_a_misspelt_try_is_named(run: Any, tmp_path: Path, write_shop: Any) -> None:
    profile = written(tmp_path, "tried: [{playbook: restok_alert, sent: 3, reached: 1}]\n", "shop.yaml")
    for command in (("playbooks", "search", "단골"), ("suggest", write_shop(tmp_path))):
        done = run(*command, "--profile", profile)
        assert (done.code, done.out) == (2, "")
        assert "‘restok_alert’라는 방법이 없어요. 혹시 restock_alert인가요?" in done.err


def test_the_index_can_be_made_again(run: Any, library: Any) -> None:
    done = run("playbooks", "reindex", "--json")
    assert done.code == 0
    assert done.json["vectors"] > len(library.playbooks)


# Reading


@pytest.mark.parametrize("locale", LOCALES)
def test_a_playbook_is_shown_with_all_that_one_asks(locale: str, run: Any) -> None:
    done = run("playbooks", "show", "restock_alert", "--locale", locale)
    playbook = yaml.safe_load((HOME / "restock_alert.yaml").read_text(encoding="utf-8"))
    shown = "".join(done.out.split())
    assert done.code == 0
    for name in ("promise", "not_when", "why", "risks"):
        assert "".join(playbook[name][locale].split()) in shown
    for wording in playbook["steps"][0][locale]:
        assert "".join(wording["title"].split()) in shown
    assert "{" not in shown
    assert "[[" not in shown


@pytest.mark.parametrize(
    ("locale", "first", "later", "pause", "choice"),
    [
        (
            "ko",
            "1번째 메시지",
            "하루 뒤 3일 뒤 7일 뒤",
            "이 묶음은 한 분께 30일에 한 번만 시작해요.",
            "둘 다 써 보세요",
        ),
        ("ja", "1通目", "1日後 3日後 7日後", "始めるのは、お一人につき30日に1回までです。", "両方お試しください"),
        ("en", "Message 1", "1 day,3 days,7 days", "starts at most once in 30 days", "pick one, or try both"),
    ],
)
def test_a_series_says_when_each_message_goes(
    locale: Any, first: str, later: str, pause: str, choice: str, run: Any
) -> None:
    shown = run("playbooks", "show", "welcome_series", "--locale", locale).out
    start, rest = shown.split(f"\n  {first}\n")
    delays = re.split(r",| (?=\d)", later)
    for number, delay in enumerate(delays, 2):
        heading = next(line for line in rest.splitlines() if f"{number}" in line and delay in line)
        assert heading in start  # told under "when", too
        words, rest = rest.split(f"\n{heading}\n")
        assert re.findall(r"^  ([A-Z])\. ", words, re.M) == ["A", "B"]
    assert re.findall(r"^  ([A-Z])\. ", rest, re.M) == ["A", "B"]
    assert pause in start
    assert choice in start
    alone = run("playbooks", "show", "restock_alert", "--locale", locale).out
    assert pause not in alone
    assert choice in alone


def test_more_than_two_wordings_are_said_to_be_several(run: Any, tmp_path: Path) -> None:
    data = yaml.safe_load(EXAMPLE)
    for step in data["steps"]:
        for language in ("ko", "ja", "en"):
            if step.get(language):
                body = {
                    "ko": "세 번째로 써 본 글이에요.",
                    "ja": "三つ目に書いてみた文面です。",
                    "en": "A third try at it.",
                }
                step[language].append({"angle": "3", "title": "3", "body": body[language]})
    added = run("playbooks", "add", written(tmp_path, yaml.safe_dump(data, allow_unicode=True)))
    assert added.code == 0, added.err
    shown = run("playbooks", "show", "my_repair_care").out
    assert "C. 3" in shown
    assert "여러 가지로 써 두었어요" in shown
    assert "둘 다" not in shown


def test_every_playbook_can_be_shown(run: Any, library: Any) -> None:
    for number, identity in enumerate(library.playbooks):
        done = run("playbooks", "show", identity, "--locale", LOCALES[number % 3])
        assert (done.code, done.err) == (0, ""), identity


def test_the_file_is_printed_as_it_is(run: Any) -> None:
    shown = run("playbooks", "show", "winback", "--yaml").out
    assert shown == (HOME / "winback.yaml").read_text(encoding="utf-8")


def test_the_list_has_all_of_them(run: Any, library: Any) -> None:
    rows = run("playbooks", "list", "--json").json["playbooks"]
    assert {row["id"] for row in rows} == set(library.playbooks)
    assert {row["own"] for row in rows} == {False}
    assert "(winback, " in run("playbooks", "list").out
    assert run("playbooks", "list", "--own", "--json").json["playbooks"] == []


def test_an_unknown_playbook_is_answered_with_the_nearest(run: Any) -> None:
    for action in ("show", "remove"):
        done = run("playbooks", action, "winbak")
        assert (done.code, done.out) == (2, "")
        assert done.err.count("\n") == 1
    assert "winback" in run("playbooks", "show", "winbak").err


# One's own


def test_checking_saves_nothing(run: Any, tmp_path: Path) -> None:
    done = run("playbooks", "check", written(tmp_path))
    assert done.code == 0
    assert "괜찮아요" in done.out
    assert own_ids(run) == []


@pytest.mark.parametrize("locale", LOCALES)
def test_a_check_names_file_line_place_and_what_to_do(locale: str, run: Any, tmp_path: Path) -> None:
    good = written(tmp_path)
    bad = written(tmp_path, EXAMPLE.replace("stage: post_purchase", "stage: later"), "bad.yaml")
    done = run("playbooks", "check", tmp_path, "--json", "--locale", locale)
    assert done.code == 2
    assert list(done.json) == ["version", "files"]
    files = {Path(one["file"]).name: one for one in done.json["files"]}
    assert set(files) == {good.name, bad.name}
    problem = next(one for one in files["bad.yaml"]["problems"] if one["place"] == "stage")
    line = EXAMPLE.splitlines().index("stage: post_purchase") + 1
    assert (problem["severity"], problem["line"]) == ("error", line)
    assert problem["message"]
    assert problem["fix"]
    told = run("playbooks", "check", bad, "--locale", locale)
    assert (told.code, told.err) == (2, "")
    assert str(line) in told.out


def test_a_warning_lets_it_pass(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path, EXAMPLE.replace("수리 문의한 손님께 관리법", "수리 세그먼트에 관리법"))
    done = run("playbooks", "check", path, "--json")
    assert done.code == 0
    [file] = done.json["files"]
    assert (file["ok"], [one["severity"] for one in file["problems"]]) == (True, ["warning"])
    added = run("playbooks", "add", path)
    assert added.code == 0
    assert "세그먼트" in added.out


def test_all_are_added_or_none(run: Any, tmp_path: Path) -> None:
    written(tmp_path)
    written(tmp_path, EXAMPLE.replace("id: my_repair_care", "id: winback"), "other.yaml")
    done = run("playbooks", "add", tmp_path)
    assert done.code == 2
    assert "my_winback" in done.out
    assert "아무것도 저장하지 않았어요" in done.out
    failed = run("playbooks", "add", tmp_path, "--json")
    assert (failed.code, failed.json["error"]["code"]) == (2, "playbooks.wrong_file")
    assert len(failed.json["files"]) == 2
    assert own_ids(run) == []


def test_adding_again(run: Any, tmp_path: Path) -> None:
    path = written(tmp_path)
    added = run("playbooks", "add", path)
    assert (added.code, added.out.splitlines()[0]) == (0, "my_repair_care를 넣었어요.")
    assert f"dangol playbooks search '{SAID}'" in added.out
    again = run("playbooks", "add", path, "--json").json["playbooks"]
    assert again == [{"id": "my_repair_care", "state": "unchanged"}]
    other = written(tmp_path, EXAMPLE + "# 메모\n")
    refused = run("playbooks", "add", other)
    assert (refused.code, refused.out) == (2, "")
    assert "version을 2로" in refused.err
    assert run("playbooks", "add", other, "--replace").code == 0
    assert run("playbooks", "show", "my_repair_care", "--yaml").out.endswith("# 메모\n")
    newer = written(tmp_path, EXAMPLE.replace("version: 1", "version: 2"))
    assert run("playbooks", "add", newer, "--json").json["playbooks"][0]["state"] == "changed"


def test_what_is_no_file(run: Any, tmp_path: Path) -> None:
    (tmp_path / "empty").mkdir()
    (tmp_path / "binary.yaml").write_bytes(b"\x89PNG\r\n\x1a\n" * 40)
    for path in (tmp_path / "nothing.yaml", tmp_path / "empty"):
        done = run("playbooks", "add", path)
        assert (done.code, done.out) == (2, ""), path
        assert done.err.count("\n") == 1
    assert run("playbooks", "check", tmp_path / "binary.yaml").code == 2


def test_added_found_proposed_and_gone(run: Any, tmp_path: Path, write_shop: Any) -> None:
    profile = written(tmp_path, PROFILE, "shop.yaml")
    shop = write_shop(tmp_path, tags={"AS·수리": (90, 20, 0), "배송조회": (40, 42, 0), "칭찬": (18, 12, 0)})

    def proposed() -> list[str]:
        campaigns = run("suggest", shop, "--profile", profile, "--json").json["campaigns"]
        return [campaign["provenance"]["playbook_id"] for campaign in campaigns]

    assert "my_repair_care" not in proposed()
    assert run("playbooks", "add", written(tmp_path)).code == 0
    found = run("playbooks", "search", SAID, "--json")
    assert ids(found)[0] == "my_repair_care"
    assert found.json["hits"][0]["own"] is True
    assert "[우리 가게 방법]" in run("playbooks", "search", SAID).out
    assert "우리 가게 방법 1개" in run("playbooks", "list").out
    assert "수리 상담이 끝난 다음 날" in run("playbooks", "show", "my_repair_care", "--locale", "ja").out
    assert "my_repair_care" in proposed()
    assert run("playbooks", "remove", "my_repair_care", "--json").json["removed"] == "my_repair_care"
    assert "my_repair_care" not in ids(run("playbooks", "search", SAID, "--top", 100, "--json"))
    assert "my_repair_care" not in proposed()


def test_one_language_is_not_offered_to_a_shop_of_another(run: Any, tmp_path: Path, write_shop: Any) -> None:
    run("playbooks", "add", written(tmp_path))
    profile = written(tmp_path, "country: JP\nlanguage: ja\nchannels: [line, in_app]\nname: 月光\n", "shop.yaml")
    hits = run("playbooks", "search", SAID, "--profile", profile, "--top", 100, "--json", "--locale", "ko").json["hits"]
    own = next(hit for hit in hits if hit["own"])
    assert own["missing"] == [
        "이 방법에는 일본어로 된 문구가 없어서 지금은 쓸 수 없어요. 그 말로 쓴 문구를 더해 주시면 쓸 수 있어요."
    ]
    shop = write_shop(tmp_path, tags={"AS·수리": (90, 20, 0), "배송조회": (40, 42, 0), "칭찬": (18, 12, 0)})
    campaigns = run("suggest", shop, "--profile", profile, "--json").json["campaigns"]
    assert "my_repair_care" not in [campaign["provenance"]["playbook_id"] for campaign in campaigns]


def test_one_that_no_longer_fits_the_format_is_told_and_can_be_taken_out(run: Any, tmp_path: Path, home: Path) -> None:
    run("playbooks", "add", written(tmp_path))
    with closing(sqlite3.connect(home / "dangol.db")) as connection, connection:
        connection.execute("UPDATE own_playbooks SET content = 'id: my_repair_care'")
    [row] = run("playbooks", "list", "--own", "--json").json["playbooks"]
    assert row == {"id": "my_repair_care", "version": 1, "title": "my_repair_care", "own": True, "used": False}
    assert "! 지금 형식에 맞지 않아 쓰지 않고 있어요" in run("playbooks", "list").out
    assert run("playbooks", "search", SAID).code == 0
    assert run("playbooks", "show", "my_repair_care").code == 2
    assert run("playbooks", "show", "my_repair_care", "--yaml").out == "id: my_repair_care\n"


def test_a_common_one_stays(run: Any) -> None:
    done = run("playbooks", "remove", "winback")
    assert (done.code, done.out) == (2, "")
    assert "기본 방법" in done.err


def test_another_tenant_s_is_not_there(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_TENANT", "moon")
    run("playbooks", "add", written(tmp_path))
    monkeypatch.setenv("DANGOL_TENANT", "star")
    assert own_ids(run) == []
    assert "my_repair_care" not in ids(run("playbooks", "search", SAID, "--top", 100, "--json"))
    for arguments in (("show", "my_repair_care"), ("show", "my_repair_care", "--yaml"), ("remove", "my_repair_care")):
        done = run("playbooks", *arguments)
        assert (done.code, done.out) == (2, "")
        assert "없어요" in done.err
    profile = written(tmp_path, "tried: [{playbook: my_repair_care, sent: 3, reached: 1}]\n", "shop.yaml")
    assert run("playbooks", "search", SAID, "--profile", profile).code == 2
    monkeypatch.setenv("DANGOL_TENANT", "moon")
    assert own_ids(run) == ["my_repair_care"]
    assert run("playbooks", "search", SAID, "--profile", profile).code == 0
