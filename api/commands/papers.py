"""``dangol campaigns export|test-send``: pages and files for the operator. Neither sends anything."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

from agent import bootstrap
from agent.bootstrap import open_app
from agent.campaigns.card import Message, Section, make_card
from agent.campaigns.life import earlier
from agent.campaigns.payload.types import mark_of
from agent.campaigns.recipients import as_csv
from agent.campaigns.rehearsal import Sample, as_file, as_text, heading, length_words, rehearse
from agent.campaigns.schema import Campaign
from agent.campaigns.sheet import make_sheet
from agent.campaigns.split import HELD_OUT
from agent.errors import BadInput
from agent.profile import load_profile
from agent.state import Export
from agent.words import Locale, say
from api.commands.common import print_json
from api.errors import locale_of
from api.export import SHEET, exported, exported_payload, targets
from api.show import console, print_card, tell


def export(args: argparse.Namespace) -> int:
    """Write the page to follow, or a file for another tool; what that tool cannot hold is said on stderr."""
    if args.to != SHEET and args.to not in targets():
        raise BadInput("life.no_such_target", target=args.to, known=say(locale_of(args), "card.comma").join(targets()))
    with open_app() as app:
        store = app.campaigns(app.settings.tenant)
        campaign, history = store.get(args.id), store.history(args.id)
        tenant = app.settings.tenant
    locale: Locale = args.locale or campaign.locale
    if args.to == SHEET:
        old = earlier(history, campaign.version)
        page = make_sheet(campaign, at=datetime.now(UTC), earlier=old, label=topics_in(campaign.locale))
        # A page of HTML on a terminal helps nobody.
        out = args.out or (Path(f"{campaign.id}.html") if sys.stdout.isatty() else None)
        _put(page, out, args, locale)
        if out:
            print(say(locale, "life.open_page"), file=sys.stderr)
        _tell_status(campaign, locale)
        return 0
    made = exported(campaign, args.to, tenant)
    if args.json:
        print_json(exported_payload(made))
        _tell_status(campaign, locale)
        return 0
    _put(json.dumps(made.body, ensure_ascii=False, indent=2) + "\n", args.out, args, locale)
    if made.lost:
        print(say(locale, "life.lost", count=len(made.lost)), file=sys.stderr)
    for one in made.lost:
        print(f"- {one.sentence}", file=sys.stderr)
    if any(mark_of(campaign) in one.sentence for one in made.lost):
        print(say(locale, "life.list_hint", id=campaign.id, profile=_profile_of(campaign)), file=sys.stderr)
    _tell_status(campaign, locale)
    return 0


def topics_in(locale: Locale) -> Callable[[str], str]:
    """Names a topic in ``locale``."""
    from agent.signals.intents import intent_label

    return lambda intent: intent_label(intent, locale)


def _profile_of(campaign: Campaign) -> str | None:
    """A campaign that names its shop is counted only with the shop's profile."""
    return "shop.yaml" if campaign.shop else None


def _tell_status(campaign: Campaign, locale: Locale) -> None:
    """Say when it is not, or no longer, a campaign to send."""
    if campaign.status in ("draft", "stopped"):
        print(say(locale, f"life.export_{campaign.status}", id=campaign.id), file=sys.stderr)


def recipients(args: argparse.Namespace) -> int:
    """Write the list of who gets it, customer by customer, with those held out at its end."""
    profile = load_profile(args.profile) if args.profile else None
    source = Export(files=tuple(args.files), customers=args.customers, orders=args.orders, sent=args.sent)
    with open_app() as app:
        tenant, now = app.settings.tenant, datetime.now(UTC)
        seen, rows = bootstrap.recipients(app, args.id, source, tenant=tenant, now=now, profile=profile)
    locale: Locale = args.locale or seen.locale
    held_out = sum(one.wording == HELD_OUT for one in rows)
    if args.json:
        people = [vars(one) for one in rows]
        print_json({"version": 1, "id": seen.id, "mark": mark_of(seen), "recipients": people, "held_out": held_out})
        _tell_doubts(seen, len(rows), locale, sent_given=args.sent is not None)
        return 0
    _put(as_csv(rows, say(locale, "life.list_held_out")), args.out, args, locale)
    facts = {"count": len(rows) - held_out, "held_out": held_out or None, "mark": mark_of(seen)}
    print(say(locale, "life.list_told", **facts), file=sys.stderr)
    _tell_doubts(seen, len(rows), locale, sent_given=args.sent is not None)
    return 0


