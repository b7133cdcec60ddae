"""Geometric verification: do the matched points of a photo and a reference agree on one perspective?

Ratio test (Lowe 2004) on descriptors, then a homography by MAGSAC++ (Barath et al. 2020) and checks that the outline
it implies is that of a flat picture seen from its front.
"""

import math
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.values import LocalFeatures, Quad, Reference, Verification

MINIMAL_SAMPLE = 4  # pairs that determine a homography


@dataclass(frozen=True)
class VerifyConfig:
    """Numbers of this stage; where each comes from is in docs/evaluation.md, "Choosing the numbers"."""

    ratio: float = 0.85
    reprojection: float = 0.006  # of the longest side of the photo, when it is looked at whole
    region_reprojection: float = 0.01  # of the longest side of a region
    iterations: int = 10_000  # at most; with 2,000, 14 agreeing points among 61 were missed
    draws: int = 3  # of each four pairs, on average: no set that agrees is likely to be missed, nor drawn over and over
    ransac_confidence: float = 0.999
    min_matches: int = 6
    min_inliers: int = 5
    min_area: float = 0.001  # of the photo
    max_area: float = 60.0  # of the photo: a close look at a detail
    min_angle_degrees: float = 25.0  # at the outline's corners; a work seen 60 degrees from its front has larger ones
    max_foreshortening: float = 4.0  # a side by the one opposite; 2.5 at 60 degrees, an arm's length from a large work


def verify(
    photo: LocalFeatures, size: tuple[int, int], tolerance: float, reference: Reference, config: VerifyConfig
) -> Verification | None:
    """Return how `reference` fits the photo of `size` (width, height), or None when no sane homography fits.

    tolerance: how far from where the homography puts it a point may lie, in photo pixels.
    """
    pairs = match(photo, reference.features, config.ratio)
    if len(pairs) < config.min_matches:
        return None
    photo_points, reference_points = photo.points[pairs[:, 0]], reference.features.points[pairs[:, 1]]
    homography, agrees = _fit(reference_points, photo_points, tolerance, config)
    if homography is None or agrees.sum() < config.min_inliers:
        return None
    quad = _outline(reference, homography)
    if not _is_sane(quad, homography, reference, size, config):
        return None
    agreeing = photo_points[agrees]
    coverage = _coverage(agreeing, quad, size)
    return Verification(len(pairs), len(agreeing), homography, quad, agreeing, reference_points[agrees], coverage)


def whole_tolerance(size: tuple[int, int], config: VerifyConfig) -> float:
    """Return the tolerance, in photo pixels, for features of a whole photo of `size` (width, height)."""
    return config.reprojection * max(size)


def region_tolerance(region: Quad, config: VerifyConfig) -> float:
    """Return the tolerance, in photo pixels, for features of one region: a small one allows for little."""
    return config.region_reprojection * float(region.sides.max())


def match(photo: LocalFeatures, reference: LocalFeatures, ratio: float) -> NDArray[np.intp]:
    """Return (n, 2) indices (photo, reference) of pairs that pass the ratio test, one pair per place in each picture.

    Descriptors are unit vectors, so distance² = 2 − 2·cosine and one matrix product gives all of them.
    """
    if len(photo) < 2 or len(reference) < 2:
        return np.empty((0, 2), np.intp)
    cosines = reference.descriptors @ photo.descriptors.T
    nearest, best, second = _two_best(cosines)
    passed = np.flatnonzero(1 - best < ratio**2 * (1 - second))
    order = passed[np.argsort(-best[passed], kind="stable")]
    pairs = np.column_stack([nearest[order], order])
    return _one_per_place(pairs, photo.points, reference.points)


def _two_best(cosines: NDArray[np.float32]) -> tuple[NDArray[np.intp], NDArray[np.float32], NDArray[np.float32]]:
    rows = np.arange(len(cosines))
    nearest = cosines.argmax(1)
    best = cosines[rows, nearest]
    cosines[rows, nearest] = -2.0
    return nearest, best, cosines.max(1)


def _one_per_place(pairs: NDArray[np.intp], photo: NDArray, reference: NDArray) -> NDArray[np.intp]:
    """Keep the best pair of each place: SIFT gives one corner several orientations, which is no further evidence."""
    for column, points in ((0, photo), (1, reference)):
        _, first = np.unique(np.round(points[pairs[:, column]]), axis=0, return_index=True)
        pairs = pairs[np.sort(first)]
    return pairs


def _fit(
    reference: NDArray[np.float32], photo: NDArray[np.float32], tolerance: float, config: VerifyConfig
) -> tuple[NDArray[np.float64] | None, NDArray[np.bool_]]:
    iterations = min(config.iterations, config.draws * math.comb(len(photo), MINIMAL_SAMPLE))
    homography, mask = cv2.findHomography(
        reference, photo, cv2.USAC_MAGSAC, tolerance, None, iterations, config.ransac_confidence
    )
    return homography, np.zeros(0, bool) if mask is None else mask.ravel().astype(bool)


def _coverage(points: NDArray[np.float32], quad: Quad, size: tuple[int, int]) -> float:
    """Return the share of the visible outline that the points span: two faces agree in the face alone."""
    return min(1.0, cv2.contourArea(cv2.convexHull(points)) / max(quad.area_within(size), 1.0))


def _outline(reference: Reference, homography: NDArray[np.float64]) -> Quad:
    width, height = reference.width, reference.height
    corners = np.array([[[0, 0], [width, 0], [width, height], [0, height]]], np.float64)
    return Quad(cv2.perspectiveTransform(corners, homography)[0].astype(np.float32))


def _is_sane(
    quad: Quad, homography: NDArray[np.float64], reference: Reference, size: tuple[int, int], config: VerifyConfig
) -> bool:
    """Tell whether the outline is that of a flat picture before the camera, of a believable size, seen by a visitor."""
    if not np.isfinite(quad.corners).all() or not cv2.isContourConvex(quad.corners):
        return False
    corners = np.array(
        [[0, 0, 1], [reference.width, 0, 1], [reference.width, reference.height, 1], [0, reference.height, 1]]
    )
    depths = corners @ homography[2]
    in_front = bool((depths > 0).all() or (depths < 0).all())
    share = quad.area / (size[0] * size[1])
    return in_front and config.min_area <= share <= config.max_area and _is_seen_by_a_visitor(quad, config)


def _is_seen_by_a_visitor(quad: Quad, config: VerifyConfig) -> bool:
    """Tell whether no corner is a sliver and no side far longer than its opposite: chance agreements often are."""
    sides = quad.sides
    foreshortening = max(sides[0] / sides[2], sides[2] / sides[0], sides[1] / sides[3], sides[3] / sides[1])
    return bool(foreshortening <= config.max_foreshortening and min(quad.angles) >= config.min_angle_degrees)
