"""Where the rows of an import come from: a table that was uploaded, or a museum's server."""

from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Protocol

from django.db.models import Min

from catalog.importers.batch import Refusal, Work
from catalog.importers.catalog_table import RowReader
from catalog.importers.images import Archive, Images, NoImages
from catalog.importers.tables import Row, read_table
from desk.models import CatalogImport, ImportRow
from desk.museums import MuseumOrigin


class Origin(Protocol):
    """What the work of an import asks of either."""

    @property
    def run(self) -> CatalogImport:
        """The import."""

    @property
    def has_pictures(self) -> bool:
        """Whether there may be pictures, so that fewer rows are one transaction."""

    def rows_after(self, number: int) -> Iterator[ImportRow]:
        """Give new rows, not saved yet, whose numbers are larger; `CatalogError` when they cannot be read."""

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        """Do what takes time before rows are read in a transaction; `CatalogError` when it cannot be done."""

    def read(self, rows: Sequence[ImportRow]) -> list[Work | Refusal]:
        """Return the work of each row, or why there is none."""

    def remark(self, row: ImportRow) -> str:
        """Return what a curator is to know of a row that is taken; mostly nothing."""


def origin_of(run: CatalogImport) -> Origin:
    """Return where the rows of an import come from."""
    return MuseumOrigin(run) if run.museum else TableOrigin(run)


class TableOrigin:
    """A table, and perhaps an archive with its pictures."""

    def __init__(self, run: CatalogImport) -> None:
        self.run = run

    @property
    def has_pictures(self) -> bool:
        return bool(self.run.pictures)

    def rows_after(self, number: int) -> Iterator[ImportRow]:
        return (self._row(row) for row in read_table(Path(self.run.table.path)).rows if row.number > number)

    def _row(self, row: Row) -> ImportRow:
        fields = self.run.fields
        cells = {fields[column]: cell for column, cell in row.cells.items() if fields.get(column)}
        source_id = cells.get("source_id", "")[:200]
        return ImportRow(run=self.run, number=row.number, cells=cells, surplus=row.surplus, source_id=source_id)

    def prepare(self, rows: Sequence[ImportRow]) -> None:
        """Nothing: everything is here."""

    def read(self, rows: Sequence[ImportRow]) -> list[Work | Refusal]:
        run = self.run
        reader = RowReader(source=run.source, images=self._images(), venue=run.venue, first_rows=self._first_rows(rows))
        return [reader.read(Row(row.number, row.cells, row.surplus)) for row in rows]

    def _first_rows(self, rows: Sequence[ImportRow]) -> dict[str, int]:
        """Return the row in which each work of these stands first: another one of the same work is refused."""
        ids = {row.source_id for row in rows if row.source_id}
        first = self.run.rows.filter(source_id__in=ids).values("source_id").annotate(first=Min("number"))
        return dict(first.values_list("source_id", "first"))

    def _images(self) -> Images:
        return Archive(Path(self.run.pictures.path)) if self.run.pictures else NoImages()

    def remark(self, row: ImportRow) -> str:
        return ""
