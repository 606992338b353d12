"""``dangol campaigns list|show``: what is saved."""

from __future__ import annotations

import argparse
from typing import Literal

from agent.bootstrap import open_app
from agent.words import say
from api.commands.common import print_json
from api.errors import locale_of


def list_all(args: argparse.Namespace) -> int:
    locale = locale_of(args)
    with open_app() as app:
        campaigns = app.campaigns(app.settings.tenant).all()
    if args.json:
        rows = [
            {
                "id": one.id,
                "version": one.version,
                "name": one.name,
                "status": one.status,
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
        table.add_row(one.id, one.name, status, f"{one.audience.reached:,}", f"{one.updated_at:%Y-%m-%d}")
    console().print(table)
    return 0


def show(args: argparse.Namespace) -> int:
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        campaign, history = store.get(args.id), store.history(args.id)
    if args.json:
        body = campaign.model_dump(mode="json", by_alias=True)
        entries = [vars(entry) | {"at": entry.at.isoformat()} for entry in history]
        print_json({"version": 1, "campaign": body, "history": entries})
        return 0
    from agent.campaigns.card import make_card
    from api.show import console, print_card, tell

    out, locale = console(), campaign.locale
    print_card(out, make_card(campaign))
    tell(out, f"\n{say(locale, 'card.history')}", "bold cyan")
    for entry in history:
        facts = {"at": f"{entry.at:%Y-%m-%d %H:%M}", "by": entry.by, "version": entry.version}
        tell(out, say(locale, f"card.history_{entry.action}", **facts), indent=2)
    return 0
