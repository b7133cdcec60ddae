"""Pictures drawn in memory: each seed is another painting, full of corners."""

import io
from functools import cache
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray
from PIL import Image

from recognition.core.local import SIFT_DIMENSIONS, LocalPca
from recognition.core.preprocess import VERSION
from recognition.core.values import Pixels


def draw_painting(seed: int, width: int = 480, height: int = 360) -> Pixels:
    """Return (height, width, 3): overlapping shapes and strokes on a graded ground."""
    rng = np.random.default_rng(seed)
    ground = np.linspace(rng.integers(60, 200, 3), rng.integers(60, 200, 3), height)[:, None]
    painting = np.ascontiguousarray(np.broadcast_to(ground, (height, width, 3)).astype(np.uint8))
    for _ in range(90):
        color = rng.integers(0, 256, 3).tolist()
        corners = (rng.uniform(0, 1, 2) * (width, height) + rng.normal(0, 35, (rng.integers(3, 6), 2))).astype(np.int32)
        cv2.fillPoly(painting, [corners], color)
        cv2.circle(painting, tuple(int(v) for v in corners[0]), int(rng.integers(2, 14)), color[::-1], 2)
    return painting


def encode(pixels: NDArray[Any], form: str = "JPEG", **options: Any) -> bytes:
    """Return `pixels` as a file of the form that Pillow calls so."""
    buffer = io.BytesIO()
    Image.fromarray(pixels).save(buffer, form, **options)
    return buffer.getvalue()


class TinyEmbedder:
    """Stands in for the CNN where a test is about something else: a 6 × 6 thumbnail, centered, as a unit vector."""

    fingerprint = f"tiny-{VERSION}"
    side = 96
    dimensions = 108

    def embed(self, pictures: Any) -> NDArray[np.float32]:
        """Return (n, 108) unit vectors."""
        small = np.stack([cv2.resize(p, (6, 6), interpolation=cv2.INTER_AREA).ravel() for p in pictures])
        centered = small - small.mean(1, keepdims=True) + 1e-3
        return (centered / np.linalg.norm(centered, axis=1, keepdims=True)).astype(np.float32)


@cache
def plain_pca() -> LocalPca:
    """Return a projection to 64 dimensions that no picture taught: a fixed random rotation."""
    rotation = np.linalg.qr(np.random.default_rng(0).normal(size=(SIFT_DIMENSIONS, SIFT_DIMENSIONS)))[0]
    return LocalPca(np.full(SIFT_DIMENSIONS, 0.07, np.float32), rotation[:, :64].astype(np.float32))
