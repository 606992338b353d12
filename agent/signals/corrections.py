"""What a shop said its own tags mean; remembered, and stronger than any guess."""

from __future__ import annotations

from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.orm import Session

from agent.database import TagCorrectionRow
from agent.errors import BadInput
from agent.signals.intents.catalogue import load_catalogue


class CorrectionStore:
    """Corrections of one tenant, kept as the shop writes its tags."""

    def __init__(self, engine: Engine, tenant: str) -> None:
        self._engine = engine
        self._tenant = tenant

    def all(self) -> dict[str, str | None]:
        """Tag → intent, or None where the shop said that it is no topic."""
        with Session(self._engine) as session:
            rows = session.scalars(select(TagCorrectionRow).where(TagCorrectionRow.tenant == self._tenant))
            return {row.tag: row.intent for row in rows}

    def remember(self, tag: str, intent: str | None, at: datetime) -> None:
        """Keep one correction; ``BadInput`` for an intent that the catalogue does not have."""
        if intent is not None and intent not in load_catalogue():
            raise BadInput("errors.unknown_intent", intent=intent)
        with Session(self._engine) as session, session.begin():
            session.merge(TagCorrectionRow(tenant=self._tenant, tag=tag.strip(), intent=intent, at=at))
