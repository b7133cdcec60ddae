"""Tables as spreadsheets write them."""

import datetime
from pathlib import Path

import pytest
from openpyxl import Workbook

from catalog.exceptions import UnreadableTable
from catalog.importers.tables import Table, read_table


def table_of(folder: Path, content: bytes, name: str = "works.csv") -> Table:
    path = folder / name
    path.write_bytes(content)
    return read_table(path)


def cells(folder: Path, content: bytes) -> list[dict[str, str]]:
    return [row.cells for row in table_of(folder, content).rows]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
def test_any_usual_encoding_and_delimiter_is_understood(tmp_path, encoding, delimiter):
    text = f"source_id{delimiter}title\r\n1{delimiter}Étude\r\n"
    assert cells(tmp_path, text.encode(encoding)) == [{"source_id": "1", "title": "Étude"}]


def test_quoted_cells_keep_delimiters_and_line_breaks(tmp_path):
    content = b'source_id,title\n1,"Irises, 1890\n(detail)"\n2,Roses\n'
    assert [row["title"] for row in cells(tmp_path, content)] == ["Irises, 1890\n(detail)", "Roses"]


def test_column_names_are_taken_in_any_case(tmp_path):
    assert table_of(tmp_path, b"Source ID, Title \n").columns == ("source_id", "title")


def test_rows_are_counted_as_in_a_spreadsheet_and_empty_ones_skipped(tmp_path):
    table = table_of(tmp_path, b"source_id,title\n1,A\n,\n\n2,B\n")
    assert [row.number for row in table.rows] == [2, 5]


def test_short_rows_are_filled_up_and_long_ones_noticed(tmp_path):
    short, long = table_of(tmp_path, b"source_id,title,year\n1,A\n2,B,1890,extra\n").rows
    assert (short.cells["year"], short.surplus, long.surplus) == ("", 0, 1)


def test_a_workbook_is_read_with_its_numbers_and_dates(tmp_path):
    book = Workbook()
    sheet = book.worksheets[0]
    for line in (["source_id", "title", "year", "height_cm", "day"], [7.0, "Irises", 1890, 73.7, None]):
        sheet.append(line)
    sheet["E2"] = datetime.datetime(2020, 5, 1, tzinfo=None)  # noqa: DTZ001 -- a spreadsheet's dates have no zone
    book.save(tmp_path / "works.xlsx")
    (row,) = read_table(tmp_path / "works.xlsx").rows
    assert row.cells == {
        "source_id": "7",
        "title": "Irises",
        "year": "1890",
        "height_cm": "73.7",
        "day": "2020-05-01",
    }


@pytest.mark.parametrize(
    ("name", "content", "words"),
    [
        ("works.csv", b"", "empty"),
        ("works.csv", b"title,Title\n", "twice"),
        ("works.xls", b"\xd0\xcf\x11\xe0", "neither .csv nor .xlsx"),
        ("works.xlsx", b"not a zip", "no XLSX"),
        ("works.csv", b"title\n\x81\x8d\n", "Save it as CSV UTF-8"),
        ("works.csv", b'title\n"' + b"x" * 200_000 + b'"\n', "Save it as CSV UTF-8"),
    ],
)
def test_what_is_no_table_is_refused_with_a_way_out(tmp_path, name, content, words):
    with pytest.raises(UnreadableTable, match=words):
        list(table_of(tmp_path, content, name).rows)


def test_a_file_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UnreadableTable, match=r"no file .*missing\.csv"):
        read_table(tmp_path / "missing.csv")
