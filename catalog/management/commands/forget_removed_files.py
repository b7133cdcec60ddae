"""Deletes the files of pictures, plans and recordings that were removed and cannot be put back any more."""

from typing import Any

from django.core.management.base import BaseCommand, CommandParser

from catalog.services import removed_files


class Command(BaseCommand):
    """manage.py forget_removed_files [--days N] [--dry-run]"""

    help = (
        "Delete the files that neither the catalogue nor its history names: run it after clean_old_history. "
        "With --days also those of what was removed, or merged into another work, more than so many days ago: "
        "the history then brings it back without them."
    )

    def add_arguments(self, parser: CommandParser) -> None:
        """Take what may be said."""
        parser.add_argument("--days", type=int, help="forget what was removed so many days ago; 0 for everything")
        parser.add_argument("--dry-run", action="store_true", help="count, and delete nothing")

    def handle(self, *args: Any, **options: Any) -> None:
        """Delete, and say how many."""
        files = removed_files(options["days"])
        for storage, name in () if options["dry_run"] else files:
            storage.delete(name)
        self.stdout.write(f"{len(files)} files {'would be' if options['dry_run'] else ''} deleted".replace("  ", " "))
