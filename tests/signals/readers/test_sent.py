"""Messages that went out, and whether there is a way to a customer."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import duckdb
import pytest

from agent.errors import BadInput
from agent.signals.readers import read_files, read_sent
from agent.words import LOCALES, Phrase, say

SEOUL = "Asia/Seoul"


def rows(tables: duckdb.DuckDBPyConnection) -> list[Any]:
    return tables.execute("SELECT * FROM sent ORDER BY sent_at, customer_id").fetchall()


def test_a_list_of_sent_messages(tables: duckdb.DuckDBPyConnection, text: Any) -> None:
    file = text(
        "customer_id,campaign_id,channel,sent_at,advertising\n"
        "u1,cmp_1,lms,2026-10-01T03:00:00Z,true\nu2,,,2026-10-02 09:00,N\nu3,cmp_1,email,2026-10-03 09:00,?\n\n",
    )
    assert read_sent(tables, file, SEOUL) == 3
    assert rows(tables) == [
        ("u1", "cmp_1", "lms", datetime(2026, 10, 1, 12), True),  # the shop's own clock
        ("u2", None, None, datetime(2026, 10, 2, 9), False),
        ("u3", "cmp_1", "email", datetime(2026, 10, 3, 9), True),  # what nobody calls information is advertising
    ]


def test_korean_names_and_parquet(tables: duckdb.DuckDBPyConnection, text: Any, tmp_path: Any) -> None:
    read_sent(tables, text("회원번호,캠페인,발송일시\nu1,봄,2026-10-01 10:00\n"), SEOUL)
    path = tmp_path / "sent.parquet"
    tables.execute(
        f"COPY (SELECT 'u2' AS customer_id, TIMESTAMP '2026-10-02 10:00' AS sent_at, false AS advertising) TO '{path}'"
    )
    assert read_sent(tables, path, SEOUL) == 2
    assert [(row[0], row[1], row[4]) for row in rows(tables)] == [("u1", "봄", True), ("u2", None, False)]


def test_the_same_message_counts_once(tables: duckdb.DuckDBPyConnection, text: Any) -> None:
    file = text("customer_id,sent_at\nu1,2026-10-01 10:00\nu1,2026-10-01 10:00\nu1,2026-10-01 10:01\n")
    report = read_files(tables, (), sent=file, timezone=SEOUL)
    assert report.notes == ("same_message_twice:1",)
    assert read_sent(tables, file, SEOUL) == 2


@pytest.mark.parametrize(
    ("content", "code", "place"),
    [
        ("customer_id,sent_at\nu1,2026-10-01\n,2026-10-02\n", "import.no_id", 3),
        ("customer_id,sent_at\nu1,2026-10-01\nu2,\n", "audience.sent_no_time", 3),
        ("customer_id,sent_at\nu1,soon\n", "import.bad_date", 2),
    ],
)
def test_a_row_that_does_not_say_to_whom_or_when(
    tables: duckdb.DuckDBPyConnection, text: Any, content: str, code: str, place: int
) -> None:
    with pytest.raises(BadInput) as caught:
        read_sent(tables, text(content), SEOUL)
    assert (caught.value.code, caught.value.facts["row"]) == (code, place)
    assert rows(tables) == []
    assert all(str(place) in say(locale, code, **caught.value.facts) for locale in LOCALES)


def test_another_file_is_named(tables: duckdb.DuckDBPyConnection, text: Any) -> None:
    with pytest.raises(BadInput) as caught:
        read_sent(tables, text("order_id,ordered_at\n1,2026-10-01\n"), SEOUL)
    assert (caught.value.code, caught.value.facts["seems"]) == ("import.no_sent", Phrase("import.kind_orders"))
    assert "주문 내역" in say("ko", caught.value.code, **caught.value.facts)


def test_no_other_file_is_taken_for_one(tables: duckdb.DuckDBPyConnection, text: Any) -> None:
    with pytest.raises(BadInput) as caught:
        read_files(tables, [text("customer_id,campaign_id,sent_at\nu1,c1,2026-10-01\n")])
    assert caught.value.code == "import.unknown_columns"


CONTACTS = [
    ("customer_id,name,phone,email\nu1,a,010-0000-1234,a@example.com\nu2,b,,\nu3,c,-,없음\n", (True, False, False)),
    ("고객ID,이름,휴대폰,이메일\nu1,a,010-****-1234,a***@***\nu2,b, ,x\nu3,c,없음,-\n", (True, False, False)),
    (
        "顧客ID,氏名,携帯電話番号,メールアドレス\nu1,a,090-0000-1234,a@example.com\nu2,b,,\nu3,c,,\n",
        (True, False, False),
    ),
    ("customer_id,name,has_phone,has_email\nu1,a,true,Y\nu2,b,false,N\nu3,c,,\n", (True, False, False)),
    ("customer_id,name\nu1,a\nu2,b\nu3,c\n", (None, None, None)),
]


@pytest.mark.parametrize(("content", "there"), CONTACTS)
def test_only_whether_there_is_a_way_to_a_customer_is_kept(
    tables: duckdb.DuckDBPyConnection, text: Any, content: str, there: tuple[bool | None, ...]
) -> None:
    chats = text("id,tags\n1,교환\n", "chats.csv")
    read_files(tables, [chats], customers=text(content, "customers.csv"))
    found = tables.execute("SELECT has_phone, has_email FROM customers ORDER BY customer_id").fetchall()
    assert found == [(fact, fact) for fact in there]
    kept = str(tables.execute("SELECT * FROM customers").fetchall())
    assert "010-" not in kept
    assert "@" not in kept


def test_a_number_beside_a_chat_makes_no_customer_list_of_it(tables: duckdb.DuckDBPyConnection, text: Any) -> None:
    report = read_files(
        tables, [text("id,name,phone,email,created_at,tags\n1,a,010-0000-1234,a@example.com,2026-10-01,교환\n")]
    )
    assert (report.conversations, report.customers) == before_contacts(tables, text)


def before_contacts(tables: duckdb.DuckDBPyConnection, text: Any) -> tuple[int, int]:
    """What the same file is taken for without those columns."""
    for table in ("conversations", "customers"):
        tables.execute(f"DELETE FROM {table}")
    report = read_files(tables, [text("id,name,created_at,tags\n1,a,2026-10-01,교환\n")])
    return report.conversations, report.customers
