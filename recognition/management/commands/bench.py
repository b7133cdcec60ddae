"""`manage.py bench`: measure accuracy on real photos and rendered ones, and the time from photo to answer."""

import shutil
import subprocess
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterable, Iterator
from pathlib import Path
from subprocess import CalledProcessError
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import timezone

from catalog.management.progress import draw_progress
from catalog.models import Artwork, ReferenceImage
from recognition.benchmark import SOURCES, TIMED_PHOTOS, Benchmark, prepare, visits
from recognition.evaluation import CannotMeasure, in_table, wrong_names_in_words
from recognition.figures import (
    EVERYTHING,
    REAL,
    Figures,
    Run,
    figures_of,
    medians,
    reports_of,
    with_everything,
    write_figures,
)
from recognition.measuring.baselines import BaselineUnavailable
from recognition.measuring.parts import SPEED_PARTS, Order
from recognition.measuring.starting import DidNotStart
from recognition.measuring.tables import speed_tables
from recognition.photo_sets import FIRST_SEED, PARTS
from recognition.publishing import draw_plots

LATENCY = "latency"
ALL = (*PARTS, LATENCY, *SPEED_PARTS)


def some_parts(text: str) -> tuple[str, ...]:
    """Read "photos,hard"."""
    unknown = set(text.split(",")) - {*ALL}
    if unknown:
        raise ArgumentTypeError(f"there is no part {', '.join(sorted(unknown))}; there are {', '.join(ALL)}")
    return tuple(part for part in ALL if part in text.split(","))


class Command(BaseCommand):
    """Needs the museum photos, which are not part of the project. Works in a data directory of its own.

    A run that was stopped goes on; what an earlier run of the same recognizer measured is in the figures too.
    """

    help = "Build a gallery of both photo sets, the demo and 2,000 distractors; report accuracy and latency."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of museum photos and what to measure."""
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR.parent / "shared" / "data")
        parser.add_argument("--json", type=Path, help="also write all figures here, after each part")
        parser.add_argument("--plots", type=Path, help="draw plots in this folder, after each part")
        parser.add_argument("--only", type=some_parts, default=ALL, help=f"some of {','.join(ALL)}")
        parser.add_argument("--split", choices=FIRST_SEED, default="report", help="choose: photos and seeds to tune on")
        parser.add_argument("--limit", type=int, help="only so many photos of each part, to try it out")
        parser.add_argument("--fresh", action="store_true", help="forget what an earlier run answered")

    def handle(self, *args: Any, data: Path, split: str, limit: int | None, **options: Any) -> None:
        """Prepare, then measure part by part."""
        if not (data / "art").is_dir():
            raise CommandError(f"There are no museum photos in {data}; name their folder with --data.")
        call_command("migrate", verbosity=0)
        if Artwork.objects.exclude(source__in=SOURCES).exists():
            raise CommandError(f"{settings.DATA_DIR} holds works of yours. Set ARTRECOG_DATA_DIR to another folder.")
        prepare(data)
        benchmark = Benchmark(data, split, limit)
        if options["fresh"]:
            benchmark.forget()
        references = ReferenceImage.objects.count()
        run = Run(commit(), f"{timezone.now():%Y-%m-%d}", spelled(split, limit), references, split, limit)
        for part in options["only"]:
            if part in SPEED_PARTS:
                self._measure_speed(benchmark, part, Order(data, split, limit, benchmark.folder, self._progress))
            else:
                self._measure(benchmark, part, limit)
            figures = figures_of(benchmark.complete_parts(), run, benchmark.timed())
            keep(figures | benchmark.kept(SPEED_PARTS), options["json"], options["plots"])

    def _measure(self, benchmark: Benchmark, part: str, limit: int | None) -> None:
        if part == LATENCY:
            self._time(benchmark, min(TIMED_PHOTOS, limit or TIMED_PHOTOS))
            return
        remaining = benchmark.unanswered(part)
        try:
            for _ in draw_progress(self.stderr, part, len(remaining))(benchmark.answer(part, remaining)):
                pass
        except CannotMeasure as error:
            raise CommandError(str(error)) from error
        self._show(benchmark, [part, *([EVERYTHING] if part == REAL[-1] else [])])

    def _measure_speed(self, benchmark: Benchmark, part: str, order: Order) -> None:
        try:
            benchmark.keep(part, SPEED_PARTS[part](order) | {"commit": commit()})
        except (CannotMeasure, BaselineUnavailable, DidNotStart, CalledProcessError, OSError) as error:
            raise CommandError(f"{part}: {error}") from error
        self.stdout.write("\n" + speed_tables(benchmark.kept([part])))

    def _progress(self, part: str, total: int) -> Callable[[Iterable[Any]], Iterator[Any]]:
        return draw_progress(self.stderr, part, total)

    def _show(self, benchmark: Benchmark, names: Iterable[str]) -> None:
        sets = with_everything(benchmark.complete_parts())
        for name in names:
            if name in sets:
                self.stdout.write(f"\n{name}\n{in_table(reports_of(name, sets[name]))}")
                self.stdout.write(wrong_names_in_words(sets[name]) if name != EVERYTHING else "")

    def _time(self, benchmark: Benchmark, count: int) -> None:
        benchmark.time_visits(draw_progress(self.stderr, LATENCY, count)(visits(count)))
        stages = medians(benchmark.timed())
        self.stdout.write("\n12-megapixel JPEG, median ms: " + "  ".join(f"{k} {v}" for k, v in stages.items()))


def keep(figures: Figures, json_file: Path | None, plots: Path | None) -> None:
    """Write what was asked for."""
    if json_file:
        write_figures(figures, json_file)
    if plots:
        draw_plots(figures, plots)


def spelled(split: str, limit: int | None) -> str:
    """Return the command as one would type it."""
    options = ["" if split == "report" else f" --split {split}", "" if limit is None else f" --limit {limit}"]
    return "manage.py bench" + "".join(options)


def commit() -> str:
    """Return the commit of the checkout, "-dirty" when files differ from it, "unknown" without git."""
    git = shutil.which("git")
    if git is None:
        return "unknown"
    describe = [git, "describe", "--always", "--dirty", "--exclude", "*"]
    # Nothing in the command comes from outside.
    told = subprocess.run(  # noqa: S603 # nosec B603
        describe, cwd=settings.BASE_DIR, capture_output=True, text=True, check=False
    )
    return told.stdout.strip() or "unknown"
