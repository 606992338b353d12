"""``dangol suggest``: from a support export to campaigns that are ready to switch on."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime

from agent.bootstrap import open_app, suggest
from agent.errors import BadInput
from agent.words import Locale
from api.commands.common import export_of, locale_for, print_json, profile_of, progress_bar
from api.payload import suggestion_payload

ABSTAINED = 3
MOST = 10


def run(args: argparse.Namespace) -> int:
    if not 1 <= args.count <= MOST:
        raise BadInput("errors.bad_count", value=args.count)
    profile, export = profile_of(args), export_of(args)
    locale: Locale = locale_for(args, profile)
    with open_app() as app, progress_bar(locale) as progress, app.searching() as searcher:
        state = suggest(
            app,
            searcher,
            export,
            tenant=app.settings.tenant,
            by="dangol suggest",
            now=datetime.now(UTC),
            locale=locale,
            profile=profile,
            count=args.count,
            progress=progress,
        )
    if args.json:
        print_json(suggestion_payload(state, locale))
    else:
        from api.show import print_suggestion

        print_suggestion(state, locale, profile, str(args.files[0]))
    return ABSTAINED if state.get("abstained") else 0
