"""Saved campaigns of one tenant: versioned, audited, and saved once however often they are proposed.

The tenant is part of every statement, on write and on read; another tenant's campaign does not exist here. A decision
is written only over the version and status that whoever decides has seen (``Overtaken`` otherwise): none gets lost.
"""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Any, cast

from sqlalchemy import CursorResult, Engine, Select, select, update
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agent.campaigns.life import AuditEntry, Overtaken, decided, earlier, require_move, still_standing
from agent.campaigns.schema import Campaign, Draft, Status
from agent.database import AuditRow, CampaignRow, SnapshotRow, VersionRow
from agent.errors import NotFound

ATTEMPTS = 5  # of a save that others overtake; each time one of them got through


def campaign_id(tenant: str, shop: str | None, finding: str, playbook: str) -> str:
    """One finding of one shop, answered with one playbook, is one campaign; reading otherwise makes a new version."""
    identity = f"{tenant}|{shop or ''}|{finding}|{playbook}"
    return "cmp_" + hashlib.sha256(identity.encode()).hexdigest()[:10]


def content_hash(draft: Draft) -> str:
    """Hash of all that an operator or a customer could notice; the day it would start is not content."""
    content = draft.model_dump(mode="json", by_alias=True, include=set(Draft.model_fields))
    content["entry"].pop("start_at", None)
    return hashlib.sha256(json.dumps(content, sort_keys=True, ensure_ascii=False).encode()).hexdigest()


