"""`manage.py restore`: a site as it was when `manage.py backup` was run, on either database."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from artrecog.backups.archive import reading
from artrecog.backups.errors import BackupError
from artrecog.backups.restoring import restore
from catalog.management.progress import draw_progress


class Command(BaseCommand):
    help = "Restore an archive of `manage.py backup`: all of it or nothing. Stop the site's processes first."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--replace", action="store_true", help="Remove all that this site has, then restore.")

    def handle(self, *_args: Any, file: Path, replace: bool, **options: Any) -> None:
        try:
            with reading(file) as archive:
                restore(archive, draw_progress(self.stderr, "Verified"), replace=replace)
                rows = sum(archive.manifest.rows.values())
        except BackupError as error:
            raise CommandError(str(error)) from error
        self.stdout.write(f"Restored {rows} rows of {archive.manifest.made_at}.")
        self.stderr.write("Run `manage.py prepare` now: it builds the index.")
