"""What is wrong with a playbook, in words that an operator can be told in every language."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from agent.fields import where_of
from agent.words import Phrase
from retrieval.playbook import Playbook
from retrieval.yaml_lines import Lines, Place

Severity = Literal["error", "warning"]


@dataclass(frozen=True)
class Found:
    """Something that a check found; ``facts`` fill the sentences ``playbooks.check_<code>`` and ``…_fix``.

    ``offset``: which character of the text at ``place`` it is, where it is one.
    """

    code: str
    place: Place
    facts: Mapping[str, object] = field(default_factory=dict)
    severity: Severity = "error"
    offset: int | None = None


@dataclass(frozen=True)
class Problem:
    """What is wrong (``message``), where, and what to do (``fix``); an error keeps the playbook from being saved."""

    severity: Severity
    code: str
    place: Place
    line: int | None
    message: Phrase
    fix: Phrase


@dataclass(frozen=True)
class Checked:
    """A file and all that was found in it; ``playbook`` is there when it follows the format."""

    file: str
    id: str | None
    playbook: Playbook | None
    problems: tuple[Problem, ...]

    @property
    def ok(self) -> bool:
        return not any(problem.severity == "error" for problem in self.problems)


# In a sentence itself they would be taken for marks of its own.
_MARKS = {"open": "[[", "shut": "]]"}


def problem_of(found: Found, lines: Lines) -> Problem:
    line = lines.at(found.place) if found.offset is None else lines.inside(found.place, found.offset)
    key = f"playbooks.check_{found.code}"
    facts: dict[str, Any] = {"where": where_of(found.place), **_MARKS, **found.facts}
    return Problem(found.severity, found.code, found.place, line, Phrase(key, facts), Phrase(f"{key}_fix", facts))
