"""`manage.py import_catalog`: works from a spreadsheet, pictures from a folder."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.exceptions import UnreadableTable
from catalog.importers.catalog_table import ImportOptions, ImportReport, import_table
from catalog.importers.tables import read_table
from catalog.management.progress import draw_progress


class Command(BaseCommand):
    help = "Import works from a .csv or .xlsx table. The columns source_id, title and image suffice."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path, help="The table.")
        parser.add_argument("--images", type=Path, help="The folder of the images; by default the table's own.")
        parser.add_argument("--source", help="The short name of this catalogue; by default the table's file name.")
        parser.add_argument("--venue", default="", help="The venue of works for which the table names none.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")

    def handle(self, *_args: Any, **options: Any) -> None:
        file: Path = options["file"]
        chosen = ImportOptions(
            source=options["source"] or file.stem,
            images=options["images"] or file.parent,
            venue=options["venue"],
            dry_run=options["dry_run"],
        )
        try:
            report = import_table(read_table(file), chosen, iter_wrapper=draw_progress(self.stderr, "Rows"))
        except UnreadableTable as error:
            raise CommandError(str(error)) from error
        self._tell(report, dry_run=chosen.dry_run)

    def _tell(self, report: ImportReport, *, dry_run: bool) -> None:
        for line in (*report.warnings, *report.problems):
            self.stderr.write(str(line))
        self.stdout.write(
            f"{'Nothing was written. An import would have: ' if dry_run else ''}"
            f"{report.created} works added, {report.updated} brought up to date, "
            f"{report.pictures_added} pictures added, {report.without_picture} works without a picture, "
            f"{len(report.problems)} rows left out."
        )
        if report.problems:
            raise CommandError("Correct the rows named above and import the table again: the others stay as they are.")
