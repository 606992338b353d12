"""Every format that a support desk exports ends in the same tables."""

from __future__ import annotations

from datetime import datetime

import duckdb
import pytest

from agent.errors import BadInput
from agent.signals.readers import ReadReport, read_files
from agent.signals.tables import create_tables

HEADER = [
    "id",
    "userId",
    "mediumType",
    "summarizedMessage",
    "tags",
    "state",
    "createdAt",
    "firstAskedAt",
    "closedAt",
    "profile.name",
]


def fetch(tables: duckdb.DuckDBPyConnection, columns: str, table: str = "conversations") -> list[tuple]:
    return tables.execute(f"SELECT {columns} FROM {table} ORDER BY 1").fetchall()


def test_channel_talk_workbook(tables, workbook):
    path = workbook(
        {
            "UserChat data": [
                HEADER,
                [
                    "c1",
                    "u1",
                    "native",
                    "반지 교환 문의",
                    "교환, 사이즈",
                    "closed",
                    datetime(2026, 9, 1, 12, 5),
                    "",
                    datetime(2026, 9, 1, 13),
                    "김하나",
                ],
                ["c2", 17, "native", "", "", "opened", "2026-09-02 09:30:00", "", "", ""],
                ["c3", "", "native", "", "배송", "snoozed", "", "2026-09-03T01:00:00Z", "", ""],
            ],
            "Message data": [
                ["chatId", "personType", "plainText", "createdAt"],
                ["c2", "user", "혹시 언제\n출발하나요?", "2026-09-02 09:31:00"],
                ["c2", "bot", "안녕하세요!", "2026-09-02 09:29:00"],
                ["c2", "user", "안녕하세용", "2026-09-02 09:30:00"],
                ["c9", "user", "어디에도 없는 상담", "2026-09-02 09:30:00"],
            ],
            "메모": [["아무거나"], ["=1+1"]],
        }
    )
    report = read_files(tables, [path])
    assert report == ReadReport(3, 0, 0, ("messages_without_chat:1",), is_count_report=False)
    assert fetch(
        tables, "id, customer_id, opened_at, closed_at, is_open, tags, summary, first_messages, source, position"
    ) == [
        (
            "c1",
            "u1",
            datetime(2026, 9, 1, 12, 5),
            datetime(2026, 9, 1, 13),
            False,
            ["교환", "사이즈"],
            "반지 교환 문의",
            None,
            "chats.xlsx",
            2,
        ),
        (
            "c2",
            "17",
            datetime(2026, 9, 2, 9, 30),
            None,
            True,
            [],
            None,
            "안녕하세용\n혹시 언제 출발하나요?",
            "chats.xlsx",
            3,
        ),
        ("c3", None, datetime(2026, 9, 3, 10), None, True, ["배송"], None, None, "chats.xlsx", 4),
    ]


def test_older_sheet_name_blank_rows_and_a_table_that_does_not_start_at_the_top(tables, workbook):
    path = workbook({"UserChat": [[], [], ["", "id", "tags"], [], ["", "c1", "교환"], [], ["", "c2", "환불"]]})
    read_files(tables, [path])
    assert fetch(tables, "id, tags, position") == [("c1", ["교환"], 5), ("c2", ["환불"], 7)]


def test_calls_without_tag_and_summary_are_passed_over(tables, workbook):
    rows = [
        ["c1", "phone", "교환", ""],
        ["c2", "meet", "", "환불을 물어봄"],
        ["c3", "phone", "", ""],
        ["c4", "native", "", ""],
    ]
    report = read_files(
        tables, [workbook({"UserChat data": [["id", "mediumType", "tags", "summarizedMessage"], *rows]})]
    )
    assert [row for (row,) in fetch(tables, "id")] == ["c1", "c2", "c4"]
    assert report.notes == ("calls_skipped:1",)


def test_customers_and_orders_as_sheets(tables, workbook):
    path = workbook(
        {
            "UserChat data": [["id", "tags"], ["c1", "교환"]],
            "고객": [
                ["고객ID", "이름", "가입일", "문자수신동의", "등급"],
                [7, "김하나", datetime(2025, 1, 2), "동의", "VIP"],
            ],
            "주문": [
                ["주문번호", "고객ID", "주문일", "결제금액", "상품명"],
                ["o1", 7, "2026. 9. 1. 오후 2:13", "12,000원", "반지; 팔찌"],
            ],
        }
    )
    report = read_files(tables, [path])
    assert (report.conversations, report.customers, report.orders) == (1, 1, 1)
    assert fetch(tables, "customer_id, name, joined_at, consent_sms, consent_email, refused, tags", "customers") == [
        ("7", "김하나", datetime(2025, 1, 2), True, None, False, ["VIP"])
    ]
    assert fetch(tables, "*", "orders") == [("o1", "7", datetime(2026, 9, 1, 14, 13), 12000.0, ["반지", "팔찌"])]


