"""``dangol suggest``: from a support export to campaigns that are ready to switch on."""

from __future__ import annotations

import argparse
import shlex
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from zoneinfo import ZoneInfo

from agent.bootstrap import open_app, suggest
from agent.errors import BadInput
from agent.signals.readers.peek import kind_by_header
from agent.signals.types import TenantSignals
from agent.state import MOST_CAMPAIGNS
from agent.words import Locale, Phrase
from api.commands.common import export_of, locale_for, print_json, profile_of, progress_bar
from api.payload import suggestion_payload

ABSTAINED = 3


FILES = ("profile", "customers", "orders", "sent")


def _same_files(args: argparse.Namespace, options: Sequence[str]) -> str:
    """The files and ``options`` of this run, so that the next command can be copied."""
    words = [str(path) for path in args.files]
    for name in options:
        value = getattr(args, name)
        words += [f"--{name}", str(value)] if value else []
    return shlex.join(words)


def _for_approving(args: argparse.Namespace, signals: TenantSignals) -> str:
    """The files and options that approving takes; a report of counts has nobody to count again."""
    if signals.customers or signals.customer_facts or signals.order_facts:
        return _same_files(args, FILES)
    return shlex.join(["--profile", str(args.profile)] if args.profile else [])


def run(args: argparse.Namespace) -> int:
    if not 1 <= args.count <= MOST_CAMPAIGNS:
        raise BadInput("errors.bad_count", value=args.count)
    profile, export = profile_of(args), export_of(args)
    _check_conversations(export.files)
    locale: Locale = locale_for(args, profile)
    now = datetime.now(UTC)
    with open_app() as app, progress_bar(locale) as progress, app.searching() as searcher:
        state = suggest(
            app,
            searcher,
            export,
            tenant=app.settings.tenant,
            by="dangol suggest",
            now=now,
            locale=locale,
            profile=profile,
            count=args.count,
            progress=progress,
        )
    if args.json:
        print_json(suggestion_payload(state, locale))
    else:
        from api.show import print_suggestion

        print_suggestion(
            state,
            locale,
            profile,
            _same_files(args, (*FILES, "period", "before")),
            approve=_for_approving(args, state["signals"]),
            # With a period the days after it were left out on purpose.
            today=None if args.period else now.astimezone(ZoneInfo(profile.timezone)).date(),
        )
    return ABSTAINED if state.get("abstained") else 0


def _check_conversations(files: Sequence[Path]) -> None:
    """Refuse lists of orders and customers on their own: they go with conversations, by their options."""
    kinds = [kind_by_header(path) for path in files]
    if all(kind in ("orders", "customers") for kind in kinds):
        kind = Phrase(f"import.kind_{kinds[0]}")
        raise BadInput("errors.no_conversations", file=files[0].name, kind=kind, option=f"--{kinds[0]}")
