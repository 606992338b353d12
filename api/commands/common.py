"""What several commands share: reading their arguments, showing progress."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, timedelta
from threading import Timer
from typing import TYPE_CHECKING

from agent.errors import BadInput
from agent.profile import ShopProfile, load_profile
from agent.signals.types import Period
from agent.words import Locale, say

if TYPE_CHECKING:
    from agent.context import Progress
    from agent.state import Export

ABROAD = {
    "ja": {"country": "JP", "language": "ja", "timezone": "Asia/Tokyo", "currency": "JPY"},
    "en": {"country": "US", "language": "en", "timezone": "America/New_York", "currency": "USD"},
}
SHOW_AFTER = 1.0  # seconds: what is done sooner needs no progress bar


def profile_of(args: argparse.Namespace) -> ShopProfile:
    """The shop's own profile; without one, a shop of the country whose language was asked for."""
    if args.profile:
        return load_profile(args.profile)
    return ShopProfile.model_validate(ABROAD.get(args.locale, {}))


def locale_for(args: argparse.Namespace, profile: ShopProfile) -> Locale:
    """What was asked for, else the shop's own language."""
    chosen: Locale = args.locale or profile.language
    return chosen


def period_of(text: str | None) -> Period | None:
    """``2026-10-01..2026-10-31`` (both days count) as a period."""
    if text is None:
        return None
    try:
        first, last = (date.fromisoformat(part.strip()) for part in text.split(".."))
        end = last + timedelta(days=1)
    except (ValueError, OverflowError):
        raise BadInput("errors.bad_period", value=text) from None
    if last < first:
        raise BadInput("errors.bad_period", value=text)
    return Period(start=first, end=end)


def export_of(args: argparse.Namespace) -> Export:
    from agent.state import Export

    return Export(
        files=tuple(args.files),
        customers=args.customers,
        orders=args.orders,
        sent=args.sent,
        period=period_of(args.period),
        before=period_of(args.before),
    )


def print_json(value: object) -> None:
    print(json.dumps(value, ensure_ascii=False, indent=2))


@contextmanager
def progress_bar(locale: Locale) -> Iterator[Progress]:
    """A bar on the terminal for what takes more than a second; nothing where nobody looks."""
    if not sys.stderr.isatty():
        yield lambda _what, _done: None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn

    columns = (SpinnerColumn(), TextColumn("{task.description}"), BarColumn(), TimeElapsedColumn())
    bar = Progress(*columns, console=Console(stderr=True), transient=True)
    task = bar.add_task(say(locale, "progress.start"), total=None)
    timer = Timer(SHOW_AFTER, bar.start)
    timer.start()

    def show(what: str, done: float) -> None:
        bar.update(task, description=say(locale, f"progress.{what}"), completed=done, total=1.0 if done else None)

    try:
        yield show
    finally:
        timer.cancel()
        if bar.live.is_started:
            bar.stop()
