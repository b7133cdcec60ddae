"""The benchmark: one gallery, the answers to every set of photos, and the time that an answer takes.

Every answer is kept as soon as it is given, under a name for all that answers depend on: a run that was stopped goes
on, and parts may be measured one by one.
"""

import csv
import hashlib
import json
import shutil
import sys
import time
from collections.abc import Iterable, Iterator
from contextlib import redirect_stdout
from dataclasses import replace
from importlib.metadata import version
from itertools import islice
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management import call_command

from catalog.models import ReferenceImage
from recognition.core.evaluate import Outcome
from recognition.core.render_photo import RenderOptions
from recognition.evaluation import Query, answer, from_line, reference_labels, to_line
from recognition.figures import REAL
from recognition.intake import accept_photo
from recognition.photo_sets import DEMO, FIRST_SEED, PARTS, demo_images, photograph
from recognition.training.dataset import split_pictures

SOURCES = (*REAL, "art", DEMO)
TWELVE_MEGAPIXELS = RenderOptions(width=3024, height=4032, blur_pixels=(0.0, 3.0))
TIMED_PHOTOS = 20
# What answers depend on, beside the gallery. What only explains or measures them is left out.
ANSWERING = (
    "core/*.py",
    "weights/*.tflite",
    "weights/*.npz",
    "intake.py",
    "runner.py",
    "gallery.py",
    "resources.py",
    "photo_sets.py",
)
LIBRARIES = ("ai-edge-litert", "faiss-cpu", "numpy", "opencv-python-headless", "pi-heif", "pillow")
NOT_ANSWERING = {"advise.py", "quality.py", "saliency.py", "evaluate.py", "metrics.py", "intervals.py"}


def prepare(data: Path) -> None:
    """Bring the catalogue and the index of this data directory up to date; what the commands say goes to stderr."""
    with redirect_stdout(sys.stderr):
        for name in REAL:
            call_command("import_catalog", data / name / "catalog.csv", source=name)
        table = distractor_table(data / "art", settings.DATA_DIR / "distractors.csv")
        call_command("import_catalog", table, source="art", images=data / "art")
        call_command("load_demo")
        call_command("build_index")