def test_json_lines(tables, lines):
    path = lines(
        {
            "id": "c1",
            "opened_at": "2026-09-01T12:00:00+09:00",
            "closed_at": 1788235200000,
            "state": "closed",
            "tags": ["교환", {"name": "VIP"}],
        },
        {
            "id": 2,
            "customer_id": "u2",
            "opened_at": "2026-09-01 12:00",
            "state": "opened",
            "tags": [],
            "summary": " 배송 문의 ",
            "messages": [
                {"role": "bot", "text": "무엇을 도와드릴까요?"},
                {"role": "user", "text": "배송  언제\n와요"},
                {"role": "manager", "text": "내일이요"},
                {"personType": "user", "plainText": "넵"},
            ],
        },
    )
    read_files(tables, [path])
    assert fetch(tables, "id, customer_id, opened_at, closed_at, is_open, tags, summary, first_messages, position") == [
        ("2", "u2", datetime(2026, 9, 1, 12), None, True, [], "배송 문의", "배송 언제 와요\n넵", 2),
        ("c1", None, datetime(2026, 9, 1, 12), datetime(2026, 9, 1, 13), False, ["교환", "VIP"], None, None, 1),
    ]


def test_tags_that_are_now_a_list_and_now_a_text(tables, lines):
    read_files(
        tables,
        [
            lines(
                {"id": "a", "tags": ["교환"]},
                {"id": "b", "tags": "교환, 환불|배송"},
                {"id": "c", "tags": None},
                {"id": "d", "tags": {"name": "VIP"}},
            )
        ],
    )
    assert fetch(tables, "id, tags") == [("a", ["교환"]), ("b", ["교환", "환불", "배송"]), ("c", []), ("d", ["VIP"])]


def test_a_field_that_only_comes_up_late(tables, lines):
    records = [{"id": f"c{n:05d}", "opened_at": "2026-09-01"} for n in range(40_000)]
    records[33_333]["summary"] = "늦게 나온 요약"
    read_files(tables, [lines(*records)])
    assert tables.execute("SELECT id, position FROM conversations WHERE summary IS NOT NULL").fetchall() == [
        ("c33333", 33_334)
    ]


PAGE = {
    "userChats": [
        {"id": "c1", "userId": "u1", "tags": ["교환"], "state": "closed", "createdAt": 1788231600000},
        {"id": "c2", "userId": "u2", "tags": [{"name": "배송"}]},
    ],
    "messages": [{"chatId": "c2", "personType": "user", "plainText": "언제 와요?", "createdAt": 1788231600000}],
    "users": [
        {"id": "x", "memberId": "u1", "profile": {"name": "김하나"}, "unsubscribeTexting": True, "language": "ko-KR"}
    ],
    "next": "abc",
}


@pytest.mark.parametrize("indent", [None, 2], ids=["a page a line", "one pretty page"])
def test_api_dump(tables, text, indent):
    import json

    path = text(json.dumps(PAGE, ensure_ascii=False, indent=indent) + "\n", "dump.json")
    report = read_files(tables, [path])
    assert (report.conversations, report.customers) == (2, 1)
    assert fetch(tables, "id, opened_at, tags, is_open, first_messages") == [
        ("c1", datetime(2026, 9, 1, 12), ["교환"], False, None),
        ("c2", None, ["배송"], False, "언제 와요?"),
    ]
    assert fetch(tables, "customer_id, name, language, consent_sms", "customers") == [("u1", "김하나", "ko", False)]


def test_a_json_list_of_conversations(tables, text):
    read_files(tables, [text('[\n {"id": "c1", "tags": ["교환"]},\n {"id": "c2", "tags": []}\n]', "chats.json")])
    assert fetch(tables, "id, tags") == [("c1", ["교환"]), ("c2", [])]


