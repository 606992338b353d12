"""Reading a playbook's file: what is wrong with its form, where, and on which line."""

from __future__ import annotations

from pathlib import Path

import pytest
import yaml

from retrieval.library import HOME, WrongPlaybook, flaws_of, form_flaws, load_library, read_playbook
from retrieval.yaml_lines import DEEPEST, UnreadableYaml, read_yaml

TEXT = (HOME / "winback.yaml").read_text(encoding="utf-8")


def line_of(text: str, start: str) -> int:
    """The line (from 1) that begins with ``start``."""
    return next(number for number, line in enumerate(text.splitlines(), 1) if line.startswith(start))


def test_a_right_file_has_no_flaw() -> None:
    assert flaws_of(TEXT.encode()) == []
    assert flaws_of(b"\xef\xbb\xbf" + TEXT.encode()) == []
    assert read_playbook("winback.yaml", TEXT.encode()) == load_library().playbooks["winback"]


@pytest.mark.parametrize(
    ("old", "new", "place", "kind"),
    [
        ("stage: ", "stage: nowhere #", ("stage",), "literal_error"),
        ("version: ", "version: none #", ("version",), "int_parsing"),
        ("id: winback", "id: Win Back", ("id",), "string_pattern_mismatch"),
        ("cooldown: ", "cooldown: a month #", ("cooldown",), "string_pattern_mismatch"),
        ("goal:", "goals:", ("goals",), "extra_forbidden"),
        ("stage: ", "stage: visit\nstage: ", ("stage",), "yaml_twice"),
    ],
)
def test_a_flaw_is_named_with_place_and_line(old: str, new: str, place: tuple[str, ...], kind: str) -> None:
    text = TEXT.replace(old, new, 1)
    flaw = next(flaw for flaw in flaws_of(text.encode()) if flaw.kind == kind)
    assert flaw.place == place
    assert flaw.line == line_of(text, new.splitlines()[-1].split(":")[0] + ":") + (kind == "yaml_twice")


@pytest.mark.parametrize(
    ("place", "value", "kind"),
    [
        (("exclusions",), [], "upset_sold_to"),
        (("cooldown",), "P10000D", "string_pattern_mismatch"),
        (("goal", "window"), "P99999D", "string_pattern_mismatch"),
        (("steps", 0, "delay"), "PT" + "9" * 400 + "H", "string_pattern_mismatch"),
        (("prior", "mean"), 0.000001, "greater_than_equal"),
        (("prior", "mean"), float("nan"), "finite_number"),
        (("prior", "size"), float("inf"), "finite_number"),
        (("prior", "size"), 10_001, "less_than_equal"),
        (("prior", "source"), "a\x1b[2J", "control_letter"),
        (("why", "ko"), "a\x1b[2J", "control_letter"),
        (("why", "ko"), "one\ntwo", "control_letter"),
        (("why", "ko"), "", "blank"),
        (("asks", "en", 1), " ", "blank"),
        (("asks", "en", 1), "\x9b2J", "control_letter"),
        (("steps", 0, "ja", 0, "title"), "\x07", "control_letter"),
        (("steps", 0, "ja", 0, "body"), " " * 20, "blank"),
        (("steps", 0, "ja", 0, "body"), "one line\r\nanother", "control_letter"),
        (("steps", 0, "ja", 0, "button"), "", "blank"),
        (("steps", 0, "ja", 0, "angle"), "\u3000", "blank"),
    ],
)
def test_what_would_do_harm_later_is_a_flaw(place: tuple[str | int, ...], value: object, kind: str) -> None:
    data = yaml.safe_load(TEXT)
    part = data
    for step in place[:-1]:
        part = part[step]
    part[place[-1]] = value
    assert (place, kind) in [(flaw.place, flaw.kind) for flaw in form_flaws(data)]


def test_the_edges_of_what_is_taken() -> None:
    data = yaml.safe_load(TEXT)
    data["prior"] |= {"mean": 0.00001, "size": 10_000}
    data["cooldown"] = "P9999D"
    data["steps"][0]["ja"][0]["body"] = "いつもありがとうございます。\n\nまたお待ちしております。"
    assert form_flaws(data) == []


