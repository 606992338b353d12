"""``dangol check``: may this campaign be sent?"""

from __future__ import annotations

import argparse
import os
import tempfile
from difflib import unified_diff
from pathlib import Path

from rich.console import Console
from rich.text import Text

from agent.bootstrap import open_app
from agent.campaigns.check_file import Asked, Checked, Fixed, check_file, fix_file
from agent.campaigns.rules import RULES
from agent.errors import BadInput
from agent.profile import load_profile
from agent.words import Locale, say
from api.check_payload import violations_payload
from api.commands.common import print_json
from api.errors import locale_of

BLOCKED = 4
STYLES = {"block": "bold red", "warn": "yellow", "info": "dim"}


def run(args: argparse.Namespace) -> int:
    """Check each file, with ``--fix`` after putting right what code can; 4 when something blocks."""
    locale = locale_of(args)
    with open_app() as app:
        asked = Asked(
            locale=locale,
            profile=load_profile(args.profile) if args.profile else None,
            countries=tuple(args.country or ()),
            stricter=app.settings.stricter,
            playbooks=app.library.playbooks.get,
        )
        contents = {path: _read(path) for path in args.files}
        fixed = {path: fix_file(path.name, content, asked) for path, content in contents.items()} if args.fix else {}
        texts = contents | {path: one.text.encode() for path, one in fixed.items()}
        checked = {path: check_file(path.name, text, asked) for path, text in texts.items()}
    # Only when all of them could be read: none is changed when one is refused.
    for path, one in fixed.items():
        if one.count:
            _replace(path, one.text)
    if args.json:
        print_json(_payload(checked, fixed))
    else:
        _tell(checked, fixed, contents, locale)
    return BLOCKED if any(one.blocked for found in checked.values() for one in found) else 0


def _read(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except FileNotFoundError:
        raise BadInput("errors.file_missing", file=path.name) from None
    except OSError:
        raise BadInput("errors.not_text", file=path.name) from None


def _replace(path: Path, text: str) -> None:
    """Write all or nothing: a full disk must not leave half a campaign."""
    target = path.resolve()
    made = None
    try:
        # A name of its own that nobody else can have made, and readable by nobody else before it has the file's mode.
        handle, name = tempfile.mkstemp(dir=target.parent, prefix=f".{target.name}.")
        made = Path(name)
        with os.fdopen(handle, "w", encoding="utf-8", newline="") as out:
            out.write(text)
        made.chmod(target.stat().st_mode)
        made.replace(target)
    except OSError:
        if made:
            made.unlink(missing_ok=True)
        raise BadInput("check.cannot_write", file=path.name) from None


def _payload(checked: dict[Path, tuple[Checked, ...]], fixed: dict[Path, Fixed]) -> dict[str, object]:
    rows = [row for path, found in checked.items() for row in violations_payload(found, file=path.name)]
    repaired = [{"file": path.name, "rules": list(one.rules), "changes": one.count} for path, one in fixed.items()]
    return {"version": 1, "violations": rows, "fixed": repaired}


def _changed(path: Path, fixed: Fixed, before: bytes) -> list[str]:
    """The lines that were changed, as they were and as they are."""
    old, new = before.decode("utf-8-sig").splitlines(), fixed.text.splitlines()
    return [line for line in list(unified_diff(old, new, path.name, n=0, lineterm=""))[2:] if line[0] in "-+"]


def _tell(
    checked: dict[Path, tuple[Checked, ...]], fixed: dict[Path, Fixed], contents: dict[Path, bytes], locale: Locale
) -> None:
    from api.show import console, tell

    out = console()
    for path, one in fixed.items():
        facts = {"file": path.name, "rules": ", ".join(one.rules), "count": one.count}
        tell(out, say(locale, "check.fixed" if one.count else "check.nothing_fixed", **facts), "green")
        for line in _changed(path, one, contents[path]):
            out.print(Text(line, style="green" if line.startswith("+") else "red"), soft_wrap=True)
    several = sum(map(len, checked.values())) > 1
    for path, found in checked.items():
        for number, campaign in enumerate(found, 1):
            if several:
                tell(out, f"{path.name} · {campaign.name or number}", "bold cyan")
            _tell_one(out, campaign, locale)
    if not fixed and any(_mendable(one) for found in checked.values() for one in found):
        tell(out, say(locale, "check.try_fix"))
    tell(out, say(locale, "check.not_legal_advice"), "dim")


def _mendable(campaign: Checked) -> bool:
    return any(one.rule in RULES and RULES[one.rule].mend for one in campaign.violations)


def _tell_one(out: Console, campaign: Checked, locale: Locale) -> None:
    from api.show import tell

    for one in campaign.violations:
        head = Text(say(locale, f"check.severity_{one.severity}"), style=STYLES[one.severity])
        place = say(locale, "check.line", line=one.line) + f" · {one.path}" if one.line else one.path
        head.append(f"  {one.rule}  ", style="bold").append(place, style="dim not bold")
        out.print(head, soft_wrap=True)
        tell(out, one.message, indent=2)
        if one.fix:
            tell(out, say(locale, "check.fix", text=one.fix), indent=2)
        if one.basis:
            tell(out, say(locale, "check.basis", text=one.basis), "dim", indent=2)
        out.print()
    tell(out, _verdict(campaign, locale), "bold")


def _verdict(campaign: Checked, locale: Locale) -> str:
    blocking, all_ = sum(one.severity == "block" for one in campaign.violations), len(campaign.violations)
    if blocking:
        return say(locale, "check.blocked", count=blocking)
    return say(locale, "check.clean_but" if all_ else "check.clean", rules=campaign.rules, count=all_)
