"""Puts the rooms together for one run or one server: the only place where things are opened and closed.

Heavy libraries (SQLAlchemy, Chroma, LangGraph) are imported by the parts that use them, so that a command which needs
only the encoder does not wait for the database.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from typing import TYPE_CHECKING, cast
from zoneinfo import ZoneInfo

from agent.errors import BadInput, Busy, DangolError
from agent.settings import Settings, load_settings
from retrieval.embedding import Encoder, SentenceEncoder
from retrieval.errors import IndexBusy, IndexUnreachable
from retrieval.library import Library, WrongPlaybook, load_library

if TYPE_CHECKING:
    from duckdb import DuckDBPyConnection
    from sqlalchemy import Engine

    from agent.campaigns.approval import Approval
    from agent.campaigns.briefing import Brief
    from agent.campaigns.recipients import Recipient
    from agent.campaigns.schema import Campaign
    from agent.campaigns.store import CampaignStore
    from agent.context import Progress
    from agent.own_playbooks import OwnLibraries, OwnPlaybooks
    from agent.profile import ShopProfile
    from agent.signals.corrections import CorrectionStore
    from agent.signals.intents import IntentMapper
    from agent.signals.types import TenantSignals
    from agent.state import Export, State
    from agent.words import Locale
    from retrieval.playbook import Playbook
    from retrieval.search import Query, Searcher
    from retrieval.store import PlaybookStore


@dataclass
class App:
    """Everything that outlives one request. Parts are made when first needed."""

    settings: Settings

    @cached_property
    def encoder(self) -> Encoder:
        return SentenceEncoder()

    @cached_property
    def engine(self) -> Engine:
        from agent.database import open_database  # noqa: PLC0415

        return open_database(self.settings.database)

    @cached_property
    def library(self) -> Library:
        try:
            return load_library()
        except WrongPlaybook as wrong:
            from agent.playbook_check import library_broken  # noqa: PLC0415

            raise library_broken(wrong) from None

    @cached_property
    def own_libraries(self) -> OwnLibraries:
        """Each tenant's own library, for the searcher."""
        from agent.own_playbooks import OwnLibraries  # noqa: PLC0415

        return OwnLibraries(self.engine, self.library)

    def own_playbooks(self, tenant: str) -> OwnPlaybooks:
        from agent.own_playbooks import OwnPlaybooks  # noqa: PLC0415

        return OwnPlaybooks(self.engine, tenant)

    def campaigns(self, tenant: str) -> CampaignStore:
        from agent.campaigns.store import CampaignStore  # noqa: PLC0415

        return CampaignStore(self.engine, tenant)

    def corrections(self, tenant: str) -> CorrectionStore:
        from agent.signals.corrections import CorrectionStore  # noqa: PLC0415

        return CorrectionStore(self.engine, tenant)

    def mapper(self, tenant: str) -> IntentMapper:
        """The tag mapper of one tenant, with what the shop corrected."""
        from agent.signals.intents import IntentMapper  # noqa: PLC0415

        return IntentMapper(self.encoder, self.corrections(tenant).all())

    @cached_property
    def _topics(self) -> IntentMapper:
        from agent.signals.intents import IntentMapper  # noqa: PLC0415

        return IntentMapper(self.encoder)

    def query(self, text: str) -> Query:
        """What an operator types as a query: the words, and the intents they speak of."""
        from retrieval.search import Query  # noqa: PLC0415

        intent = self._topics.map_texts([text])[0].intent
        return Query(text=text, intents=(intent,) if intent else ())

    @contextmanager
    def searching(self, *, wait: float = 30.0) -> Iterator[Searcher]:
        """A searcher over the up-to-date library; ``Busy`` when another process keeps the index for too long."""
        from retrieval.search import Searcher  # noqa: PLC0415

        with _index_within_reach(), self._store(wait) as store:
            searcher = Searcher(self.library, store, self.encoder, lambda tenant: self.own_libraries(tenant))
            with closing(searcher):
                yield searcher

    def _store(self, wait: float) -> AbstractContextManager[PlaybookStore]:
        from retrieval.store import owned_store, shared_store  # noqa: PLC0415

        if self.settings.chroma_url:
            return shared_store(self.settings.chroma_url, self.encoder)
        self._make_room()
        return owned_store(self.settings.index, self.encoder, wait=wait)

    def _make_room(self) -> None:
        try:
            self.settings.index.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise DangolError("errors.database_unreachable", detail=str(error)) from error

    def close(self) -> None:
        if "engine" in self.__dict__:
            self.engine.dispose()


@contextmanager
def open_app(settings: Settings | None = None) -> Iterator[App]:
    """The application, closed again at the end of the block."""
    app = App(settings or load_settings())
    try:
        yield app
    finally:
        app.close()


