"""``dangol playbooks search``: finding a way by saying what one wants."""

from __future__ import annotations

import argparse

from agent.bootstrap import open_app
from agent.errors import BadInput
from agent.signals.intents import intent_label
from agent.words import Locale, say
from api.commands.common import print_json, progress_bar
from api.errors import locale_of
from retrieval.search import PlaybookHit


def search(args: argparse.Namespace) -> int:
    locale = locale_of(args)
    if not args.text.strip():
        raise BadInput("errors.empty_query")
    if not 1 <= args.top <= 56:
        raise BadInput("errors.bad_top")
    with open_app() as app, progress_bar(locale), app.searching() as searcher:
        hits = searcher.search(app.query(args.text), args.top)
    if args.json:
        rows = [{"playbook_id": hit.playbook.id, "score": hit.score, "reasons": _reasons(hit, locale)} for hit in hits]
        print_json({"version": 1, "hits": rows})
        return 0
    for number, hit in enumerate(hits, 1):
        print(f"{number}. {getattr(hit.playbook.title, locale)}  ({hit.playbook.id})")
        print(f"   {getattr(hit.playbook.promise, locale)}")
        print(f"   {' · '.join(_reasons(hit, locale))}")
    return 0


def reindex(args: argparse.Namespace) -> int:
    """Rebuild the index from the playbook files."""
    locale = locale_of(args)
    with open_app() as app, progress_bar(locale), app.searching() as searcher:
        count = searcher.rebuild()
    if args.json:
        print_json({"version": 1, "vectors": count})
    else:
        print(say(locale, "playbooks.reindexed", count=count))
    return 0


def _reasons(hit: PlaybookHit, locale: Locale) -> list[str]:
    said = []
    for reason in hit.reasons:
        code, _, value = reason.partition(":")
        label = intent_label(value, locale) if code == "intent" else value
        said.append(say(locale, f"playbooks.{code}", value=label))
    return said
