"""Catalogues of any size: built and opened as the app does, searched with photos of works that they hold.

Beyond the works there are, drawn ones are added (synthetic.py). Each measurement is kept at once, so a run goes on
where it was stopped; an index that is measured is removed.
"""

import json
import shutil
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from pathlib import Path
from typing import Any

import numpy as np
from django.conf import settings

from catalog.models import ReferenceImage
from recognition.benchmark import TWELVE_MEGAPIXELS
from recognition.core.config import RecognizeConfig
from recognition.core.decode import decode_photo
from recognition.core.embed import embed_views
from recognition.core.features import VOTING_FEATURES, ReferenceFeatures
from recognition.core.local import extract_local
from recognition.gallery import backend
from recognition.measuring.drawn_votes import write_drawn_build
from recognition.measuring.processes import in_fresh_process
from recognition.measuring.searching import (
    ExactSearch,
    PhotoQuery,
    measure_global,
    measure_local,
    measure_whole,
)
from recognition.measuring.synthetic import BATCH, DrawnWorks, kept
from recognition.photo_sets import DEMO, FIRST_SEED, demo_images, photograph
from recognition.resources import LITERT_FILE, get_extractor
from recognition.runner import searchable_index

SIZES = (1_000, 5_000, 50_000, 150_000, 1_000_000, 10_000_000)
WHOLE_UP_TO = 5_000  # works: with all features for verification; above, those that vote
LOCAL_UP_TO = 150_000  # works: above, their votes are drawn into the lists; to sort them in takes hours
VOTES_UP_TO = 1_000_000  # works: above, the global channel alone; ten million works' votes take 72 GB
PHOTOS = 40

References = Iterable[tuple[int, ReferenceFeatures]]


@dataclass(frozen=True)
class Gallery:
    """The real works of a scale run, those of the photos first; and the photos, with the ids of their works."""

    real: list[tuple[int, ReferenceFeatures]]
    photos: list[bytes]
    right: list[int]


