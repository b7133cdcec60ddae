"""Color cards and gray scales that a photographer laid beside a work: a row of flat patches of one size."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import resize_longest
from recognition.core.values import Photo

SIDE = 1000  # pixels of the copy that is looked at
CANNY = (20, 60)
SMALLEST, LARGEST = 8, 0.15  # a patch's sides: pixels of the copy, and of its longest side
LEAST_FILLED = 0.85  # of a patch's box
FLAT = 5.0  # Lab units of standard deviation within a patch
SAME_SIZE = 0.3  # by which patches of one card may differ
NEAR = 1.8  # widths from one patch to the next
DIFFERENT = 18.0  # Lab units between two colors of a card


@dataclass(frozen=True)
class Patch:
    """A flat rectangle: its middle and size in pixels of the copy, its mean color in OpenCV's 8-bit Lab."""

    x: float
    y: float
    width: float
    height: float
    color: NDArray[np.float64]

    def turned(self) -> "Patch":
        """Return it with x and y exchanged."""
        return Patch(self.y, self.x, self.height, self.width, self.color)


def card_colors(photo: Photo) -> float:
    """Return how many different colors stand side by side in flat patches of one size: on a color card ten or more."""
    patches = list(_patches(cv2.cvtColor(resize_longest(photo.pixels, SIDE), cv2.COLOR_RGB2LAB)))
    turned = [patch.turned() for patch in patches]
    return float(max((_different(row) for way in (patches, turned) for row in _rows(way)), default=0))


def _patches(lab: NDArray[np.uint8]) -> Iterator[Patch]:
    """Give the flat rectangles that edges surround."""
    edges = np.bitwise_or.reduce([cv2.Canny(channel, *CANNY) for channel in cv2.split(lab)])
    cells = (cv2.dilate(edges, np.ones((3, 3), np.uint8)) == 0).astype(np.uint8)
    _, labels, boxes, middles = cv2.connectedComponentsWithStats(cells, connectivity=4)
    most = LARGEST * max(cells.shape)
    for number, (left, top, width, height, area) in enumerate(boxes[1:], 1):
        if min(width, height) >= SMALLEST and max(width, height) <= most and area >= LEAST_FILLED * width * height:
            part = np.s_[top : top + height, left : left + width]
            inside = lab[part][labels[part] == number].astype(np.float64)
            if inside.std(0).max() <= FLAT:
                x, y = middles[number]
                yield Patch(x, y, width, height, inside.mean(0))


def _rows(patches: Sequence[Patch]) -> Iterator[list[Patch]]:
    """Give from each patch on the patches that follow it to the right."""
    for first in patches:
        row = [first]
        for patch in sorted(patches, key=lambda one: one.x):
            if patch.x > row[-1].x and _continues(row[-1], patch):
                row.append(patch)
        yield row


def _continues(last: Patch, patch: Patch) -> bool:
    level = abs(patch.y - last.y) < last.height / 4
    near = patch.x - last.x < NEAR * last.width
    like = max(abs(patch.width / last.width - 1), abs(patch.height / last.height - 1)) < SAME_SIZE
    return level and near and like


def _different(row: Sequence[Patch]) -> int:
    """Return how many of the patches differ from each one before them."""
    seen: list[NDArray[np.float64]] = []
    for patch in row:
        if all(np.linalg.norm(patch.color - color) > DIFFERENT for color in seen):
            seen.append(patch.color)
    return len(seen)
