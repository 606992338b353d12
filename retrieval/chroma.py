"""The two ways to Chroma: in a folder that this process owns, or on a server that many share.

Both hand out a client and can make a clean one when what is stored is not to be trusted: it is only an index.
"""

from __future__ import annotations

import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, nullcontext, suppress
from pathlib import Path
from typing import Any, Protocol
from urllib.parse import urlsplit

from filelock import FileLock, Timeout

from retrieval.errors import IndexBusy, IndexUnreachable

PREFIX = "playbooks-"
_DATABASE = "chroma.sqlite3"


class Chroma(Protocol):
    """Where the vectors live. ``client`` is open from the start until ``close``."""

    client: Any

    def empty(self) -> None:
        """Throw away every collection of ours."""
        ...

    def renew(self, name: str, /) -> None:
        """Throw away the collection ``name``, and with it whatever cannot be told apart from it."""
        ...

    def reached(self) -> AbstractContextManager[None]:
        """Around each use: raises ``IndexUnreachable`` where the vectors are elsewhere and cannot be reached."""
        ...

    def close(self) -> None: ...


class Folder:
    """Chroma inside this process, in ``folder``; a folder that Chroma or SQLite cannot read is emptied first."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self.client: Any = None
        if not (_is_sound(folder / _DATABASE) and self._opens()):
            self.empty()

    def empty(self) -> None:
        self.close()
        for entry in self._folder.iterdir():
            if entry.is_dir():
                shutil.rmtree(entry)
            elif entry.suffix != ".lock":
                entry.unlink()
        if not self._opens():
            raise OSError(f"{self._folder}: Chroma cannot make a database here")

    def renew(self, _name: str) -> None:
        """What broke one collection may have broken the folder."""
        self.empty()

    def reached(self) -> AbstractContextManager[None]:
        return nullcontext()

    def close(self) -> None:
        if self.client is not None:
            self.client.close()
        self.client = None

    def _opens(self) -> bool:
        """Open the folder; false when Chroma cannot read what is in it."""
        import chromadb  # noqa: PLC0415 - most of a second that only a search should pay
        from chromadb.config import Settings  # noqa: PLC0415
        from chromadb.errors import ChromaError  # noqa: PLC0415

        try:
            self.client = chromadb.PersistentClient(
                path=str(self._folder), settings=Settings(anonymized_telemetry=False)
            )
        except (ChromaError, ValueError):  # ValueError: a database without the tables that Chroma looks for
            return False
        return True


class Server:
    """A Chroma server at ``url`` (``http://host:port``). Others use it too: only our collections are ever removed."""

    def __init__(self, url: str) -> None:
        import chromadb  # noqa: PLC0415
        from chromadb.config import Settings  # noqa: PLC0415

        parts = urlsplit(url)
        self._url = f"{parts.scheme}://{parts.netloc.rpartition('@')[2]}"  # as it may be shown
        with self.reached():
            self.client: Any = chromadb.HttpClient(
                host=parts.hostname or "localhost",
                port=parts.port or (443 if parts.scheme == "https" else 8000),
                ssl=parts.scheme == "https",
                settings=Settings(anonymized_telemetry=False),
            )

    def empty(self) -> None:
        for collection in self.client.list_collections():
            if collection.name.startswith(PREFIX):
                self.renew(collection.name)

    def renew(self, name: str) -> None:
        from chromadb.errors import NotFoundError  # noqa: PLC0415

        with suppress(NotFoundError):  # another process was faster
            self.client.delete_collection(name)

    @contextmanager
    def reached(self) -> Iterator[None]:
        import httpx  # noqa: PLC0415 - Chroma's own HTTP client

        try:
            yield
        except httpx.HTTPError as error:
            raise IndexUnreachable(self._url) from error
        except ValueError as error:  # how Chroma says it when a client is made
            if "connect" not in str(error).lower():
                raise
            raise IndexUnreachable(self._url) from error

    def close(self) -> None:
        self.client.close()


@contextmanager
def owning(folder: Path, wait: float) -> Iterator[None]:
    """Hold ``folder`` for this process alone; ``IndexBusy`` when another one keeps it longer than ``wait`` seconds."""
    folder.mkdir(parents=True, exist_ok=True)
    lock = FileLock(folder / "owner.lock")
    try:
        lock.acquire(timeout=wait)
    except Timeout:
        raise IndexBusy(str(folder)) from None
    try:
        yield
    finally:
        lock.release()


def _is_sound(database: Path) -> bool:
    """Whether SQLite can read the file: a client that failed on it leaves Chroma unable to open the folder again."""
    if not database.is_file():
        return True
    try:
        with closing(sqlite3.connect(database)) as connection:
            return bool(connection.execute("PRAGMA quick_check(1)").fetchone() == ("ok",))
    except sqlite3.DatabaseError:
        return False
