"""Campaigns and suggestions on a terminal."""

from __future__ import annotations

from datetime import date, datetime, time, timedelta

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.panel import Panel
from rich.rule import Rule
from rich.text import Text

from agent.campaigns.brief import brief
from agent.campaigns.card import Card, Message, Section, date_words, duration, make_card
from agent.profile import ShopProfile
from agent.signals.types import Period, TenantSignals
from agent.state import Abstained, State
from agent.words import Locale, has_key, say
from api.wrap import wrap

BOX = 56  # a message is about as wide as on a telephone
WIDTH = 96  # a terminal's line that is read with ease; wider windows are not filled

MOST_UNANSWERED = 3
OLD_DATA = timedelta(days=7)  # files that end longer ago are told of: a week brings new orders and new refusals


def console() -> Console:
    made = Console(highlight=False, soft_wrap=False)
    made.width = min(made.width, WIDTH)
    return made


def tell(out: Console, text: str, style: str = "", indent: int = 0) -> None:
    """Plain text in lines that fit, whatever letters it is in."""
    out.print(Text(wrap(text, out.width, indent), style=style), no_wrap=True, overflow="ignore", crop=False)


def print_suggestion(
    state: State,
    locale: Locale,
    profile: ShopProfile,
    file: str,
    *,
    approve: str | None = None,
    today: date | None = None,
) -> None:
    """The whole answer to ``dangol suggest``; ``file`` is its files and options as they were typed.

    ``approve`` are those of them that approving takes, too; ``today`` is the shop's day, to tell of files that end
    long before it.
    """
    out = console()
    print_head(out, state["signals"], locale, profile, today)
    abstained = state.get("abstained")
    if abstained:
        _print_abstained(out, abstained, locale)
        _print_could_not(out, state, locale)
        return
    campaigns = state["campaigns"]
    out.print()
    for number, campaign in enumerate(campaigns, 1):
        tell(out, brief(campaign, number), "bold")
    for number, campaign in enumerate(campaigns, 1):
        out.print()
        print_card(out, make_card(campaign), number)
    _print_unanswered(out, state, locale)
    out.print()
    out.print(Rule(say(locale, "card.next"), align="left", style="dim"))
    identity = campaigns[0].id
    facts = {"id": identity, "file": file, "approve": f"{identity} {file if approve is None else approve}".strip()}
    for key in ("next_show", "next_approve", "next_signals", "next_search", "next_own"):
        # Not wrapped: a command is copied whole.
        out.print(Text(f"· {say(locale, f'card.{key}', **facts)}"), soft_wrap=True)
    tell(out, say(locale, "card.nothing_sent"), "bold")


def _print_unanswered(out: Console, state: State, locale: Locale) -> None:
    """What stood out but could not be answered yet, and what the shop would have to say of itself."""
    campaigns, asked = state["campaigns"], state["count"]
    answered = {campaign.proof.finding for campaign in campaigns}
    lines: list[str] = []
    for match in state["matches"]:
        if match.finding.id in answered or not match.hits or not match.hits[0].missing:
            continue
        needs = [code.removeprefix("needs:") for code in match.hits[0].missing if code.startswith("needs:")]
        if needs and len(lines) < MOST_UNANSWERED:
            what = say(locale, f"needs.{needs[0]}")
            lines.append(say(locale, "card.lacking", headline=match.headline, what=what, code=needs[0]))
    if len(campaigns) < asked:
        lines.insert(0, say(locale, "card.fewer", count=len(campaigns)))
    if lines:
        out.print()
    for line in lines:
        tell(out, f"· {line}")
    if len(campaigns) < asked:
        _print_could_not(out, state, locale)


def _print_could_not(out: Console, state: State, locale: Locale) -> None:
    """What was tried and could not become a campaign here, and why; not all of it, the likeliest first."""
    playbooks = {hit.playbook.id: hit.playbook for match in state.get("matches", []) for hit in match.hits}
    reasons = dict.fromkeys((one.playbook_id, one.reason) for one in state.get("skipped", []))
    for identity, reason in [*reasons][:MOST_UNANSWERED]:
        tell(out, f"· {say(locale, f'campaign.cannot_{reason}', title=playbooks[identity].title.to(locale))}")


def print_head(
    out: Console, signals: TenantSignals, locale: Locale, profile: ShopProfile, today: date | None = None
) -> None:
    """What was read: how many conversations, of which days, compared with what; and how long before ``today``."""
    key = "card.head_shop" if profile.name else "card.head"
    tell(out, say(locale, key, shop=profile.name, count=signals.conversations), "bold")
    if signals.period:
        tell(out, _days(signals.period, signals, locale), "dim")
        if today:
            tell_old_data(out, signals.period.end, today, locale)
    tell(out, say(locale, "card.masked"), "dim")
    for note in signals.notes:
        tell(out, note_sentence(note, locale), "dim")


def tell_old_data(out: Console, until: date, today: date, locale: Locale) -> None:
    """Say so when the data, which end before ``until``, leave out more than a week up to ``today``."""
    if today - until > OLD_DATA:
        tell(out, say(locale, "life.data_old", days=(today - until).days), "yellow")


def _days(period: Period, signals: TenantSignals, locale: Locale) -> str:
    start, end = (
        date_words(datetime.combine(day, time()), locale) for day in (period.start, period.end - timedelta(days=1))
    )
    days = duration(f"P{period.days}D", locale)
    if not signals.before:
        return say(locale, "card.head_period", start=start, end=end, days=days)
    earlier = {"before_days": duration(f"P{signals.before.days}D", locale), "before": signals.conversations_before or 0}
    return say(locale, "card.head_before", start=start, end=end, days=days, **earlier)


def note_sentence(note: str, locale: Locale) -> str:
    """A note of ``TenantSignals.notes`` in words."""
    code, _, value = note.partition(":")
    if has_key(f"notes.{code}"):
        return say(locale, f"notes.{code}", value=value)
    return say(locale, f"import.note_{code}", count=int(value or 0))


def _print_abstained(out: Console, abstained: Abstained, locale: Locale) -> None:
    out.print()
    tell(out, say(locale, f"abstain.{abstained.reason}", **abstained.facts))
    if abstained.would_help:
        tell(out, say(locale, "abstain.would_help"))
        for name in abstained.would_help:
            tell(out, f"· {say(locale, f'abstain.help_{name}')}")


def print_card(out: Console, card: Card, number: int | None = None) -> None:
    """One campaign, section by section."""
    status, kind = card.tags
    head = Text(f"{number}. {card.name}" if number else card.name, style="bold")
    head.append(f"  {say(card.locale, 'card.tags', status=status, kind=kind)}", style="not bold dim")
    out.print(Rule(head, align="left", characters="━", style="cyan"))
    tell(out, card.id, "dim")
    for section in card.sections:
        _print_section(out, section)


def _print_section(out: Console, section: Section) -> None:
    tell(out, f"\n{section.title}", "bold cyan")
    for line in section.lines:
        tell(out, line, indent=2)
    for message in section.messages:
        out.print(_box(message, out.width - 2))
    if section.small:
        tell(out, section.small, "dim", indent=2)


def _box(message: Message, most: int) -> Padding:
    width = min(max(BOX, cell_len(message.heading) + 6), most)
    panel = Panel(
        Text(wrap(message.text, width - 4)), title=Text(message.heading), title_align="left", width=width, style="none"
    )
    return Padding(panel, (0, 0, 0, 2), expand=False)
