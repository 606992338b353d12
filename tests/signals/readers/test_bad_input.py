"""Whatever is handed in, the answer is one sentence that says what, where and what to do; what was there stays."""

from __future__ import annotations

import json
import random
import struct
import zipfile
import zlib
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from agent.errors import BadInput
from agent.signals.readers import read_files
from agent.words import LOCALES, Phrase, say

GOOD = {"id": "kept", "tags": ["교환"]}
SHEET = (
    '<worksheet xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><sheetData>{}</sheetData></worksheet>'
)
RELATIONS = (
    '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
    'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{}" Target="{}"/></Relationships>'
)
CELL = '<c r="{}" t="inlineStr"><is><t>{}</t></is></c>'


@pytest.fixture
def refused(tables, lines):
    """Read a file that is at fault beside what is there already; gives the facts of the error."""
    read_files(tables, [lines(GOOD, name="before.jsonl")])

    def read(code: str, *paths: Path, **options) -> dict[str, object]:
        with pytest.raises(BadInput) as caught:
            read_files(tables, list(paths), **options)
        assert caught.value.code == f"import.{code}"
        for locale in LOCALES:
            sentence = say(locale, caught.value.code, **caught.value.facts)
            assert "\n" not in sentence
            assert all(path.name in sentence for path in paths[:1] if "file" in caught.value.facts)
        assert tables.execute("SELECT id FROM conversations").fetchall() == [("kept",)]
        assert tables.execute("SELECT count(*) FROM duckdb_tables() WHERE temporary").fetchall() == [(0,)]
        return caught.value.facts

    return read


@pytest.fixture
def raw_workbook(tmp_path):
    """Write a workbook part by part, as no spreadsheet would."""

    def write(sheet: str | bytes, *, shared: bytes | None = None, name: str = "raw.xlsx") -> Path:
        path = tmp_path / name
        with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
            archive.writestr("_rels/.rels", RELATIONS.format("officeDocument", "xl/workbook.xml"))
            archive.writestr(
                "xl/workbook.xml",
                '<workbook xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main" xmlns:r='
                '"http://schemas.openxmlformats.org/officeDocument/2006/relationships"><sheets>'
                '<sheet name="UserChat data" sheetId="1" r:id="r1"/></sheets></workbook>',
            )
            archive.writestr("xl/_rels/workbook.xml.rels", RELATIONS.format("worksheet", "worksheets/sheet1.xml"))
            archive.writestr("xl/worksheets/sheet1.xml", sheet)
            if shared is not None:
                archive.writestr("xl/sharedStrings.xml", shared)
        return path

    return write


def rows(*cells: list[str]) -> str:
    """A sheet's XML of inline texts."""
    return SHEET.format(
        "".join(
            f'<row r="{r}">' + "".join(CELL.format(f"{'ABCDE'[c]}{r}", text) for c, text in enumerate(row)) + "</row>"
            for r, row in enumerate(cells, 1)
        )
    )


# --- files that are no tables


def test_missing_directory_empty(refused, tmp_path, text):
    refused("missing", tmp_path / "없는 파일.xlsx")
    refused("directory", tmp_path)
    refused("empty", text(b""))
    refused("empty", text(b"\xef\xbb\xbf \n\n"))


PNG = b"\x89PNG\r\n\x1a\n" + struct.pack(">I", 13) + b"IHDR" + bytes(50)


@pytest.mark.parametrize(
    "content",
    [PNG, b"MZ\x90\x00" + bytes(200), random.Random(3).randbytes(5000), b"%PDF-1.7\n1 0 obj", b"\x1f\x8b\x08abc"],
)
@pytest.mark.parametrize("name", ["chats.csv", "chats.xlsx", "chats.jsonl", "chats.parquet"])
def test_binary(refused, text, content, name):
    refused("binary", text(content, name))


def test_prose_and_web_pages_are_no_tables(refused, text):
    assert refused("unknown_columns", text("안녕하세요.\n상담 내역입니다.\n", "memo.txt"))["columns"] == "안녕하세요."
    refused("unknown_columns", text("<html>\n<table><tr><td>id</td></tr></table>\n", "export.xls"))


