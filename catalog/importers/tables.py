"""Reading tables as spreadsheets write them: CSV in whatever encoding and with whatever delimiter, and XLSX."""

import csv
import datetime
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from openpyxl import load_workbook
from openpyxl.utils.exceptions import InvalidFileException

from catalog.exceptions import UnreadableTable
from catalog.formulas import unguard

DELIMITERS = ",;\t|"
BYTE_ORDER_MARKS = {b"\xef\xbb\xbf": "utf-8-sig", b"\xff\xfe": "utf-16", b"\xfe\xff": "utf-16"}


@dataclass(frozen=True)
class Row:
    """One row under the header. `number` counts as spreadsheets do: the header is row 1."""

    number: int
    cells: dict[str, str]
    surplus: int
    """How many cells are filled beyond the last column that has a name."""


@dataclass(frozen=True)
class Table:
    """A header and the rows under it. Rows are read as they are asked for, once."""

    columns: tuple[str, ...]
    rows: Iterator[Row]


def read_table(path: Path) -> Table:
    """Open a `.csv`, `.tsv`, `.txt` or `.xlsx` file. Column names come in lower case with underscores.

    Raises:
        UnreadableTable: no such file, another kind of file, no header, or a column named twice. Reading rows raises
            it too, when the file turns out to be damaged.
    """
    if not path.is_file():
        raise UnreadableTable(f"There is no file {path}.")
    if path.suffix.lower() in (".csv", ".tsv", ".txt"):
        lines = _csv_lines(path)
    elif path.suffix.lower() == ".xlsx":
        lines = _xlsx_lines(path)
    else:
        raise UnreadableTable(f"{path.name} is neither .csv nor .xlsx. Save it as one of the two.")
    columns = _columns(next(lines, []))
    return Table(columns, _rows(columns, lines))


def _columns(header: list[str]) -> tuple[str, ...]:
    names = tuple("_".join(name.lower().split()) for name in header)
    while names and not names[-1]:
        names = names[:-1]
    twice = sorted({name for name in names if names.count(name) > 1})
    if not names:
        raise UnreadableTable("The table is empty. Its first row must name the columns.")
    if twice:
        raise UnreadableTable(f"The first row names a column twice: {', '.join(twice)}. Rename or remove one.")
    return names


def _rows(columns: tuple[str, ...], lines: Iterable[list[str]]) -> Iterator[Row]:
    for number, line in enumerate(lines, start=2):
        if any(line):
            cells = line + [""] * (len(columns) - len(line))
            yield Row(number, dict(zip(columns, cells, strict=False)), sum(map(bool, line[len(columns) :])))


def _csv_lines(path: Path) -> Iterator[list[str]]:
    encoding = _encoding(path)
    try:
        with path.open(encoding=encoding, newline="") as file:
            delimiter = _delimiter(file.readline())
            file.seek(0)
            for line in csv.reader(file, delimiter=delimiter):
                yield [unguard(cell.strip()) for cell in line]
    except (csv.Error, UnicodeError) as error:
        raise UnreadableTable(f"{path.name} is no CSV that can be read ({error}). Save it as CSV UTF-8.") from error


def _encoding(path: Path) -> str:
    """Return what a byte order mark says; without one UTF-8, or else the Windows code page that Excel writes."""
    with path.open("rb") as file:
        begin = file.read(3)
    for mark, encoding in BYTE_ORDER_MARKS.items():
        if begin.startswith(mark):
            return encoding
    return "utf-8" if _is_utf8(path) else "cp1252"


def _is_utf8(path: Path) -> bool:
    try:
        with path.open(encoding="utf-8") as file:
            for _ in file:
                pass
    except UnicodeDecodeError:
        return False
    return True


def _delimiter(header: str) -> str:
    """Return the delimiter that the header has most of: names of columns contain none."""
    return max(DELIMITERS, key=header.count)


def _xlsx_lines(path: Path) -> Iterator[list[str]]:
    """Give the lines of the first sheet; of formulas, the values that were computed last."""
    try:
        book = load_workbook(path, read_only=True, data_only=True)
        try:
            for line in book.worksheets[0].iter_rows(values_only=True):
                yield [_cell_text(value) for value in line]
        finally:
            book.close()
    except (InvalidFileException, zipfile.BadZipFile, KeyError, ValueError, IndexError) as error:
        raise UnreadableTable(f"{path.name} is no XLSX that can be read. Open it and save it again.") from error


def _cell_text(value: Any) -> str:
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, float) and value.is_integer():
        return str(int(value))
    return str(value).strip()
