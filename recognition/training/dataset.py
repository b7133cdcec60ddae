"""Which pictures of a folder teach and which are held out, decided by nothing but their names."""

import hashlib
from collections.abc import Iterator, Sequence
from pathlib import Path

from recognition.core.decode import decode_photo
from recognition.core.render_photo import RenderOptions, render_photo
from recognition.core.values import Pixels

HELD_OUT = 2000  # pictures that no weight has seen: the distractors of docs/evaluation.md
PAIR_RENDER = RenderOptions(width=480, height=640, blur_pixels=(0.0, 0.6))


def split_pictures(folder: Path) -> tuple[list[Path], list[Path]]:
    """Return the pictures of `folder` as (learning, held out): the first `HELD_OUT` by the hash of their names."""
    pictures = sorted(folder.glob("*.jpg"), key=lambda path: hashlib.sha256(path.name.encode()).hexdigest())
    return pictures[HELD_OUT:], pictures[:HELD_OUT]


def read_pictures(paths: Sequence[Path]) -> Iterator[Pixels]:
    """Decode pictures one by one."""
    return (decode_photo(path.read_bytes()).pixels for path in paths)


def render_visit(picture: Pixels, seed: int) -> Pixels:
    """Return a small rendered visitor photo of `picture`."""
    return render_photo(picture, seed, PAIR_RENDER).pixels
