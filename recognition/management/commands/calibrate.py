"""`manage.py calibrate QUERIES.csv…`: fit the confidence to photos whose truth is known."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np
from django.core.management.base import BaseCommand, CommandParser

from catalog.management.progress import draw_progress
from catalog.models import ReferenceImage
from recognition.core.config import RecognizeConfig
from recognition.core.decide import evidence_vector
from recognition.core.decode import decode_photo
from recognition.core.features import REFERENCE_LIMITS
from recognition.core.render_photo import render_photo
from recognition.core.values import Evidence
from recognition.evaluation import read_queries
from recognition.runner import recognize_bytes
from recognition.training.calibration import Logistic, fit_logistic
from recognition.training.dataset import split_pictures

CONFIG = RecognizeConfig()
# The best candidate of each look is an example, as it is what an answer stands on.
EVERYTHING = replace(CONFIG.decide, match=1.1, uncertain=1.1, candidates=2 * CONFIG.shortlist)
EACH_LOOK = [replace(CONFIG, patience=10**6, looks=(look,), decide=EVERYTHING) for look in CONFIG.looks]
SEED = 1000

Labeled = tuple[Evidence, bool]


class Command(BaseCommand):
    """Prints the weights for `DecideConfig`; a person puts them there, with the run that they came from."""

    help = "Fit the confidence on the `choose` split and on rendered photos; print DecideConfig's weights."

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the lists of queries and what to render."""
        parser.add_argument("queries", nargs="+", help="SOURCE=QUERIES.csv: refs are source_ids of SOURCE")
        parser.add_argument("--split", default="choose", help="only the queries of this split (default: choose)")
        parser.add_argument("--skip", nargs="*", default=[], help="names of queries whose truth is known to be wrong")
        parser.add_argument("--rendered", type=int, default=0, help="render photos of this many references too")
        parser.add_argument("--absent", type=Path, help="folder of art images; its learning half is rendered as absent")

    def handle(self, *args: Any, **options: Any) -> None:
        """Gather evidence, fit, print."""
        examples = list(draw_progress(self.stderr, "Evidence")(self._examples(**options)))
        evidence = np.array([evidence_vector(e.similarity, e.verification) for e, _ in examples])
        right = np.array([is_right for _, is_right in examples])
        self.stdout.write(in_words(fit_logistic(evidence, right), evidence, right))

    def _examples(
        self, queries: list[str], split: str, skip: list[str], rendered: int, absent: Path | None, **_: Any
    ) -> Iterator[Labeled]:
        for item in queries:
            source, path = item.split("=", 1)
            yield from examples_from_photos(Path(path), source, split, skip)
        yield from examples_from_references(rendered)
        if absent:
            yield from examples_from_strangers(absent, rendered)


def examples_from_photos(path: Path, source: str, split: str, skip: list[str]) -> Iterator[Labeled]:
    """Return the evidence of real photos.

    A work of the same source that the truth does not list proves nothing, since it may hang in the background; it
    counts as wrong only in a photo that shows none of the source's works.
    """
    works = dict(ReferenceImage.objects.filter(artwork__source=source).values_list("pk", "artwork__source_id"))
    for row in (row for row in read_queries(path, split) if Path(row["query"]).name not in skip):
        refs = row["refs"].split()
        for evidence in looks((path.parent / row["query"]).read_bytes()):
            telling = [e for e in evidence if works.get(e.reference_id, "") in ("", *refs) or not refs]
            yield from ((e, works.get(e.reference_id) in refs) for e in telling[:1])


def examples_from_references(count: int) -> Iterator[Labeled]:
    """Return the evidence of rendered photos of works that are in the catalogue."""
    for seed, image in enumerate(ReferenceImage.objects.order_by("sha256")[:count], start=SEED):
        with image.file.open() as file:
            photo = render(file.read(), seed)
        yield from ((best, best.artwork_id == image.artwork_id) for best, *_ in looks(photo))


def examples_from_strangers(folder: Path, count: int) -> Iterator[Labeled]:
    """Return the evidence of rendered photos of works that are not in the catalogue."""
    strangers, _ = split_pictures(folder)
    for seed, path in enumerate(strangers[:count], start=SEED):
        yield from ((best, False) for best, *_ in looks(render(path.read_bytes(), seed)))


def looks(photo: bytes) -> Iterator[tuple[Evidence, ...]]:
    """Return the evidence of all candidates, best first, of each look by itself."""
    for config in EACH_LOOK:
        yield recognize_bytes(photo, config).candidates


def render(picture: bytes, seed: int) -> bytes:
    """Return a rendered photo of a picture."""
    return render_photo(decode_photo(picture, REFERENCE_LIMITS).pixels, seed).jpeg


def in_words(model: Logistic, evidence: np.ndarray, right: np.ndarray) -> str:
    """Return the weights under their names in `DecideConfig`, and how well they separate."""
    first, further, similarity = model.weights
    predicted = model.predict(evidence)
    return (
        f"intercept = {model.intercept:.2f}\nper_first_inlier = {first:.3f}\nper_log_further = {further:.3f}\n"
        f"per_similarity = {similarity:.3f}\n"
        f"from {len(right)} examples, {right.sum()} right; wrong with p >= 0.9: {((predicted >= 0.9) & ~right).sum()};"
        f" right with p < 0.9: {((predicted < 0.9) & right).sum()}"
    )
