"""What ``dangol check`` found, for a machine: one shape for the command line and for HTTP."""

from __future__ import annotations

from collections.abc import Sequence

from agent.campaigns.check_file import Checked

NAMES = ("rule", "severity", "path", "message", "fix", "basis", "line")


def violations_payload(checked: Sequence[Checked], **more: object) -> list[dict[str, object]]:
    """A row a violation, with the campaign's id or name, and ``more`` that is the same for all of them."""
    return [
        {name: getattr(violation, name) for name in NAMES} | {"campaign": one.name} | more
        for one in checked
        for violation in one.violations
    ]
