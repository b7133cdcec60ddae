"""The values that stages hand to one another: frozen, without behavior beyond simple geometry.

Coordinates are (x, y) in pixels, the origin at the top left corner of the top left pixel, so that the center of the
first pixel is (0.5, 0.5). "Photo pixels" are those of the upright photo as taken; "reference pixels" are those of the
stored reference picture. Pixels are RGB in sRGB.
"""

from dataclasses import dataclass, field
from enum import StrEnum

import cv2
import numpy as np
from numpy.typing import NDArray

Pixels = NDArray[np.uint8]  # (height, width, 3) RGB
Thumbnail = NDArray[np.uint8]  # (SIDE, SIDE) gray, see resemblance.py
Vector = NDArray[np.float32]  # (dimensions,) of unit length
Vectors = NDArray[np.float32]  # (n, dimensions), each of unit length

# Of each corner the next one and the one before: many quads are judged, and np.roll is ten times slower.
AHEAD, BEHIND = [1, 2, 3, 0], [3, 0, 1, 2]


@dataclass(frozen=True)
class Photo:
    """A decoded photo: upright sRGB `pixels`, possibly smaller than the photo as taken (`width` × `height`)."""

    pixels: Pixels
    width: int
    height: int

    @property
    def scale(self) -> float:
        """Return how many decoded pixels a photo pixel is, at most 1."""
        return self.pixels.shape[1] / self.width


@dataclass(frozen=True)
class LocalFeatures:
    """Keypoints and their descriptors, strongest first.

    points: (n, 2) float32 in pixels of the full picture. descriptors: (n, d) float32 of unit length.
    """

    points: NDArray[np.float32]
    descriptors: NDArray[np.float32]

    def __len__(self) -> int:
        return len(self.points)

    @classmethod
    def none(cls) -> "LocalFeatures":
        """Return no features."""
        return cls(np.empty((0, 2), np.float32), np.empty((0, 0), np.float32))


@dataclass(frozen=True)
class Quad:
    """Four corners, clockwise from the reference's top left corner: (4, 2) float32."""

    corners: NDArray[np.float32]

    @property
    def area(self) -> float:
        """Return the signed area in square pixels: negative when mirrored."""
        (x1, y1), (x2, y2) = self.corners[2] - self.corners[0], self.corners[3] - self.corners[1]  # its diagonals
        return float(x1 * y2 - x2 * y1) / 2

    @property
    def sides(self) -> NDArray[np.float32]:
        """Return the (4,) lengths of top, right, bottom and left."""
        ahead = self.corners[AHEAD] - self.corners
        return np.hypot(ahead[:, 0], ahead[:, 1])

    @property
    def extent(self) -> float:
        """Return the length of the longest side."""
        return float(self.sides.max())

    @property
    def angles(self) -> NDArray[np.float32]:
        """Return the (4,) inner angles at the corners, in degrees."""
        ahead, behind = self.corners[AHEAD] - self.corners, self.corners[BEHIND] - self.corners
        cosines = (ahead * behind).sum(1) / np.maximum(
            np.linalg.norm(ahead, axis=1) * np.linalg.norm(behind, axis=1), 1e-6
        )
        return np.degrees(np.arccos(np.clip(cosines, -1, 1)))

    def area_within(self, size: tuple[int, int]) -> float:
        """Return how many square pixels of a picture of `size` (width, height) a convex quad covers."""
        width, height = size
        picture = np.array([[0, 0], [width, 0], [width, height], [0, height]], np.float32)
        return float(cv2.intersectConvexConvex(self.corners, picture)[0])

    def scaled(self, factor: float) -> "Quad":
        """Return the quad in a picture that is `factor` times as large."""
        return Quad((self.corners * factor).astype(np.float32))


@dataclass(frozen=True)
class Reference:
    """What verification needs of one reference image. `artwork_id` groups the images of one work."""

    reference_id: int
    artwork_id: int
    width: int
    height: int
    features: LocalFeatures
    thumbnail: Thumbnail


@dataclass(frozen=True)
class Candidate:
    """One retrieved reference: cosine `similarity` and local `votes`, 0 from a channel that did not retrieve it."""

    reference_id: int
    similarity: float
    votes: float


@dataclass(frozen=True)
class Verification:
    """How well one reference's points fit the photo under one homography (reference pixels → photo pixels).

    coverage: how much of the part of the outline that is in the photo the agreeing points span, 0 to 1.
    resemblance: how much the place looks like the reference, part by part, −1 to 1 (resemblance.py).
    only_border: nearly all points lie on the reference's border, and what it encloses looks different (border.py).
    """

    matches: int
    inliers: int
    homography: NDArray[np.float64]
    quad: Quad
    photo_points: NDArray[np.float32]
    reference_points: NDArray[np.float32]
    coverage: float
    resemblance: float = 0.0
    only_border: bool = False

    @property
    def inlier_ratio(self) -> float:
        """Return the share of matches that agree with the homography."""
        return self.inliers / self.matches if self.matches else 0.0


@dataclass(frozen=True)
class Evidence:
    """One work weighed: its best reference, what speaks for it and the confidence that it is in the photo."""

    reference_id: int
    artwork_id: int
    similarity: float
    votes: float
    confidence: float
    verification: Verification | None


class Answer(StrEnum):
    """What the visitor is told."""

    MATCH = "match"
    UNCERTAIN = "uncertain"
    NO_MATCH = "no_match"


@dataclass(frozen=True)
class Advice:
    """How to take a better photo."""

    code: str
    message: str


@dataclass(frozen=True)
class Decision:
    """The answer: works that are named, best first, and works that are not sure enough.

    width, height: of the upright photo as taken. looks: how often it was looked at, each time more closely.
    shortlist: ids of all references that were retrieved, those of the first look first.
    """

    answer: Answer
    matches: tuple[Evidence, ...]
    candidates: tuple[Evidence, ...]
    advice: tuple[Advice, ...] = ()
    width: int = 0
    height: int = 0
    looks: int = 0
    shortlist: tuple[int, ...] = ()
    timings_ms: dict[str, float] = field(default_factory=dict)
