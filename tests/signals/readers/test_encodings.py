"""Letters of every encoding that Korean and Japanese spreadsheets still write."""

from __future__ import annotations

import pytest

from agent.errors import BadInput
from agent.signals.readers import read_files

KOREAN = "id,tags,summary\n" + "".join(
    f"c{n},교환/사이즈,고객이 반지 사이즈 교환을 문의했어요 {n}번\n" for n in range(40)
)
JAPANESE = "id,tags,summary\n" + "".join(
    f"c{n},交換・返品,お客様から指輪のサイズについてお問い合わせがありました\n" for n in range(40)
)
JAPANESE_KANJI = "id,tags\n" + "".join(f"c{n},交換\n" for n in range(3))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "cp949", "euc_kr"])
def test_korean(tables, text, encoding):
    bom = {"utf-16-le": b"\xff\xfe", "utf-16-be": b"\xfe\xff"}.get(encoding, b"")
    read_files(tables, [text(bom + KOREAN.encode(encoding))])
    assert tables.execute("SELECT tags, summary, position FROM conversations WHERE id = 'c7'").fetchall() == [
        (["교환/사이즈"], "고객이 반지 사이즈 교환을 문의했어요 7번", 9)
    ]


@pytest.mark.parametrize("content", [JAPANESE, JAPANESE_KANJI])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "shift_jis", "cp932"])
def test_japanese(tables, text, encoding, content):
    read_files(tables, [text(content, encoding=encoding)])
    tag = content.splitlines()[1].split(",")[1]
    assert tables.execute("SELECT DISTINCT tags FROM conversations").fetchall() == [([tag],)]


def test_korean_of_windows_beyond_euc_kr(tables, text):
    content = "id,tags\n" + "".join(f"c{n},똠방각하 뷁 배송 교환 환불 문의\n" for n in range(5))
    read_files(tables, [text(content, encoding="cp949")])
    assert tables.execute("SELECT DISTINCT tags FROM conversations").fetchall() == [
        (["똠방각하 뷁 배송 교환 환불 문의"],)
    ]


@pytest.mark.parametrize("encoding", ["utf-8-sig", "utf-16", "cp949"])
def test_json_lines_in_another_encoding(tables, text, encoding):
    read_files(
        tables, [text('{"id": "c1", "tags": ["교환"], "summary": "반지 교환을 문의"}\n', "chats.jsonl", encoding)]
    )
    assert tables.execute("SELECT tags FROM conversations").fetchall() == [(["교환"],)]


def test_first_letter_that_is_not_ascii_may_come_late(tables, text):
    rows = "".join(f"c{n:06d},exchange {n}\n" for n in range(60_000))
    read_files(tables, [text("id,tags\n" + rows + "last,교환\n", encoding="cp949")])
    assert tables.execute("SELECT tags FROM conversations WHERE id = 'last'").fetchall() == [(["교환"],)]


@pytest.mark.parametrize(
    "content",
    [
        b"id,tags\nc1,caf\xe9 cr\xe8me\n",
        "id,tags\nc1,교환\n".encode() + "c2,교환 문의\n".encode("cp949"),
        b"id,tags\nc1," + bytes(range(0x80, 0x100)) + b"\n",
        ("id,tags\n" + "가나,다라\n" * 200_000).encode() + b"c2,\xff\xfe\n",
    ],
    ids=["latin-1", "two encodings", "every byte", "broken near the end"],
)
def test_unknown_encoding(tables, text, content):
    with pytest.raises(BadInput) as caught:
        read_files(tables, [text(content)])
    assert caught.value.code == "import.encoding"
    assert caught.value.facts["file"] == "chats.csv"