def test_unknown_columns_are_named(refused, text, lines, workbook):
    assert refused("unknown_columns", text("이름,전화\n김하나,010-0000-0000\n"))["columns"] == "이름, 전화"
    assert refused("unknown_columns", text("tags,summary\n교환,요약\n"))["columns"] == "tags, summary"
    assert refused("unknown_columns", lines({"text": "no id"}))["columns"] == "text"
    facts = refused("unknown_columns", workbook({"UserChat data": [["번호가 없음", "tags"], ["a", "b"]]}))
    assert facts["sheet"] == "UserChat data"


def test_only_a_header(refused, text, workbook):
    refused("no_rows", text("id,tags\n"))
    refused("no_rows", text("id,tags\n,\n\n"))
    refused("no_rows", workbook({"UserChat data": [["id", "tags"]]}))


def test_wrong_sheet_names_what_is_there(refused, workbook):
    assert (
        refused("no_known_sheet", workbook({"매출": [["월", "매출"], ["1", "2"]], "빈 시트": []}))["sheets"]
        == "매출, 빈 시트"
    )


def test_counts_and_conversations_do_not_mix(refused, text, lines):
    refused("counts_and_conversations", text("tag,count\n교환,3\n"))


def test_a_customer_file_that_is_none(refused, text):
    facts = refused("no_customers", customers=text("id,tags\n1,2\n", "c.csv"))
    assert (facts["columns"], facts["seems"]) == ("id, tags", Phrase("import.kind_conversations"))


def test_lists_that_were_mixed_up(refused, text):
    orders = text("order_id,customer_id,ordered_at\no1,a,2026-10-01\n", "orders.csv")
    customers = text("customer_id,name\na,하늘\n", "customers.csv")
    assert refused("no_customers", customers=orders)["seems"] == Phrase("import.kind_orders")
    assert refused("no_orders", orders=customers)["seems"] == Phrase("import.kind_customers")


def test_a_line_of_text_has_no_columns_of_an_export(refused, text):
    assert refused("unknown_columns", text("hello\n", "hello.txt"))["columns"] == "hello"
    refused("no_rows", text("id,tags\n", "head.csv"))


@pytest.mark.parametrize(
    "content, line",
    [
        ('{"id": "1", "tags": ["a"]\n', 1),
        ('\n{"id": "1"\n{"id": "2"}\n', 2),
        ('[\n  {"id": "1"},\n  {"id" "2"}\n]\n', 3),
    ],
    ids=["one line", "records one a line", "a list"],
)
def test_broken_json_is_named_by_its_line(refused, text, content, line):
    assert refused("bad_json", text(content, "chats.jsonl"))["line"] == line


def test_unknown_time_zone(refused, lines):
    refused("timezone", lines({"id": "c1", "tags": []}), timezone="Mars/Olympus")


# --- workbooks


def test_truncated_workbook_at_any_byte(refused, workbook):
    whole = workbook({"UserChat data": [["id", "tags"], *([f"c{n}", "교환"] for n in range(200))]})
    content = whole.read_bytes()
    for share in (0.05, 0.3, 0.7, 0.95, 0.999):
        cut = whole.with_name("cut.xlsx")
        cut.write_bytes(content[: int(len(content) * share)])
        refused("broken_workbook", cut)


def test_damaged_workbook(refused, workbook):
    path = workbook({"UserChat data": [["id", "tags"], *([f"c{n}", f"교환 {n * n}"] for n in range(2000))]})
    content = bytearray(path.read_bytes())
    with zipfile.ZipFile(path) as archive:
        info = archive.getinfo("xl/sharedStrings.xml")
    start = info.header_offset + 30 + len(info.filename) + 50
    content[start : start + 200] = bytes(200)
    path.write_bytes(content)
    refused("broken_workbook", path)


def test_locked_and_old_workbooks(refused, text):
    ole = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(3000)
    refused("password", text(ole + "EncryptedPackage".encode("utf-16-le") + bytes(500), "locked.xlsx"))
    refused("old_workbook", text(ole, "old.xls"))


