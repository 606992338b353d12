"""From a file to intents: which text of a conversation is looked at."""

from __future__ import annotations

import json
from pathlib import Path

import duckdb
import pytest

from agent.profile import Product, ShopProfile
from agent.signals.intents import IntentMapper
from agent.signals.read import read_signals
from agent.signals.tables import create_tables
from retrieval.embedding import SentenceEncoder

SAYS_NOTHING = "고객이 인사만 남기고 대화를 종료했습니다."
PROFILE = ShopProfile(name="가상의 가게", products=(Product(name="노을 리본 핀"),))


@pytest.fixture(scope="module")
def mapper() -> IntentMapper:
    return IntentMapper(SentenceEncoder())


@pytest.mark.parametrize(
    "tags, summary, message, found",
    [
        (["환불"], "고객이 재입고를 문의했습니다.", "사이즈 문의요", [("refund_status", "tag")]),
        (["처리완료"], "고객이 재입고를 문의했습니다.", "사이즈 문의요", [("restock_request", "summary")]),
        ([], SAYS_NOTHING, "사이즈 문의요", [("size_fit", "messages")]),
        ([], None, "사이즈 문의요", [("size_fit", "messages")]),
        ([], SAYS_NOTHING, None, []),
        ([], SAYS_NOTHING, "네 감사합니다", []),
        ([], "고객이 노을 리본 핀의 재고를 문의했습니다.", None, [("stock_inquiry", "summary")]),
    ],
)
def test_tag_then_summary_then_messages(
    tmp_path: Path,
    mapper: IntentMapper,
    tags: list[str],
    summary: str | None,
    message: str | None,
    found: list[tuple[str, str]],
) -> None:
    chat = {
        "id": "c1",
        "opened_at": "2026-10-05T10:00:00+09:00",
        "tags": tags,
        "summary": summary,
        "messages": [{"role": "user", "text": message}] if message else [],
    }
    file = tmp_path / "chats.jsonl"
    file.write_text(json.dumps(chat, ensure_ascii=False), encoding="utf-8")
    with duckdb.connect() as connection:
        create_tables(connection)
        read_signals(connection, [file], profile=PROFILE, mapper=mapper, progress=lambda _what, _done: None)
        rows = connection.execute("SELECT intent, found_by FROM conversation_intents").fetchall()
    assert rows == found
