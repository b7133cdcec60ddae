"""Reference images in the few fixed sizes that pages show, made on first use and kept."""

import os
import shutil
import tempfile
from pathlib import Path
from typing import Any, Protocol

from django.conf import settings
from PIL import Image

from catalog.exceptions import UnknownPreset
from catalog.pictures import opened, to_srgb

# The longest side in pixels. Fixed: a size in the address would let anyone fill the disk.
PRESETS = {"thumb": 320, "medium": 800, "large": 1200, "zoom": 3000}
JPEG_QUALITY = 85


class Stored(Protocol):
    """A picture in the store: a reference image, or a floor's plan."""

    @property
    def sha256(self) -> str:
        """Name the content."""

    @property
    def file(self) -> Any:
        """Give the stored file."""


def rendition(picture: Stored, preset: str) -> Path:
    """Return the file that holds `picture` in a preset's size: a JPEG in sRGB without metadata, never enlarged.

    Raises:
        UnknownPreset: `preset` is not one of `PRESETS`.
        FileNotFoundError: the stored picture is gone.
        UnreadablePicture: the stored picture is damaged.
    """
    path = rendition_path(picture.sha256, preset)
    if not path.exists():
        with picture.file.open("rb") as stored:
            _write(path, stored.read(), PRESETS[preset])
    return path


def rendition_width(width: int, height: int, preset: str) -> int:
    """Return how wide a picture of this size is in a preset's."""
    return round(width * min(1, PRESETS[preset] / max(width, height)))


def rendition_path(sha256: str, preset: str) -> Path:
    """Return where a rendition is kept, whether it has been made or not.

    Raises:
        UnknownPreset: `preset` is not one of `PRESETS`.
    """
    if preset not in PRESETS:
        raise UnknownPreset(f"There is no size {preset!r}; the sizes are: {', '.join(PRESETS)}.")
    return Path(settings.DATA_DIR) / "renditions" / f"{sha256}-{preset}.jpg"


def forget_renditions(sha256: str) -> None:
    """Delete what was made of a picture; made again should another work still show it."""
    for preset in PRESETS:
        rendition_path(sha256, preset).unlink(missing_ok=True)
    shutil.rmtree(tile_folder(sha256), ignore_errors=True)


def tile_folder(sha256: str) -> Path:
    """Return where parts of a picture are kept."""
    return Path(settings.DATA_DIR) / "tiles" / sha256


def _write(path: Path, content: bytes, longest_side: int) -> None:
    with opened(content) as image:
        small = to_srgb(image)
        small.thumbnail((longest_side, longest_side))
        save_jpeg(small, path)


def save_jpeg(image: Image.Image, path: Path) -> None:
    """Write beside `path`, then rename: a reader sees no half-written file, and two writers do no harm."""
    path.parent.mkdir(parents=True, exist_ok=True)
    descriptor, draft = tempfile.mkstemp(dir=path.parent, suffix=".part")
    try:
        with os.fdopen(descriptor, "wb") as file:
            image.save(file, "JPEG", quality=JPEG_QUALITY, optimize=True, progressive=True)
        Path(draft).replace(path)
    finally:
        Path(draft).unlink(missing_ok=True)
