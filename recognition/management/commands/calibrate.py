"""`manage.py calibrate SOURCE=QUERIES.csv…`: fit the confidence to photos whose truth is known."""

from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.management.progress import draw_progress
from recognition.evaluation import CannotMeasure
from recognition.examples import (
    Example,
    Photos,
    behind,
    examples_of,
    fit_in_words,
    listed_photos,
    rendered_photos,
    shrunk,
)
from recognition.training.glass import WAYS

RENDERED = ("rendered", "hard", "absent")


class Command(BaseCommand):
    """Prints the weights for `DecideConfig`; a person puts them there, with the run that they came from.

    Rendered photos have the seeds of `choose` and so are none of those that figures are published of.
    """

    help = "Fit the confidence on the `choose` split and on rendered photos; print DecideConfig's weights."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the lists of queries and what to render."""
        parser.add_argument("queries", nargs="*", help="SOURCE=QUERIES.csv: refs are source_ids of SOURCE")
        parser.add_argument("--split", default="choose", help="only the queries of this split (default: choose)")
        parser.add_argument("--skip", nargs="*", default=[], help="names of queries whose truth is known to be wrong")
        parser.add_argument("--shrink", nargs="*", type=int, default=[], help="also with so many pixels a longest side")
        parser.add_argument("--behind", nargs="*", default=[], choices=WAYS, help="also under a lamp, behind glass")
        parser.add_argument("--rendered", nargs="*", default=[], choices=RENDERED, help="rendered photos, by kind")
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR.parent / "shared" / "data")
        parser.add_argument("--limit", type=int, help="only so many photos of each list and kind")

    def handle(self, *args: Any, queries: list[str], rendered: list[str], **options: Any) -> None:
        """Gather evidence, fit, print."""
        try:
            sets = [listed_photos(item, options["split"], options["skip"]) for item in queries]
            listed = [*sets]
            sets += [shrunk(photos, side) for side in options["shrink"] for photos in listed]
            sets += [behind(way, photos) for way in options["behind"] for photos in listed]
            sets += [rendered_photos(kind, options["data"], options["skip"]) for kind in rendered]
            examples = list(self._examples(sets, options["limit"]))
        except CannotMeasure as error:
            raise CommandError(str(error)) from error
        if len({example.is_right for example in examples}) < 2:
            raise CommandError("Right and wrong candidates are needed to tell them apart; name more photos.")
        self.stdout.write(fit_in_words(examples))

    def _examples(self, sets: Iterable[Photos], limit: int | None) -> Iterator[Example]:
        for photos in sets:
            chosen = photos.queries[:limit]
            for query in draw_progress(self.stderr, photos.kind, len(chosen))(chosen):
                yield from examples_of(query, photos)
