"""The playbooks that a shop added itself. The database is the truth; the search index is filled from it.

The tenant is part of every statement, on write and on read; another tenant's playbook does not exist here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from threading import Lock
from typing import Literal

from sqlalchemy import Engine, Select, delete, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agent.database import OwnPlaybookRow
from agent.errors import BadInput, NotFound
from retrieval.library import Library, WrongPlaybook, digest_of, read_playbook, version_of
from retrieval.playbook import Playbook

MOST = 200  # a tenant's playbooks are all kept in memory while it is searched
MOST_TENANTS = 256  # whose libraries are kept ready, as many as the searcher keeps

State = Literal["added", "changed", "unchanged"]


class Outdated(BadInput):
    """Another playbook of the same id is there, and nobody said that it may be replaced."""

    status = 409


@dataclass(frozen=True)
class OwnPlaybook:
    """One row: the file as it was given; ``playbook`` is None when it no longer follows the format."""

    id: str
    version: int
    content: str
    added_at: datetime
    added_by: str
    playbook: Playbook | None


class OwnPlaybooks:
    """The playbooks of ``tenant`` in the database behind ``engine``."""

    def __init__(self, engine: Engine, tenant: str) -> None:
        self._engine = engine
        self._tenant = tenant

    def put(self, contents: Mapping[str, bytes], *, at: datetime, by: str, replace: bool = False) -> dict[str, State]:
        """Save all of ``contents`` (file name → YAML) or none; returns what became of each id.

        Raises:
            WrongPlaybook: a file does not follow the format.
            Outdated: an id is there with other content and no lower version, and ``replace`` was not given.
            BadInput: more than ``MOST`` playbooks.
        """
        given = [(read_playbook(name, content), content.decode("utf-8-sig")) for name, content in contents.items()]
        try:
            return self._put_all(given, at, by, replace)
        except IntegrityError:
            # Another process added the same playbook between our look and our write; now it is there to be seen.
            return self._put_all(given, at, by, replace)

    def _put_all(self, given: Sequence[tuple[Playbook, str]], at: datetime, by: str, replace: bool) -> dict[str, State]:
        with Session(self._engine) as session, session.begin():
            states = {one.id: self._put(session, one, text, at, by, replace) for one, text in given}
            session.flush()
            count = len(session.execute(self._digests()).all())
            if count > MOST:
                raise BadInput("playbooks.too_many", count=count, limit=MOST)
        return states

    def _put(self, session: Session, playbook: Playbook, content: str, at: datetime, by: str, replace: bool) -> State:
        row = session.get(OwnPlaybookRow, (self._tenant, playbook.id))
        digest = digest_of(content.encode())
        if row is not None and row.digest == digest:
            return "unchanged"
        if row is not None and playbook.version <= row.version and not replace:
            raise Outdated("playbooks.not_newer", id=playbook.id, version=row.version, next=row.version + 1)
        facts = {"version": playbook.version, "content": content, "digest": digest, "added_at": at, "added_by": by}
        session.merge(OwnPlaybookRow(tenant=self._tenant, id=playbook.id, **facts))
        return "added" if row is None else "changed"

    def remove(self, identity: str) -> None:
        """Forget a playbook; ``NotFound`` when this tenant has none of that id."""
        mine = delete(OwnPlaybookRow).where(OwnPlaybookRow.tenant == self._tenant, OwnPlaybookRow.id == identity)
        with Session(self._engine) as session, session.begin():
            if not session.execute(mine.returning(OwnPlaybookRow.id)).all():
                raise NotFound("playbooks.missing", id=identity)

    def rows(self) -> list[OwnPlaybook]:
        """All of them, by id."""
        mine = select(OwnPlaybookRow).where(OwnPlaybookRow.tenant == self._tenant).order_by(OwnPlaybookRow.id)
        with Session(self._engine) as session:
            return [_own(row) for row in session.scalars(mine)]

    def get(self, identity: str) -> OwnPlaybook | None:
        """The one of that id; None when this tenant has none."""
        with Session(self._engine) as session:
            row = session.get(OwnPlaybookRow, (self._tenant, identity))
            return _own(row) if row else None

    def library(self) -> Library:
        """Those that follow the format, as a library whose version is ``stamp()`` of this very moment."""
        rows = self.rows()
        playbooks = {row.id: row.playbook for row in rows if row.playbook}
        return Library(playbooks, version_of((row.id, digest_of(row.content.encode())) for row in rows))

    def stamp(self) -> str:
        """What ``library().version`` would be, in one small query."""
        with Session(self._engine) as session:
            return version_of((row.id, row.digest) for row in session.execute(self._digests()))

    def _digests(self) -> Select[str, str]:
        return select(OwnPlaybookRow.id, OwnPlaybookRow.digest).where(OwnPlaybookRow.tenant == self._tenant)


def _own(row: OwnPlaybookRow) -> OwnPlaybook:
    return OwnPlaybook(row.id, row.version, row.content, row.added_at, row.added_by, _read(row.id, row.content))


@lru_cache(maxsize=512)  # ten milliseconds each, and a list asks for all of them
def _read(identity: str, content: str) -> Playbook | None:
    try:
        return read_playbook(f"{identity}.yaml", content.encode())
    except WrongPlaybook:  # it was right by the format of its day; the list says so, and everything else goes on
        return None


class OwnLibraries:
    """Each tenant's own library, read again only when it changed; what the searcher asks at each search.

    An id that the common library has taken since stays in the database, but is not offered.
    """

    def __init__(self, engine: Engine, common: Library) -> None:
        self._engine = engine
        self._common = common
        self._ready: dict[str, Library] = {}
        self._changing = Lock()

    def __call__(self, tenant: str) -> Library | None:
        own = OwnPlaybooks(self._engine, tenant)
        ready = self._ready.get(tenant)
        if ready is None or ready.version != own.stamp():
            ready = self._keep(tenant, own.library())
        return ready if ready.playbooks else None

    def _keep(self, tenant: str, library: Library) -> Library:
        offered = {name: one for name, one in library.playbooks.items() if name not in self._common.playbooks}
        kept = Library(offered, library.version)
        with self._changing:
            self._ready[tenant] = kept
            if len(self._ready) > MOST_TENANTS:
                del self._ready[next(iter(self._ready))]
        return kept
