"""`manage.py export_catalog`: the catalogue as a table that `import_catalog` takes back."""

import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.exporters import prices, works
from catalog.exporters.tables import csv_lines, write_xlsx
from catalog.management.progress import draw_progress
from catalog.models import Artwork, Price, ReferenceImage

Table = tuple[tuple[str, ...], Iterator[tuple[str, ...]]]


class Command(BaseCommand):
    help = "Write the catalogue, or its approved prices, to a .xlsx or .csv table. import_catalog takes works back."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The table to write: .xlsx, or .csv.")
        parser.add_argument("--source", help="Only works of this catalogue, by its short name.")
        parser.add_argument("--images", type=Path, help="Copy the pictures whose rights allow it to this folder.")
        parser.add_argument("--prices", action="store_true", help="The approved prices instead of the works.")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        if file.suffix.lower() not in (".xlsx", ".csv"):
            raise CommandError(f"{file.name} is neither .xlsx nor .csv. Choose one of the two.")
        source, images = options["source"], options["images"]
        columns, rows = _prices(source) if options["prices"] else _works(source, images)
        _write(file, columns, draw_progress(self.stderr, "Rows")(rows))


def _works(source: str | None, images: Path | None) -> Table:
    chosen = Artwork.objects.order_by("source", "source_id")
    chosen = chosen.filter(source=source) if source else chosen
    if images is None:
        return works.COLUMNS, works.work_rows(chosen)
    images.mkdir(parents=True, exist_ok=True)
    return works.COLUMNS_WITH_PICTURES, works.work_rows_with_pictures(chosen, lambda image: _copy(image, images))


def _copy(image: ReferenceImage, folder: Path) -> str:
    name = f"{image.pk}{Path(str(image.file.name)).suffix}"
    with image.file.open("rb") as stored, (folder / name).open("wb") as copy:
        shutil.copyfileobj(stored, copy)
    return name


def _prices(source: str | None) -> Table:
    chosen = Price.objects.approved().order_by("artwork__source", "artwork__source_id", "date", "pk")
    return prices.COLUMNS, prices.price_rows(chosen.filter(artwork__source=source) if source else chosen)


def _write(file: Path, columns: tuple[str, ...], rows: Iterator[tuple[str, ...]]) -> None:
    if file.suffix.lower() == ".xlsx":
        with file.open("wb") as book:
            write_xlsx(book, columns, rows)
    else:
        with file.open("w", encoding="utf-8", newline="") as table:
            table.writelines(csv_lines(columns, rows))
