"""Which parts of a photo made the network find a reference in it: hide one after another, and see what is lost.

Occlusion (Zeiler & Fergus 2014): it needs no gradients, so it explains the very network that answers, as it is served.
It takes about fifty runs of the network, half a second, and is for the curious: no answer rests on it.
"""

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.embed import Embedder
from recognition.core.preprocess import VIEWS, VIEWS_SIDE, crop_view, resize_longest, to_gray
from recognition.core.values import Pixels, Vector

View = tuple[float, float, float, float]  # part of a photo: (left, top, right, bottom) as fractions of it

GRID = 7  # cells a side: of the network's 224 px each has 32, one cell of its last feature map
PATCH_CELLS = 2.0  # a patch hides its cell and half of each neighbor: single cells are hardly missed
HIDDEN = 127  # the gray that the network's preprocessing makes zero
COLOR_MAP = cv2.COLORMAP_CIVIDIS  # reads alike with and without color blindness (Nuñez et al. 2018)
LEAST_LOSS = 0.05  # of the cosine: where hiding any part loses less, none is painted as if it had decided
MOST_OPAQUE = 0.75  # of the color where most was lost, so that the photo still shows through
PAINTED_SIDE = 800  # pixels of the painted picture's longest side


@dataclass(frozen=True)
class Saliency:
    """What the network looked at.

    view: the part of the photo that resembles the reference most, as (left, top, right, bottom) fractions of it.
    similarity: cosine of that view with the reference, nothing hidden.
    grid: (GRID, GRID) float32, the view from its top left: the cosine that is lost when a gray patch lies over the
    cell, in -2..2, mostly below 0.2. Negative where the photo resembles the reference more without the cell.
    """

    view: View
    similarity: float
    grid: NDArray[np.float32]


def explain_similarity(
    pixels: Pixels, reference: Vector, embedder: Embedder, views: Sequence[View] = VIEWS
) -> Saliency:
    """Return which parts of a photo, (height, width, 3) RGB, drove its vector toward `reference`, a unit vector.

    Of `views` the one that resembles the reference most is explained.
    """
    small = resize_longest(pixels, VIEWS_SIDE)
    crops = [crop_view(small, view, embedder.side) for view in views]
    similarities = embedder.embed(crops) @ reference
    best = int(similarities.argmax())
    hidden = embedder.embed([_hide(crops[best], row, column) for row in range(GRID) for column in range(GRID)])
    lost = similarities[best] - hidden @ reference
    return Saliency(views[best], float(similarities[best]), lost.reshape(GRID, GRID).astype(np.float32))


def paint_saliency(pixels: Pixels, saliency: Saliency) -> Pixels:
    """Return the photo in gray, at most `PAINTED_SIDE` px, colored where the network looked: yellow most, blue little.

    Outside the view it is darkened. Where hiding a cell lost nothing, nothing is colored.
    """
    small = resize_longest(pixels, PAINTED_SIDE)
    painted = cv2.cvtColor(to_gray(small), cv2.COLOR_GRAY2RGB) // 2
    height, width = painted.shape[:2]
    left, top, right, bottom = (np.array(saliency.view) * (width, height, width, height)).round().astype(int)
    painted[top:bottom, left:right] = _color(painted[top:bottom, left:right] * 2, saliency.grid)
    return painted


def _hide(crop: Pixels, row: int, column: int) -> Pixels:
    cell = np.array(crop.shape[:2]) / GRID
    middle = (np.array([row, column]) + 0.5) * cell
    top, left = np.maximum(middle - cell * PATCH_CELLS / 2, 0).round().astype(int)
    bottom, right = (middle + cell * PATCH_CELLS / 2).round().astype(int)
    hidden = crop.copy()
    hidden[top:bottom, left:right] = HIDDEN
    return hidden


def _color(gray: Pixels, grid: NDArray[np.float32]) -> Pixels:
    size = gray.shape[1], gray.shape[0]
    share = np.clip(grid / max(float(grid.max()), LEAST_LOSS), 0, 1).astype(np.float32)
    smooth = np.clip(cv2.resize(share, size, interpolation=cv2.INTER_CUBIC), 0, 1)
    colors = cv2.cvtColor(cv2.applyColorMap((smooth * 255).astype(np.uint8), COLOR_MAP), cv2.COLOR_BGR2RGB)
    opacity = (smooth * MOST_OPAQUE)[..., None]
    return (gray * (1 - opacity) + colors * opacity).astype(np.uint8)
