"""Parts of pictures as IIIF's Image API 3.0 asks for them at level 0: a fixed set a picture, each made once and kept.

https://iiif.io/api/image/3.0/ (sections 4 and 5) and https://iiif.io/api/image/3.0/compliance/
"""

from dataclasses import dataclass
from pathlib import Path

from PIL import Image

from catalog.models import ReferenceImage
from catalog.renditions import PRESETS, rendition, save_jpeg, tile_folder

TILE = 512
# What goes out: pictures are never handed on larger than pages show them.
PRESET = "zoom"


@dataclass(frozen=True)
class Part:
    """A rectangle of the picture, and the size in which it is sent; all in pixels of the picture that goes out."""

    left: int
    top: int
    width: int
    height: int
    sent_width: int
    sent_height: int

    @property
    def name(self) -> str:
        """Return the file's name."""
        return f"{self.left}-{self.top}-{self.width}-{self.height}-{self.sent_width}.jpg"


def sent_size(picture: ReferenceImage) -> tuple[int, int]:
    """Return width and height of the picture as it goes out, as `rendition` makes it."""
    scale = min(1, PRESETS[PRESET] / max(picture.width, picture.height))
    return max(1, round(picture.width * scale)), max(1, round(picture.height * scale))


def scale_factors(width: int, height: int) -> tuple[int, ...]:
    """Return 1, 2, 4 … until the whole picture is one tile."""
    factors = [1]
    while max(width, height) > TILE * factors[-1]:
        factors.append(factors[-1] * 2)
    return tuple(factors)


def sizes(width: int, height: int) -> tuple[tuple[int, int], ...]:
    """Return the sizes of the whole picture, the smallest first."""
    return tuple((-(-width // factor), -(-height // factor)) for factor in reversed(scale_factors(width, height)))


def parts(width: int, height: int) -> dict[str, Part]:
    """Return every part by its "region/size" of the address: some seventy of a picture of 3,000 px, and no others."""
    found = {"full/max": Part(0, 0, width, height, width, height)}
    for size in sizes(width, height):
        found[f"full/{size[0]},{size[1]}"] = Part(0, 0, width, height, *size)
    for factor in scale_factors(width, height):
        for part in _tiles(width, height, factor):
            region = f"{part.left},{part.top},{part.width},{part.height}"
            found[f"{region}/{part.sent_width},{part.sent_height}"] = part
    return found


def _tiles(width: int, height: int, factor: int) -> list[Part]:
    side = TILE * factor
    boxes = [
        (left, top, min(side, width - left), min(side, height - top))
        for top in range(0, height, side)
        for left in range(0, width, side)
    ]
    return [Part(*box, -(-box[2] // factor), -(-box[3] // factor)) for box in boxes]


def part_file(picture: ReferenceImage, address: str) -> Path:
    """Return the file that holds a part.

    Raises:
        KeyError: there is no part of this address.
        FileNotFoundError: the stored picture is gone.
        UnreadablePicture: the stored picture is damaged.
    """
    part = parts(*sent_size(picture))[address]
    path = tile_folder(picture.sha256) / part.name
    if not path.exists():
        with Image.open(rendition(picture, PRESET)) as whole:
            box = (part.left, part.top, part.left + part.width, part.top + part.height)
            save_jpeg(whole.resize((part.sent_width, part.sent_height), Image.Resampling.LANCZOS, box), path)
    return path
