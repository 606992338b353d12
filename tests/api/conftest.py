"""The command line in this very process, and a server that is not on the network."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from dataclasses import dataclass
from datetime import UTC, datetime
from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from fastapi.testclient import TestClient

from agent.settings import Settings
from api.cli import main
from api.http import create_app, opened

KEYS = {"shop-one": "one-long-secret", "shop-two": "two-long-secret"}
NOW = datetime(2026, 11, 2, tzinfo=UTC)


@dataclass(frozen=True)
class Ran:
    """What a command did."""

    code: int
    out: str
    err: str

    @property
    def json(self) -> Any:
        return json.loads(self.out)


Run = Callable[..., Ran]


def _run(*arguments: object) -> Ran:
    with redirect_stdout(StringIO()) as out, redirect_stderr(StringIO()) as err:
        try:
            code = main([str(argument) for argument in arguments])
        except SystemExit as stop:  # argparse ends the process by itself
            code = int(stop.code or 0)
    return Ran(code, out.getvalue(), err.getvalue())


@pytest.fixture(scope="session")
def run() -> Run:
    """Runs one command; the home is the test's (or, in wider fixtures, the session's)."""
    return _run


@pytest.fixture(scope="session")
def sample_files(sample: Path) -> tuple[str, ...]:
    """The arguments of the main job on the sample shop."""
    return (
        str(sample / "chats.xlsx"),
        "--profile", str(sample / "shop.yaml"),
        "--customers", str(sample / "customers.csv"),
        "--orders", str(sample / "orders.csv"),
    )  # fmt: skip


@pytest.fixture(scope="module")
def server(tmp_path_factory: pytest.TempPathFactory) -> Iterator[TestClient]:
    """The HTTP API for two tenants; uploads up to a megabyte and a half."""
    settings = Settings(
        home=tmp_path_factory.mktemp("server"),
        api_keys=KEYS,  # type: ignore[arg-type] - pydantic makes secrets of them
        max_upload_bytes=1_500_000,
    )
    with opened(settings) as (app, searcher):
        api = create_app(app, searcher, clock=lambda: NOW)
        with TestClient(api, raise_server_exceptions=False) as client:
            yield client


@pytest.fixture
def one() -> dict[str, str]:
    """The headers of the first tenant."""
    return {"Authorization": f"Bearer {KEYS['shop-one']}"}


@pytest.fixture
def two() -> dict[str, str]:
    return {"Authorization": f"Bearer {KEYS['shop-two']}"}
