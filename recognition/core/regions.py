"""Where pictures hang in a photo: quads of frames and canvases, found by their outlines.

Edges (Canny 1986) of several gray versions of the photo are closed into contours (Suzuki & Abe 1985); those that four
corners describe well (Douglas & Peucker 1973) and whose sides lie on real edges are regions. The photo's border counts
as an edge, so that a picture cut off by it is found too. A region is only a place worth a closer look: what it shows,
retrieval and geometry say.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import resize_longest
from recognition.core.values import Photo, Pixels, Quad

Gray = NDArray[np.uint8]


@dataclass(frozen=True)
class RegionConfig:
    """Numbers of this stage; docs/evaluation.md, "Choosing the numbers", has the runs that they come from."""

    side: int = 640  # of the photo when outlines are looked for
    canny: tuple[tuple[int, int], ...] = ((30, 90), (80, 200))
    least_share: float = 0.01  # of the photo
    most_share: float = 0.90
    corner_tolerance: float = 0.03  # of the outline's length
    least_fill: float = 0.85  # of the quad, by the outline
    least_fill_of_box: float = 0.75  # of a box around an outline: an ellipse fills 0.785 of it
    least_closed: float = 0.9  # of an outline's hull, by what it encloses
    least_support: float = 0.5  # of the quad's sides, on edges
    same_overlap: float = 0.8  # two quads that share so much of their union are one picture
    most_regions: int = 12
    longest_to_shortest: float = 6.0


@dataclass(frozen=True)
class _Found:
    quad: Quad
    support: float


def find_regions(photo: Photo, config: RegionConfig = RegionConfig()) -> tuple[Quad, ...]:
    """Return quads in photo pixels, clockwise from the corner nearest to the photo's top left, best supported first."""
    small = resize_longest(photo.pixels, config.side)
    found = [one for gray in _gray_versions(small) for one in _quads_of(gray, config)]
    scale = np.array([photo.width / small.shape[1], photo.height / small.shape[0]])
    distinct = _distinct(found, config)[: config.most_regions]
    return tuple(Quad(((one.quad.corners + 0.5) * scale).astype(np.float32)) for one in distinct)


def _gray_versions(pixels: Pixels) -> Iterator[Gray]:
    """Yield pictures in which a work may stand out from its wall: lightness, color, saturation."""
    lab = cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB)
    yield cv2.medianBlur(lab[..., 0], 5)
    chroma = np.hypot(lab[..., 1].astype(np.float32) - 128, lab[..., 2].astype(np.float32) - 128)
    yield cv2.medianBlur(np.clip(chroma * 3, 0, 255).astype(np.uint8), 5)


def _quads_of(gray: Gray, config: RegionConfig) -> Iterator[_Found]:
    for low, high in config.canny:
        edges = cv2.Canny(gray, low, high)
        near = cv2.dilate(edges, np.ones((5, 5), np.uint8))
        for outline in _outlines(edges):
            hull = cv2.convexHull(outline)
            if config.least_share <= cv2.contourArea(hull) / gray.size <= config.most_share:
                yield from _as_corners(hull, near, config)
                yield from _as_box(outline, hull, config)


def _outlines(edges: Gray) -> Iterator[NDArray[np.int32]]:
    closed = cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((3, 3), np.uint8))
    closed[[0, -1], :] = 255
    closed[:, [0, -1]] = 255
    contours, _ = cv2.findContours(closed, cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    yield from contours


def _as_corners(hull: NDArray[np.int32], near_edges: Gray, config: RegionConfig) -> Iterator[_Found]:
    """Yield the hull's four corners when they describe it well and the sides between them lie on edges."""
    corners = cv2.approxPolyDP(hull, config.corner_tolerance * cv2.arcLength(hull, True), True)[:, 0]
    if len(corners) != 4 or not cv2.isContourConvex(corners):
        return
    quad = Quad(_clockwise(corners.astype(np.float32)))
    support = _support(quad, near_edges)
    if support >= config.least_support and _is_filled(quad, hull, config.least_fill, config):
        yield _Found(quad, support)


def _as_box(outline: NDArray[np.int32], hull: NDArray[np.int32], config: RegionConfig) -> Iterator[_Found]:
    """Yield the box around an outline that closes: oval and eight-cornered frames. Ranks after any four corners."""
    quad = Quad(_clockwise(cv2.boxPoints(cv2.minAreaRect(hull))))
    closed = cv2.contourArea(outline) >= config.least_closed * cv2.contourArea(hull)
    if closed and _is_filled(quad, hull, config.least_fill_of_box, config):
        yield _Found(quad, 0.0)


def _is_filled(quad: Quad, hull: NDArray[np.int32], least: float, config: RegionConfig) -> bool:
    slim = quad.sides.max() > config.longest_to_shortest * quad.sides.min()
    return not slim and cv2.contourArea(hull) >= least * quad.area


def _clockwise(corners: NDArray[np.float32]) -> NDArray[np.float32]:
    center = corners.mean(0)
    angles = np.arctan2(corners[:, 1] - center[1], corners[:, 0] - center[0])
    ordered = corners[np.argsort(angles)]
    return np.roll(ordered, -int(np.argmin(ordered.sum(1))), 0)


def _support(quad: Quad, near_edges: Gray) -> float:
    """Return the share of the quad's sides that lies on edges."""
    sides = np.zeros_like(near_edges)
    cv2.polylines(sides, [np.round(quad.corners).astype(np.int32)], True, 255)
    return float((near_edges[sides > 0] > 0).mean())


def _distinct(found: list[_Found], config: RegionConfig) -> list[_Found]:
    """Keep the best supported of those that are the same picture."""
    kept: list[_Found] = []
    for one in sorted(found, key=lambda found: -found.support):
        if all(_union_share(one.quad, other.quad) < config.same_overlap for other in kept):
            kept.append(one)
    return kept


def _union_share(one: Quad, other: Quad) -> float:
    shared, _ = cv2.intersectConvexConvex(one.corners, other.corners)
    return float(shared / max(one.area + other.area - shared, 1e-6))
