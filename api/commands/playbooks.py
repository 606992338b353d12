"""``dangol playbooks search|list|show|reindex``: finding and reading proven ways."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

from agent.bootstrap import App, open_app
from agent.errors import BadInput, NotFound
from agent.fields import near
from agent.means import means_of, worked_of
from agent.own_playbooks import OwnPlaybook
from agent.profile import ShopProfile, load_profile
from agent.words import Locale, say
from api.commands.common import locale_for, print_json, progress_bar
from api.errors import locale_of
from api.playbook_words import first_sentence, listed, missing_of, reasons_of, title_of
from retrieval.library import HOME
from retrieval.search import PlaybookHit, Query, Searcher

MOST_HITS = 1_000  # more than a tenant's own and the common ones together
MOST_TOP, MOST_ASIDE = 100, 3
NEARLY = 0.6  # of the best that is set aside; what scores less was hardly meant


def search(args: argparse.Namespace) -> int:
    if not args.text.strip():
        raise BadInput("errors.empty_query")
    if not 1 <= args.top <= MOST_TOP:
        raise BadInput("errors.bad_top", limit=MOST_TOP)
    profile = load_profile(args.profile) if args.profile else None
    locale = locale_for(args, profile) if profile else locale_of(args)
    with open_app() as app, progress_bar(locale), app.searching() as searcher:
        query = _query(args, profile, app, searcher)
        found = searcher.search(query, MOST_HITS, tenant=app.settings.tenant)
    aside = _set_aside(found)
    if args.json:
        lists = {"hits": found[: args.top], "set_aside": aside}
        rows = {name: [_row(hit, query, locale) for hit in hits] for name, hits in lists.items()}
        print_json({"version": 1, "fits": _any_fits(found), **rows})
        return 0
    _print_found([hit for hit in found if not hit.missing][: args.top], aside, query, locale)
    return 0


def _any_fits(hits: Sequence[PlaybookHit]) -> bool:
    return bool(hits) and hits[0].fits and not hits[0].missing


def _set_aside(found: Sequence[PlaybookHit]) -> list[PlaybookHit]:
    """What would have come first if this shop could use it."""
    best = found[0].score if _any_fits(found) else float("-inf")
    aside = [hit for hit in found if hit.missing and hit.fits and hit.score > best]
    return [hit for hit in aside if hit.score >= NEARLY * aside[0].score][:MOST_ASIDE]


def _print_found(hits: Sequence[PlaybookHit], aside: Sequence[PlaybookHit], query: Query, locale: Locale) -> None:
    """What is meant and can be used, then what cannot; when nothing that can be used is meant, the other way round."""
    meant = any(hit.fits for hit in hits)
    if not meant:
        print(say(locale, "playbooks.only_aside" if aside else "playbooks.none_fits"))
        _print_aside(aside, query, locale)
        if aside:
            print(say(locale, "playbooks.usable"))
    for number, hit in enumerate(hits, 1):
        _print_hit(number, hit, query, locale)
    if meant and aside:
        print(say(locale, "playbooks.set_aside"))
        _print_aside(aside, query, locale)


def _print_aside(aside: Sequence[PlaybookHit], query: Query, locale: Locale) -> None:
    for hit in aside:
        _print_hit(None, hit, query, locale)


def _query(args: argparse.Namespace, profile: ShopProfile | None, app: App, searcher: Searcher) -> Query:
    """What is looked for; with a profile also what the shop has and has tried."""
    query = app.query(args.text)
    if profile is None:
        return query
    lists = {name: _given(getattr(args, name)) for name in ("customers", "orders")}
    worked = worked_of(profile, lambda name: searcher.playbook(name, app.settings.tenant) is not None)
    return replace(query, means=means_of(profile, **lists), worked=worked)


def _given(path: Path | None) -> bool:
    if path is not None and not path.is_file():
        raise BadInput("errors.file_missing", file=path.name)
    return path is not None


def _row(hit: PlaybookHit, query: Query, locale: Locale) -> dict[str, Any]:
    return {
        "playbook_id": hit.playbook.id,
        "score": hit.score,
        "reasons": reasons_of(hit, locale, query.worked),
        "fits": hit.fits,
        "missing": missing_of(hit, locale),
        "own": hit.own,
    }


def _print_hit(number: int | None, hit: PlaybookHit, query: Query, locale: Locale) -> None:
    playbook = hit.playbook
    mark = f" [{say(locale, 'playbooks.own_mark')}]" if hit.own else ""
    print(f"{'-' if number is None else f'{number}.'} {playbook.title.to(locale)}  ({playbook.id}){mark}")
    print(f"   {playbook.promise.to(locale)}")
    print(f"   {' · '.join(reasons_of(hit, locale, query.worked))}")
    print(f"   {say(locale, 'playbooks.not_when_line', text=first_sentence(playbook.not_when.to(locale)))}")
    for line in missing_of(hit, locale):
        print(f"   ! {line}")


def list_all(args: argparse.Namespace) -> int:
    """The tenant's own playbooks, then the common ones."""
    locale = locale_of(args)
    with open_app() as app:
        own = app.own_playbooks(app.settings.tenant).rows()
        common = [] if args.own else sorted(app.library.playbooks.values(), key=lambda one: one.id)
        taken = set(app.library.playbooks)
    if args.json:
        print_json({"version": 1, "playbooks": listed(own, common, taken, locale)})
        return 0
    print(say(locale, "playbooks.list_own", count=len(own)))
    if not own:
        print(f"  {say(locale, 'playbooks.list_none')}")
    for row in own:
        _print_own(row, taken, locale)
    if not args.own:
        print(say(locale, "playbooks.list_common", count=len(common)))
    for one in common:
        print(f"  {say(locale, 'playbooks.list_row', title=one.title.to(locale), id=one.id, version=one.version)}")
    return 0


def _print_own(row: OwnPlaybook, taken: set[str], locale: Locale) -> None:
    print(f"  {say(locale, 'playbooks.list_row', title=title_of(row, locale), id=row.id, version=row.version)}")
    if row.playbook is None:
        print(f"    ! {say(locale, 'playbooks.list_wrong', id=row.id)}")
    elif row.id in taken:
        print(f"    ! {say(locale, 'playbooks.list_taken')}")


def show(args: argparse.Namespace) -> int:
    """One playbook in full, as words or as its file."""
    locale = locale_of(args)
    with open_app() as app:
        rows = {row.id: row for row in app.own_playbooks(app.settings.tenant).rows()}
        common = app.library.playbooks.get(args.id)
    own = rows.get(args.id) if common is None else None
    playbook = common or (own.playbook if own else None)
    if own and playbook is None and not args.yaml:
        raise BadInput("playbooks.list_wrong", id=args.id)
    if playbook is None and own is None:
        known = [*rows, *app.library.playbooks]
        raise NotFound("playbooks.missing", id=args.id, near=near(args.id, [one for one in known if one != args.id]))
    if args.yaml:
        text = own.content if own else (HOME / f"{args.id}.yaml").read_text(encoding="utf-8")
        print(text, end="" if text.endswith("\n") else "\n")
    elif args.json and playbook:
        print_json({"version": 1, "own": own is not None, "playbook": playbook.model_dump(mode="json")})
    elif playbook:
        from api.show_playbook import print_playbook

        print_playbook(playbook, locale, own=own is not None)
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
