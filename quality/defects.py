"""What can be wrong with a reference image, each measured by a function of its pixels and judged by one threshold.

docs/decisions/0013-quality-desk.md has what the thresholds come from.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import StrEnum

import cv2
import numpy as np

from quality.color_card import card_colors
from recognition.core.preprocess import resize_longest, to_gray
from recognition.core.quality import MEASURED_SIDE, blur_of, edges_around, largest_rectangle
from recognition.core.values import Photo, Quad

LEAST_SIDE = 300  # pixels of the longest side
MOST_BLUR = 0.55  # 0 sharp, 1 fully blurred
LEAST_PICTURE = 0.5  # of the pixels
PLAIN = 0.02  # of the pixels around a picture that may be edges, when they are a wall and not a part of it
MOST_CARD_COLORS = 3  # side by side, in patches of one size


class Defect(StrEnum):
    """A reason to look at a reference image."""

    UNREADABLE = "unreadable"
    TOO_SMALL = "too_small"
    BLURRED = "blurred"
    MOSTLY_WALL = "mostly_wall"
    COLOR_CARD = "color_card"

    @property
    def label(self) -> str:
        """Return it in words."""
        return RULES[self].label

    def explain(self, measured: float) -> str:
        """Return what was measured, and what it should be."""
        return RULES[self].words.format(measured)


@dataclass(frozen=True)
class Rule:
    """How a defect is measured, and what is too much or too little of it."""

    label: str
    measure: Callable[[Photo], float]
    is_wrong: Callable[[float], bool]
    words: str


def find_defects(photo: Photo) -> dict[Defect, float]:
    """Return what is wrong with a reference image, with what was measured of each."""
    measured = {defect: rule.measure(photo) for defect, rule in RULES.items()}
    return {defect: value for defect, value in measured.items() if RULES[defect].is_wrong(value)}


def longest_side(photo: Photo) -> float:
    """Return the pixels of the longer side."""
    return float(max(photo.width, photo.height))


def blur(photo: Photo) -> float:
    """Return how blurred the picture is, 0 to 1, at a size that does not depend on the camera."""
    return float(blur_of(to_gray(resize_longest(photo.pixels, MEASURED_SIDE))))


def picture_share(photo: Photo) -> float:
    """Return how much of the pixels the picture itself takes: 1 unless a rectangle lies on plain ground."""
    small = resize_longest(photo.pixels, MEASURED_SIDE)
    found = largest_rectangle(small)
    if found is None or edges_around(small, found) > PLAIN:
        return 1.0
    return float(abs(found.area) / (small.shape[0] * small.shape[1]))


def picture_corners(photo: Photo) -> Quad:
    """Return where the picture itself lies, in pixels of the photo: the whole, unless a rectangle stands out.

    Clockwise from the corner that is nearest to the top left. A proposal, for a person to correct.
    """
    small = resize_longest(photo.pixels, MEASURED_SIDE)
    found = largest_rectangle(small)
    if found is None:
        return whole(photo.width, photo.height)
    corners = _clockwise(found.corners) * (photo.width / small.shape[1])
    return Quad(corners.astype(np.float32))


def whole(width: int, height: int) -> Quad:
    """Return the corners of a whole picture."""
    return Quad(np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32))


def _clockwise(corners: np.ndarray) -> np.ndarray:
    hull = cv2.convexHull(corners.astype(np.float32), clockwise=False)[:, 0]  # y points down: this is clockwise
    return np.roll(hull, -int(np.argmin(hull.sum(1))), 0)


RULES = {
    # Nothing can be measured of it: who cannot read a picture says so.
    Defect.UNREADABLE: Rule("Cannot be read", lambda _: 0.0, bool, "the file is missing or damaged; add it again"),
    Defect.TOO_SMALL: Rule(
        "Too small", longest_side, lambda side: side < LEAST_SIDE, f"{{:.0f}} pixels; at least {LEAST_SIDE} are needed"
    ),
    Defect.BLURRED: Rule(
        "Blurred", blur, lambda value: value > MOST_BLUR, f"blur {{:.2f}}; more than {MOST_BLUR} loses details"
    ),
    Defect.MOSTLY_WALL: Rule(
        "Mostly frame or wall",
        picture_share,
        lambda share: share < LEAST_PICTURE,
        f"the picture takes {{:.0%}}; crop it to at least {LEAST_PICTURE:.0%}",
    ),
    Defect.COLOR_CARD: Rule(
        "Color card in it",
        card_colors,
        lambda colors: colors > MOST_CARD_COLORS,
        "{:.0f} patches of different colors side by side; crop them away",
    ),
}
