"""`manage.py import_museum`: works with their pictures from a museum's own server."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.exceptions import MuseumError
from catalog.importers.museum_import import MuseumReport, import_museum
from catalog.importers.museum_works import Choice, open_client
from catalog.importers.museums.source import Wanted
from catalog.importers.museums.sources import SOURCES
from catalog.management.progress import draw_progress


class Command(BaseCommand):
    help = "Import works from a museum: all, or those of a search, or those named. Run again, it goes on."

    def add_arguments(self, parser: CommandParser) -> None:
        titles = "; ".join(f"{source.name}: {source.title}" for source in SOURCES.values())
        parser.add_argument("source", choices=sorted(SOURCES), help=titles)
        parser.add_argument("--query", default="", help="What to search for, as docs/sources.md says of each source.")
        parser.add_argument("--ids", nargs="+", default=(), help="The source's own ids, or addresses of manifests.")
        parser.add_argument("--limit", type=int, help="Take no more than so many works.")
        parser.add_argument("--allow-host", nargs="+", default=(), help="Further hosts that may be asked.")
        parser.add_argument("--without-pictures", action="store_true", help="Take what is written only.")
        parser.add_argument("--fresh", action="store_true", help="Ask again for what is kept from the last week.")
        parser.add_argument("--dry-run", action="store_true", help="Say what would happen, and write nothing.")

    def handle(self, *_args: Any, **options: Any) -> None:
        source = SOURCES[options["source"]]
        wanted = Wanted(options["query"], tuple(options["ids"]))
        choice = Choice(wanted, options["limit"], pictures=not options["without_pictures"])
        dry_run, watch = options["dry_run"], draw_progress(self.stderr, "Works")
        try:
            client = open_client(source, wanted, also_hosts=options["allow_host"], fresh=options["fresh"])
            report = import_museum(source, client, choice, rehearse=dry_run, iter_wrapper=watch)
        except MuseumError as error:
            raise CommandError(f"{error} What was taken until now stays; the same command goes on.") from error
        self._tell(report, dry_run=dry_run)

    def _tell(self, report: MuseumReport, *, dry_run: bool) -> None:
        for problem in report.problems:
            self.stderr.write(problem)
        self.stdout.write(
            f"{'Nothing was written. An import would have: ' if dry_run else ''}"
            f"{report.created} works added, {report.updated} brought up to date, {report.unchanged} known already, "
            f"{report.pictures_added} pictures added, {len(report.problems)} problems."
        )
