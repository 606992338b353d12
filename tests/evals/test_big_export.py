"""The file of the import benchmark is what it says it is."""

from __future__ import annotations

import json
from collections import Counter

import pytest

from agent.signals.readers import read_files, working_tables
from evals.big_export import tag_names, write_conversations


@pytest.mark.parametrize("count", [1, 3000, 12_000])
def test_tag_names_are_distinct(count):
    assert len(set(tag_names(count))) == count


def test_every_tag_occurs_and_every_line_is_a_conversation(tmp_path):
    path = tmp_path / "big.jsonl"
    write_conversations(path, 25_000, 300, seed=7)
    records = [json.loads(line) for line in path.read_text(encoding="utf-8").splitlines()]
    tags = Counter(tag for record in records for tag in record["tags"])
    assert len({record["id"] for record in records}) == 25_000
    assert set(tags) == set(tag_names(300))
    assert all(1 <= len(record["tags"]) <= 3 for record in records)
    assert all((record["closed_at"] is None) == (record["state"] != "closed") for record in records)


def test_same_arguments_same_bytes(tmp_path):
    for name, seed in (("a", 1), ("b", 1), ("c", 2)):
        write_conversations(tmp_path / name, 500, 30, seed=seed)
    assert (tmp_path / "a").read_bytes() == (tmp_path / "b").read_bytes() != (tmp_path / "c").read_bytes()


def test_it_is_read_without_a_note(tmp_path):
    path = tmp_path / "big.jsonl"
    write_conversations(path, 3_000, 100, seed=3)
    with working_tables() as tables:
        report = read_files(tables, [path])
        wrong = tables.execute(
            "SELECT count(*) FROM conversations WHERE id <> 'c' || lpad((position - 1)::VARCHAR, 8, '0') OR opened_at IS NULL"
        ).fetchall()
    assert (report.conversations, report.notes, wrong) == (3_000, (), [(0,)])
