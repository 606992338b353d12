"""Flaws of a file's form, told: what pydantic, YAML or the playbook's own validators found."""

from __future__ import annotations

from agent.errors import DangolError
from agent.fields import detail_of, near, where_of
from agent.playbook_check.types import Problem
from agent.words import Phrase, has_key
from retrieval.library import Flaw, WrongPlaybook
from retrieval.playbook import EventEntry, Playbook, PopupEntry, ScheduleEntry

_ENTRIES = (EventEntry, ScheduleEntry, PopupEntry)


def problem_of_flaw(flaw: Flaw) -> Problem:
    """A flaw as an error, with the sentence that says how to mend it."""
    code = flaw.kind if flaw.kind.startswith("yaml_") else f"form_{flaw.kind}"
    name = str(flaw.place[-1]) if flaw.place else ""
    # In {…} a comma ends a text, and what follows is taken for a name.
    kind = "split_text" if flaw.kind == "extra_forbidden" and not name.isidentifier() else flaw.kind
    fix = f"playbooks.flaw_{kind}_fix"
    facts = {"name": name, **flaw.facts}
    told = Phrase(fix if has_key(fix) else "playbooks.flaw_fix", facts)
    return Problem("error", code, flaw.place, flaw.line, told_of(flaw), told)


def library_broken(wrong: WrongPlaybook) -> DangolError:
    """A common playbook that does not follow the format, as an error that a door may show."""
    flaw = wrong.flaws[0]
    return DangolError("playbooks.library_broken", file=wrong.file, line=flaw.line, what=told_of(flaw))


def told_of(flaw: Flaw) -> Phrase:
    """What is wrong, as one sentence."""
    if flaw.kind.startswith("yaml_"):
        return Phrase(f"playbooks.flaw_{flaw.kind}", flaw.facts)
    where = where_of(flaw.place) or Phrase("playbooks.whole_file")
    return Phrase("playbooks.flaw", {"where": where, "detail": _detail(flaw)})


def _detail(flaw: Flaw) -> Phrase:
    own = f"playbooks.flaw_{flaw.kind}"
    if flaw.place == ("id",) and flaw.kind == "string_pattern_mismatch":
        return Phrase("playbooks.flaw_id")
    if has_key(own):
        return Phrase(own, flaw.facts)
    if flaw.kind == "extra_forbidden" and flaw.place[0:1] == ("entry",):
        names = {name for entry in _ENTRIES for name in entry.model_fields}
        return Phrase("errors.field_unknown", {"near": near(str(flaw.place[-1]), names)})
    return detail_of({"type": flaw.kind, "loc": flaw.place, "ctx": flaw.facts}, Playbook)
