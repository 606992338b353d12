"""Files that nobody here wrote, beside the checkout: what they are read as."""

from __future__ import annotations

import os
from pathlib import Path

import pytest

from agent.signals.readers import read_files

DATA = Path(__file__).parents[3] / "../shared/data"


def real(*names: str) -> list[Path]:
    """The files; skips without them, except where they have to be there."""
    paths = [(DATA / name).resolve() for name in names]
    missing = [path.name for path in paths if not path.exists()]
    if missing:
        sentence = f"{', '.join(missing)} not found: put the data folder 'shared/data' beside the checkout"
        if os.environ.get("CI"):
            pytest.fail(sentence)
        pytest.skip(sentence)
    return paths


def test_online_retail_as_orders(tables):
    [path] = real("online_retail/online_retail.parquet")
    report = read_files(tables, [], orders=path)
    found = tables.execute(
        "SELECT count(*), count(DISTINCT customer_id), sum(amount), min(len(items)) FROM orders"
    ).fetchall()
    orders, buyers, amount, items = found[0]
    assert (orders, buyers, report.orders) == (18_532, 4_338, 18_532)
    assert amount == pytest.approx(8_911_407.90, abs=0.01)
    assert items >= 1
    assert report.notes == ("order_lines_left_out:11805", "order_lines_without_customer:132220")


def test_tweetsumm_as_conversations_with_a_summary_and_no_tag(tables):
    names = ("test", "train", "valid")
    report = read_files(tables, real(*(f"tweetsumm/final_{name}_tweetsum.jsonl" for name in names)))
    assert report.conversations == 1_099
    summaries, tagged, still_open = tables.execute(
        "SELECT count(summary), count(*) FILTER (len(tags) > 0), count(*) FILTER (is_open) FROM conversations"
    ).fetchall()[0]
    assert (summaries, tagged, still_open) == (1_099, 0, 0)


@pytest.mark.parametrize("field, conversations", [("airline", 2_404), ("fastfood", 2_234), ("finance", 2_406)])
def test_multidogo_as_conversations_from_turns(tables, field, conversations):
    report = read_files(tables, real(*(f"multidogo/{field}/{part}.tsv" for part in ("dev", "test", "train"))))
    assert report.conversations == conversations
    lengths = tables.execute(
        "SELECT min(length(first_messages)), max(length(first_messages)) FROM conversations"
    ).fetchall()
    assert 0 < lengths[0][0] <= lengths[0][1] <= 600
