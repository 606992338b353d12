"""``dangol campaigns list|show``: what is saved."""

from __future__ import annotations

import argparse
from datetime import datetime
from typing import Any, Literal
from zoneinfo import ZoneInfo

from agent.bootstrap import open_app
from agent.campaigns.life import AuditEntry, earlier
from agent.campaigns.schema import Campaign
from agent.words import say
from api.commands.common import print_json
from api.errors import locale_of


def standing(entry: AuditEntry | None) -> dict[str, Any] | None:
    """A decision about an older version that still holds, for ``--json`` and HTTP."""
    if entry is None:
        return None
    return {"version": entry.version, "status": entry.action, "by": entry.by, "at": entry.at.isoformat()}


def earlier_words(entry: AuditEntry, campaign: Campaign) -> str:
    """That an older version is what runs, or was approved, in the operator's language."""
    facts = {"version": entry.version, "now": campaign.version, "by": entry.by, "at": shop_time(entry.at, campaign)}
    return say(campaign.locale, f"life.earlier_{entry.action}", **facts)


def shop_time(at: datetime, campaign: Campaign) -> str:
    """A moment on the shop's own clock."""
    return f"{at.astimezone(ZoneInfo(campaign.send_window.timezone)):%Y-%m-%d %H:%M}"


def list_all(args: argparse.Namespace) -> int:
    locale = locale_of(args)
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        campaigns, older = store.all(), store.earlier()
    if args.json:
        rows = [
            {
                "id": one.id,
                "version": one.version,
                "name": one.name,
                "status": one.status,
                "earlier": standing(older.get(one.id)),
                "playbook_id": one.provenance.playbook_id,
                "reached": one.audience.reached,
                "updated_at": one.updated_at.isoformat(),
            }
            for one in campaigns
        ]
        print_json({"version": 1, "campaigns": rows})
        return 0
    if not campaigns:
        print(say(locale, "card.list_empty"))
        return 0
    from rich.table import Table

    from api.show import console

    table = Table(box=None, pad_edge=False)
    for key in ("id", "name", "status", "reach", "saved"):
        side: Literal["left", "right"] = "right" if key == "reach" else "left"
        table.add_column(say(locale, f"card.list_{key}"), justify=side, no_wrap=key != "name", overflow="fold")
    for one in campaigns:
        status = say(locale, f"card.status_{one.status}")
        if old := older.get(one.id):
            status = say(locale, f"life.list_earlier_{old.action}", status=status, version=old.version)
        table.add_row(one.id, one.name, status, f"{one.audience.reached:,}", f"{one.updated_at:%Y-%m-%d}")
    console().print(table)
    return 0


def show(args: argparse.Namespace) -> int:
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        campaign, history = store.get(args.id), store.history(args.id)
    old = earlier(history, campaign.version)
    if args.json:
        body = campaign.model_dump(mode="json", by_alias=True)
        entries = [vars(entry) | {"at": entry.at.isoformat()} for entry in history]
        print_json({"version": 1, "campaign": body, "earlier": standing(old), "history": entries})
        return 0
    from agent.campaigns.card import make_card
    from api.show import console, print_card, tell

    out, locale = console(), campaign.locale
    if old:
        tell(out, earlier_words(old, campaign), "bold yellow")
    print_card(out, make_card(campaign))
    tell(out, f"\n{say(locale, 'card.history')}", "bold cyan")
    for entry in history:
        facts = {"at": shop_time(entry.at, campaign), "by": entry.by, "version": entry.version}
        tell(out, say(locale, f"card.history_{entry.action}", **facts), indent=2)
    return 0
