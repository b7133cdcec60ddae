"""Importing a table of works with a folder of pictures."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass, field
from difflib import get_close_matches
from pathlib import Path

from django.core.exceptions import NON_FIELD_ERRORS, ValidationError

from catalog.exceptions import RowError, UnreadableTable
from catalog.importers.batch import (
    REFUSALS,
    Imported,
    Refusal,
    Work,
    announce_in_batches,
    identity,
    import_works,
    in_groups,
)
from catalog.importers.images import Folder, Images
from catalog.importers.rows import KNOWN, REQUIRED, image_names, read_row
from catalog.importers.tables import Row, Table


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
    reader = RowReader(source=options.source, images=Folder(options.images), venue=options.venue)
    for group in in_groups(rows):
        read = [(row, reader.read(row)) for row in group]
        works = [work for _, work in read if isinstance(work, Work)]
        imported = iter(import_works(works, rehearse=options.dry_run))
        for row, work in read:
            outcome = next(imported) if isinstance(work, Work) else work
            if isinstance(outcome, Imported):
                report.without_picture += not image_names(row.cells)
                yield outcome
            else:
                report.problems.append(RowProblem(row.number, refusal_words(outcome)))


class RowReader:
    """Reads rows as works. It remembers which were read: each work may stand in a table once.

    Args:
        first_rows: by source_id the row that a work stands in first, as far as it is known already.
    """

    def __init__(
        self, *, source: str, images: Images, venue: str = "", first_rows: dict[str, int] | None = None
    ) -> None:
        self._source, self._images, self._venue = source, images, venue
        self._first_rows = {} if first_rows is None else first_rows

    def read(self, row: Row) -> Work | Refusal:
        """Return the work of a row, or why there is none."""
        try:
            return self._work(row)
        except REFUSALS as refusal:
            return refusal

    def _work(self, row: Row) -> Work:
        if row.surplus:
            raise RowError("There are more cells than columns. Check the quotes and delimiters of this row.")
        record = read_row(row.cells, source=self._source, venue=self._venue)
        # Works of another catalogue have its name before their ids: those may be the same.
        key = record.source_id if record.source == self._source else f"{record.source} {record.source_id}"
        first = self._first_rows.setdefault(key, row.number)
        if first != row.number:
            raise RowError(f"source_id {record.source_id} is in row {first} already. Give each work its own.")
        return Work(record, tuple(self._images.find(name) for name in image_names(row.cells)))


def refusal_words(error: Exception) -> str:
    """Return why a work was refused, in a sentence for who gave it."""
    if not isinstance(error, ValidationError):
        return str(error)
    if not hasattr(error, "error_dict"):
        return " ".join(error.messages)
    return " ".join(
        message if field == NON_FIELD_ERRORS else f"{field}: {message}"
        for field, messages in error.message_dict.items()
        for message in messages
    )
