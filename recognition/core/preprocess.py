"""Photo pixels → what each channel looks at: square views for the CNN, gray pictures for local features."""

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.values import Photo, Pixels, Quad

VERSION = 1  # raise it when a change here changes descriptors: indexes of another version are refused

# Fractions of the photo, as (left, top, right, bottom): the whole, two centered crops, four overlapping corners.
WHOLE = (0.0, 0.0, 1.0, 1.0)
VIEWS = (
    WHOLE,
    (0.15, 0.15, 0.85, 0.85),
    (0.25, 0.25, 0.75, 0.75),
    (0.0, 0.0, 0.6, 0.6),
    (0.4, 0.0, 1.0, 0.6),
    (0.0, 0.4, 0.6, 1.0),
    (0.4, 0.4, 1.0, 1.0),
)
# The photo is shrunk to this once. Its smallest view, half of it, is still larger than the network's 224.
VIEWS_SIDE = 640
# From OpenCV's points, whose (0, 0) is the center of the first pixel, to ours, whose is its corner.
TO_CORNER = np.array([[1, 0, 0.5], [0, 1, 0.5], [0, 0, 1]])


@dataclass(frozen=True)
class Pyramid:
    """One photo at sizes that halve from one level to the next, the largest first; the last is `VIEWS_SIDE` at most."""

    levels: tuple[Photo, ...]

    @property
    def size(self) -> tuple[int, int]:
        """Return (width, height) of the photo as taken."""
        return self.levels[0].width, self.levels[0].height

    @property
    def overview(self) -> Photo:
        """Return the smallest level: what is enough for the whole."""
        return self.levels[-1]

    def level_for(self, region: Quad, side: int) -> Photo:
        """Return the smallest level in which `region` (in photo pixels) is `side` long, else the largest.

        Warped from a much larger one, a region would be full of aliasing.
        """
        enough = (level for level in reversed(self.levels) if region.extent * level.scale >= side)
        return next(enough, self.levels[0])


def build_pyramid(photo: Photo) -> Pyramid:
    """Return `photo` and its smaller levels."""
    levels = [photo]
    # The overview is made from the photo itself: where outlines lie hangs on a few pixels.
    overview = Photo(resize_longest(photo.pixels, VIEWS_SIDE), photo.width, photo.height)
    while (side := max(levels[-1].pixels.shape[:2]) // 2) > VIEWS_SIDE:
        levels.append(Photo(resize_longest(levels[-1].pixels, side), photo.width, photo.height))
    return Pyramid((*levels, overview))


def crop_view(pixels: Pixels, view: tuple[float, float, float, float], side: int) -> Pixels:
    """Return one view of `pixels` as (side, side, 3); the aspect ratio is given up, nothing is cut off."""
    height, width = pixels.shape[:2]
    left, top, right, bottom = view
    crop = pixels[round(top * height) : round(bottom * height), round(left * width) : round(right * width)]
    return cv2.resize(crop, (side, side), interpolation=cv2.INTER_AREA)


def resize_longest(pixels: Pixels, side: int) -> Pixels:
    """Shrink so that the longest side is at most `side`; never enlarge."""
    height, width = pixels.shape[:2]
    scale = side / max(height, width)
    if scale >= 1:
        return pixels
    size = max(1, round(width * scale)), max(1, round(height * scale))
    return cv2.resize(pixels, size, interpolation=cv2.INTER_AREA)


def rectify(pixels: Pixels, quad: Quad, side: int) -> tuple[Pixels, NDArray[np.float64]]:
    """Return the part of `pixels` inside `quad` seen from its front, its longest side `side` long, and the map back.

    quad: in pixels of `pixels`. The (3, 3) map takes points of the frontal picture to points of `pixels`.
    """
    width, height = _frontal_size(quad, side)
    corners = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
    back = cv2.getPerspectiveTransform(corners, quad.corners)
    warp = np.linalg.inv(TO_CORNER) @ back @ TO_CORNER
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    return cv2.warpPerspective(pixels, warp, (width, height), flags=flags, borderMode=cv2.BORDER_REPLICATE), back


def _frontal_size(quad: Quad, side: int) -> tuple[int, int]:
    lengths = quad.sides
    width, height = (lengths[0] + lengths[2]) / 2, (lengths[1] + lengths[3]) / 2
    scale = side / max(width, height)
    return max(8, round(width * scale)), max(8, round(height * scale))


def to_gray(pixels: Pixels) -> NDArray[np.uint8]:
    """Return (height, width) luma (ITU-R BT.601)."""
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def equalize_contrast(gray: NDArray[np.uint8], clip_limit: float = 2.0, tiles: int = 8) -> NDArray[np.uint8]:
    """Lift local contrast in dark works (contrast-limited adaptive histogram equalization; Zuiderveld 1994)."""
    return cv2.createCLAHE(clip_limit, (tiles, tiles)).apply(gray)
