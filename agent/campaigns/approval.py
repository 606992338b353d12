"""What approving would approve: the campaign with the count, the day and the check of this moment."""

from __future__ import annotations

import json
from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import duckdb

from agent.campaigns.audience import has_people
from agent.campaigns.briefing import Brief
from agent.campaigns.check import check
from agent.campaigns.life import Blocked, require_move
from agent.campaigns.reach import count_reach
from agent.campaigns.schema import Campaign, ScheduleEntry
from agent.campaigns.timing import next_start
from agent.campaigns.write import copy_of, outlook_of
from agent.errors import BadInput
from agent.profile import ShopProfile
from agent.words import Locale
from retrieval.playbook import Playbook

STALE = timedelta(hours=24)  # a day's customers come, buy and refuse: an older count is not what will happen


@dataclass(frozen=True)
class Approval:
    """What was ``seen``, and the ``campaign`` as it would be approved: of the next version where anything differs.

    ``until`` is the end of the data that it was counted from just now; None when it was not counted anew.
    """

    seen: Campaign
    campaign: Campaign
    counted_at: datetime
    until: datetime | None

    @property
    def changed(self) -> bool:
        return self.campaign.version != self.seen.version

    @property
    def detail(self) -> str:
        """What was known when it was decided, as JSON for the audit."""
        report, audience = self.campaign.check, self.campaign.audience
        known = {
            "matched": audience.matched,
            "reached": audience.reached,
            "counted_at": self.counted_at.isoformat(),
            "rules": report.rules if report else 0,
            "warnings": [one.rule for one in report.violations] if report else [],
        }
        return json.dumps(known)


def profile_for(campaign: Campaign, given: ShopProfile | None) -> ShopProfile:
    """The shop as it is now; ``BadInput`` where a campaign that names its shop gets no profile, or another shop's."""
    if given is None:
        if campaign.shop:
            raise BadInput("life.profile_needed", shop=campaign.shop)
        where = {"country": campaign.country, "language": campaign.language, "currency": campaign.currency}
        return ShopProfile.model_validate(where | {"timezone": campaign.send_window.timezone})
    if campaign.shop and campaign.shop != given.name:
        raise BadInput("life.other_shop", shop=campaign.shop, given=given.name or "-")
    return given


def recount(
    campaign: Campaign,
    brief: Brief,
    connection: duckdb.DuckDBPyConnection,
    label: Callable[[str], str],
) -> Campaign:
    """``campaign`` with who, how many and how much from the tables of ``connection``; its words stay."""
    if not has_people(connection):
        raise BadInput("life.no_people")
    channels = campaign.steps[0].channels
    audience = count_reach(
        brief,
        campaign.audience.condition,
        channels,
        campaign.advertising,
        connection,
        label,
    )
    holdout, outlook = outlook_of(brief, audience, campaign.steps, copy_of(brief, campaign.advertising))
    return campaign.model_copy(update={"audience": audience, "holdout": holdout, "forecast": outlook})


def prepare(
    seen: Campaign,
    counted: Campaign | None,
    profile: ShopProfile,
    playbook: Playbook | None,
    *,
    now: datetime,
    counted_at: datetime,
    until: datetime | None = None,
    stricter: Collection[str] = (),
    locale: Locale | None = None,
) -> Approval:
    """The approval of ``seen`` or, where it was, as it was ``counted`` just now.

    ``stricter`` are ids of rules that block here even where they only warn; in ``locale`` it is told what blocks.
    Raises ``WrongMove``, ``BadInput`` when the last count (``counted_at``) is too old, and ``Blocked``.
    """
    require_move(seen.status, "approved")
    if counted is None and now - counted_at > STALE:
        hours = int((now - counted_at).total_seconds() // 3600)
        raise BadInput("life.count_old", hours=hours, limit=int(STALE.total_seconds() // 3600))
    today = _in_the_future(counted or seen, now)
    report = check(today, profile, playbook, stricter=stricter)
    if report.blocked:
        raise Blocked(check(today, profile, playbook, stricter=stricter, locale=locale).violations)
    changed = _content(today) != _content(seen)
    today = today.model_copy(update={"check": report, "version": seen.version + 1} if changed else {})
    return Approval(seen, today, now if counted else counted_at, until)


def _in_the_future(campaign: Campaign, now: datetime) -> Campaign:
    """A day that has passed since the campaign was proposed is moved to the next one that leaves time to look."""
    entry, window = campaign.entry, campaign.send_window
    here = now.astimezone(ZoneInfo(window.timezone)).replace(tzinfo=None)
    if not isinstance(entry, ScheduleEntry) or entry.start_at > here:
        return campaign
    return campaign.model_copy(update={"entry": entry.model_copy(update={"start_at": next_start(here, window)})})


def _content(campaign: Campaign) -> dict[str, object]:
    return campaign.model_dump(exclude={"check", "version"})