@contextmanager
def _index_within_reach() -> Iterator[None]:
    try:
        yield
    except IndexBusy as busy:
        raise Busy("errors.index_busy", folder=busy.folder) from None
    except IndexUnreachable as lost:
        raise Busy("errors.index_unreachable", url=lost.url) from None


def no_progress(_what: str, _done: float) -> None:
    """For callers that show none."""


def suggest(
    app: App,
    searcher: Searcher,
    source: Export | TenantSignals,
    *,
    tenant: str,
    by: str,
    now: datetime,
    locale: Locale,
    profile: ShopProfile,
    count: int,
    progress: Progress = no_progress,
) -> State:
    """Run the suggestion graph once; the campaigns in the answer are saved."""
    from agent.context import Context  # noqa: PLC0415
    from agent.graph import build_graph  # noqa: PLC0415
    from agent.signals.readers import working_tables  # noqa: PLC0415

    with _index_within_reach(), working_tables() as connection:
        context = Context(
            tenant=tenant,
            by=by,
            # Days are the shop's days: in Seoul it is tomorrow for nine hours before UTC notices.
            now=now.astimezone(ZoneInfo(profile.timezone)),
            locale=locale,
            profile=profile,
            connection=connection,
            mapper=app.mapper(tenant),
            library=app.library,
            searcher=searcher,
            store=app.campaigns(tenant),
            progress=progress,
            stricter=app.settings.stricter,
        )
        # langgraph types every answer as a plain dict
        return cast("State", build_graph().invoke({"source": source, "count": count}, context=context))


def approve(
    app: App,
    identity: str,
    *,
    tenant: str,
    now: datetime,
    profile: ShopProfile | None,
    source: Export | None = None,
    locale: Locale | None = None,
    progress: Progress = no_progress,
) -> Approval:
    """What approving a campaign would approve: checked and, with files, counted at this moment.

    What blocks is told in ``locale``, by default the campaign's. Who is in another campaign that is on is left out.
    Nothing is written: ``CampaignStore.approve`` does that once somebody has seen this and agreed.
    """
    from agent.campaigns.approval import prepare, profile_for  # noqa: PLC0415
    from agent.campaigns.life import require_move  # noqa: PLC0415
    from agent.steps import recount  # noqa: PLC0415

    store = app.campaigns(tenant)
    seen, counted_at = store.get(identity), store.counted_at(identity)
    require_move(seen.status, "approved")
    shop, counted, until = profile_for(seen, profile), None, None
    if source is not None:
        with _counted(app, seen, source, shop, tenant, now, progress) as (brief, connection):
            counted, until = recount.run(seen, brief, connection), brief.as_of
    return prepare(
        seen,
        counted,
        shop,
        _written_from(app, seen, tenant),
        now=now,
        counted_at=counted_at,
        until=until,
        stricter=app.settings.stricter,
        locale=locale,
    )


def recipients(
    app: App,
    identity: str,
    source: Export,
    *,
    tenant: str,
    now: datetime,
    profile: ShopProfile | None,
    progress: Progress = no_progress,
) -> tuple[Campaign, tuple[Recipient, ...]]:
    """A campaign and who gets it by the files of ``source``, one by one; nothing is written."""
    from agent.campaigns.approval import profile_for  # noqa: PLC0415
    from agent.steps import recount  # noqa: PLC0415

    seen = app.campaigns(tenant).get(identity)
    with _counted(app, seen, source, profile_for(seen, profile), tenant, now, progress) as (brief, connection):
        return seen, recount.listed(seen, brief, connection, tenant)


@contextmanager
def _counted(
    app: App,
    seen: Campaign,
    source: Export,
    profile: ShopProfile,
    tenant: str,
    now: datetime,
    progress: Progress,
) -> Iterator[tuple[Brief, DuckDBPyConnection]]:
    """The tables of ``source``, and what ``seen`` would be written from by them."""
    from agent.signals.readers import working_tables  # noqa: PLC0415
    from agent.steps import recount  # noqa: PLC0415

    playbook = _written_from(app, seen, tenant)
    if playbook is None:
        raise BadInput("life.playbook_gone", playbook=seen.provenance.playbook_id)
    running = {name: one.audience.condition for name, one in app.campaigns(tenant).running().items()}
    with working_tables() as connection:
        brief = recount.read(
            seen,
            source,
            connection,
            running=running,
            playbook=playbook,
            profile=profile,
            mapper=app.mapper(tenant),
            now=now,
            progress=progress,
        )
        yield brief, connection


def _written_from(app: App, seen: Campaign, tenant: str) -> Playbook | None:
    """The playbook that a campaign was written from, the common library's or the tenant's own, if it is still there."""
    named = seen.provenance.playbook_id
    own = None if named in app.library.playbooks else app.own_playbooks(tenant).get(named)
    return app.library.playbooks.get(named) or (own.playbook if own else None)
