"""The doors on data that nobody here wrote: it works, or it says honestly why not."""

from __future__ import annotations

import csv
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

Data = Callable[[str], Path]
ABSTAINED = 3


def _sane(done: Any) -> None:
    """Campaigns that add up, or a sentence why there are none."""
    assert done.code in (0, ABSTAINED), done.err
    assert done.err == ""
    body = done.json
    if done.code == ABSTAINED:
        assert body["campaigns"] == []
        assert body["abstained"]["reason"]
        return
    for campaign in body["campaigns"]:
        audience = campaign["audience"]
        assert audience["matched"] == audience["reached"] + sum(line["count"] for line in audience["excluded"])
        assert campaign["proof"]["count"] > 0


def test_summaries_without_tags(run: Any, shared_data: Data, tmp_path: Path) -> None:
    source = shared_data("tweetsumm/final_valid_tweetsum.jsonl")
    chats = tmp_path / "summaries.jsonl"
    with chats.open("w", encoding="utf-8") as target:
        for line in source.read_text(encoding="utf-8").splitlines():
            row = json.loads(line)
            words = next(one["abstractive"] for one in row["annotations"] if one["abstractive"])
            target.write(
                json.dumps({"id": row["conversation_id"], "state": "closed", "summary": " ".join(words)}) + "\n"
            )
    counted = run("signals", chats, "--json").json["signals"]
    assert counted["conversations"] > 100
    assert counted["intents"]
    assert counted["languages"]["en"] > 0.9 * counted["conversations"]
    _sane(run("suggest", chats, "--locale", "en", "--json"))


def test_a_file_of_another_shape_is_refused_with_a_sentence(run: Any, shared_data: Data) -> None:
    for name in ("tweetsumm/final_valid_tweetsum.jsonl", "songys_chatbot/ChatbotData.csv", "banking77/categories.json"):
        done = run("suggest", shared_data(name), "--json")
        assert done.code in (0, 2, ABSTAINED), done.err
        assert done.err.count("\n") == (1 if done.code == 2 else 0)


def test_turns_of_another_desk(run: Any, shared_data: Data, tmp_path: Path) -> None:
    folder = shared_data("multidogo/fastfood")
    source = next(path for path in sorted(folder.rglob("dev.tsv")))
    first: dict[str, str] = {}
    with source.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t"):
            first.setdefault(row["conversationId"], row["utterance"])
    chats = tmp_path / "turns.jsonl"
    rows = [{"id": key, "messages": [{"role": "user", "text": text}]} for key, text in first.items()]
    chats.write_text("".join(json.dumps(row) + "\n" for row in rows), encoding="utf-8")
    _sane(run("suggest", chats, "--locale", "en", "--json"))


def test_orders_of_a_real_shop(run: Any, shared_data: Data, write_shop: Any, tmp_path: Path) -> None:
    orders = shared_data("online_retail/online_retail.parquet")
    done = run("suggest", write_shop(tmp_path), "--orders", orders, "--json")
    _sane(done)
    facts = run("signals", write_shop(tmp_path), "--orders", orders, "--json").json["signals"]["order_facts"]
    assert facts["buyers"] == pytest.approx(4_338, abs=5)
    assert facts["orders"] == pytest.approx(18_532, abs=10)
    assert facts["average_value"] == pytest.approx(8_911_407.90 / 18_532, rel=0.01)