@pytest.mark.parametrize(
    "content",
    [
        "id,tags,opened_at\nc1,교환,2026-09-01\n",
        "id;tags;opened_at\r\nc1;교환;2026-09-01\r\n",
        "id\ttags\topened_at\nc1\t교환\t2026-09-01\n",
        'ID , Tags,Opened At\n"c1","교환","2026-09-01"\n',
        "\n상담ID,태그,생성일시\nc1,교환,2026. 9. 1.\n",
        "チャットID,タグ,作成日時\nc1,교환,2026年9月1日\n",
        "id,tags,opened_at\rc1,교환,2026-09-01\r",
        "id,tags,opened_at,memo\r\nc1,교환,2026-09-01\nc2\n",
    ],
)
def test_delimited_conversations(tables, text, content):
    read_files(tables, [text(content)])
    assert fetch(tables, "id, tags, opened_at")[0] == ("c1", ["교환"], datetime(2026, 9, 1))


def test_rows_of_a_delimited_file_keep_their_number_over_lines_in_quotes(tables, text):
    read_files(tables, [text('id,summary\nc1,"두 줄\n요약"\nc2,한 줄\n')])
    assert fetch(tables, "id, summary, position") == [("c1", "두 줄\n요약", 2), ("c2", "한 줄", 3)]


@pytest.mark.parametrize(
    "content, expected",
    [
        ("tag,count,previous_count\n교환,12,8\n배송,5,\n", [("교환", 12, 8), ("배송", 5, None)]),
        ('태그,건수\n교환,"1,234건"\n', [("교환", 1234, None)]),
        ("タグ,件数,前期\n交換,3,0\n 交換,4,1\n", [("交換", 7, 1)]),
    ],
)
def test_report_of_counts(tables, text, content, expected):
    report = read_files(tables, [text(content)])
    assert report.is_count_report
    assert fetch(tables, "*", "tag_counts") == expected


def test_turns_become_conversations(tables, text):
    content = (
        "conversationId\tturnNumber\tutteranceId\tutterance\tintent\n"
        'k2\t10\tx\tlater\ta\nk1\t0\tx\thi there\tb\nk2\t2\tx\t5" ring?\tb\n'
    )
    read_files(tables, [text(content, "turns.tsv")])
    assert fetch(tables, "id, first_messages, tags, is_open, position") == [
        ("k1", "hi there", [], False, 3),
        ("k2", '5" ring?\nlater', [], False, 2),
    ]


def test_customers_and_orders_files(tables, text, lines):
    customers = text(
        "customer_id,joined_at,last_seen_at,language,timezone,consent_sms,consent_kakao,consent_email,consent_push,consent_night,consent_at,tags,refused\n"
        'u1,2025-01-02,2026-09-01T00:00:00Z,ko,Asia/Seoul,true,Y,아니오,,0,2025-01-02,"VIP,단골",\n'
        "u2,,,日本語,,,,,,,,,예\n",
        "customers.csv",
    )
    orders = text(
        "order_id,customer_id,ordered_at,amount,items\no1,u1,2026-09-01 10:00,39000,반지|팔찌\n"
        "o2,,2026-09-02,1000,\no3,u1,2026-09-02,-500,\n",
        "orders.csv",
    )
    report = read_files(tables, [lines({"id": "c1", "tags": ["교환"]})], customers=customers, orders=orders)
    assert report.notes == ("refunds_left_out:1",)
    assert fetch(tables, "*", "customers") == [
        (
            "u1",
            None,
            datetime(2025, 1, 2),
            datetime(2026, 9, 1, 9),
            "ko",
            "Asia/Seoul",
            True,
            True,
            False,
            None,
            False,
            datetime(2025, 1, 2),
            False,
            ["VIP", "단골"],
            None,
            None,
        ),
        ("u2", None, None, None, "ja", None, None, None, None, None, None, None, True, [], None, None),
    ]
    assert fetch(tables, "*", "orders") == [
        ("o1", "u1", datetime(2026, 9, 1, 10), 39000.0, ["반지", "팔찌"]),
        ("o2", None, datetime(2026, 9, 2), 1000.0, []),
    ]


def test_invoice_lines_are_added_up(tables, text):
    content = (
        "InvoiceNo,Description,Quantity,InvoiceDate,UnitPrice,CustomerID\n"
        '1,"RING, RED",2,2026-09-01 10:00,1.5,7.0\n1,BAG,1,2026-09-01 10:00,4,7\n'
        "C2,RING,-1,2026-09-01 11:00,1.5,7\n3,RING,1,2026-09-01 11:00,0,7\n4,RING,1,2026-09-01 11:00,2,\n"
    )
    report = read_files(tables, [text(content, "lines.csv")])
    assert fetch(tables, "order_id, ordered_at, amount, items", "orders") == [
        ("1", datetime(2026, 9, 1, 10), 7.0, ["BAG", "RING, RED"])
    ]
    assert report.notes == ("order_lines_left_out:2", "order_lines_without_customer:1")


