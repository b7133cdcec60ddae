"""Points that agree on the border alone: the works of a house often hang in the same frame.

Where next to nothing inside agrees and the inside looks different, the frame was found again and not the work.
"""

import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import Pyramid
from recognition.core.resemblance import SIDE, resemblance_inside
from recognition.core.values import Reference, Verification

# Chosen on photos of `choose` and drawn pairs of pictures in one frame (docs/decisions/0016-border.md).
BORDER = 6  # pixels of a thumbnail on each side: 0.19 of a reference's width and height
LEAST_POINTS = 9  # that agree on a frame: fewer may be a chance fit, which the confidence sees through by itself
LEAST_EXTENT = 0.4  # of width or height, along which they lie: what is closer together near the border may be a face
CHANCE_INSIDE = 1  # points; twins in one frame have no more, right works two and more unless a lamp blinds them
LEAST_RESEMBLANCE = 0.35  # of the inside


def only_border_agrees(photo: Pyramid, found: Verification, reference: Reference) -> bool:
    """Tell whether `found` rests on the border of `reference`; no, where too little inside could be compared."""
    places = found.reference_points / (reference.width, reference.height)
    if len(places) < LEAST_POINTS or _extent(places) < LEAST_EXTENT or _inside(places) > CHANCE_INSIDE:
        return False
    inside = resemblance_inside(photo, found.quad, reference.thumbnail, BORDER)
    return inside is not None and inside < LEAST_RESEMBLANCE


def _extent(places: NDArray[np.float64]) -> float:
    """Return the share of width or height, whichever is larger, that the points span; the outermost do not count."""
    low, high = np.quantile(places, (0.1, 0.9), axis=0)
    return float((high - low).max())


def _inside(places: NDArray[np.float64]) -> int:
    border = BORDER / SIDE
    return int(((places > border) & (places < 1 - border)).all(axis=1).sum())
