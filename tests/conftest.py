"""What every test may count on: a home of its own, no setting from outside, and one encoder for all."""

from __future__ import annotations

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Engine

from agent.database import open_database
from retrieval.embedding import Encoder, SentenceEncoder
from retrieval.library import Library, load_library

ROOT = Path(__file__).parents[1]
SAMPLE = ROOT / "evals" / "sample_shop"


@pytest.fixture(scope="session", autouse=True)
def _no_settings_from_outside(tmp_path_factory: pytest.TempPathFactory) -> Iterator[None]:
    """Fixtures wider than one test write here, never into the home of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        for name in [name for name in os.environ if name.startswith("DANGOL_")]:
            patch.delenv(name)
        patch.setenv("DANGOL_HOME", str(tmp_path_factory.mktemp("session-home")))
        yield


@pytest.fixture(autouse=True)
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The ``DANGOL_HOME`` of one test; nothing is in it."""
    folder = tmp_path / "home"
    monkeypatch.setenv("DANGOL_HOME", str(folder))
    return folder


@pytest.fixture(scope="session")
def encoder() -> Encoder:
    return SentenceEncoder()


@pytest.fixture
def engine(tmp_path: Path) -> Iterator[Engine]:
    """A database of one test."""
    engine = open_database(f"sqlite:///{tmp_path / 'dangol.db'}")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def library() -> Library:
    return load_library()


@pytest.fixture(scope="session")
def sample() -> Path:
    """The folder of the sample shop."""
    return SAMPLE


@pytest.fixture
def shared_data() -> Callable[[str], Path]:
    """A file of the data that lies beside the checkout; the test is skipped without it, but never in CI."""

    def find(name: str) -> Path:
        path = ROOT.parent / "shared" / "data" / name
        if not path.exists():
            missing = f"../shared/data/{name} is not there"
            if os.environ.get("CI"):
                pytest.fail(missing)
            pytest.skip(missing)
        return path

    return find


ShopWriter = Callable[..., Path]


@pytest.fixture(scope="session")
def write_shop() -> ShopWriter:
    """Writes a small shop's chats as CSV: quick to read, and something hurts in it and something invites."""
    return _write_shop


def _write_shop(folder: Path, *, tags: dict[str, tuple[int, int, int]] | None = None, name: str = "chats.csv") -> Path:
    """``tags``: tag → chats of October, of September, and how many of October's are still open."""
    folder.mkdir(parents=True, exist_ok=True)
    path = folder / name
    lines = ["id,customer_id,opened_at,closed_at,state,tags"]
    for tag, (now, before, still_open) in (tags or SMALL_SHOP).items():
        for number in range(now + before):
            month, serial = (10, number) if number < now else (9, number - now)
            at = f"2026-{month:02}-{serial % 30 + 1:02} {9 + serial % 10:02}:15"
            is_open = month == 10 and serial < still_open
            closed, state = ("", "opened") if is_open else (f"{at[:-2]}45", "closed")
            key = f"{len(lines):05}"
            lines.append(f"c{key},u{key},{at},{closed},{state},{tag}")
    path.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return path


SMALL_SHOP = {
    "배송지연": (60, 18, 12),
    "교환": (70, 40, 0),
    "재입고": (48, 12, 1),
    "선물포장": (25, 12, 0),
    "칭찬": (18, 12, 0),
    "배송조회": (40, 42, 0),
}
