"""Importing a table of works with a folder of pictures."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError
from django.db import transaction

from catalog import services
from catalog.exceptions import CatalogError, RowError, UnreadableTable
from catalog.importers.batch import Imported, announce_in_batches, identity, import_work
from catalog.importers.rows import KNOWN, REQUIRED, image_names, read_row
from catalog.importers.tables import Row, Table
from catalog.pictures import inspect_picture
from catalog.records import ArtworkRecord


@dataclass(frozen=True)
class ImportOptions:
    """How to read a table. `source` and `source_id` together identify a work from one import to the next."""

    source: str
    images: Path
    """The folder that image names are relative to; nothing outside is read."""
    venue: str = ""
    """Where the works are, when a row does not say."""
    dry_run: bool = False


@dataclass(frozen=True)
class RowProblem:
    """Why a row was left out, and what to do."""

    row: int
    message: str

    def __str__(self) -> str:
        return f"Row {self.row}: {self.message}"


@dataclass
class ImportReport:
    """What was done, or with `dry_run` what would be."""

    created: int = 0
    updated: int = 0
    pictures_added: int = 0
    without_picture: int = 0
    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def import_table(
    table: Table, options: ImportOptions, *, iter_wrapper: Callable[[Iterable[Row]], Iterable[Row]] = identity
) -> ImportReport:
    """Take every row into the catalogue that can be taken: each row whole or not at all.

    Raises:
        UnreadableTable: a column that every row needs is missing, or the file is damaged.
    """
    report = ImportReport(warnings=_warnings(table, options))
    works = _works(iter_wrapper(table.rows), options, report)
    for work in works if options.dry_run else announce_in_batches(works):
        report.created += work.created
        report.updated += not work.created
        report.pictures_added += len(work.new_pictures)
    return report


def _warnings(table: Table, options: ImportOptions) -> list[str]:
    missing = [column for column in REQUIRED if column not in table.columns]
    if missing:
        raise UnreadableTable(f"The first row does not name: {', '.join(missing)}. It has: {', '.join(table.columns)}.")
    warnings = [_unknown(column) for column in table.columns if column and column not in KNOWN]
    if "room" in table.columns and "venue" not in table.columns and not options.venue:
        warnings.append("Rooms are left out: the table names no venue. Add the column, or give --venue NAME.")
    return warnings


def _unknown(column: str) -> str:
    near = get_close_matches(column, KNOWN, n=1)
    hint = f" Did you mean “{near[0]}”?" if near else ""
    return f"The column “{column}” is not known and is left out.{hint}"


def _works(rows: Iterable[Row], options: ImportOptions, report: ImportReport) -> Iterator[Imported]:
    first_rows: dict[str, int] = {}
    for row in rows:
        try:
            work = _import_row(row, options, first_rows)
        except (CatalogError, ValidationError, OSError) as error:
            report.problems.append(RowProblem(row.number, _words(error)))
        else:
            report.without_picture += not image_names(row.cells)
            yield work


def _words(error: Exception) -> str:
    if not isinstance(error, ValidationError):
        return str(error)
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        message if field == NON_FIELD_ERRORS else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )


def _import_row(row: Row, options: ImportOptions, first_rows: dict[str, int]) -> Imported:
    if row.surplus:
        raise RowError("There are more cells than columns. Check the quotes and delimiters of this row.")
    record = read_row(row.cells, source=options.source, venue=options.venue)
    first = first_rows.setdefault(record.source_id, row.number)
    if first != row.number:
        raise RowError(f"source_id {record.source_id} is in row {first} already. Give each work its own.")
    pictures = [_read_image(name, options.images) for name in image_names(row.cells)]
    return _rehearse(record, pictures) if options.dry_run else import_work(record, pictures)


def _read_image(name: str, folder: Path) -> bytes:
    root = folder.resolve()
    path = (root / name).resolve()
    if not path.is_relative_to(root):
        raise RowError(f"image: {name} is outside the folder of images. Name a file inside, without “..”.")
    if not path.is_file():
        raise RowError(f"image: {name} is not in {folder}. Check its name, or give --images with the right folder.")
    return path.read_bytes()


def _rehearse(record: ArtworkRecord, pictures: list[bytes]) -> Imported:
    """Do what an import does and undo it; pictures are only looked at. The ids of those lacking stand as 0."""
    with transaction.atomic():
        artwork, created = services.save_artwork(record)
        lacking = [content for content in pictures if not services.find_reference_image(artwork, content)]
        transaction.set_rollback(True)
    for content in lacking:
        inspect_picture(content)
    return Imported(artwork, created, (0,) * len(lacking))
