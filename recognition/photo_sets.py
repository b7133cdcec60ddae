"""The sets of photos that the published figures are measured on: two museums', and rendered ones.

Rendered photos have fixed seeds. Those of works that are not in the gallery show pictures that the descriptor learned
from, so that none of them is a distractor.
"""

import csv
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np
from django.conf import settings

from catalog.models import ReferenceImage
from recognition.core.decode import decode_photo
from recognition.core.features import REFERENCE_LIMITS
from recognition.core.render_photo import HARD, RenderOptions, put_in_frame, render_scene
from recognition.core.values import Pixels
from recognition.evaluation import Query, query_of, read_queries
from recognition.training.dataset import split_pictures

DEMO = "met"
# Of the first rendered photo. Nothing is chosen on photos with the seeds of `report`, as with the real ones.
FIRST_SEED = {"report": 1, "choose": 5001}
HARD_SCENES = 120  # of one, two and three works in turn
STRANGERS = 500
FRAMED = "photos"  # the museum whose references show frames too
FRAME_WIDTHS = (0.06, 0.2)  # of the shorter side
# Collections hold some works twice: pictures of "absent" works that a person found to show a work of the gallery.
TWINS = settings.BASE_DIR / "docs" / "twins.csv"


@dataclass(frozen=True)
class Part:
    """A set of photos. Labels of works of `source` are their source_ids, others "source:source_id"."""

    source: str
    queries: Callable[[Path, str], list[Query]]  # of the folder of museum photos and a split


def museum_photos(name: str, data: Path, split: str) -> list[Query]:
    """Return the photos of one museum."""
    return [query_of(row, data / name, name) for row in read_queries(data / name / "queries.csv", split)]


def rendered_photos(_data: Path, split: str) -> list[Query]:
    """Return one rendered photo of each demo work, in order of their ids."""
    seeds = range(FIRST_SEED[split], FIRST_SEED[split] + len(demo_images()))
    return [_photo_of([i], seed, RenderOptions(), "rendered") for i, seed in zip(demo_images(), seeds, strict=True)]


def hard_scenes(_data: Path, split: str) -> list[Query]:
    """Return rendered photos of one to three demo works each: seen steeply, small, in poor light."""
    images, first = demo_images(), FIRST_SEED[split]
    return [_hard_scene(images, seed) for seed in range(first, first + HARD_SCENES)]


def strangers(data: Path, split: str) -> list[Query]:
    """Return rendered photos of works that are not in the gallery; of those that proved to be, apart, as "twin"."""
    twins = known_twins()
    pictures = enumerate(unlisted_pictures(data / "art", split), FIRST_SEED[split])
    return [_stranger(path, seed, twins.get(path.name, frozenset())) for seed, path in pictures]


def framed_strangers(data: Path, split: str) -> list[Query]:
    """Return rendered photos of works that are not in the gallery, each in the frame of one that is.

    Of the museum's works every second one lends its frame to `report`, the others to `choose`.
    """
    images = ReferenceImage.objects.filter(artwork__source=FRAMED, is_primary=True).order_by("artwork__source_id")
    lenders = images.select_related("artwork")[int(split == "report") :: 2]
    twins = known_twins()
    pictures = [path for path in unlisted_pictures(data / "art", split) if path.name not in twins]
    seeds = range(FIRST_SEED[split], FIRST_SEED[split] + len(pictures))
    return [_framed(image, path, seed) for image, path, seed in zip(lenders, pictures, seeds, strict=False)]


def _framed(image: ReferenceImage, path: Path, seed: int) -> Query:
    photo = partial(photograph_in_frame, path, Path(image.file.path), seed)
    return Query(f"{path.name} in {image.artwork.source_id}", "framed", frozenset(), photo)


def known_twins() -> dict[str, frozenset[str]]:
    """Return, by name, the pictures that show a work of the gallery after all, as a person saw: the works' labels."""
    with TWINS.open(newline="", encoding="utf-8") as file:
        return {row["query"]: frozenset(row["refs"].split()) for row in csv.DictReader(file)}


def _stranger(path: Path, seed: int, refs: frozenset[str]) -> Query:
    return Query(path.name, "twin" if refs else "absent", refs, partial(photograph, [path], seed))


def unlisted_pictures(folder: Path, split: str) -> list[Path]:
    """Return the pictures of works that are not in the gallery: 500 for `report`, the others for `choose`."""
    learning, _ = split_pictures(folder)
    return learning[:STRANGERS] if split == "report" else learning[STRANGERS : 2 * STRANGERS]


PARTS = {
    "photos": Part("photos", partial(museum_photos, "photos")),
    "frames": Part("frames", partial(museum_photos, "frames")),
    "rendered": Part(DEMO, rendered_photos),
    "hard": Part(DEMO, hard_scenes),
    "absent": Part("", strangers),
    "framed": Part("", framed_strangers),
}


def demo_images() -> list[ReferenceImage]:
    """Return the demo works' pictures, in order of their ids."""
    images = ReferenceImage.objects.filter(artwork__source=DEMO, is_primary=True).select_related("artwork")
    return list(images.order_by("artwork__source_id"))


def _hard_scene(images: Sequence[ReferenceImage], seed: int) -> Query:
    works = np.random.default_rng(seed).choice(len(images), 1 + seed % 3, replace=False)
    tier = "1 work" if len(works) == 1 else f"{len(works)} works"
    return _photo_of([images[work] for work in works], seed, HARD, tier)


def _photo_of(images: list[ReferenceImage], seed: int, options: RenderOptions, tier: str) -> Query:
    works = [image.artwork.source_id for image in images]
    photo = partial(photograph, [Path(image.file.path) for image in images], seed, options)
    return Query(f"seed {seed}: {' '.join(works)}", tier, frozenset(works), photo)


def photograph(paths: Sequence[Path], seed: int, options: RenderOptions = RenderOptions()) -> bytes:
    """Return a rendered photo, as a file, of the pictures in these files."""
    return render_scene([_picture(path) for path in paths], seed, options).jpeg


def photograph_in_frame(path: Path, frame: Path, seed: int) -> bytes:
    """Return a rendered photo, as a file, of the picture in the frame that another picture shows."""
    border = np.random.default_rng([seed, 1]).uniform(*FRAME_WIDTHS)  # independent of what is drawn for the scene
    return render_scene([put_in_frame(_picture(path), _picture(frame), border)], seed).jpeg


def _picture(path: Path) -> Pixels:
    return decode_photo(path.read_bytes(), REFERENCE_LIMITS).pixels
