"""What may be wrong with a photo, measured on a small copy of it, so that it does not depend on the camera.

All functions take the copy, at most `MEASURED_SIDE` px; corners are in its pixels.
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.values import Pixels, Quad

MEASURED_SIDE = 500
FIELD_OF_VIEW_DEGREES = 60.0  # across the longer side; phones have 60 to 75, and video less

BLUR_WINDOW = 9  # pixels; of Crete et al.
CLIPPED = 245  # of 0..255 in every channel: a lamp's reflection has neither color nor detail left
CANNY = (30, 90)
CORNER_TOLERANCE = 0.03  # of the outline's length
SMALLEST_RECTANGLE = 0.003  # of the photo
FILLED = 0.9  # of the outline's area that four corners must account for
AT_THE_EDGE = 0.01  # of the photo's side: what is nearer is cut off
RING = (1.25, 1.8)  # around a rectangle: from just outside a frame's shadow to where a neighbor may hang

Gray = NDArray[np.uint8]  # (height, width)


def blur_of(gray: Gray) -> float:
    """Return how blurred a picture is: 0 sharp, 1 fully; 0 where nothing can be seen at all.

    Blurring once more changes a sharp picture much and a blurred one little (Crete et al., "The blur effect", 2007).
    The median first, since noise is sharp in any photo.
    """
    calm = cv2.medianBlur(gray, 3).astype(np.float32)
    return max(_blur_along(calm, 0), _blur_along(calm, 1))


def glare_share(pixels: Pixels, work: Quad | None) -> float:
    """Return the share of the work, of the photo when `work` is None, that one burnt-out spot covers.

    Spots that reach the photo's edge are windows, lamps and white walls; so are those outside the work.
    """
    clipped = (pixels.min(2) >= CLIPPED).astype(np.uint8)
    if work is not None:
        clipped &= _filled(work.corners, clipped.shape)
    _, _, boxes, _ = cv2.connectedComponentsWithStats(clipped)
    height, width = clipped.shape
    spots = [area for x, y, w, h, area in boxes[1:] if x > 0 and y > 0 and x + w < width and y + h < height]
    return max(spots, default=0) / (abs(work.area) if work else clipped.size)


def largest_rectangle(pixels: Pixels) -> Quad | None:
    """Return the largest outline with four corners: a frame, most likely. None when the largest is cut off.

    `regions.find_regions` misses few pictures and is wrong often; what a visitor is told must be wrong seldom.
    """
    outlines, _ = cv2.findContours(_edges(pixels, close=5), cv2.RETR_LIST, cv2.CHAIN_APPROX_SIMPLE)
    height, width = pixels.shape[:2]
    hulls = [
        hull for hull in map(cv2.convexHull, outlines) if cv2.contourArea(hull) > SMALLEST_RECTANGLE * width * height
    ]
    quads = [quad for quad in map(_four_corners, hulls) if quad is not None]
    largest = max(quads, key=lambda quad: abs(quad.area), default=None)
    return None if largest is None or _is_cut_off(largest, width, height) else largest


def edges_around(pixels: Pixels, work: Quad) -> float:
    """Return the share of edge pixels in a ring around `work`: next to none on a wall, many inside a picture."""
    edges = _edges(pixels)
    center = work.corners.mean(0)
    inner, outer = (_filled((work.corners - center) * scale + center, edges.shape) for scale in RING)
    ring = (outer > inner) if outer.any() else np.zeros_like(edges, bool)
    return float((edges[ring] > 0).mean()) if ring.any() else 1.0


def tilt_degrees(work: Quad, width: int, height: int) -> float:
    """Return the angle between the line of sight to a rectangle's middle and the rectangle's normal: 0 is frontal.

    Its proportions need not be known: the camera's matrix taken off its homography leaves the directions of its sides
    (Zhang 2000, section 2). A camera with a wider view than `FIELD_OF_VIEW_DEGREES` makes it look steeper than it is.
    """
    focal = max(width, height) / 2 / np.tan(np.deg2rad(FIELD_OF_VIEW_DEGREES / 2))
    camera = np.array([[focal, 0, width / 2], [0, focal, height / 2], [0, 0, 1]])
    square = np.array([[0, 0], [1, 0], [1, 1], [0, 1]], np.float32)
    plane = np.linalg.inv(camera) @ cv2.getPerspectiveTransform(square, work.corners.astype(np.float32))
    normal, sight = np.cross(plane[:, 0], plane[:, 1]), plane @ (0.5, 0.5, 1)
    cosine = abs(normal @ sight) / max(np.linalg.norm(normal) * np.linalg.norm(sight), 1e-12)
    return float(np.degrees(np.arccos(min(cosine, 1.0))))


def _blur_along(gray: NDArray[np.float32], axis: int) -> float:
    window = (BLUR_WINDOW, 1) if axis else (1, BLUR_WINDOW)
    steps = np.abs(np.diff(gray, axis=axis))
    steps_left = np.abs(np.diff(cv2.blur(gray, window), axis=axis))
    total = float(steps.sum())
    return 1.0 - float(np.maximum(steps - steps_left, 0).sum()) / total if total else 0.0


def _edges(pixels: Pixels, close: int = 0) -> Gray:
    """Return edges of lightness and of color, as 0 or 255; gaps up to `close` pixels are closed."""
    channels = cv2.split(cv2.GaussianBlur(cv2.cvtColor(pixels, cv2.COLOR_RGB2LAB), (5, 5), 0))
    edges = np.bitwise_or.reduce([cv2.Canny(channel, *CANNY) for channel in channels])
    return cv2.morphologyEx(edges, cv2.MORPH_CLOSE, np.ones((close, close), np.uint8)) if close else edges


def _four_corners(hull: NDArray[np.int32]) -> Quad | None:
    corners = cv2.approxPolyDP(hull, CORNER_TOLERANCE * cv2.arcLength(hull, True), True)
    filled = cv2.contourArea(corners) / cv2.contourArea(hull)
    return Quad(corners[:, 0].astype(np.float32)) if len(corners) == 4 and FILLED < filled < 1 / FILLED else None


def _is_cut_off(quad: Quad, width: int, height: int) -> bool:
    x, y = quad.corners[:, 0] / width, quad.corners[:, 1] / height
    return bool(min(x.min(), y.min()) < AT_THE_EDGE or max(x.max(), y.max()) > 1 - AT_THE_EDGE)


def _filled(corners: NDArray[np.float32], shape: tuple[int, ...]) -> Gray:
    mask = np.zeros(shape, np.uint8)
    return cv2.fillConvexPoly(mask, np.round(corners).astype(np.int32), 1)
