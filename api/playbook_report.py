"""What a check found, for a terminal and as JSON."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from agent.fields import place_of, where_of
from agent.playbook_check import Checked, Problem
from agent.words import Locale, Phrase, say


def said(phrase: Phrase, locale: Locale) -> str:
    return say(locale, phrase.key, **phrase.facts)


def report_payload(checked: Sequence[Checked], locale: Locale) -> list[dict[str, Any]]:
    """The ``files`` of ``dangol playbooks check --json``."""
    return [
        {
            "file": one.file,
            "id": one.id,
            "ok": one.ok,
            "problems": [problem_payload(problem, locale) for problem in one.problems],
        }
        for one in checked
    ]


def problem_payload(problem: Problem, locale: Locale) -> dict[str, Any]:
    return {
        "severity": problem.severity,
        "code": problem.code,
        "line": problem.line,
        "place": place_of(problem.place),
        "message": said(problem.message, locale),
        "fix": said(problem.fix, locale),
    }


def print_report(checked: Sequence[Checked], locale: Locale) -> None:
    """Every file with what is wrong in it, line by line."""
    from api.show import console, tell

    out = console()
    for one in checked:
        errors = sum(problem.severity == "error" for problem in one.problems)
        key = "file_wrong" if errors else "file_warned" if one.problems else "file_ok"
        tell(out, say(locale, f"playbooks.{key}", file=one.file, count=errors), "bold")
        for problem in one.problems:
            where = where_of(problem.place) or Phrase("playbooks.whole_file")
            key = "playbooks.at_line" if problem.line else "playbooks.at_place"
            mark = "✗" if problem.severity == "error" else "△"
            tell(out, f"{mark} {say(locale, key, line=problem.line, where=where)}", "dim", indent=2)
            tell(out, said(problem.message, locale), indent=4)
            if fix := said(problem.fix, locale).strip():
                tell(out, f"→ {fix}", indent=4)
