"""``dangol playbooks check|add|remove``: a shop's own playbooks."""

from __future__ import annotations

import argparse
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from pathlib import Path
from shlex import quote

from agent.bootstrap import App, open_app
from agent.errors import BadInput, NotFound
from agent.fields import near
from agent.own_playbooks import State
from agent.playbook_check import LARGEST, Checked, check_all
from agent.words import Locale, say
from api.commands.common import print_json
from api.errors import locale_of
from api.playbook_report import print_report, report_payload, said

WRONG = 2
MOST_FILES = 200


def check(args: argparse.Namespace) -> int:
    """Read and validate files without saving anything."""
    locale = locale_of(args)
    with open_app() as app:
        checked = check_all(_contents(args.files), app.library.playbooks)
    if args.json:
        print_json({"version": 1, "files": report_payload(checked, locale)})
    else:
        print_report(checked, locale)
    return 0 if all(one.ok for one in checked) else WRONG


def add(args: argparse.Namespace) -> int:
    """Validate files and save them for this command line's tenant, all or none."""
    locale, contents = locale_of(args), _contents(args.files)
    with open_app() as app:
        checked = check_all(contents, app.library.playbooks)
        if not all(one.ok for one in checked):
            return _refused(checked, locale, as_json=args.json)
        own = app.own_playbooks(app.settings.tenant)
        states = own.put(contents, at=datetime.now(UTC), by="dangol playbooks add", replace=args.replace)
    if args.json:
        rows = [{"id": identity, "state": state} for identity, state in states.items()]
        print_json({"version": 1, "files": report_payload(checked, locale), "playbooks": rows})
        return 0
    if any(one.problems for one in checked):
        print_report(checked, locale)
    _tell(states, checked, locale)
    return 0


def _tell(states: Mapping[str, State], checked: Sequence[Checked], locale: Locale) -> None:
    for identity, state in states.items():
        print(say(locale, f"playbooks.state_{state}", id=identity))
    first = checked[0].playbook
    if first is not None:
        spoken = locale if locale in first.languages else first.languages[0]
        print(say(locale, "playbooks.try_it", text=quote(getattr(first.asks, spoken)[0])))


def _refused(checked: Sequence[Checked], locale: Locale, *, as_json: bool) -> int:
    if not as_json:
        print_report(checked, locale)
        print(say(locale, "playbooks.nothing_saved"))
        return WRONG
    wrong = [(one.file, problem) for one in checked for problem in one.problems if problem.severity == "error"]
    file, first = wrong[0]
    facts = {"count": len(wrong), "file": file, "line": first.line, "message": said(first.message, locale)}
    error = {"code": "playbooks.wrong_file", "message": say(locale, "playbooks.wrong_file", **facts)}
    print_json({"version": 1, "error": error, "files": report_payload(checked, locale)})
    return WRONG


def remove(args: argparse.Namespace) -> int:
    """Forget one of the tenant's own playbooks."""
    locale = locale_of(args)
    with open_app() as app:
        own = app.own_playbooks(app.settings.tenant)
        try:
            own.remove(args.id)
        except NotFound:
            raise _not_here(app, args.id, [row.id for row in own.rows()]) from None
    if args.json:
        print_json({"version": 1, "removed": args.id})
    else:
        print(say(locale, "playbooks.removed", id=args.id))
    return 0


def _not_here(app: App, identity: str, own: Sequence[str]) -> BadInput | NotFound:
    if identity in app.library.playbooks:
        return BadInput("playbooks.common_stays", id=identity)
    return NotFound("playbooks.missing", id=identity, near=near(identity, own))


def _contents(paths: Sequence[Path]) -> dict[str, bytes]:
    """Each file's content by its name as it was typed; of a folder all that end in .yaml or .yml."""
    files = list(dict.fromkeys(file for path in paths for file in _files(path)))
    if len(files) > MOST_FILES:
        raise BadInput("playbooks.too_many_files", count=len(files), limit=MOST_FILES)
    return {str(file): _read(file) for file in files}


def _files(path: Path) -> list[Path]:
    if not path.is_dir():
        return [path]
    try:
        found = sorted(file for file in path.iterdir() if file.suffix in (".yaml", ".yml") and file.is_file())
    except PermissionError:
        raise BadInput("import.no_access", file=path.name) from None
    if not found:
        raise BadInput("playbooks.no_files", file=path.name)
    return found


def _read(path: Path) -> bytes:
    try:
        with path.open("rb") as file:
            return file.read(LARGEST + 1)
    except FileNotFoundError:
        raise BadInput("errors.file_missing", file=path.name) from None
    except OSError:
        raise BadInput("import.no_access", file=path.name) from None
