"""The life of a campaign: draft → approved → active → stopped, by whom and when.

Who stopped one may reopen it: it is a draft again, so that it is checked and counted anew before anything can go on.
A decision is about one version. An older version that was switched on keeps running in the operator's own tool,
whatever Dangol writes after it, so what was decided of it stands beside until it is replaced or stopped.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import get_args

from agent.campaigns.schema import Status, StatusChange, Violation
from agent.errors import BadInput, DangolError
from agent.words import Phrase

MOVES: dict[Status, tuple[Status, ...]] = {
    "draft": ("approved", "stopped"),
    "approved": ("active", "stopped"),
    "active": ("stopped",),
    "stopped": ("draft",),
}
LONGEST_NAME = 60


class WrongMove(DangolError):
    """A campaign cannot go from the status it has to the one that was asked for."""

    status = 409
    exit_code = 2


class Overtaken(DangolError):
    """Somebody else changed the campaign after it was looked at; nothing was written."""

    status = 409
    exit_code = 2


class Blocked(DangolError):
    """Rules forbid what was to be approved; all that is broken is in ``violations``."""

    status = 422
    exit_code = 4

    def __init__(self, violations: tuple[Violation, ...]) -> None:
        blocking = [one for one in violations if one.severity == "block"]
        lines = "\n".join(f"- {one.message}" + (f" → {one.fix}" if one.fix else "") for one in blocking)
        super().__init__("life.blocked", count=len(blocking), lines=lines)
        self.violations = violations


@dataclass(frozen=True)
class AuditEntry:
    """What happened to one version; ``action`` is a status it got, or created, changed, recounted, replaced."""

    version: int
    action: str
    by: str
    at: datetime
    detail: str | None


def require_move(status: Status, to: Status) -> None:
    """``WrongMove``, with what can be done instead, when a campaign with ``status`` cannot become ``to``."""
    if to in MOVES[status]:
        return
    if status == to:
        raise WrongMove("life.already", status=Phrase(f"card.status_{status}"))
    if status == "stopped":
        raise WrongMove("life.wrong_stopped")
    raise WrongMove({"active": "life.wrong_unapproved", "approved": "life.wrong_running"}.get(to, "life.wrong_reopen"))


def person(name: str | None) -> str:
    """Who decides, as it is kept: one short line. ``BadInput`` without a name, or with one that is none."""
    given = (name or "").strip()
    if not given:
        raise BadInput("life.by_needed")
    if len(given) > LONGEST_NAME or not given.isprintable():
        raise BadInput("life.by_wrong", limit=LONGEST_NAME)
    return given


def decided(entries: Iterable[AuditEntry], version: int) -> tuple[StatusChange, ...]:
    """The decisions about ``version``, oldest first."""
    known = get_args(Status)
    return tuple(
        StatusChange.model_validate({"status": one.action, "by": one.by, "at": one.at})
        for one in entries
        if one.version == version and one.action in known
    )


def still_standing(entries: Iterable[AuditEntry], version: int) -> list[AuditEntry]:
    """Decisions about versions before ``version`` that nobody took back: approved or active, oldest first."""
    last = {one.version: one for one in entries if one.version < version}
    return [one for one in last.values() if one.action in ("approved", "active")]


def earlier(entries: Iterable[AuditEntry], version: int) -> AuditEntry | None:
    """The older version to tell of beside ``version``: the one that runs, else the one approved last."""
    standing = still_standing(entries, version)
    running = [one for one in standing if one.action == "active"]
    return next(reversed(running or standing), None)
