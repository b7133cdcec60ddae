"""Which pictures of a folder teach and which are held out, decided by nothing but their names; visits to them."""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2

from recognition.core.decode import decode_photo
from recognition.core.render_photo import RenderOptions, render_photo
from recognition.core.values import Pixels
from recognition.training.workfolder import name_run, replace_file

HELD_OUT = 2000  # pictures that no weight has seen: the distractors of docs/evaluation.md
PAIR_RENDER = RenderOptions(width=480, height=640, blur_pixels=(0.0, 0.6))


def split_pictures(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the pictures of `folder` as (learning, held out): the first `HELD_OUT` by the hash of their names."""
    pictures = sorted(folder.glob("*.jpg"), key=lambda path: hashlib.sha256(path.name.encode()).hexdigest())
    return pictures[HELD_OUT:], pictures[:HELD_OUT]


def read_picture(path: Path) -> Pixels:
    """Decode one picture."""
    return decode_photo(path.read_bytes()).pixels


def render_visit(picture: Pixels, seed: int) -> Pixels:
    """Return a small rendered visitor photo of `picture`."""
    return render_photo(picture, seed, PAIR_RENDER).pixels


def describe_pictures(paths: Sequence[Path]) -> list[tuple[str, int]]:
    """Return names and sizes: what tells a run of these pictures from a run of others."""
    return [(path.name, path.stat().st_size) for path in paths]


@dataclass(frozen=True)
class Visits:
    """Rendered visits, kept without loss in `folder`: rendering takes longer than looking at the result."""

    folder: Path

    def visit(self, path: Path, seed: int) -> Pixels:
        """Return the visit with this seed to the picture in `path`."""
        kept = self.folder / f"{path.stem}-{seed}.png"
        if not kept.exists():
            pixels = cv2.cvtColor(render_visit(read_picture(path), seed), cv2.COLOR_RGB2BGR)
            replace_file(kept, lambda draft: cv2.imwrite(str(draft), pixels, [cv2.IMWRITE_PNG_COMPRESSION, 1]))
        return cv2.cvtColor(cv2.imread(str(kept)), cv2.COLOR_BGR2RGB)


def visits_to(paths: Sequence[Path], work: Path) -> Visits:
    """Return the visits to these pictures that are kept in the work folder."""
    return Visits(work / f"visits-{name_run(describe_pictures(paths))}")