def distractor_table(folder: Path, table: Path, count: int | None = None) -> Path:
    """Write the table of the pictures that the descriptor did not learn from, or of `count` of them."""
    table.parent.mkdir(parents=True, exist_ok=True)
    with table.open("w", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(["source_id", "title", "image"])
        writer.writerows([path.stem, path.stem, path.name] for path in split_pictures(folder)[1][:count])
    return table


def fingerprint() -> str:
    """Return a name for all that answers depend on: code, weights, libraries, and the works that are searched."""
    folder = settings.BASE_DIR / "recognition"
    files = [path for pattern in ANSWERING for path in sorted(folder.glob(pattern)) if path.name not in NOT_ANSWERING]
    works = ReferenceImage.objects.order_by("pk").values_list("artwork__source", "artwork__source_id", "sha256")
    libraries = [(package, version(package)) for package in LIBRARIES]
    digest = hashlib.sha256(repr((list(works), libraries, settings.EMBEDDER, settings.INDEX_BACKEND)).encode())
    for path in files:
        digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


class Journal:
    """The outcomes of one part, one a line in a file, so that what is answered is not answered again."""

    def __init__(self, path: Path, source: str) -> None:
        self._path, self._source = path, source

    def read(self) -> dict[str, Outcome]:
        """Return the outcomes so far by the queries' names; a line that a crash cut off does not count."""
        lines = self._path.read_text(encoding="utf-8").splitlines() if self._path.exists() else []
        return {outcome.query: outcome for outcome in (from_line(line) for line in lines if line.endswith("}"))}

    def answer(self, queries: Iterable[Query]) -> Iterator[Outcome]:
        """Answer queries and write each outcome down before the next.

        Raises:
            CannotMeasure: a photo cannot be read, or the index cannot be used.
        """
        labels = reference_labels(self._source)
        self._path.parent.mkdir(parents=True, exist_ok=True)
        with self._path.open("a", encoding="utf-8") as file:
            for query in queries:
                outcome = answer(query, labels)
                file.write(f"\n{to_line(outcome)}")  # the line break first: the line before may have been cut off
                file.flush()
                yield outcome


class Benchmark:
    """One gallery's answers to the sets of photos, kept in a folder of the data directory."""

    def __init__(self, data: Path, split: str, limit: int | None) -> None:
        self._data, self._split, self._limit = data, split, limit
        self.folder = settings.DATA_DIR / "bench" / fingerprint() / split

    def forget(self) -> None:
        """Forget the answers that an earlier run kept."""
        shutil.rmtree(self.folder, ignore_errors=True)

    def unanswered(self, part: str) -> list[Query]:
        """Return the photos of a part that no run has answered yet."""
        known = self._journal(part).read()
        return [query for query in self._queries(part) if query.name not in known]

    def answer(self, part: str, queries: Iterable[Query]) -> Iterator[Outcome]:
        """Answer photos of a part and keep each answer before the next.

        Raises:
            CannotMeasure: a photo cannot be read, or the index cannot be used.
        """
        return self._journal(part).answer(queries)

    def answered(self, part: str) -> list[Outcome]:
        """Return the outcomes of a part, none while it is not complete."""
        known, queries = self._journal(part).read(), self._queries(part)
        if not all(query.name in known for query in queries):
            return []
        # The truth is the list's of today: a person may have found a twin among the answers.
        return [replace(known[q.name], tier=q.tier, refs=q.refs, group=q.group) for q in queries]

    def complete_parts(self) -> dict[str, list[Outcome]]:
        """Return the outcomes of all parts that are complete."""
        return {part: outcomes for part in PARTS if (outcomes := self.answered(part))}

    def time_visits(self, visits_ms: Iterable[dict[str, float]]) -> None:
        """Keep the times of visits."""
        text = json.dumps(list(visits_ms))
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / "visits.json").write_text(text)

    def timed(self) -> list[dict[str, float]]:
        """Return the times of visits, none when they are not measured yet."""
        path = self.folder / "visits.json"
        visits_ms: list[dict[str, float]] = json.loads(path.read_text()) if path.exists() else []
        return visits_ms

    def keep(self, part: str, measured: dict[str, Any]) -> None:
        """Keep the figures of a part that is about speed."""
        self.folder.mkdir(parents=True, exist_ok=True)
        (self.folder / f"{part}.json").write_text(json.dumps(measured))

    def kept(self, parts: Iterable[str]) -> dict[str, dict[str, Any]]:
        """Return the figures of those of these parts that are measured."""
        paths = {part: self.folder / f"{part}.json" for part in parts}
        return {part: json.loads(path.read_text()) for part, path in paths.items() if path.exists()}

    def _queries(self, part: str) -> list[Query]:
        return list(islice(PARTS[part].queries(self._data, self._split), self._limit))

    def _journal(self, part: str) -> Journal:
        return Journal(self.folder / f"{part}.jsonl", PARTS[part].source)


def visits(count: int) -> Iterator[dict[str, float]]:
    """Send `count` rendered 12-megapixel photos as visitors do, without the network; return each one's milliseconds.

    `visit` covers what the stages of recognition leave out: the first decoding, storing, and the database.
    """
    for seed, image in enumerate(demo_images()[:count], FIRST_SEED["report"]):
        yield _visit(photograph([Path(image.file.path)], seed, TWELVE_MEGAPIXELS))


def _visit(photo: bytes) -> dict[str, float]:
    start = time.perf_counter()
    row = accept_photo(photo)
    elapsed = (time.perf_counter() - start) * 1000
    timings: dict[str, float] = row.result["timings_ms"]
    row.photo.delete(save=False)
    row.delete()
    return {**timings, "visit": round(elapsed, 1)}