def _tell_doubts(seen: Campaign, now: int, locale: Locale, *, sent_given: bool) -> None:
    """Why the list may not be the one that was decided on; ``now`` is how many are on it, the held-out too."""
    audience = seen.audience
    if not sent_given and any(one.reason == "recently_messaged" and one.count for one in audience.excluded):
        print(say(locale, "life.no_sent_log"), file=sys.stderr)
    if now != audience.reached:
        key = "approved" if seen.status in ("approved", "active") else "draft"
        print(say(locale, f"life.list_differs_{key}", before=audience.reached, now=now), file=sys.stderr)
    _tell_status(seen, locale)


def _put(text: str, out: Path | None, args: argparse.Namespace, locale: Locale) -> None:
    if out is None:
        print(text, end="")
        return
    write_new({out: text.encode()}, replace=args.replace)
    print(say(locale, "life.exported", file=out), file=sys.stderr)


def test_send(args: argparse.Namespace) -> int:
    """Show, or write to a folder, what a customer would get."""
    with open_app() as app:
        campaign = app.campaigns(app.settings.tenant).get(args.id)
    locale: Locale = args.locale or campaign.locale
    samples = rehearse(campaign, args.name)
    if args.out:
        now = datetime.now(UTC)
        files = dict(as_file(sample, campaign, now) for sample in samples)
        write_new({args.out / name: content for name, content in files.items()}, replace=args.replace)
    if args.json:
        print_json({"version": 1, "sent": False, "messages": [sample_payload(one) for one in samples]})
        return 0
    _print_samples(samples, campaign, locale, args)
    return 0


def _print_samples(samples: tuple[Sample, ...], campaign: Campaign, locale: Locale, args: argparse.Namespace) -> None:
    out = console()
    tell(out, say(locale, "life.test_title"), "bold")
    names = dict.fromkeys(f"#{{{one.name}}}" for step in campaign.steps for one in step.variables)
    if names and not args.name:
        tell(out, say(locale, "life.test_real", values=say(locale, "card.comma").join(names)), "dim")
    card = make_card(campaign.model_copy(update={"locale": locale}))
    print_card(out, replace(card, sections=tuple(_section(sample, locale) for sample in samples)))
    if args.out:
        tell(out, "\n" + say(locale, "life.test_written", folder=args.out, count=len(samples)))


def _section(sample: Sample, locale: Locale) -> Section:
    wording = sample.wording
    title = f"{say(locale, 'life.test_mark')} {heading(wording, locale)}"
    message = Message(say(locale, f"card.channel_{wording.channel}"), as_text(sample))
    return Section(title, (), (message,), small=length_words(wording.length, locale))


def sample_payload(sample: Sample) -> dict[str, object]:
    """One rendered message, for ``--json`` and HTTP."""
    wording, button = sample.wording, sample.button
    return {
        "step": wording.step,
        "name": wording.name,
        "channel": wording.channel,
        "title": sample.title,
        "body": sample.body,
        "button": button.model_dump() if button else None,
        "length": wording.length.length,
        "length_most": wording.length.most,
        "limit": wording.length.limit,
        "unit": wording.length.unit,
        "too_long": wording.length.over,
    }


def write_new(files: Mapping[Path, bytes], *, replace: bool) -> None:
    """Write all ``files``, or none where one is there already and may not be replaced; folders are made."""
    there = next((path for path in files if path.exists()), None)
    if there is not None and not replace:
        raise BadInput("life.there_already", file=there)
    for path, content in files.items():
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(content)
        except OSError:
            raise BadInput("life.cannot_write", file=path) from None
