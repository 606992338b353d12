"""``dangol signals``: the statistics alone, as a table that a person can read."""

from __future__ import annotations

import argparse
from collections.abc import Sequence

from rich.console import Console
from rich.table import Table
from rich.text import Text

from agent.bootstrap import open_app
from agent.signals.intents import intent_label
from agent.signals.readers import working_tables
from agent.signals.types import TenantSignals, Topic
from agent.steps.read import read_export
from agent.words import Locale, say
from api.commands.common import export_of, locale_for, print_json, profile_of, progress_bar
from api.show import console, print_head, tell

MOST_ROWS = 25
ROOMY = 90  # from so many cells a table has air between its columns


def run(args: argparse.Namespace) -> int:
    profile, export = profile_of(args), export_of(args)
    locale = locale_for(args, profile)
    with open_app() as app, progress_bar(locale) as progress, working_tables() as connection:
        signals = read_export(export, connection, profile, app.mapper(app.settings.tenant), progress)
    if args.json:
        print_json({"version": 1, "signals": signals.model_dump(mode="json")})
        return 0
    out = console()
    print_head(out, signals, locale, profile)
    _print_topics(out, signals, locale)
    _print_tags(out, signals, locale)
    return 0


def _table(out: Console, first: str, locale: Locale, columns: Sequence[str]) -> Table:
    table = Table(box=None, pad_edge=False, collapse_padding=out.width < ROOMY)
    table.add_column(say(locale, f"cli.{first}"), no_wrap=True, overflow="ellipsis", max_width=24)
    for name in columns:
        table.add_column(say(locale, f"cli.{name}"), justify="right", no_wrap=True)
    return table


def _numbers(topic: Topic, locale: Locale, terminal: bool) -> list[str | Text]:
    before = f"{topic.before_count:,}" if topic.before_count is not None else say(locale, "cli.unknown")
    return [f"{topic.count:,}", f"{100 * topic.share:.1f}", before, _change(topic, locale, terminal)]


def _change(topic: Topic, locale: Locale, terminal: bool) -> Text:
    if topic.change is None:
        return Text(say(locale, "cli.unknown"))
    text = say(locale, "cli.points", low=100 * topic.change.low, high=100 * topic.change.high)
    if topic.change.certain:
        return Text(text, style="bold")
    return Text(text, style="dim") if terminal else Text(f"~ {text}")


def _print_topics(out: Console, signals: TenantSignals, locale: Locale) -> None:
    tell(out, f"\n{say(locale, 'cli.topics')}", "bold cyan")
    table = _table(out, "topic", locale, ("count", "share", "before", "change", "customers", "open", "busy"))
    for topic in signals.intents[:MOST_ROWS]:
        hour = max(range(24), key=topic.hours.__getitem__) if sum(topic.hours) else None
        table.add_row(
            intent_label(topic.intent, locale),
            *_numbers(topic, locale, out.is_terminal),
            f"{topic.customers:,}",
            f"{topic.open:,}",
            say(locale, "cli.unknown") if hour is None else say(locale, "cli.hour", hour=hour),
        )
    out.print(table)
    chance = say(locale, "cli.legend_dim" if out.is_terminal else "cli.legend_mark")
    tell(out, f"{say(locale, 'cli.legend')} {chance}", "dim")
    if signals.without_intent:
        tell(out, say(locale, "cli.without", count=signals.without_intent), "dim")


def _print_tags(out: Console, signals: TenantSignals, locale: Locale) -> None:
    if not signals.tags:
        return
    tell(out, f"\n{say(locale, 'cli.own_tags')}", "bold cyan")
    table = _table(out, "tag", locale, ("count", "meaning"))
    for tag in signals.tags[:MOST_ROWS]:
        meaning = intent_label(tag.intent, locale) if tag.intent else say(locale, "cli.no_intent")
        table.add_row(tag.tag, f"{tag.count:,}", meaning)
    out.print(table)
    hidden = len(signals.tags) - MOST_ROWS
    if hidden > 0:
        tell(out, say(locale, "cli.more", count=hidden), "dim")
