"""`manage.py bench`: measure accuracy on real photos and rendered ones, and the time from photo to answer."""

import csv
import json
import statistics
import sys
import time
from collections.abc import Collection, Iterable, Iterator
from contextlib import redirect_stdout
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.management.progress import draw_progress
from catalog.models import Artwork, ReferenceImage
from recognition.core.decode import decode_photo
from recognition.core.evaluate import Outcome, Report, report, report_by_tier
from recognition.core.render_photo import RenderOptions, render_photo
from recognition.core.values import Decision
from recognition.evaluation import in_json, in_table, outcome_from, outcome_of, read_queries, reference_labels
from recognition.intake import accept_photo
from recognition.runner import recognize_bytes
from recognition.training.dataset import split_pictures

SETS = ("photos", "frames")
SOURCES = (*SETS, "art", "met")
SEED = 1  # of the first rendered photo; published figures use 1, nothing was chosen with it
TWELVE_MEGAPIXELS = RenderOptions(width=3024, height=4032, blur_pixels=(0.0, 3.0))
TIMED_PHOTOS = 20


class Command(BaseCommand):
    """Needs the museum photos, which are not part of the project. Works in a data directory of its own."""

    help = "Build a catalogue of both photo sets, the demo and 2,000 distractors; report accuracy and latency."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the folder of museum photos."""
        parser.add_argument("--data", type=Path, default=settings.BASE_DIR.parent / "shared" / "data")
        parser.add_argument("--json", type=Path, help="also write all figures here")
        parser.add_argument("--rendered", type=int, default=174, help="how many demo works are photographed")

    def handle(self, *args: Any, data: Path, rendered: int, **options: Any) -> None:
        """Prepare, measure, print."""
        if not (data / "art").is_dir():
            raise CommandError(f"There are no museum photos in {data}; name their folder with --data.")
        call_command("migrate", verbosity=0)
        if Artwork.objects.exclude(source__in=SOURCES).exists():
            raise CommandError(f"{settings.DATA_DIR} holds works of yours. Set ARTRECOG_DATA_DIR to another folder.")
        with redirect_stdout(sys.stderr):
            prepare(data)
        figures = {"references": ReferenceImage.objects.count()} | self._accuracy(data, rendered) | self._latency()
        if options["json"]:
            options["json"].write_text(json.dumps(figures, indent=1) + "\n")

    def _accuracy(self, data: Path, rendered: int) -> dict[str, Any]:
        figures: dict[str, Any] = {}
        for name in SETS:
            outcomes = draw_progress(self.stderr, name)(photo_outcomes(data / name, name))
            figures[name] = self._show(f"{name}, split report", report_by_tier(outcomes))
        demo = list(draw_progress(self.stderr, "Rendered")(rendered_outcomes(rendered)))
        return figures | {"rendered": self._show("demo works, rendered photos", [report("rendered", demo)])}

    def _show(self, title: str, reports: list[Report]) -> list[dict[str, Any]]:
        self.stdout.write(f"\n{title}\n{in_table(reports)}")
        return in_json(reports)

    def _latency(self) -> dict[str, Any]:
        visits = [visit(photo) for photo in twelve_megapixel_photos()]
        stages = {stage: round(statistics.median(ms[stage] for ms in visits), 1) for stage in visits[0]}
        self.stdout.write("\n12-megapixel JPEG, median ms: " + "  ".join(f"{k} {v}" for k, v in stages.items()))
        return {"latency_ms": stages, "visits_ms": visits}


def visit(photo: bytes) -> dict[str, float]:
    """Send a photo as a visitor does, without the network; return each stage's milliseconds, and of the whole visit.

    `visit` covers what the stages of recognition leave out: the first decoding, storing, and the database.
    """
    start = time.perf_counter()
    row = accept_photo(photo)
    elapsed = (time.perf_counter() - start) * 1000
    timings: dict[str, float] = row.result["timings_ms"]
    row.photo.delete(save=False)
    row.delete()
    return {**timings, "visit": round(elapsed, 1)}


def prepare(data: Path) -> None:
    """Bring the catalogue and the index of this data directory up to date."""
    for name in SETS:
        call_command("import_catalog", data / name / "catalog.csv", source=name)
    call_command("import_catalog", distractor_table(data / "art"), source="art", images=data / "art")
    call_command("load_demo")
    call_command("build_index")


def distractor_table(folder: Path) -> Path:
    """Write the table of the pictures that the descriptor did not learn from."""
    table = settings.DATA_DIR / "distractors.csv"
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source_id", "title", "image"])
        writer.writerows([path.stem, path.stem, path.name] for path in split_pictures(folder)[1])
    return table


def photo_outcomes(folder: Path, source: str, tiers: Collection[str] = ()) -> Iterator[Outcome]:
    """Answer the photos of the `report` split, of all tiers unless some are named."""
    labels = reference_labels(source)
    rows = [row for row in read_queries(folder / "queries.csv", "report") if not tiers or row["tier"] in tiers]
    return (outcome_of(row, folder, labels) for row in rows)


def rendered_outcomes(count: int) -> Iterator[Outcome]:
    """Answer one rendered photo of each of `count` demo works."""
    labels = reference_labels("met")
    for seed, (image, picture) in enumerate(demo_pictures(count), start=SEED):
        decision = recognize_bytes(render_photo(decode_photo(picture).pixels, seed).jpeg)
        yield _rendered_outcome(image, decision, labels)


def _rendered_outcome(image: ReferenceImage, decision: Decision, labels: dict[int, str]) -> Outcome:
    work = labels[image.pk]
    return outcome_from(decision, labels, query=work, tier="rendered", refs=frozenset([work]))


def demo_pictures(count: int) -> Iterable[tuple[ReferenceImage, bytes]]:
    """Return demo works' pictures, in order of their ids."""
    images = ReferenceImage.objects.filter(artwork__source="met", is_primary=True).order_by("artwork__source_id")
    for image in images[:count]:
        with image.file.open() as file:
            yield image, file.read()


def twelve_megapixel_photos() -> Iterable[bytes]:
    """Render photos as large as a phone's."""
    for seed, (_, picture) in enumerate(demo_pictures(TIMED_PHOTOS), start=SEED):
        yield render_photo(decode_photo(picture).pixels, seed, TWELVE_MEGAPIXELS).jpeg