def test_another_archive(refused, tmp_path):
    path = tmp_path / "letters.xlsx"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    refused("not_a_workbook", path)


def test_formula_cell_is_named_and_not_computed(refused, tmp_path):
    import xlsxwriter

    path = tmp_path / "formula.xlsx"
    with xlsxwriter.Workbook(path) as book:
        sheet = book.add_worksheet("UserChat data")
        sheet.write_row(0, 0, ["id", "tags"])
        for number in range(1, 3000):
            sheet.write_row(number, 0, [f"c{number}", "교환"])
        sheet.write_formula("B2718", '=HYPERLINK("https://example.com","x")')
    assert refused("formula_cell", path) == {"file": "formula.xlsx", "sheet": "UserChat data", "cell": "B2718"}


def test_formulas_in_sheets_that_are_not_read_do_no_harm(tables, tmp_path):
    import xlsxwriter

    path = tmp_path / "both.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("UserChat data").write_row(0, 0, ["id", "tags"])
        book.get_worksheet_by_name("UserChat data").write_row(1, 0, ["c1", "교환"])
        book.add_worksheet("합계").write_formula("A1", "=1+1")
    assert read_files(tables, [path]).conversations == 1


def test_endless_cell(refused, raw_workbook):
    facts = refused("long_cell", raw_workbook(rows(["id", "tags"], ["c1", "가" * 32_768])))
    assert (facts["sheet"], facts["cell"]) == ("UserChat data", "B2")
    shared = (
        b'<sst xmlns="http://schemas.openxmlformats.org/spreadsheetml/2006/main"><si><t>'
        + b"a" * 3_000_000
        + b"</t></si></sst>"
    )
    refused("long_cell", raw_workbook(rows(["id", "tags"], ["c1", "x"]), shared=shared))


def test_the_longest_cell_that_may_be(tables, raw_workbook):
    read_files(tables, [raw_workbook(rows(["id", "summary"], ["c1", "가" * 32_767]))])
    assert tables.execute("SELECT length(summary) FROM conversations").fetchall() == [(32_767,)]


def _claim(path: Path, part: str, size: int) -> None:
    """Change what a ZIP says a part unpacks to."""
    content = bytearray(path.read_bytes())
    place = content.rindex(b"PK\x01\x02", 0, content.rindex(part.encode()))
    content[place + 24 : place + 28] = struct.pack("<I", size)
    path.write_bytes(content)


def test_a_part_that_claims_two_gigabytes(refused, raw_workbook):
    path = raw_workbook(rows(["id", "tags"], ["c1", "x"]))
    _claim(path, "xl/worksheets/sheet1.xml", 2_000_000_000)
    refused("too_large", path)


def test_a_part_that_unpacks_to_more_than_it_claims(refused, raw_workbook):
    path = raw_workbook(rows(["id", "tags"], *([f"c{n}", "x"] for n in range(5000))))
    _claim(path, "xl/worksheets/sheet1.xml", 1000)
    refused("too_large", path)


def test_a_sheet_with_a_cell_at_the_far_end(refused, raw_workbook):
    far = SHEET.format(
        '<row r="1"><c r="A1" t="inlineStr"><is><t>id</t></is></c></row>'
        '<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>'
    )
    assert refused("too_wide", raw_workbook(far))["cell"] == "XFD1048576"


def test_entities_are_not_expanded(refused, raw_workbook):
    refused("broken_workbook", raw_workbook('<!DOCTYPE x [<!ENTITY a "aaaa">]>' + rows(["id", "tags"], ["c1", "&a;"])))


# --- lines


def test_a_line_without_end(refused, text):
    assert refused("long_line", text("id,tags\nc1,x\nc2," + "가" * 6_000_000 + "\n"))["line"] == 3
    assert refused("long_line", text('{"id":"c1","tags":["' + "a" * 17_000_000 + '"]}\n', "a.jsonl"))["line"] == 1


def test_a_long_line_within_the_limit_is_read(tables, text):
    content = '{"id":"c1","tags":["교환"],"summary":"' + "가" * 1_500_000 + '"}\n'
    read_files(tables, [text(content, "a.jsonl")])
    assert tables.execute("SELECT length(summary) FROM conversations").fetchall() == [(1_500_000,)]


