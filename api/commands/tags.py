"""``dangol tags map|correct``: what a shop's own tags mean."""

from __future__ import annotations

import argparse
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

from rapidfuzz import fuzz

from agent.bootstrap import open_app
from agent.errors import BadInput
from agent.signals.intents import Intent, TagMapping, explain, intent_label, load_catalogue
from agent.words import LOCALES, Locale, say
from api.commands.common import print_json, progress_bar
from api.errors import locale_of

LONGEST_TAG = 400
MOST_TAGS = 100_000
NEAREST = 3
NOT_SURE = "none:unclear"
MOST_BYTES = 64 * 2**20  # a file of that many tags is far smaller; one that is larger holds something else


def map_tags(args: argparse.Namespace) -> int:
    tags = [*args.tags, *(_lines(args.file) if args.file else [])]
    if not tags:
        raise BadInput("errors.no_tags")
    if len(tags) > MOST_TAGS:
        raise BadInput("errors.too_many_tags", count=len(tags), limit=MOST_TAGS)
    for line, tag in enumerate(tags, 1):
        _check(tag, line)
    locale = locale_of(args)
    with open_app() as app, progress_bar(locale):
        mappings = app.mapper(app.settings.tenant).map_tags(tags)
    if args.json:
        rows = [
            {"tag": one.tag, "intent": one.intent, "score": round(one.score, 4), "reason": explain(one, locale)}
            for one in mappings
        ]
        print_json({"version": 1, "tags": rows})
        return 0
    for one in mappings:
        print(f"{one.tag} → {_told(one, locale)}")
    return 0


def _told(mapping: TagMapping, locale: Locale) -> str:
    """What the tag means and why; for one that is not understood, how to tell us."""
    if mapping.reason == NOT_SURE:
        return say(locale, "tags.not_sure", tag=quote(mapping.tag))
    meaning = intent_label(mapping.intent, locale) if mapping.intent else say(locale, "cli.no_intent")
    return f"{meaning}  ({explain(mapping, locale)})"


def _check(tag: str, line: int) -> None:
    if len(tag) > LONGEST_TAG:
        raise BadInput("errors.tag_too_long", line=line, length=len(tag), limit=LONGEST_TAG)
    if any("\ud800" <= letter <= "\udfff" for letter in tag):  # a byte of the command line that is no UTF-8
        raise BadInput("doors.not_printable", line=line)


def _lines(path: Path) -> list[str]:
    """One tag a line; blank lines are passed over."""
    try:
        with path.open("rb") as file:
            content = file.read(MOST_BYTES + 1)
        if len(content) > MOST_BYTES:
            raise BadInput("doors.file_too_large", file=path.name, limit=MOST_BYTES // 2**20)
        text = content.decode("utf-8-sig")
    except FileNotFoundError:
        raise BadInput("errors.file_missing", file=path.name) from None
    except PermissionError:
        raise BadInput("import.no_access", file=path.name) from None
    except (UnicodeDecodeError, IsADirectoryError):
        raise BadInput("errors.not_text", file=path.name) from None
    if "\0" in text:
        raise BadInput("errors.not_text", file=path.name)
    return [line.strip() for line in text.splitlines() if line.strip()]


def correct(args: argparse.Namespace) -> int:
    locale = locale_of(args)
    intent = _intent_of(args.intent, locale)
    tag = args.tag.strip()
    if not tag:
        raise BadInput("doors.no_tag_given")
    _check(tag, 1)
    with open_app() as app:
        app.corrections(app.settings.tenant).remember(tag, intent, datetime.now(UTC))
    if args.json:
        print_json({"version": 1, "tag": tag, "intent": intent})
    else:
        meaning = intent_label(intent, locale) if intent else say(locale, "cli.no_intent")
        print(say(locale, "cli.remembered", tag=tag, meaning=meaning))
    return 0


def _intent_of(text: str, locale: Locale) -> str | None:
    """The id of the intent that ``text`` names by id or by its label in any language; ``None`` for no topic."""
    asked = _plain(text)
    if asked in {_plain(say(one, f"tags.{key}")) for one in LOCALES for key in ("none", "no_topic")}:
        return None
    names = {one: [_plain(name) for name in (one.id, one.ko, one.ja, one.en)] for one in load_catalogue().values()}
    for intent, known in names.items():
        if asked in known:
            return intent.id

    def unlike(intent: Intent) -> tuple[float, str]:
        return -max(fuzz.WRatio(asked, name) for name in names[intent]), intent.id

    near = (say(locale, "tags.near", label=one.label(locale), id=one.id) for one in sorted(names, key=unlike)[:NEAREST])
    raise BadInput("errors.unknown_intent", intent=text, near=", ".join(near))


def _plain(name: str) -> str:
    return "".join(name.casefold().split())
