"""Photo pixels → what each channel looks at: square views for the CNN, gray pictures for local features."""

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.values import Pixels

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
VIEWS_SIDE = (
    640  # the photo is shrunk to this once; its smallest view, half of it, is still larger than the network's 224
)


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


def to_gray(pixels: Pixels) -> NDArray[np.uint8]:
    """Return (height, width) luma (ITU-R BT.601)."""
    return cv2.cvtColor(pixels, cv2.COLOR_RGB2GRAY)


def equalize_contrast(gray: NDArray[np.uint8], clip_limit: float = 2.0, tiles: int = 8) -> NDArray[np.uint8]:
    """Lift local contrast in dark works (contrast-limited adaptive histogram equalization; Zuiderveld 1994)."""
    return cv2.createCLAHE(clip_limit, (tiles, tiles)).apply(gray)
