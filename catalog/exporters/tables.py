"""Tables for spreadsheets, in which no cell is a formula."""

import csv
import io
from collections.abc import Iterable, Iterator, Sequence
from typing import BinaryIO

from openpyxl import Workbook
from openpyxl.cell import Cell, WriteOnlyCell
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from openpyxl.styles import Font
from openpyxl.worksheet._write_only import WriteOnlyWorksheet

from catalog.formulas import guard

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Excel takes CSV for the local code page unless this tells it UTF-8.
BYTE_ORDER_MARK = "\ufeff"


def xlsx_bytes(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> bytes:
    """Return what `write_xlsx` writes; for tables that are small."""
    buffer = io.BytesIO()
    write_xlsx(buffer, columns, rows)
    return buffer.getvalue()


def write_xlsx(file: BinaryIO, columns: Sequence[str], rows: Iterable[Sequence[str]]) -> None:
    """Write a workbook of one sheet. Every cell is text, by its type: "=1+1" is those four letters wherever opened.

    Rows wait on disk, not in memory, until the sheet is complete.
    """
    book = Workbook(write_only=True)
    sheet = book.create_sheet()
    sheet.append([_heading(sheet, column) for column in columns])
    for row in rows:
        sheet.append([_text_cell(sheet, value) for value in row])
    book.save(file)


def csv_lines(columns: Sequence[str], rows: Iterable[Sequence[str]]) -> Iterator[str]:
    """Give the lines of a CSV file in UTF-8, one row at a time.

    A CSV file has no types: what would be a formula begins with an apostrophe instead (`formulas`). Some program may
    still see it otherwise; what others have written is better handed on as XLSX.
    """
    line = io.StringIO()
    writer = csv.writer(line, quoting=csv.QUOTE_ALL)
    line.write(BYTE_ORDER_MARK)
    writer.writerow(columns)
    yield _taken(line)
    for row in rows:
        writer.writerow([guard(value) for value in row])
        yield _taken(line)


def _taken(line: io.StringIO) -> str:
    text = line.getvalue()
    line.seek(0)
    line.truncate()
    return text


def _text_cell(sheet: WriteOnlyWorksheet, value: str) -> Cell | None:
    if not value:
        return None
    cell = WriteOnlyCell(sheet, ILLEGAL_CHARACTERS_RE.sub("", value))
    cell.data_type = "s"
    return cell


def _heading(sheet: WriteOnlyWorksheet, value: str) -> Cell:
    cell = WriteOnlyCell(sheet, value)
    cell.style = "Normal"
    cell.font = Font(bold=True)
    return cell