def test_parquet(tables, tmp_path):
    path = tmp_path / "orders.parquet"
    tables.execute(
        "COPY (SELECT 'o1' AS order_id, 17850.0::DOUBLE AS customer_id, TIMESTAMP '2026-09-01 10:00' AS ordered_at,"
        f" 12.5 AS amount, ['반지'] AS items) TO '{path}'"
    )
    read_files(tables, [], orders=path)
    assert fetch(tables, "*", "orders") == [("o1", "17850", datetime(2026, 9, 1, 10), 12.5, ["반지"])]


@pytest.mark.parametrize(
    "record, is_open",
    [
        ({"state": "opened"}, True),
        ({"state": "Queued"}, True),
        ({"state": "closed"}, False),
        ({"state": "closed", "closed_at": None}, False),
        ({"state": "진행중"}, True),
        ({"state": "완료"}, False),
        ({"closed_at": None}, True),
        ({"closed_at": "2026-09-02"}, False),
        ({}, False),
    ],
)
def test_open_or_closed(tables, lines, record, is_open):
    read_files(tables, [lines({"id": "c1", "tags": ["교환"], "opened_at": "2026-09-01"} | record)])
    assert fetch(tables, "is_open") == [(is_open,)]


@pytest.mark.parametrize(
    "written, kept",
    [
        ([" 교환 ", "교환", "\u200b교환", "교\u00ad환"], ["교환"]),
        (["\u202e배송\u202c", "", "   ", "\u200d"], ["배송"]),
        (["ＶＩＰ", "ﾊﾞｯｸﾞ", "배송지연ㅠㅠ"], ["VIP", "バッグ", "배송지연ㅠㅠ"]),
        (["b", "a", "b"], ["b", "a"]),
        (["배송 /  지연"], ["배송 / 지연"]),
        (["ใหม่", "سؤال"], ["ใหม่", "سؤال"]),
    ],
)
def test_tags_are_cleaned(tables, lines, written, kept):
    read_files(tables, [lines({"id": "c1", "tags": written}, {"id": "c2", "tags": ["환불"]})])
    assert fetch(tables, "id, tags") == [("c1", kept), ("c2", ["환불"])]


def test_several_files_and_the_later_one_wins(tables, text, lines):
    first = lines({"id": "c1", "tags": ["교환"]}, {"id": "c2", "tags": ["배송"]})
    second = text("id,tags\nc2,환불\nc3,취소\n")
    report = read_files(tables, [first, second])
    assert report.notes == ("same_id_in_two_files:1",)
    assert fetch(tables, "id, tags, source") == [
        ("c1", ["교환"], "chats.jsonl"),
        ("c2", ["환불"], "chats.csv"),
        ("c3", ["취소"], "chats.csv"),
    ]


def test_without_any_time_of_opening_the_period_is_unknown(tables, text):
    read_files(tables, [text("id,tags\nc1,교환\n")])
    assert fetch(tables, "opened_at, closed_at") == [(None, None)]


def test_a_bare_connection_and_a_name_full_of_signs(tmp_path):
    path = tmp_path / "상담 [1]*?'\".csv"
    path.write_text("id,tags\nc1,교환\n", encoding="utf-8")
    with duckdb.connect() as connection:
        create_tables(connection)
        assert read_files(connection, [path]).conversations == 1
        assert connection.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchall() == [(0,)]


def test_the_extension_does_not_matter(tables, lines, workbook):
    path = workbook({"UserChat data": [["id", "tags"], ["c1", "교환"]]}, "chats.csv")
    assert read_files(tables, [path, lines({"id": "c2", "tags": []}, name="chats.xlsx")]).conversations == 2


def test_progress_goes_from_nothing_to_all(tables, lines):
    told: list[tuple[str, float]] = []
    read_files(tables, [lines({"id": "c1", "tags": []})], progress=lambda name, share: told.append((name, share)))
    shares = [share for _, share in told]
    assert {name for name, _ in told} == {"chats.jsonl"}
    assert shares == sorted(shares)
    assert (shares[0], shares[-1]) == (0.0, 1.0)


def test_what_was_read_before_stays_when_a_file_is_at_fault(tables, text, lines):
    read_files(tables, [lines({"id": "c1", "tags": ["교환"]})])
    with pytest.raises(BadInput):
        read_files(tables, [text("id,tags\nc2,배송\n"), text("id,tags\nc3,배송\nc3,배송\n", "twice.csv")])
    assert fetch(tables, "id") == [("c1",)]
    assert read_files(tables, [text("id,tags\nc2,배송\n")]).conversations == 2
