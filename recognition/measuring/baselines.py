"""What a user would pick instead of this recognizer. Each ranks all references for a photo, by a score of its own.

Each gets what it can use: references in full size, photos in the same views as our network.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Protocol

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.decode import decode_photo
from recognition.core.embed import Embedder, embed_views
from recognition.core.index import GalleryIndex, Scores, strongest
from recognition.core.preprocess import VIEWS, VIEWS_SIDE, WHOLE, crop_view, resize_longest, to_gray
from recognition.core.values import Pixels

KEPT = 10  # references that a ranking names: the works in a photo, and what would come without these
SIDE = 1000  # pixels; of photos and references whose ORB features are matched, as large as our reference features
ORB_FEATURES = 1000
ORB_RATIO = 0.75
RANSAC_PIXELS = 5.0
LEAST_PAIRS = 4  # that define a homography
HASH_SIDE = 256
HASH_BITS = 256

Pictures = Iterable[tuple[int, Pixels]]


class BaselineUnavailable(RuntimeError):
    """A baseline's package is not installed; the message says how to install it."""


class Baseline(Protocol):
    """A recognizer to compare with."""

    def rank(self, photo: bytes) -> Scores:
        """Return the `KEPT` best references of a photo: id → score, best first."""


@dataclass(frozen=True, eq=False)
class _Features:
    """ORB features of one picture: points (n, 2) float32, descriptors (n, 32) uint8."""

    points: NDArray[np.float32]
    descriptors: NDArray[np.uint8]


class OrbMatching:
    """ORB (Rublee et al. 2011), brute force over all references; the score is the number of RANSAC inliers."""

    def __init__(self, pictures: Pictures) -> None:
        self._matcher = cv2.BFMatcher(cv2.NORM_HAMMING)
        self._references: Mapping[int, _Features] = {key: _orb(pixels) for key, pixels in pictures}

    def rank(self, photo: bytes) -> Scores:
        """Return the references with most inliers."""
        seen = _orb(decode_photo(photo).pixels)
        return strongest({key: self._inliers(seen, reference) for key, reference in self._references.items()}, KEPT)

    def _inliers(self, photo: _Features, reference: _Features) -> float:
        if min(len(photo.points), len(reference.points)) < 2:
            return 0.0
        pairs = self._matcher.knnMatch(photo.descriptors, reference.descriptors, k=2)
        good = [best for best, second in pairs if best.distance < ORB_RATIO * second.distance]
        if len(good) < LEAST_PAIRS:
            return 0.0
        source = reference.points[[pair.trainIdx for pair in good]]
        target = photo.points[[pair.queryIdx for pair in good]]
        _, mask = cv2.findHomography(source, target, cv2.RANSAC, RANSAC_PIXELS)
        return 0.0 if mask is None else float(mask.sum())


def _orb(pixels: Pixels) -> _Features:
    keypoints, descriptors = cv2.ORB_create(ORB_FEATURES).detectAndCompute(to_gray(resize_longest(pixels, SIDE)), None)
    if descriptors is None:
        return _Features(np.empty((0, 2), np.float32), np.empty((0, 32), np.uint8))
    return _Features(np.array([keypoint.pt for keypoint in keypoints], np.float32), descriptors)


class HashLookup:
    """PDQ hashes (Facebook 2019) of 256 bits; the score is the share of equal bits, the best over our seven views."""

    def __init__(self, pictures: Pictures) -> None:
        """Hash all references.

        Raises:
            BaselineUnavailable: pdqhash is not installed.
        """
        hashes = {key: _pdq(crop_view(pixels, WHOLE, HASH_SIDE)) for key, pixels in pictures}
        self._ids = list(hashes)
        self._hashes = np.stack(list(hashes.values()))

    def rank(self, photo: bytes) -> Scores:
        """Return the references with most bits in common."""
        small = resize_longest(decode_photo(photo).pixels, VIEWS_SIDE)
        views = np.stack([_pdq(crop_view(small, view, HASH_SIDE)) for view in VIEWS])
        different = np.bitwise_count(views[:, None] ^ self._hashes).sum(2).min(0)
        return strongest(dict(zip(self._ids, (1 - different / HASH_BITS).tolist(), strict=True)), KEPT)


def _pdq(picture: Pixels) -> NDArray[np.uint8]:
    """Return the (32,) bytes of a picture's hash."""
    try:
        import pdqhash
    except ImportError as error:
        raise BaselineUnavailable(
            "The comparison needs pdqhash, which comes with requirements-dev.txt on Python 3.11."
        ) from error
    bits, _ = pdqhash.compute(picture)
    return np.packbits(bits.astype(np.uint8))


@dataclass(frozen=True)
class CnnOnly:
    """Our network and its seven views without geometry; the score is the best cosine."""

    embedder: Embedder
    index: GalleryIndex

    def rank(self, photo: bytes) -> Scores:
        """Return the references nearest to any view."""
        return self.index.search(embed_views(decode_photo(photo).pixels, self.embedder), KEPT)
