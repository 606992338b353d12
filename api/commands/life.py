"""``dangol campaigns approve|activate|stop|reopen``: what a person decides, and what follows from it.

Dangol sends nothing and switches nothing on; each command says so, and how to undo what it did.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from zoneinfo import ZoneInfo

from rich.console import Console

from agent import bootstrap
from agent.bootstrap import App, open_app
from agent.campaigns.approval import Approval
from agent.campaigns.card import date_words, make_card
from agent.campaigns.compose import money
from agent.campaigns.life import earlier, person, require_move
from agent.campaigns.schema import Campaign, ScheduleEntry, Status
from agent.campaigns.store import CampaignStore
from agent.errors import BadInput
from agent.profile import load_profile
from agent.state import Export
from agent.words import Locale, say
from api.commands.campaigns import earlier_words, shop_time, standing
from api.commands.common import print_json, progress_bar
from api.show import console, print_card, tell, tell_old_data

YES = {"y", "yes", "ㅇ", "ㅇㅇ", "네", "예", "응", "はい"}
NO = {"n", "no", "ㄴ", "ㄴㄴ", "아니", "아니요", "아니오", "いいえ"}


def approve(args: argparse.Namespace) -> int:
    """Check and count the campaign as of now, show what approving does, ask, and record it."""
    now = datetime.now(UTC)
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        seen = store.get(args.id)
        require_move(seen.status, "approved")
        _may_ask(args)
        locale = _locale(args, seen)
        found = _prepare(app, args, locale, now)
        out = console()
        if not args.json:
            print_approval(out, found, now, locale)
            if args.files and not args.sent and seen.advertising:
                tell(out, say(locale, "life.no_sent_log"), "yellow")
        by = _person(args, locale)
        if not args.json:
            _print_consequences(out, found, by, locale)
        if not _agreed(args, say(locale, "life.ask_approve")):
            tell(out, say(locale, "life.said_no"))
            return 0
        done = store.approve(
            seen, found.campaign, by=by, at=datetime.now(UTC), counted_at=found.counted_at, detail=found.detail
        )
        _answer(args, store, done, _after_approving(done, locale))
    return 0


def _prepare(app: App, args: argparse.Namespace, locale: Locale, now: datetime) -> Approval:
    profile = load_profile(args.profile) if args.profile else None
    source = None
    if args.files:
        source = Export(files=tuple(args.files), customers=args.customers, orders=args.orders, sent=args.sent)
    elif args.customers or args.orders or args.sent:
        raise BadInput("life.files_needed")
    with progress_bar(locale) as progress:
        return bootstrap.approve(
            app,
            args.id,
            tenant=app.settings.tenant,
            now=now,
            profile=profile,
            source=source,
            locale=args.locale,
            progress=progress,
        )


def activate(args: argparse.Namespace) -> int:
    """Record that the operator switched the campaign on in their own tool."""
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        seen = store.get(args.id)
        require_move(seen.status, "active")
        locale, out = _locale(args, seen), console()
        if not args.json:
            tell(out, say(locale, "life.before_activate", version=seen.version))
        _may_ask(args)
        by = _person(args, locale)
        if not _agreed(args, say(locale, "life.ask_activate")):
            tell(out, say(locale, "life.said_no"))
            return 0
        running = earlier(store.history(seen.id), seen.version)
        done = store.move(seen, "active", by=by, at=datetime.now(UTC))
        lines = [say(locale, "life.done_active", version=done.version)]
        if running and running.action == "active":
            lines.append(say(locale, "life.done_replaced", version=running.version))
        _answer(args, store, done, [*lines, say(locale, "life.undo_active", id=done.id)])
    return 0


def stop(args: argparse.Namespace) -> int:
    """Record that the campaign is stopped. Not asked first: stopping must be quick, and can be undone."""
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        seen = store.get(args.id)
        locale = _locale(args, seen)
        standing_before = earlier(store.history(seen.id), seen.version)
        ran = seen.status == "active" or (standing_before is not None and standing_before.action == "active")
        done = _move(args, store, seen, "stopped", locale)
        key = "life.stop_there" if ran or seen.status == "approved" else "life.stop_nothing"
        lines = [say(locale, f"life.{name}", id=done.id) for name in ("done_stopped", "stop_undo")]
        _answer(args, store, done, [lines[0], say(locale, key), lines[1]])
    return 0


def reopen(args: argparse.Namespace) -> int:
    """Make a stopped campaign a draft again."""
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        seen = store.get(args.id)
        locale = _locale(args, seen)
        done = _move(args, store, seen, "draft", locale)
        _answer(args, store, done, [say(locale, "life.done_draft", id=done.id)])
    return 0


def _move(args: argparse.Namespace, store: CampaignStore, seen: Campaign, to: Status, locale: Locale) -> Campaign:
    require_move(seen.status, to)
    return store.move(seen, to, by=_person(args, locale), at=datetime.now(UTC))


def _locale(args: argparse.Namespace, campaign: Campaign) -> Locale:
    chosen: Locale = args.locale or campaign.locale
    return chosen


def _may_ask(args: argparse.Namespace) -> None:
    """Without a terminal nobody can answer, and silence is no yes."""
    if not args.yes and (args.json or not sys.stdin.isatty()):
        raise BadInput("life.no_terminal")


def _person(args: argparse.Namespace, locale: Locale) -> str:
    given = args.by
    if given is None and not args.json and not getattr(args, "yes", False) and sys.stdin.isatty():
        owner = say(locale, "life.owner")
        question = say(locale, "life.ask_by", owner=owner)
        given = _typed(question) or owner
        if _is_answer(given):
            print(say(locale, "life.ask_by_again", given=given))
            given = _typed(question) or owner
    if given is not None and _is_answer(given):
        raise BadInput("life.by_answer", given=given.strip())
    return person(given)


def _is_answer(name: str) -> bool:
    """Whether somebody answered the question that comes next: nobody is called yes or no."""
    return name.strip().casefold() in YES | NO


def _agreed(args: argparse.Namespace, question: str) -> bool:
    return args.yes or _typed(question).casefold() in YES


def _typed(question: str) -> str:
    """One line from the terminal; a closed one says nothing, which is no."""
    print(question, end="", flush=True)
    return sys.stdin.readline().strip()


def print_approval(out: Console, found: Approval, now: datetime, locale: Locale) -> None:
    """What would be approved: how fresh the count is, what changed, who gets it, when, and at what cost."""
    campaign = found.campaign
    tell(out, f"{say(locale, 'life.before_approve')}: {campaign.name}", "bold")
    tell(out, _counted(found, locale))
    if found.until:
        here = now.astimezone(ZoneInfo(campaign.send_window.timezone))
        tell_old_data(out, found.until.date(), here.date(), locale)
    if found.changed:
        tell(out, say(locale, "life.changed", version=campaign.version), "bold yellow")
        for line in _differences(found, locale):
            tell(out, f"· {line}", indent=2)
    # Noticed, why and how to switch it on were read when it was proposed; this is what is decided now.
    card = make_card(campaign.model_copy(update={"locale": locale}))
    print_card(out, replace(card, sections=card.sections[1:6]))
    if campaign.check and campaign.check.warnings:
        tell(out, f"\n{say(locale, 'life.warnings')}", "bold cyan")
        for one in campaign.check.warnings:
            tell(out, f"- {one.message}", indent=2)


def _counted(found: Approval, locale: Locale) -> str:
    if found.until:
        return say(locale, "life.counted_now", until=date_words(found.until - timedelta(days=1), locale))
    return say(locale, "life.counted_before", at=shop_time(found.counted_at, found.campaign))


def _differences(found: Approval, locale: Locale) -> Iterator[str]:
    """What an operator would notice between what was stored and what would be approved."""
    before, after = found.seen, found.campaign
    if before.audience.reached != after.audience.reached:
        yield say(locale, "life.changed_reached", before=before.audience.reached, now=after.audience.reached)
    if before.forecast.cost != after.forecast.cost:
        costs = (
            say(locale, "life.cost_unknown") if cost is None else money(cost, after.currency, locale)
            for cost in (before.forecast.cost, after.forecast.cost)
        )
        yield say(locale, "life.changed_cost", **dict(zip(("before", "now"), costs, strict=True)))
    if before.entry != after.entry and isinstance(after.entry, ScheduleEntry):
        yield say(locale, "life.changed_start", now=date_words(after.entry.start_at, locale))


def _print_consequences(out: Console, found: Approval, by: str, locale: Locale) -> None:
    facts = {"version": found.campaign.version, "by": by, "id": found.campaign.id}
    tell(out, f"\n{say(locale, 'life.what_happens')}", "bold cyan")
    for key in ("will", "will_not", "and_then", "undo"):
        tell(out, f"- {say(locale, f'life.{key}', **facts)}", indent=2)


def _after_approving(done: Campaign, locale: Locale) -> list[str]:
    return [
        say(locale, "life.done_approved", name=done.name, version=done.version),
        *(f"· {say(locale, f'life.{key}', id=done.id)}" for key in ("next_sheet", "next_test", "next_activate")),
        f"· {say(locale, 'life.undo', id=done.id)}",
    ]


def _answer(args: argparse.Namespace, store: CampaignStore, done: Campaign, lines: list[str]) -> None:
    """What was done, in words or as JSON, and what still runs of an older version."""
    old = earlier(store.history(done.id), done.version)
    if args.json:
        body = done.model_dump(mode="json", by_alias=True)
        print_json({"version": 1, "campaign": body, "earlier": standing(old)})
        return
    out = console()
    for line in lines:
        # A command is copied whole, so it is not wrapped.
        out.print(line, soft_wrap=True, markup=False)
    if old:
        tell(out, earlier_words(old, done), "bold yellow")
