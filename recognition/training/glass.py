"""Visitors' photos made harder to compare, as lamps and glass make them: to learn what the evidence then looks like.

A photo keeps most of its details, while the place as a whole no longer looks like the reference.
"""

import cv2
import numpy as np

from recognition.core.values import Pixels

LAMP_SIDE = 0.16  # of the photo's longest side: the reflection's standard deviation
LAMP_GRAY = 260.0  # gray values that its middle gets brighter: it is blown out
LAMP_PLACE = (0.3, 0.7)  # of both sides: on the work
MIRRORED = 0.45  # of the room that glass mirrors
SEEN_THROUGH = 0.75  # of the work behind it
OUT_OF_FOCUS = 3.0  # pixels: the room is not what the camera looks at


def lamp(pixels: Pixels, seed: int) -> Pixels:
    """Return the (height, width, 3) photo with a lamp's reflection on it."""
    height, width = pixels.shape[:2]
    x, y = np.random.default_rng(seed).uniform(*LAMP_PLACE, 2) * (width, height)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    distance = np.hypot(columns - x, rows - y) / (LAMP_SIDE * max(height, width))
    return _to_pixels(pixels + LAMP_GRAY * np.exp(-(distance**2) / 2)[..., None])


def glass(pixels: Pixels, _seed: int) -> Pixels:
    """Return the (height, width, 3) photo behind glass that mirrors a room: the photo's own, turned round."""
    room = cv2.GaussianBlur(pixels[:, ::-1].astype(np.float32), (0, 0), OUT_OF_FOCUS)
    return _to_pixels(SEEN_THROUGH * pixels + MIRRORED * room)


def _to_pixels(values: np.ndarray) -> Pixels:
    return np.clip(values, 0, 255).round().astype(np.uint8)


WAYS = {"lamp": lamp, "glass": glass}