@pytest.mark.parametrize(
    "bad, code",
    [
        ('{"id": "c3", "tags": [}', "bad_json"),
        ('{"id": "c3"} {"id": "c4"}', "bad_json"),
        ("id,tags", "bad_json"),
        ('["c3"]', "json_shape"),
        ('"c3"', "json_shape"),
        ('{"id": "c3", "tags": ["\\ud83d"]}', "broken_letter"),
        ('{"id": "c3\\u0000", "tags": []}', "nul"),
        ('{"id": "c3", "tags": ["a\0b"]}', "nul"),
        ('{"tags": ["교환"]}', "no_id"),
        ('{"id": "c1"}', "duplicate_id"),
    ],
)
def test_a_bad_line_is_named(refused, text, bad, code):
    content = '{"id": "c1", "tags": ["교환"]}\n\n{"id": "c2", "tags": ["교환"]}\n' + bad + "\n"
    assert refused(code, text(content, "chats.jsonl"))["line"] == 4


@pytest.mark.parametrize(
    "content", ["{", "[", '{"id": "c1"', "[1, 2]\n", '{"userChats": [1]}\n', "{}\n[]\n", "[" * 100_000]
)
def test_json_that_holds_no_conversations(tables, text, content):
    with pytest.raises(BadInput) as caught:
        read_files(tables, [text(content, "chats.json")])
    assert caught.value.code in {"import.bad_json", "import.json_shape", "import.unknown_columns"}


def test_bad_rows_of_delimited_files(refused, text):
    assert refused("ragged", text("id,tags\nc1,교환\nc2,배송,하나 더\n"))["line"] == 3
    assert refused("bad_cell", text('id,tags\nc1,교환\nc2,"' + "닫히지 않음\n" * 20_000))["line"] > 3
    assert refused("nul", text("id,tags\nc1,교환\nc2,배\0송\n"))["line"] == 3


# --- values


def test_duplicate_ids_name_both_rows(refused, text, workbook):
    facts = refused("duplicate_id", text("id,tags\nc1,a\nc2,b\nc3,c\nc2,d\n"))
    assert (facts["id"], facts["first"], facts["row"]) == ("c2", 3, 5)
    facts = refused("duplicate_id", workbook({"UserChat data": [["id", "tags"], ["c1", "a"], [], ["c1", "b"]]}))
    assert (facts["first"], facts["row"], facts["sheet"]) == (2, 4, "UserChat data")
    refused("duplicate_id", customers=text("customer_id,name\n1,a\n1,b\n", "c.csv"))
    refused("duplicate_id", orders=text("order_id,ordered_at\n1,2026-09-01\n1,2026-09-02\n", "o.csv"))


@pytest.mark.parametrize(
    "value, code",
    [
        ("1999-12-31 23:59", "absurd_date"),
        ("2100-01-01", "absurd_date"),
        ("9999-12-31", "absurd_date"),
        ("0001-01-01", "absurd_date"),
        ("1970. 1. 1.", "absurd_date"),
        ("0", "absurd_date"),
        ("123456789", "absurd_date"),
        ("99999999999999999", "absurd_date"),
        ("2026-02-30", "bad_date"),
        ("2026-13-01 10:00:00", "bad_date"),
        ("2026-03-0xT10:00:00Z", "bad_date"),
        ("99999999999999999999999", "bad_date"),
        ("-5", "bad_date"),
        ("어제", "bad_date"),
    ],
)
def test_absurd_dates(refused, text, value, code):
    facts = refused(code, text(f"id,생성일\nc1,2026-03-05\nc2,{value}\n"))
    assert (facts["row"], facts["column"]) == (3, "생성일")


def test_closed_before_opened(refused, lines):
    early = {"id": "c1", "opened_at": "2026-09-01 12:00:30", "closed_at": "2026-09-01 12:00:00"}
    facts = refused("closed_before_opened", lines(early, early | {"id": "c2", "closed_at": "2026-09-01 11:59:00"}))
    assert facts["line"] == 2


