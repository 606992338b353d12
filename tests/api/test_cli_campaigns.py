"""``dangol campaigns approve|activate|stop|reopen|export|test-send``: what a nervous owner can do, and undo."""

from __future__ import annotations

import json
import shutil
import sys
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
import yaml

from agent.bootstrap import open_app
from agent.campaigns.schema import Draft, Excluded
from agent.words import say

PROFILE = {"name": "달빛상점", "channels": ["in_app"], "links": {"home": "https://moon.example"}}


class Terminal(StringIO):
    """Somebody who answers."""

    def isatty(self) -> bool:
        return True


@pytest.fixture(scope="module")
def kept(run: Any, write_shop: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A folder with a shop's files and a home with its campaigns, and the id of one of them."""
    folder = tmp_path_factory.mktemp("kept")
    (folder / "shop.yaml").write_text(yaml.safe_dump(PROFILE, allow_unicode=True), encoding="utf-8")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DANGOL_HOME", str(folder / "home"))
        made = run("suggest", write_shop(folder), "--profile", folder / "shop.yaml", "--json")
        assert made.code == 0, made.err
    return folder, made.json["campaigns"][0]["id"]


@pytest.fixture
def shop(kept: tuple[Path, str], home: Path) -> tuple[Path, str]:
    """The same for one test, which may change it."""
    folder, identity = kept
    shutil.copytree(folder / "home", home)
    return folder, identity


def _shown(run: Any, identity: str) -> Any:
    return run("campaigns", "show", identity, "--json").json


def test_a_whole_life(shop: tuple[Path, str], run: Any) -> None:
    folder, identity = shop
    profile = ("--profile", folder / "shop.yaml")
    approved = run("campaigns", "approve", identity, *profile, "--by", "김하나", "--yes")
    assert approved.code == 0, approved.err
    for said in (
        "받는 분",
        "비용",
        "메시지는 한 통도 나가지 않고",
        "아직 아무것도 나가지 않았어요",
        f"campaigns stop {identity}",
    ):
        assert said in approved.out
    assert "김하나가 정했다는 기록이 남아요" in approved.out
    active = run("campaigns", "activate", identity, "--by", "김하나", "--yes")
    assert "단골이 켠 것은 아니고" in active.out
    stopped = run("campaigns", "stop", identity, "--by", "김하나")
    assert "단골은 발송 도구를 대신 끌 수 없어요" in stopped.out
    reopened = run("campaigns", "reopen", identity, "--by", "김하나", "--json").json
    assert reopened["campaign"]["status"] == "draft"
    assert [c["status"] for c in reopened["campaign"]["decided"]] == ["approved", "active", "stopped", "draft"]
    text = run("campaigns", "show", identity).out
    assert "김하나가 승인했어요 (1판)" in text
    assert "김하나가 멈췄어요 (1판)" in text


@pytest.mark.parametrize("answers, status", [("김하나\ny\n", "approved"), ("\n네\n", "approved"), ("김하나\n\n", "draft"),
                                             ("김하나\nn\n", "draft"), ("김하나\n", "draft"), ("", "draft")])  # fmt: skip
def test_a_terminal_is_asked_and_only_yes_is_yes(
    answers: str, status: str, shop: tuple[Path, str], run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, identity = shop
    monkeypatch.setattr(sys, "stdin", Terminal(answers))
    done = run("campaigns", "approve", identity, "--profile", folder / "shop.yaml")
    assert done.code == 0, done.err
    assert "이대로 승인할까요?" in done.out
    assert ("아무것도 바꾸지 않았어요" in done.out) == (status == "draft")
    campaign = _shown(run, identity)["campaign"]
    assert campaign["status"] == status
    if status == "approved":
        assert campaign["decided"][0]["by"] == ("김하나" if answers.startswith("김") else "사장님")


@pytest.mark.parametrize(
    "options, said",
    [
        ((), "--yes"),
        (("--json", "--by", "x"), "--yes"),
        (("--yes",), "DANGOL_OPERATOR"),
        (("--yes", "--by", " "), "DANGOL_OPERATOR"),
        (("--yes", "--by", "x", "--customers", "none.csv"), "상담 파일"),
        (("--yes", "--by", "x", "--sent", "none.csv"), "상담 파일"),
    ],
)
def test_what_is_missing_is_said_and_nothing_changes(
    options: tuple[str, ...], said: str, shop: tuple[Path, str], run: Any
) -> None:
    folder, identity = shop
    before = _shown(run, identity)
    done = run("campaigns", "approve", identity, "--profile", folder / "shop.yaml", *options)
    assert done.code == 2
    assert said in done.err
    assert _shown(run, identity) == before


def test_the_name_can_be_set_once(shop: tuple[Path, str], run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_OPERATOR", "박두리")
    done = run("campaigns", "stop", shop[1], "--json")
    assert [c["by"] for c in done.json["campaign"]["decided"]] == ["박두리"]


def test_a_named_shop_must_give_its_profile(shop: tuple[Path, str], run: Any) -> None:
    done = run("campaigns", "approve", shop[1], "--by", "x", "--yes")
    assert (done.code, "shop.yaml" in done.err) == (2, True)


def test_a_wrong_move_says_what_comes_first(shop: tuple[Path, str], run: Any) -> None:
    done = run("campaigns", "activate", shop[1], "--by", "x", "--yes", "--locale", "en", "--json")
    assert (done.code, done.json["error"]["code"]) == (2, "life.wrong_unapproved")
    assert "approve it first" in done.err


def test_new_files_are_counted_and_the_new_version_is_shown_and_approved(
    shop: tuple[Path, str], run: Any, write_shop: Any, tmp_path: Path
) -> None:
    folder, identity = shop
    tags = {"배송지연": (90, 18, 30), "교환": (90, 40, 0), "재입고": (60, 12, 1), "칭찬": (30, 12, 0)}
    chats = write_shop(tmp_path, tags=tags)
    before = _shown(run, identity)["campaign"]
    command = ("campaigns", "approve", identity, chats, "--profile", folder / "shop.yaml", "--by", "하나", "--yes")
    done = run(*command)
    assert done.code == 0, done.err
    now = _shown(run, identity)["campaign"]
    assert (now["version"], now["status"]) == (2, "approved")
    reached = now["audience"]["reached"]
    assert reached != before["audience"]["reached"]
    assert f"받는 분: {before['audience']['reached']}명 → {reached}명" in done.out
    assert "새 내용(2판)이 승인돼요" in done.out
    assert now["steps"] == before["steps"]


def test_what_runs_is_told_beside_a_newer_draft(
    shop: tuple[Path, str], run: Any, write_shop: Any, tmp_path: Path
) -> None:
    folder, identity = shop
    profile = ("--profile", folder / "shop.yaml")
    assert run("campaigns", "approve", identity, *profile, "--by", "하나", "--yes").code == 0
    assert run("campaigns", "activate", identity, "--by", "하나", "--yes").code == 0
    tags = {"배송지연": (90, 18, 30), "교환": (90, 40, 0), "재입고": (60, 12, 1), "칭찬": (30, 12, 0)}
    again = run("suggest", write_shop(tmp_path, tags=tags), *profile, "--json").json
    assert identity in [one["id"] for one in again["campaigns"]]
    rows = {row["id"]: row for row in run("campaigns", "list", "--json").json["campaigns"]}
    assert (rows[identity]["status"], rows[identity]["version"]) == ("draft", 2)
    assert rows[identity]["earlier"]["version"] == 1
    assert "1판은 켜져" in run("campaigns", "list").out.replace("\n", "")
    assert "나가고 있는 건 전에 켠 1판이에요" in run("campaigns", "show", identity).out
    assert _shown(run, identity)["earlier"]["status"] == "active"


def test_the_page_goes_to_a_file_that_is_never_overwritten_unasked(
    shop: tuple[Path, str], run: Any, tmp_path: Path
) -> None:
    page = tmp_path / "page.html"
    done = run("campaigns", "export", shop[1], "--to", "sheet", "--out", page)
    assert (done.code, done.out) == (0, "")
    assert str(page) in done.err
    written = page.read_bytes()
    assert written.startswith(b"<!doctype html>")
    page.write_text("mine", encoding="utf-8")
    refused = run("campaigns", "export", shop[1], "--out", page)
    assert (refused.code, page.read_text(encoding="utf-8")) == (2, "mine")
    assert run("campaigns", "export", shop[1], "--out", page, "--replace").code == 0
    assert page.read_bytes().startswith(b"<!doctype html>")


def test_without_a_file_the_page_goes_where_it_is_piped_to(shop: tuple[Path, str], run: Any) -> None:
    assert run("campaigns", "export", shop[1]).out.startswith("<!doctype html>")


def test_a_payload_is_json_and_what_was_lost_is_said_beside_it(shop: tuple[Path, str], run: Any) -> None:
    done = run("campaigns", "export", shop[1], "--to", "channel-talk")
    assert done.code == 0, done.err
    assert json.loads(done.out)
    assert done.err.startswith("이 도구에는 담을 수 없어서")


def test_an_unknown_target_names_the_known_ones(shop: tuple[Path, str], run: Any) -> None:
    done = run("campaigns", "export", shop[1], "--to", "fax")
    assert done.code == 2
    assert all(name in done.err for name in ("sheet", "channel-talk", "klaviyo", "dittofeed", "json"))


def test_a_test_shows_the_messages_and_writes_them_where_asked(
    shop: tuple[Path, str], run: Any, tmp_path: Path
) -> None:
    folder = tmp_path / "look"
    done = run("campaigns", "test-send", shop[1], "--name", "박두리", "--out", folder)
    assert done.code == 0, done.err
    assert "이 컴퓨터 밖으로는 아무것도 나가지 않아요" in done.out
    assert "[시험] 1번째 메시지 · A. " in done.out
    files = sorted(folder.iterdir())
    assert len(files) >= 2
    assert all("박두리" in path.read_text(encoding="utf-8") for path in files)
    assert run("campaigns", "test-send", shop[1], "--out", folder).code == 2, "they are there already"
    assert all("박두리" in path.read_text(encoding="utf-8") for path in files)
    body = run("campaigns", "test-send", shop[1], "--json").json
    assert (body["sent"], len(body["messages"])) == (False, len(files))


@pytest.mark.parametrize("action", ["approve", "activate", "stop", "reopen", "export", "test-send"])
def test_a_campaign_that_is_not_there(action: str, run: Any) -> None:
    done = run("campaigns", action, "cmp_none")
    assert done.code == 2
    assert "cmp_none" in done.err


def test_the_list_of_who_gets_it(shop: tuple[Path, str], run: Any, tmp_path: Path) -> None:
    folder, identity = shop
    source = next(one for one in folder.iterdir() if one.suffix in (".csv", ".xlsx", ".jsonl"))
    asked = ("campaigns", "recipients", identity, source, "--profile", folder / "shop.yaml")
    listed = run(*asked, "--json").json
    shown = _shown(run, identity)
    named = [one["customer_id"] for one in listed["recipients"]]
    assert 0 < len(named) <= shown["campaign"]["audience"]["reached"]
    assert len(set(named)) == len(named)
    assert listed["mark"] == f"dangol-{identity}"
    written = run(*asked, "--out", tmp_path / "who.csv")
    assert (written.code, written.out) == (0, "")
    assert len((tmp_path / "who.csv").read_text(encoding="utf-8").splitlines()) == len(named) + 1
    assert run(*asked, "--out", tmp_path / "who.csv").code == 2
    assert run("campaigns", "recipients", "cmp_none", source).code == 2


@pytest.mark.parametrize("locale, shown", [("ko", "[네/아니요]"), ("ja", "[はい/いいえ]"), ("en", "[yes/no]")])
@pytest.mark.parametrize("answer", ["y", "Y", "yes", "네", "예", "はい"])
def test_the_question_shows_what_to_answer(
    locale: str, shown: str, answer: str, shop: tuple[Path, str], run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, identity = shop
    monkeypatch.setattr(sys, "stdin", Terminal(f"Kim\n{answer}\n"))
    done = run("campaigns", "approve", identity, "--profile", folder / "shop.yaml", "--locale", locale)
    assert shown in done.out
    campaign = _shown(run, identity)["campaign"]
    assert campaign["status"] == "approved"
    assert campaign["name"] in done.out.rsplit(shown, 1)[1]


@pytest.mark.parametrize("answer", ["y", "N", "네", "예", "아니요", "はい", "いいえ", "yes", "No"])
def test_an_answer_is_not_taken_for_a_name(
    answer: str, shop: tuple[Path, str], run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder, identity = shop
    command = ("campaigns", "approve", identity, "--profile", folder / "shop.yaml")
    for option in ((), ("--yes", "--by", answer)):
        monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n{answer}\ny\n"))
        refused = run(*command, *option)
        assert refused.code == 2
        assert f"{answer}" in refused.err
        assert "이름을 적어 주세요" in refused.err
        assert _shown(run, identity)["campaign"]["status"] == "draft"
    monkeypatch.setattr(sys, "stdin", Terminal(f"{answer}\n김하나\ny\n"))
    asked_again = run(*command)
    assert "이름이 아니라 대답 같아요" in asked_again.out
    assert _shown(run, identity)["campaign"]["decided"][0]["by"] == "김하나"


def test_who_cannot_be_asked_is_told_before_anything_is_counted(shop: tuple[Path, str], run: Any) -> None:
    folder, identity = shop
    done = run("campaigns", "approve", identity, folder / "nothing.csv", "--profile", folder / "shop.yaml")
    assert (done.code, done.out) == (2, "")
    assert "--yes" in done.err
    assert "nothing.csv" not in done.err


@pytest.mark.parametrize("target", ["sheet", "channel-talk", "json"])
@pytest.mark.parametrize("option", [(), ("--json",)])
def test_an_export_says_when_it_is_not_to_be_sent(
    target: str, option: tuple[str, ...], shop: tuple[Path, str], run: Any, tmp_path: Path
) -> None:
    folder, identity = shop
    export = ("campaigns", "export", identity, "--to", target, *option)
    draft = run(*export)
    assert draft.code == 0
    assert (
        f"아직 승인하지 않은 캠페인이에요. 보내기 전에 내용을 보고 승인해 주세요: dangol campaigns approve {identity}"
        in draft.err
    )
    assert run("campaigns", "approve", identity, "--profile", folder / "shop.yaml", "--by", "하나", "--yes").code == 0
    approved = run(*export)
    assert "승인하지 않은" not in approved.err
    assert "멈춘 캠페인" not in approved.err
    assert run("campaigns", "stop", identity, "--by", "하나").code == 0
    stopped = run(*export)
    assert stopped.code == 0
    assert "멈춘 캠페인이에요" in stopped.err


def _list_asked(folder: Path, identity: str, source: Path) -> tuple[Any, ...]:
    return ("campaigns", "recipients", identity, source, "--profile", folder / "shop.yaml")


def test_a_list_of_another_length_says_both_numbers(
    shop: tuple[Path, str], run: Any, write_shop: Any, tmp_path: Path
) -> None:
    folder, identity = shop
    same = run(*_list_asked(folder, identity, folder / "chats.csv"))
    assert "아직 승인하지 않은 캠페인이에요" in same.err
    reached = _shown(run, identity)["campaign"]["audience"]["reached"]
    more = write_shop(
        tmp_path, tags={"배송지연": (90, 18, 30), "교환": (90, 40, 0), "재입고": (60, 12, 1), "칭찬": (30, 12, 0)}
    )
    other = run(*_list_asked(folder, identity, more), "--json")
    now = len(other.json["recipients"])
    assert now != reached
    assert f"이 캠페인에 적힌 받는 분은 {reached}명인데, 주신 파일로 세면 {now}명이에요" in other.err
    assert run("campaigns", "approve", identity, "--profile", folder / "shop.yaml", "--by", "하나", "--yes").code == 0
    approved = run(*_list_asked(folder, identity, more))
    assert approved.code == 0
    assert f"승인하신 건 {reached}명인데, 주신 파일로 세면 {now}명이에요" in approved.err
    assert "승인하지 않은" not in approved.err


def test_a_list_without_the_log_that_the_count_had_says_so(shop: tuple[Path, str], run: Any, tmp_path: Path) -> None:
    folder, identity = shop
    said = say("ko", "life.no_sent_log")
    assert said not in run(*_list_asked(folder, identity, folder / "chats.csv")).err
    _leave_out_two(identity)
    assert said in run(*_list_asked(folder, identity, folder / "chats.csv")).err
    log = tmp_path / "sent.csv"
    log.write_text("customer_id,campaign_id,channel,sent_at,advertising\nu00001,cmp_x,lms,2026-10-30 10:00,true\n")
    given = run(*_list_asked(folder, identity, folder / "chats.csv"), "--sent", log)
    assert given.code == 0, given.err
    assert said not in given.err


def _leave_out_two(identity: str) -> None:
    """As if the stored count had known of two who got advertising lately."""
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        seen = store.get(identity)
        audience = seen.audience
        gone = (*audience.excluded, Excluded(reason="recently_messaged", count=2))
        counted = audience.model_copy(update={"excluded": gone, "matched": audience.matched + 2})
        body = seen.model_copy(update={"audience": counted}).model_dump(include=set(Draft.model_fields), by_alias=True)
        saved = store.save([Draft.model_validate(body)], by="test", at=datetime(2026, 11, 2, tzinfo=UTC))
    assert [one.id for one in saved] == [identity]
