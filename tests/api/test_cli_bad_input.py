"""Files that cannot be right: one clear sentence, exit 2 or 3, and what was saved before is as it was."""

from __future__ import annotations

import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
import xlsxwriter

HEAD = "id,customer_id,opened_at,closed_at,state,tags\n"
GOOD = "c1,u1,2026-10-01 10:00,2026-10-01 11:00,closed,교환\n"


def _csv(text: str) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / "chats.csv"
        path.write_text(text, encoding="utf-8")
        return path

    return write


def _bytes(name: str, content: bytes) -> Callable[[Path], Path]:
    def write(folder: Path) -> Path:
        path = folder / name
        path.write_bytes(content)
        return path

    return write


COLUMNS = ("id", "userId", "tags", "createdAt", "state")


def _book(folder: Path, sheet: str, *, columns: tuple[str, ...] = COLUMNS, formula: bool = False) -> Path:
    path = folder / "chats.xlsx"
    book = xlsxwriter.Workbook(str(path))
    page = book.add_worksheet(sheet)
    page.write_row(0, 0, columns)
    page.write_row(1, 0, ["c1", "u1", "교환", "2026-10-01 10:00", "closed"])
    if formula:
        page.write_formula(1, 2, '=HYPERLINK("https://example.com","교환")')
    book.close()
    return path


def _wrong_sheet(folder: Path) -> Path:
    return _book(folder, "매출", columns=("날짜", "품목", "수량", "단가", "합계"))


def _formula(folder: Path) -> Path:
    return _book(folder, "UserChat data", formula=True)


def _truncated(folder: Path) -> Path:
    path = _book(folder, "UserChat data")
    path.write_bytes(path.read_bytes()[:-800])
    return path


REFUSED: dict[str, Callable[[Path], Path]] = {
    "wrong sheet": _wrong_sheet,
    "truncated workbook": _truncated,
    "formula cell": _formula,
    "huge cell": _csv(HEAD + GOOD.replace("교환", "가" * 4_000_000)),
    "closed before it was opened": _csv(HEAD + GOOD.replace("2026-10-01 11:00", "2026-09-01 11:00")),
    "absurd date": _csv(HEAD + GOOD.replace("2026-10-01 10:00", "0001-01-01 10:00")),
    "no date at all": _csv(HEAD + GOOD.replace("2026-10-01 10:00", "the day after")),
    "empty file": _bytes("chats.csv", b""),
    "binary": _bytes("chats.csv", b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 40),
    "duplicate ids": _csv(HEAD + GOOD + GOOD),
    "a million equal tags": _csv(HEAD + GOOD.replace("교환", '"' + "교환," * 1_000_000 + '"')),
    "only a header": _csv(HEAD),
    "a folder": lambda folder: folder,
    "not there": lambda folder: folder / "nothing.csv",
}

ABSTAINED: dict[str, Callable[[Path], Path]] = {
    "one conversation": _csv(HEAD + GOOD),
    "right-to-left and zero-width text": _csv(
        HEAD + "".join(f"c{n},u{n},2026-10-0{n},,opened,\u202e\u200b\u200d{'א' * n}\u2066\n" for n in range(1, 9))
    ),
}


@pytest.fixture(scope="module")
def kept(run: Any, write_shop: Any, tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """A home with saved campaigns, and what ``campaigns list`` says of them."""
    home = tmp_path_factory.mktemp("kept")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DANGOL_HOME", str(home / "home"))
        assert run("suggest", write_shop(home)).code == 0
        return home / "home", run("campaigns", "list", "--json").out


@pytest.mark.parametrize("kind", REFUSED)
def test_a_file_that_cannot_be_right_is_refused(
    kind: str, kept: tuple[Path, str], run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, listed = kept
    monkeypatch.setenv("DANGOL_HOME", str(home))
    done = run("suggest", REFUSED[kind](tmp_path))
    assert (done.code, done.out) == (2, ""), done.err
    assert done.err.count("\n") == 1
    assert done.err.strip().endswith(("요.", "다.")), done.err
    assert len(done.err) < 400
    assert run("campaigns", "list", "--json").out == listed


@pytest.mark.parametrize("kind", ABSTAINED)
def test_a_file_that_says_too_little_gets_no_campaign(
    kind: str, kept: tuple[Path, str], run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    home, listed = kept
    monkeypatch.setenv("DANGOL_HOME", str(home))
    done = run("suggest", ABSTAINED[kind](tmp_path))
    assert (done.code, done.err) == (3, "")
    assert "요." in done.out
    assert run("campaigns", "list", "--json").out == listed


PROFILES = {
    "no yaml": "name: [unclosed",
    "no mapping": "- just\n- a list\n",
    "unknown field": "nmae: 우리가게\n",
    "wrong value": "max_discount_percent: 500\n",
    "no such day": "offers: [{id: a, kind: gift, text: 선물, ends: 2026-13-45}]\n",
    "unknown time zone": "timezone: Mars/Olympus\n",
    "binary": "\x00\x01\x02",
}


@pytest.mark.parametrize("kind", PROFILES)
def test_a_wrong_profile_is_named(kind: str, run: Any, write_shop: Any, tmp_path: Path) -> None:
    profile = tmp_path / "shop.yaml"
    profile.write_text(PROFILES[kind], encoding="utf-8")
    done = run("signals", write_shop(tmp_path), "--profile", profile)
    assert (done.code, done.out) == (2, ""), done.err
    assert done.err.count("\n") == 1


@pytest.mark.skipif(os.name == "nt" or os.geteuid() == 0, reason="the superuser may read everything")
def test_a_file_without_permission(run: Any, write_shop: Any, tmp_path: Path) -> None:
    path = write_shop(tmp_path)
    path.chmod(0)
    done = run("signals", path)
    assert done.code == 2
    assert path.name in done.err