def test_a_chat_may_span_the_hour_in_which_clocks_are_turned_back(tables, lines):
    spans = {"id": "c1", "opened_at": "2026-11-01T05:50:00Z", "closed_at": "2026-11-01T06:10:00Z"}
    read_files(tables, [lines(spans)], timezone="America/New_York")
    assert tables.execute("SELECT opened_at > closed_at FROM conversations").fetchall() == [(True,)]
    late = spans | {"id": "c2", "opened_at": "2026-11-01T08:50:00Z"}
    with pytest.raises(BadInput) as caught:
        read_files(tables, [lines(late)], timezone="America/New_York")
    assert caught.value.code == "import.closed_before_opened"


def test_a_million_equal_tags(refused, lines, raw_workbook):
    assert refused("too_many_tags", lines({"id": "c1", "tags": ["교환"] * 1_000_000}))["count"] == 1_000_000
    assert refused("too_many_tags", lines({"id": "c1", "tags": ", ".join(["교환"] * 51)}))["count"] == 51
    facts = refused("too_many_tags", raw_workbook(rows(["id", "tags"], ["c1", "a"], ["c2", ",".join(["a"] * 10_000)])))
    assert facts["row"] == 3


@pytest.mark.parametrize("count", ["-1", "많음", "1.5", "", "99999999999999999999"])
def test_bad_counts(tables, text, count):
    with pytest.raises(BadInput) as caught:
        read_files(tables, [text(f"tag,count\n교환,3\n배송,{count}\n")])
    assert (caught.value.code, caught.value.facts["row"]) == ("import.bad_count", 3)


def test_bad_amounts(refused, text):
    assert refused("bad_number", orders=text("order_id,ordered_at,amount\n1,2026-09-01,열두 냥\n", "o.csv"))["row"] == 2
    refused("bad_number", orders=text("order_id,ordered_at,amount\n1,2026-09-01,inf\n", "o.csv"))


def test_damaged_parquet(refused, text, tmp_path, tables):
    refused("parquet", text(b"PAR1" + bytes(500) + b"PAR1", "o.parquet"))
    path = tmp_path / "cut.parquet"
    tables.execute(f"COPY (SELECT range AS order_id, DATE '2026-09-01' AS ordered_at FROM range(10000)) TO '{path}'")
    path.write_bytes(path.read_bytes()[:-100])
    refused("parquet", path)


def test_one_conversation_is_enough_to_be_read(tables, lines):
    assert read_files(tables, [lines({"id": "c1", "tags": ["교환"]})]).conversations == 1


CONTENT = st.one_of(
    st.binary(max_size=300),
    st.text(st.characters(codec="utf-8"), max_size=200).map(str.encode),
    st.lists(st.text(st.characters(codec="utf-8"), max_size=20), max_size=5).map(
        lambda cells: ("id,tags,opened_at\n" + ",".join(cells)).encode()
    ),
    st.recursive(
        st.none() | st.integers() | st.text(st.characters(codec="utf-8"), max_size=8),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(
                st.sampled_from(["id", "tags", "state", "messages", "userChats", "created_at"]), inner, max_size=4
            )
        ),
        max_leaves=12,
    ).map(lambda value: json.dumps(value).encode()),
    st.binary(max_size=60).map(lambda noise: b"PK\x03\x04" + noise),
    st.binary(max_size=60).map(lambda noise: b"PAR1" + noise + b"PAR1"),
    st.binary(max_size=60).map(lambda noise: b'{"id":"a","tags":' + zlib.compress(noise)),
)


@settings(max_examples=120, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(CONTENT)
def test_any_bytes_are_read_or_refused(tables, tmp_path, content):
    path = tmp_path / "any"
    path.write_bytes(content)
    for table in ("conversations", "customers", "orders", "tag_counts"):
        tables.execute(f"DELETE FROM {table}")
    try:
        report = read_files(tables, [path])
    except BadInput as error:
        fine = all(say(locale, error.code, **error.facts) for locale in LOCALES)
    else:
        fine = report.conversations + report.customers + report.orders > 0 or report.is_count_report
    assert fine
