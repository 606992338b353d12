"""Is this playbook right, and if not: where, why, and what to do? Everything at once, not only the first.

Checks go over the file's content, not over a finished ``Playbook``, so that one wrong line does not hide the others.
"""

from __future__ import annotations

from collections.abc import Collection, Iterator, Mapping
from dataclasses import replace
from typing import Any

from agent.playbook_check.fillable import check_fillable
from agent.playbook_check.form import library_broken, problem_of_flaw
from agent.playbook_check.messages import check_lengths, check_texts, check_twins
from agent.playbook_check.names import check_audience, check_names, check_spans
from agent.playbook_check.operators import JARGON, check_words
from agent.playbook_check.types import Checked, Found, Problem, problem_of
from agent.playbook_check.wordings import wordings_of
from retrieval.library import Flaw, form_flaws
from retrieval.playbook import Playbook
from retrieval.yaml_lines import Lines, UnreadableYaml, read_yaml

__all__ = ["JARGON", "LARGEST", "Checked", "Problem", "check_all", "check_content", "check_data", "library_broken"]

LARGEST = 64 * 1024  # bytes; the longest of the common library has a third of it


def check_all(contents: Mapping[str, bytes], taken: Collection[str]) -> list[Checked]:
    """Check each file; ``taken`` are the common library's ids. Two files with one id are wrong, both of them."""
    checked = [check_content(name, content, taken) for name, content in contents.items()]
    return [_with_twin(one, [other.file for other in checked if other.id == one.id]) for one in checked]


def _with_twin(one: Checked, files: list[str]) -> Checked:
    others = [name for name in files if name != one.file]
    if one.id is None or not others:
        return one
    twin = problem_of(Found("same_id", ("id",), {"id": one.id, "file": others[0]}), Lines(None))
    return replace(one, problems=(*one.problems, twin))


def check_content(name: str, content: bytes, taken: Collection[str]) -> Checked:
    """Check one YAML file."""
    if len(content) > LARGEST:
        flaw = Flaw((), None, "yaml_large", {"limit": LARGEST // 1024})
        return Checked(name, None, None, (problem_of_flaw(flaw),))
    try:
        data, lines = read_yaml(content)
    except UnreadableYaml as error:
        flaw = Flaw((), error.line, error.kind, error.facts)
        return Checked(name, None, None, (problem_of_flaw(flaw),))
    return check_data(name, data, taken, lines)


def check_data(name: str, data: Mapping[str, Any], taken: Collection[str], lines: Lines | None = None) -> Checked:
    """Check what a file or a request holds."""
    where = lines or Lines(None)
    flaws = form_flaws(data, where)
    problems = [problem_of_flaw(flaw) for flaw in flaws]
    problems += [problem_of(found, where) for found in _found(data, taken)]
    problems.sort(key=lambda one: one.line or 0)
    identity = data.get("id")
    playbook = None if flaws else Playbook.model_validate(data)
    return Checked(name, identity if isinstance(identity, str) else None, playbook, tuple(problems))


def _found(data: Mapping[str, Any], taken: Collection[str]) -> Iterator[Found]:
    wordings = list(wordings_of(data))
    identity = data.get("id")
    if isinstance(identity, str) and identity in taken:
        yield Found("taken", ("id",), {"id": identity})
    yield from check_names(data)
    yield from check_audience(data)
    yield from check_spans(data)
    advertising = data.get("advertising") == "always"
    yield from check_texts(wordings, advertising=advertising)
    yield from check_twins(wordings)
    yield from check_lengths(wordings, advertising=advertising)
    yield from check_fillable(data, wordings)
    yield from check_words(data)