def real_gallery(photos: int = PHOTOS) -> Gallery:
    """Return what the current catalogue gives: its works, and rendered 12-megapixel photos of demo works.

    Raises:
        GalleryIndexError: the index cannot be used.
    """
    index, demo = searchable_index(), demo_images()
    others = ReferenceImage.objects.exclude(artwork__source=DEMO).order_by("pk").values_list("pk", flat=True)
    ids = [key for key in (*(image.pk for image in demo), *others) if key in index]
    shown = demo[:: max(1, len(demo) // photos)][:photos]
    seeds = range(FIRST_SEED["choose"], FIRST_SEED["choose"] + len(shown))
    taken = [photograph([Path(one.file.path)], seed, TWELVE_MEGAPIXELS) for one, seed in zip(shown, seeds, strict=True)]
    return Gallery([(key, index.features(key)) for key in ids], taken, [image.pk for image in shown])


def queries_of(gallery: Gallery) -> list[PhotoQuery]:
    """Return the photos as both channels see them in the first look."""
    extractor = get_extractor()
    return [_query(photo, right, extractor) for photo, right in zip(gallery.photos, gallery.right, strict=True)]


def _query(data: bytes, right: int, extractor: Any) -> PhotoQuery:
    photo = decode_photo(data)
    local = extract_local(photo, extractor.pca, RecognizeConfig().whole.look)
    return PhotoQuery(right, embed_views(photo.pixels, extractor.embedder), local.descriptors)


def works(gallery: Gallery, size: int) -> Iterator[tuple[int, ReferenceFeatures]]:
    """Yield `size` works: real ones, then drawn ones; with as many local features as each gets at this size."""
    local = local_features(size)
    real = ((key, features if local is None else kept(features, local)) for key, features in gallery.real)
    yield from islice(real, size)
    first = max(key for key, _ in gallery.real) + 1
    models = [features for _, features in gallery.real]
    drawn = DrawnWorks(models, max(len(one.points) for one in models) if local is None else local)
    yield from enumerate(drawn.draw(max(0, size - len(models))), first)


def local_features(size: int) -> int | None:
    """Return how many local features each work of a catalogue gets here, None = all of them."""
    if size <= WHOLE_UP_TO:
        return None
    return VOTING_FEATURES if size <= LOCAL_UP_TO else 0


class ScaleRun:
    """Measurements of several sizes, kept in a folder."""

    def __init__(self, gallery: Gallery, fingerprint: str) -> None:
        self._gallery = gallery
        self._queries = queries_of(gallery)
        self._folder = settings.DATA_DIR / "bench" / fingerprint / "scale"

    def measured(self, sizes: Sequence[int]) -> list[dict[str, Any]]:
        """Return the rows of those sizes that are measured."""
        return [json.loads(self._row(size).read_text()) for size in sizes if self._row(size).exists()]

    def is_measured(self, size: int) -> bool:
        """Tell whether a run measured this size."""
        return self._row(size).exists()

    def measure(self, size: int) -> dict[str, Any]:
        """Build a catalogue of `size` works, search it, keep the figures, remove it."""
        self._folder.mkdir(parents=True, exist_ok=True)
        build = self._folder / f"{size}-works"
        facts = self._build(size, build)
        row = {"works": size, "real": min(size, len(self._gallery.real)), **facts, **self._search(size, build, facts)}
        unfinished = self._row(size).with_suffix(".part")
        unfinished.write_text(json.dumps({name: value for name, value in row.items() if name != "exact"}))
        unfinished.replace(self._row(size))
        shutil.rmtree(build)
        self._note(build).unlink()
        return row

    def _build(self, size: int, build: Path) -> dict[str, Any]:
        """Write the index, unless a run that was stopped did; return its facts and what exact search finds."""
        note = self._note(build)
        if build.exists() and note.exists():
            found: dict[str, Any] = json.loads(note.read_text())
            return found
        exact, start = ExactSearch(self._queries), time.perf_counter()
        shutil.rmtree(build, ignore_errors=True)
        self._write(size, build, exact)
        seconds = time.perf_counter() - start
        files = {path.name: path.stat().st_size for path in sorted(build.iterdir())}
        facts = {"build_s": round(seconds, 1), "files": files, "exact": exact.found}
        note.write_text(json.dumps(facts))
        return facts

    def _write(self, size: int, build: Path, exact: ExactSearch) -> None:
        fingerprint, everything = get_extractor().fingerprint, _seen(works(self._gallery, size), exact)
        if not LOCAL_UP_TO < size <= VOTES_UP_TO:
            backend().write(build, fingerprint, everything)
            return
        real = self._gallery.real
        lent = {key for key, _ in real} - set(self._gallery.right)
        write_drawn_build(build, fingerprint, real, islice(everything, len(real), None), lent)

    def _search(self, size: int, build: Path, facts: dict[str, Any]) -> dict[str, Any]:
        opened, queries = backend().open, self._queries
        found = {"global": in_fresh_process(measure_global, opened, build, queries, facts["exact"])}
        if size <= VOTES_UP_TO:
            found["local"] = in_fresh_process(measure_local, opened, build, queries)
            photos, right = self._gallery.photos, self._gallery.right
            found["whole"] = in_fresh_process(measure_whole, opened, build, LITERT_FILE, photos, right)
        return found

    def _note(self, build: Path) -> Path:
        """Return where the facts of a build stand until it is measured."""
        return build.with_suffix(".facts")

    def _row(self, size: int) -> Path:
        return self._folder / f"{size}.json"


def _seen(references: References, exact: ExactSearch) -> Iterator[tuple[int, ReferenceFeatures]]:
    """Pass references on, having compared them with the queries batch by batch."""
    remaining = iter(references)
    while batch := list(islice(remaining, BATCH)):
        exact.see(np.array([key for key, _ in batch]), np.stack([features.vector for _, features in batch]))
        yield from batch
