"""The whole course from pictures to weights; each step that takes long is kept in a folder for the next run."""

import hashlib
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path
from typing import Any

import keras
from numpy.typing import NDArray

from recognition.training import train
from recognition.training.curve import draw_curve
from recognition.training.dataset import Visits, describe_pictures, visits_to
from recognition.training.finetune import Lesson, TuneOptions, score, tune
from recognition.training.network import SIDE
from recognition.training.real_photos import CnnCheck, PhotoCheck
from recognition.training.state import LOG_FILE
from recognition.training.whitening import Whitening
from recognition.training.workfolder import IterWrapper, name_run, write_json

VERSION = 1  # raise it when the same pictures and options would teach something else: what is kept is then left alone
CURVE_FILE = "curve.svg"


@dataclass(frozen=True)
class Course:
    """What teaches, where the trunk starts, where everything is kept, and how progress is shown."""

    paths: Sequence[Path]
    checkpoint: Path
    work: Path
    progress: Callable[[str], IterWrapper]

    @cached_property
    def folder(self) -> Path:
        """Return the folder of this course alone: of these pictures and this checkpoint."""
        sha256 = hashlib.sha256(self.checkpoint.read_bytes()).hexdigest()
        return self.work / f"efficientnet-lite0-{name_run([VERSION, describe_pictures(self.paths), sha256])}"

    @property
    def visits(self) -> Visits:
        """Return the rendered visits, which all courses with these pictures share."""
        return visits_to(self.paths, self.work)

    def see(self, trunk: keras.Model, folder: Path) -> NDArray:
        """Return what `trunk` sees of pictures and visits, (n, 1 + views, 1280)."""
        progress = self.progress("Whitening: pictures")
        return train.see_pairs(train.pool(trunk), self.paths, self.visits, folder, progress)


@dataclass(frozen=True)
class Learned:
    """The trunk and what it sees of the pictures, the local PCA, and how many steps the trunk was trained."""

    trunk: keras.Model
    pairs: NDArray
    local: Whitening
    steps: int = 0

    @cached_property
    def whitening(self) -> Whitening:
        """Return the whitening for this trunk."""
        return train.learn_whitening(self.pairs)

    @cached_property
    def network(self) -> keras.Model:
        """Return the whole descriptor."""
        return train.assemble(self.trunk, self.whitening)


def learn_descriptor(course: Course) -> Learned:
    """Learn local PCA and whitening on the trunk as it is; log and learning curve land in the course's folder."""
    trunk = train.load_trunk(course.checkpoint)
    local = train.learn_local_pca(course.paths, course.folder / "local", course.progress("Local PCA: pictures"))
    learned = Learned(trunk, course.see(trunk, course.folder / "pairs"), local)
    curve = train.learning_curve(learned.pairs)
    write_json(course.folder / LOG_FILE, curve)
    draw_curve(course.folder / CURVE_FILE, "pictures", curve)
    return learned


def fine_tune(course: Course, learned: Learned, museum: PhotoCheck, options: TuneOptions) -> Learned:
    """Train the trunk, learn its whitening again, and return that if it finds more in `museum`; else what came in."""
    folder = course.folder / f"tuned-{name_run(asdict(options))}"
    check = CnnCheck(museum, SIDE)
    lesson = Lesson(course.paths, course.visits, learned.whitening.apply(learned.pairs[:, 0]))
    log = tune(learned.network, lesson, check, folder, options, course.progress("Fine-tuning: steps"))
    draw_curve(folder / CURVE_FILE, "step", [_flat(row) for row in log])
    best = max(log, key=lambda row: row["score"])
    if best["step"] == 0:
        return learned
    tuned = Learned(learned.trunk, course.see(learned.trunk, folder / "pairs"), learned.local, best["step"])
    recall = check(tuned.network)
    write_json(folder / "relearned.json", {"step": best["step"], "score": score(recall), "recall": recall})
    return tuned if score(recall) > log[0]["score"] else learn_descriptor(course)


def _flat(row: Mapping[str, Any]) -> dict[str, float | None]:
    """Return a check's row as a line of the curve: for each group the share found among the first 20."""
    found = {group: shares["20"] for group, shares in row["recall"].items()}
    return {
        "step": row["step"],
        "loss": row["loss"],
        **{f"{group} in first 20": share for group, share in found.items()},
    }