def test_all_flaws_are_found_at_once_in_the_order_of_their_lines() -> None:
    data = yaml.safe_load(TEXT)
    del data["promise"]["ja"], data["steps"][0]["ja"], data["goal"]
    data |= {"stage": "nowhere", "surprise": 1}
    flaws = flaws_of(yaml.safe_dump(data, allow_unicode=True).encode())
    found = {(flaw.kind, flaw.place) for flaw in flaws}
    assert {
        ("literal_error", ("stage",)),
        ("extra_forbidden", ("surprise",)),
        ("missing", ("goal",)),
        ("gap", ("promise",)),
        ("gap", ("steps", 0)),
    } <= found
    assert [flaw.line for flaw in flaws] == sorted(flaw.line or 0 for flaw in flaws)


def test_without_a_text_only_places_are_known() -> None:
    [flaw] = form_flaws(yaml.safe_load(TEXT) | {"version": 0})
    assert (flaw.place, flaw.line, flaw.kind) == (("version",), None, "greater_than_equal")


@pytest.mark.parametrize("missing", ["title", "promise", "why", "not_when", "risks", "asks", "channels"])
def test_a_language_is_whole_or_not_there(missing: str) -> None:
    data = yaml.safe_load(TEXT)
    data[missing] = {language: said for language, said in data[missing].items() if language != "en"}
    kinds = {(flaw.kind, flaw.facts.get("of")) for flaw in form_flaws(data)}
    assert kinds == (set() if missing == "title" else {("gap", "en")})


@pytest.mark.parametrize(
    ("content", "kind", "line"),
    [
        (b"", "yaml_shape", 1),
        (b"- a list", "yaml_shape", 1),
        (b"a: 1\nb: [", "yaml_form", 3),
        (b"a: 1\n\tb: 2", "yaml_form", 2),
        (b"a: 1\n---\nb: 2", "yaml_form", 2),
        (b"a: 1\nb: \x00", "yaml_letter", 2),
        ("a: 1\nb: 가".encode("cp949"), "yaml_encoding", 2),
        (b"a: &x [1]\nb: *x", "yaml_reference", 1),
        (b"a: 2026-13-45", "yaml_value", None),
        (b"a: " + b"[" * (DEEPEST + 1) + b"]" * (DEEPEST + 1), "yaml_value", 1),
        (b"a: " + b"[" * 30_000 + b"]" * 30_000, "yaml_value", 1),
        (b"a: !!python/object:os.system {}", "yaml_form", 1),
        (b"? [a]\n: b", "yaml_form", 1),
    ],
)
def test_what_cannot_be_read_says_why_and_where(content: bytes, kind: str, line: int | None) -> None:
    with pytest.raises(UnreadableYaml) as caught:
        read_yaml(content)
    assert (caught.value.kind, caught.value.line) == (kind, line)
    with pytest.raises(WrongPlaybook):
        read_playbook("odd.yaml", content)


def test_a_character_of_a_block_text_has_its_own_line() -> None:
    data, lines = read_yaml(b"a:\n  b: |-\n    one\n    two\n  c: plain text\n")
    text = data["a"]["b"]
    assert lines.inside(("a", "b"), text.index("one")) == 3
    assert lines.inside(("a", "b"), text.index("two")) == 4
    assert lines.inside(("a", "c"), 6) == 5
    assert lines.at(("a", "nothing", "here")) == 1


def test_a_broken_library_names_its_file_and_all_its_flaws(tmp_path: Path) -> None:
    (tmp_path / "winback.yaml").write_text(TEXT.replace("stage: ", "stage: x #") + "surprise: 1\n", encoding="utf-8")
    with pytest.raises(WrongPlaybook) as caught:
        load_library(tmp_path)
    assert caught.value.file == "winback.yaml"
    assert {flaw.place for flaw in caught.value.flaws} == {("stage",), ("surprise",)}
