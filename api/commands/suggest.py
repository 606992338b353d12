"""``dangol suggest``: from a support export to campaigns that are ready to switch on."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path

from agent.bootstrap import open_app, suggest
from agent.errors import BadInput
from agent.signals.readers.peek import kind_by_header
from agent.state import MOST_CAMPAIGNS
from agent.words import Locale, Phrase
from api.commands.common import export_of, locale_for, print_json, profile_of, progress_bar
from api.payload import suggestion_payload

ABSTAINED = 3


def _same_files(args: argparse.Namespace) -> str:
    """The files and options of this run, so that the next command can be copied."""
    words = [str(path) for path in args.files]
    for name in ("profile", "customers", "orders", "period", "before"):
        value = getattr(args, name)
        words += [f"--{name}", str(value)] if value else []
    return shlex.join(words)


def run(args: argparse.Namespace) -> int:
    if not 1 <= args.count <= MOST_CAMPAIGNS:
        raise BadInput("errors.bad_count", value=args.count)
    profile, export = profile_of(args), export_of(args)
    _check_conversations(export.files)
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

        print_suggestion(state, locale, profile, _same_files(args))
    return ABSTAINED if state.get("abstained") else 0


def _check_conversations(files: Sequence[Path]) -> None:
    """Refuse lists of orders and customers on their own: they go with conversations, by their options."""
    kinds = [kind_by_header(path) for path in files]
    if all(kind in ("orders", "customers") for kind in kinds):
        kind = Phrase(f"import.kind_{kinds[0]}")
        raise BadInput("errors.no_conversations", file=files[0].name, kind=kind, option=f"--{kinds[0]}")
