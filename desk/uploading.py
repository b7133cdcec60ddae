"""Taking in a table that a curator uploads, alone or in a ZIP archive with its pictures."""

from functools import partial
from itertools import islice
from pathlib import Path, PurePath

from django.core.files.base import ContentFile, File
from django.core.files.uploadedfile import UploadedFile
from django.db import transaction

from catalog.exceptions import UnreadableTable
from catalog.importers.images import Archive
from catalog.importers.tables import read_table
from desk.mapping import propose_fields
from desk.models import CatalogImport

TABLES = (".csv", ".tsv", ".txt", ".xlsx")
# So many values of each column are shown to who says what it means.
SAMPLES = 3


def take_upload(file: UploadedFile, *, source: str, venue: str, user_id: int | None) -> CatalogImport:
    """Store an upload, and guess what its columns mean.

    Raises:
        UnreadableTable: it is no table, or an archive without one, or with several; nothing is kept of it.
    """
    run = CatalogImport(name=str(file.name)[:200], source=source, venue=venue, created_by_id=user_id)
    try:
        _store(run, file)
        run.header = [column for column in read_table(Path(run.table.path)).columns if column]
    except UnreadableTable:
        _delete_files(run)
        raise
    run.fields = propose_fields(run.header)
    run.save()
    return run


def samples(run: CatalogImport) -> dict[str, list[str]]:
    """Return the first values of each column."""
    rows = list(islice(read_table(Path(run.table.path)).rows, SAMPLES))
    return {column: [row.cells[column] for row in rows if row.cells[column]] for column in run.header}


def discard(run: CatalogImport) -> None:
    """Delete an import with what was uploaded. What it wrote stays in the catalogue, and cannot be undone any more."""
    with transaction.atomic():
        run.delete()
        transaction.on_commit(partial(_delete_files, run))


def _store(run: CatalogImport, file: File) -> None:
    ending = PurePath(run.name).suffix.lower()
    if ending == ".zip":
        run.pictures.save(run.name, file, save=False)
        path, content = _table_within(Path(run.pictures.path))
        run.table.save(PurePath(path).name, ContentFile(content), save=False)
    elif ending in TABLES:
        run.table.save(run.name, file, save=False)
    else:
        raise UnreadableTable(f"{run.name} is no table. Upload one of {', '.join(TABLES)}, or a .zip that holds one.")


def _table_within(path: Path) -> tuple[str, bytes]:
    archive = Archive(path)
    tables = archive.tables()
    if len(tables) != 1:
        found = ", ".join(tables) or "none"
        raise UnreadableTable(f"A ZIP file holds one table and its pictures; in this one there is: {found}.")
    return tables[0], archive.content(tables[0])


def _delete_files(run: CatalogImport) -> None:
    for file in (run.table, run.pictures):
        if file:
            file.storage.delete(str(file.name))
