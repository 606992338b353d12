"""Campaigns and suggestions on a terminal."""

from __future__ import annotations

import shlex
from datetime import datetime, time, timedelta

from rich.console import Console, Group
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from agent.campaigns.card import Card, Section, date_words, make_card
from agent.profile import ShopProfile
from agent.signals.types import TenantSignals
from agent.state import Abstained, State
from agent.words import Locale, has_key, say

WIDTH = 96  # a terminal's line that is read with ease; wider windows are not filled


def console() -> Console:
    made = Console(highlight=False, soft_wrap=False)
    made.width = min(made.width, WIDTH)
    return made


def print_suggestion(state: State, locale: Locale, profile: ShopProfile, file: str) -> None:
    """The whole answer to ``dangol suggest``."""
    out = console()
    print_head(out, state["signals"], locale, profile)
    abstained = state.get("abstained")
    if abstained:
        _print_abstained(out, abstained, locale)
        return
    campaigns = state["campaigns"]
    for number, campaign in enumerate(campaigns, 1):
        out.print()
        print_card(out, make_card(campaign), number)
    out.print()
    out.print(Rule(say(locale, "card.next"), align="left", style="dim"))
    for key in ("next_show", "next_signals", "next_search", "next_own"):
        out.print(Text(f"· {say(locale, f'card.{key}', id=campaigns[0].id, file=shlex.quote(file))}"), overflow="fold")
    out.print(Text(say(locale, "card.nothing_sent"), style="bold"))


def print_head(out: Console, signals: TenantSignals, locale: Locale, profile: ShopProfile) -> None:
    """What was read: how many conversations, of which days, compared with what."""
    key = "card.head_shop" if profile.name else "card.head"
    out.print(Text(say(locale, key, shop=profile.name, count=signals.conversations), style="bold"))
    if signals.period:
        first, last = (
            date_words(datetime.combine(day, time()), locale)
            for day in (signals.period.start, signals.period.end - timedelta(days=1))
        )
        facts = {"start": first, "end": last, "days": signals.period.days, "before": signals.conversations_before}
        out.print(Text(say(locale, "card.head_before" if signals.before else "card.head_period", **facts), style="dim"))
    out.print(Text(say(locale, "card.masked"), style="dim"))
    for note in signals.notes:
        out.print(Text(note_sentence(note, locale), style="dim"))


def note_sentence(note: str, locale: Locale) -> str:
    """A note of ``TenantSignals.notes`` in words."""
    code, _, value = note.partition(":")
    if has_key(f"notes.{code}"):
        return say(locale, f"notes.{code}", value=value)
    return say(locale, f"import.note_{code}", count=int(value or 0))


def _print_abstained(out: Console, abstained: Abstained, locale: Locale) -> None:
    out.print()
    out.print(Text(say(locale, f"abstain.{abstained.reason}", **abstained.facts)))
    if abstained.would_help:
        out.print(Text(say(locale, "abstain.would_help")))
        for name in abstained.would_help:
            out.print(Text(f"· {say(locale, f'abstain.help_{name}')}"))


def print_card(out: Console, card: Card, number: int | None = None) -> None:
    """One campaign, section by section."""
    head = Text(f"{number}. {card.name}" if number else card.name, style="bold")
    head.append(f"  ({', '.join(card.tags)})", style="not bold dim")
    out.print(Rule(head, align="left", characters="━", style="cyan"))
    out.print(Text(card.id, style="dim"))
    for section in card.sections:
        out.print(_section(section))


def _section(section: Section) -> Group:
    parts: list[Text | Padding] = [Text(f"\n{section.title}", style="bold cyan")]
    parts += [Padding(Text(line, overflow="fold"), (0, 0, 0, 2), expand=False) for line in section.lines]
    for message in section.messages:
        panel = Panel(Text(message.text), title=Text(message.heading), title_align="left", width=56, style="none")
        parts.append(Padding(panel, (0, 0, 0, 2)))
    return Group(*parts)
