"""Pixels → one unit vector per view. Two implementations of one protocol; `embed_litert.py` is the default."""

from collections.abc import Sequence
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import VIEWS, VIEWS_SIDE, WHOLE, crop_view, resize_longest
from recognition.core.values import Pixels, Vector


class Embedder(Protocol):
    """A CNN that is loaded once and embeds square pictures."""

    @property
    def fingerprint(self) -> str:
        """Name the weights and the preprocessing: descriptors of different fingerprints must never be compared."""

    @property
    def side(self) -> int:
        """Return the side of the square pictures that `embed` takes, in pixels."""

    @property
    def dimensions(self) -> int:
        """Return the length of a descriptor."""

    def embed(self, pictures: Sequence[Pixels]) -> NDArray[np.float32]:
        """Return (n, dimensions) unit vectors of n pictures, each (side, side, 3) RGB uint8."""


def embed_views(pixels: Pixels, embedder: Embedder) -> NDArray[np.float32]:
    """Return (7, dimensions): the whole photo, two centered crops and four corners."""
    small = resize_longest(pixels, VIEWS_SIDE)
    return embedder.embed([crop_view(small, view, embedder.side) for view in VIEWS])


def embed_whole(pixels: Pixels, embedder: Embedder) -> Vector:
    """Return the (dimensions,) vector of a reference picture, seen whole."""
    return embedder.embed([crop_view(pixels, WHOLE, embedder.side)])[0]
