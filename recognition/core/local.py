"""Local features: where a picture has corners and blobs, and what each looks like.

SIFT (Lowe 2004) on contrast-equalized gray, RootSIFT (Arandjelović & Zisserman 2012), then PCA to 64 dimensions
learned on artworks (`manage.py train_descriptor`), brought back to unit length.
"""

import hashlib
from dataclasses import dataclass
from functools import cache, cached_property
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import equalize_contrast, rectify, resize_longest, to_gray
from recognition.core.values import LocalFeatures, Photo, Pixels, Quad

SIFT_DIMENSIONS = 128
PCA_FILE = Path(__file__).parent.parent / "weights" / "local_pca.npz"


@dataclass(frozen=True)
class LookConfig:
    """How closely a picture is looked at: its longest side in pixels, and how many features are kept."""

    side: int
    features: int


@dataclass(frozen=True)
class LocalPca:
    """The projection RootSIFT → shorter descriptor: mean (128,), axes (128, d)."""

    mean: NDArray[np.float32]
    axes: NDArray[np.float32]

    @cached_property
    def fingerprint(self) -> str:
        """Name the projection by its content."""
        return hashlib.sha256(self.mean.tobytes() + self.axes.tobytes()).hexdigest()[:16]

    def project(self, root_sift: NDArray[np.float32]) -> NDArray[np.float32]:
        """Return (n, d) unit vectors."""
        return _unit(((root_sift - self.mean) @ self.axes).astype(np.float32))


@cache
def packaged_pca() -> LocalPca:
    """Return the projection of `recognition/weights/`, read once."""
    with np.load(PCA_FILE) as arrays:
        return LocalPca(arrays["mean"], arrays["axes"])


def extract_local(photo: Photo, pca: LocalPca, look: LookConfig) -> LocalFeatures:
    """Return the strongest features of a whole photo or reference, in pixels of the picture as taken."""
    pixels = resize_longest(photo.pixels, look.side)
    points, descriptors = _describe(pixels, pca, look.features)
    scale = photo.width / pixels.shape[1], photo.height / pixels.shape[0]
    return LocalFeatures((points * scale).astype(np.float32), descriptors)


def extract_region(photo: Photo, region: Quad, pca: LocalPca, look: LookConfig) -> LocalFeatures:
    """Return the strongest features of what `region` (in photo pixels) holds, in photo pixels too.

    The region is seen from its front and its contrast equalized by itself, as a reference's is: a work that fills a few
    percent of a photo then gives as many matches as one that fills it.
    """
    scale = photo.pixels.shape[1] / photo.width
    pixels, back = rectify(photo.pixels, region.scaled(scale), look.side)
    points, descriptors = _describe(pixels, pca, look.features)
    in_photo = cv2.perspectiveTransform(points[None], back)[0] / scale if len(points) else points
    return LocalFeatures(in_photo.astype(np.float32), descriptors)


def _describe(pixels: Pixels, pca: LocalPca, count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return (n, 2) points in pixels of `pixels` and their (n, d) descriptors, strongest first."""
    points, sift = detect_sift(equalize_contrast(to_gray(pixels)), count)
    # OpenCV's (0, 0) is the center of the first pixel, ours its corner.
    return points + np.float32(0.5), pca.project(to_root_sift(sift))


def detect_sift(gray: NDArray[np.uint8], count: int) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Return (n, 2) points and (n, 128) SIFT descriptors, strongest first, n ≤ count."""
    keypoints, descriptors = cv2.SIFT_create(count).detectAndCompute(gray, None)
    if descriptors is None:
        return np.empty((0, 2), np.float32), np.empty((0, SIFT_DIMENSIONS), np.float32)
    order = np.argsort([-keypoint.response for keypoint in keypoints], kind="stable")[:count]
    return np.array([keypoints[i].pt for i in order], np.float32), descriptors[order]


def to_root_sift(sift: NDArray[np.float32]) -> NDArray[np.float32]:
    """Return RootSIFT: L1-normalized, square-rooted, so that the Euclidean distance is Hellinger's."""
    return np.sqrt(sift / np.maximum(np.abs(sift).sum(1, keepdims=True), 1e-12)).astype(np.float32)


def _unit(vectors: NDArray[np.float32]) -> NDArray[np.float32]:
    return (vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)).astype(np.float32)
