"""`manage.py bench_scale`: latency, memory and recall against the size of the catalogue."""

import json
from argparse import ArgumentTypeError
from pathlib import Path
from typing import Any

from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from recognition.benchmark import fingerprint
from recognition.core.errors import GalleryIndexError
from recognition.management.commands.bench import commit
from recognition.measuring.machine import load
from recognition.measuring.scale import PHOTOS, SIZES, ScaleRun, real_gallery
from recognition.measuring.tables import scale_table


def some_sizes(text: str) -> tuple[int, ...]:
    """Read "1000,5_000"."""
    try:
        sizes = tuple(sorted({int(size) for size in text.split(",")}))
    except ValueError as error:
        raise ArgumentTypeError(f"{text!r} is no list of sizes such as 1000,5000") from error
    if sizes[0] < 1:
        raise ArgumentTypeError("a catalogue holds at least one work")
    return sizes


class Command(BaseCommand):
    """Needs the catalogue that `bench` prepares in this data directory; other catalogues with demo works do too.

    Ten million works need some 40 GB of disk while they are measured. A run that was stopped goes on.
    """

    help = "Build catalogues of several sizes, real works first and drawn ones beyond; report latency, memory, recall."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the sizes and where the figures go."""
        parser.add_argument("--sizes", type=some_sizes, default=SIZES, help="numbers of works: 1000,5000")
        parser.add_argument("--photos", type=int, default=PHOTOS, help="how many photos search each catalogue")
        parser.add_argument("--json", type=Path, help="also write the figures here, after each size")

    def handle(self, *args: Any, sizes: tuple[int, ...], photos: int, **options: Any) -> None:
        """Measure size by size."""
        call_command("migrate", verbosity=0)
        try:
            gallery = real_gallery(photos)
        except GalleryIndexError as error:
            raise CommandError(str(error)) from error
        if not gallery.photos:
            raise CommandError("This catalogue holds no demo works to photograph. Run `manage.py bench` first.")
        run = ScaleRun(gallery, f"{fingerprint()}-{photos}")
        when = {"commit": commit(), "date": f"{timezone.now():%Y-%m-%d}"}
        facts = {**when, "photos": len(gallery.photos), **load()}
        for size in sizes:
            if not run.is_measured(size):
                self.stderr.write(f"{size:,} works …")
                run.measure(size)
            if options["json"]:
                options["json"].parent.mkdir(parents=True, exist_ok=True)
                options["json"].write_text(json.dumps({"run": facts, "sizes": run.measured(sizes)}, indent=1) + "\n")
        self.stdout.write(scale_table(run.measured(sizes)))