class CampaignStore:
    """The campaigns of ``tenant`` in the database behind ``engine``."""

    def __init__(self, engine: Engine, tenant: str) -> None:
        self._engine = engine
        self._tenant = tenant

    def save(
        self, drafts: list[Draft], *, by: str, at: datetime, snapshot: tuple[str, str] | None = None
    ) -> list[Campaign]:
        """Save all or none; of a draft that is there already with the same content only the count is newer.

        ``snapshot`` is the hash and JSON of the signals that the drafts were made from, kept once.
        """
        for _ in range(ATTEMPTS):
            try:
                return self._save_all(drafts, by, at, snapshot)
            except (IntegrityError, Overtaken):
                # Another process wrote the same campaign between our look and our write; now it is there to be seen.
                continue
        return self._save_all(drafts, by, at, snapshot)

    def _save_all(self, drafts: list[Draft], by: str, at: datetime, snapshot: tuple[str, str] | None) -> list[Campaign]:
        with Session(self._engine) as session, session.begin():
            if snapshot and session.get(SnapshotRow, (self._tenant, snapshot[0])) is None:
                digest, body = snapshot
                session.add(SnapshotRow(tenant=self._tenant, hash=digest, body=body, created_at=at))
            return [self._save(session, draft, by, at) for draft in drafts]

    def _save(self, session: Session, draft: Draft, by: str, at: datetime) -> Campaign:
        identity = campaign_id(self._tenant, draft.shop, draft.proof.finding, draft.provenance.playbook_id)
        row = session.get(CampaignRow, (identity, self._tenant))
        digest = content_hash(draft)
        if row is None:
            row = CampaignRow(id=identity, tenant=self._tenant, version=1, status="draft", created_at=at, updated_at=at)
            session.add(row)
            self._write_version(session, row.id, row.version, draft, at)
            self._note(session, row.id, row.version, "created", by, at)
        elif self._version(session, row).content_hash != digest:
            # What was approved stays as it was approved; the new wording is a draft again. Stopped stays stopped: only
            # somebody who reopens it takes that back.
            status: Status = "stopped" if row.status == "stopped" else "draft"
            self._claim(session, row, {"version": row.version + 1, "status": status, "updated_at": at})
            session.refresh(row)
            self._write_version(session, row.id, row.version, draft, at)
            self._note(session, row.id, row.version, "changed", by, at)
        row.counted_at = at
        session.flush()
        return self._campaign(row, self._version(session, row), self._entries(session, row.id))

    def move(self, seen: Campaign, to: Status, *, by: str, at: datetime) -> Campaign:
        """Give the campaign that was ``seen`` the status ``to``; ``WrongMove`` where that is not allowed.

        Stopping stops what still runs of older versions, too; switching on replaces it.
        """
        require_move(seen.status, to)
        with Session(self._engine) as session, session.begin():
            self._claim(session, seen, {"status": to, "updated_at": at})
            self._note(session, seen.id, seen.version, to, by, at)
            if to in ("active", "stopped"):
                over = "stopped" if to == "stopped" else "replaced"
                for old in still_standing(self._entries(session, seen.id), seen.version):
                    self._note(session, seen.id, old.version, over, by, at)
        return self.get(seen.id)

    def approve(
        self, seen: Campaign, content: Draft, *, by: str, at: datetime, counted_at: datetime, detail: str = ""
    ) -> Campaign:
        """Approve ``content`` in place of what was ``seen``: a new version where anything in it is different.

        ``detail`` is kept with the decision.
        """
        require_move(seen.status, "approved")
        version = seen.version if _body(content) == _body(seen) else seen.version + 1
        now = {"status": "approved", "version": version, "updated_at": at, "counted_at": counted_at}
        with Session(self._engine) as session, session.begin():
            self._claim(session, seen, now)
            if version != seen.version:
                self._write_version(session, seen.id, version, content, at)
                self._note(session, seen.id, version, "recounted", by, at)
            for old in still_standing(self._entries(session, seen.id), version):
                if old.action == "approved":
                    self._note(session, seen.id, old.version, "replaced", by, at)
            self._note(session, seen.id, version, "approved", by, at, detail)
        return self.get(seen.id)

    def _claim(self, session: Session, seen: Campaign | CampaignRow, now: dict[str, Any]) -> None:
        """Write ``now`` over the row as it was ``seen``; who comes second finds another row and is told."""
        statement = (
            update(CampaignRow)
            .where(CampaignRow.id == seen.id, CampaignRow.tenant == self._tenant)
            .where(CampaignRow.version == seen.version, CampaignRow.status == seen.status)
            .values(**now)
            .execution_options(synchronize_session=False)
        )
        done = cast("CursorResult[Any]", session.execute(statement))
        if done.rowcount == 0:
            if session.get(CampaignRow, (seen.id, self._tenant)) is None:
                raise NotFound("errors.campaign_missing", id=seen.id)
            raise Overtaken("life.overtaken")

    def _write_version(self, session: Session, identity: str, version: int, content: Draft, at: datetime) -> None:
        digest, body = content_hash(content), _body(content)
        session.add(
            VersionRow(
                tenant=self._tenant,
                campaign_id=identity,
                version=version,
                content_hash=digest,
                body=body,
                created_at=at,
            )
        )

    def _note(
        self,
        session: Session,
        identity: str,
        version: int,
        action: str,
        by: str,
        at: datetime,
        detail: str | None = None,
    ) -> None:
        entry = {"version": version, "action": action, "by": by, "at": at, "detail": detail}
        session.add(AuditRow(tenant=self._tenant, campaign_id=identity, **entry))
        session.flush()

    def _version(self, session: Session, row: CampaignRow) -> VersionRow:
        found = session.get(VersionRow, (self._tenant, row.id, row.version))
        if found is None:
            raise NotFound("errors.campaign_missing", id=row.id)
        return found

    def _campaign(self, row: CampaignRow, version: VersionRow, entries: Iterable[AuditEntry]) -> Campaign:
        identity = {name: getattr(row, name) for name in ("id", "version", "status", "created_at", "updated_at")}
        identity["decided"] = decided(entries, row.version)
        return Campaign.model_validate(dict(Draft.model_validate_json(version.body)) | identity)

    def all(self) -> list[Campaign]:
        """All campaigns, the newest first."""
        with Session(self._engine) as session:
            rows = session.scalars(
                select(CampaignRow)
                .where(CampaignRow.tenant == self._tenant)
                .order_by(CampaignRow.updated_at.desc(), CampaignRow.id)
            )
            entries = self._entries_by_id(session)
            return [self._campaign(row, self._version(session, row), entries[row.id]) for row in rows]

    def get(self, identity: str) -> Campaign:
        """One campaign; ``NotFound`` when this tenant has none of that id."""
        with Session(self._engine) as session:
            row = self._row(session, identity)
            return self._campaign(row, self._version(session, row), self._entries(session, identity))

    def counted_at(self, identity: str) -> datetime:
        """When the audience of its newest version was counted last."""
        with Session(self._engine) as session:
            row = self._row(session, identity)
            return row.counted_at or row.updated_at

    def history(self, identity: str) -> list[AuditEntry]:
        """What happened to a campaign, oldest first."""
        with Session(self._engine) as session:
            return self._entries(session, identity)

    def earlier(self) -> dict[str, AuditEntry]:
        """By campaign, the last decision about an older version that nobody took back yet; see ``life.earlier``."""
        with Session(self._engine) as session:
            versions = select(CampaignRow.id, CampaignRow.version).where(CampaignRow.tenant == self._tenant)
            entries = self._entries_by_id(session)
            found = {identity: earlier(entries[identity], version) for identity, version in session.execute(versions)}
            return {identity: entry for identity, entry in found.items() if entry}

    def stopped(self) -> frozenset[str]:
        """The campaigns that somebody stopped."""
        with Session(self._engine) as session:
            here = (CampaignRow.tenant == self._tenant, CampaignRow.status == "stopped")
            return frozenset(session.scalars(select(CampaignRow.id).where(*here)))

    def running(self) -> dict[str, Draft]:
        """By campaign, the content that is on now: of the newest version, or of an older one that still runs."""
        with Session(self._engine) as session:
            entries = self._entries_by_id(session)
            found = {}
            for row in session.scalars(select(CampaignRow).where(CampaignRow.tenant == self._tenant)):
                old = earlier(entries[row.id], row.version)
                older = old.version if old and old.action == "active" else None
                version = row.version if row.status == "active" else older
                content = session.get(VersionRow, (self._tenant, row.id, version)) if version else None
                if content:
                    found[row.id] = Draft.model_validate_json(content.body)
            return found

    def _row(self, session: Session, identity: str) -> CampaignRow:
        row = session.get(CampaignRow, (identity, self._tenant))
        if row is None:
            raise NotFound("errors.campaign_missing", id=identity)
        return row

    def _audit(self) -> Select[AuditRow]:
        return select(AuditRow).where(AuditRow.tenant == self._tenant).order_by(AuditRow.id)

    def _entries(self, session: Session, identity: str) -> list[AuditEntry]:
        return [_entry(row) for row in session.scalars(self._audit().where(AuditRow.campaign_id == identity))]

    def _entries_by_id(self, session: Session) -> dict[str, list[AuditEntry]]:
        entries: dict[str, list[AuditEntry]] = defaultdict(list)
        for row in session.scalars(self._audit()):
            entries[row.campaign_id].append(_entry(row))
        return entries


def _entry(row: AuditRow) -> AuditEntry:
    return AuditEntry(row.version, row.action, row.by, row.at, row.detail)


def _body(content: Draft) -> str:
    return content.model_dump_json(by_alias=True, include=set(Draft.model_fields))
