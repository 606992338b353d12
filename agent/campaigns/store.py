"""Saved campaigns of one tenant: versioned, audited, and saved once however often they are proposed.

The tenant is part of every statement, on write and on read; another tenant's campaign does not exist here.
"""

from __future__ import annotations

import hashlib
import json
from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Engine, select
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from agent.campaigns.schema import Campaign, Draft
from agent.database import AuditRow, CampaignRow, SnapshotRow, VersionRow
from agent.errors import NotFound


@dataclass(frozen=True)
class AuditEntry:
    version: int
    action: str
    by: str
    at: datetime
    detail: str | None


def campaign_id(tenant: str, draft: Draft) -> str:
    """One finding of one shop, answered with one playbook, is one campaign; reading otherwise makes a new version."""
    identity = f"{tenant}|{draft.shop or ''}|{draft.proof.finding}|{draft.provenance.playbook_id}"
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
        """Save all or none; a draft that is there already with the same content is left as it is.

        ``snapshot`` is the hash and JSON of the signals that the drafts were made from, kept once.
        """
        try:
            return self._save_all(drafts, by, at, snapshot)
        except IntegrityError:
            # Another process saved the same campaign between our look and our write; now it is there to be seen.
            return self._save_all(drafts, by, at, snapshot)

    def _save_all(self, drafts: list[Draft], by: str, at: datetime, snapshot: tuple[str, str] | None) -> list[Campaign]:
        with Session(self._engine) as session, session.begin():
            if snapshot and session.get(SnapshotRow, (self._tenant, snapshot[0])) is None:
                digest, body = snapshot
                session.add(SnapshotRow(tenant=self._tenant, hash=digest, body=body, created_at=at))
            return [self._save(session, draft, by, at) for draft in drafts]

    def _save(self, session: Session, draft: Draft, by: str, at: datetime) -> Campaign:
        identity = campaign_id(self._tenant, draft)
        row = session.get(CampaignRow, (identity, self._tenant))
        digest = content_hash(draft)
        if row is None:
            row = CampaignRow(id=identity, tenant=self._tenant, version=1, status="draft", created_at=at, updated_at=at)
            session.add(row)
            self._write_version(session, row, draft, digest, "created", by, at)
        elif self._version(session, row).content_hash != digest:
            # What was approved stays as it was approved; the new wording is a draft again.
            row.version, row.status, row.updated_at = row.version + 1, "draft", at
            self._write_version(session, row, draft, digest, "changed", by, at)
        return self._campaign(session, row)

    def _write_version(
        self, session: Session, row: CampaignRow, draft: Draft, digest: str, action: str, by: str, at: datetime
    ) -> None:
        body = draft.model_dump_json(by_alias=True, include=set(Draft.model_fields))
        session.add(
            VersionRow(
                tenant=self._tenant,
                campaign_id=row.id,
                version=row.version,
                content_hash=digest,
                body=body,
                created_at=at,
            )
        )
        session.add(AuditRow(tenant=self._tenant, campaign_id=row.id, version=row.version, action=action, by=by, at=at))
        session.flush()

    def _version(self, session: Session, row: CampaignRow) -> VersionRow:
        found = session.get(VersionRow, (self._tenant, row.id, row.version))
        if found is None:
            raise NotFound("errors.campaign_missing", id=row.id)
        return found

    def _campaign(self, session: Session, row: CampaignRow) -> Campaign:
        draft = Draft.model_validate_json(self._version(session, row).body)
        identity = {name: getattr(row, name) for name in ("id", "version", "status", "created_at", "updated_at")}
        return Campaign.model_validate(dict(draft) | identity)

    def all(self) -> list[Campaign]:
        """All campaigns, the newest first."""
        with Session(self._engine) as session:
            rows = session.scalars(
                select(CampaignRow)
                .where(CampaignRow.tenant == self._tenant)
                .order_by(CampaignRow.updated_at.desc(), CampaignRow.id)
            )
            return [self._campaign(session, row) for row in rows]

    def get(self, identity: str) -> Campaign:
        """One campaign; ``NotFound`` when this tenant has none of that id."""
        with Session(self._engine) as session:
            row = session.get(CampaignRow, (identity, self._tenant))
            if row is None:
                raise NotFound("errors.campaign_missing", id=identity)
            return self._campaign(session, row)

    def history(self, identity: str) -> list[AuditEntry]:
        """What happened to a campaign, oldest first."""
        with Session(self._engine) as session:
            rows = session.scalars(
                select(AuditRow)
                .where(AuditRow.tenant == self._tenant, AuditRow.campaign_id == identity)
                .order_by(AuditRow.id)
            )
            return [AuditEntry(row.version, row.action, row.by, row.at, row.detail) for row in rows]
