"""`manage.py backup`: everything that cannot be made again, in one file, while the site runs."""

from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from artrecog.backups.making import make_backup
from catalog.management.progress import draw_progress


class Command(BaseCommand):
    help = "Write all rows and files into one archive in FOLDER, consistent while the site runs; prints its path."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("folder", type=Path)

    def handle(self, *_args: Any, folder: Path, **options: Any) -> None:
        path = make_backup(folder, draw_progress(self.stderr, "Files"))
        self.stdout.write(str(path))
