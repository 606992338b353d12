"""``dangol serve`` as a process: what it prints when it listens, and what it says when it cannot."""

from __future__ import annotations

import json
import re
import signal
import socket
import subprocess
import sys
from pathlib import Path
from typing import Any
from urllib.request import urlopen

import pytest

from agent.words import LOCALES, say

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def _keys(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DANGOL_API_KEYS", json.dumps({"shop": "long-secret"}))


def test_the_address_answers_once_it_is_printed_and_a_second_server_is_refused(run: Any, home: Path) -> None:
    code = "import sys; from api.cli import main; sys.exit(main(['serve', '--port', '0', '--locale', 'en']))"
    with subprocess.Popen([sys.executable, "-c", code], cwd=ROOT, stderr=subprocess.PIPE, text=True) as first:
        assert first.stderr is not None
        try:
            told = first.stderr.readline()
            address = re.search(r"http://127\.0\.0\.1:\d+", told)
            assert address, told
            with urlopen(f"{address[0]}/healthz") as answer:
                assert answer.status == 200
            second = run("serve", "--port", 0, "--locale", "en")
            assert (second.code, second.out) == (2, "")
            assert second.err == say("en", "errors.index_busy", folder=home / "playbooks") + "\n"
        finally:
            first.send_signal(signal.SIGTERM)
        assert first.wait() == 0
        assert first.stderr.read() == ""


def test_a_port_that_is_taken_is_named(run: Any) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
        for wrong in (port, 99_999):
            done = run("serve", "--port", wrong)
            assert (done.code, done.out, done.err.count("\n")) == (2, "", 1)
            assert f"127.0.0.1:{wrong}" in done.err


@pytest.mark.parametrize("locale", LOCALES)
def test_a_busy_folder_is_told_with_what_helps(locale: Any) -> None:
    told = say(locale, "errors.index_busy", folder="/data")
    assert all(part in told for part in ("/data", "HTTP", "DANGOL_CHROMA_URL"))
