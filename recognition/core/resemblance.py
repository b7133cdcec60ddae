"""Direct comparison: does the place that a homography points to look like the reference, part by part?

Points can agree where pictures do not: in a title that two covers share, in a watermark, in a head that was copied. So
the place is seen from its front, as small as the thumbnail kept of the reference, and correlated with it window by
window, as places found by few points are in dense pose verification (Taira et al. 2018, "InLoc").
"""

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import TO_CORNER, Pyramid, to_gray
from recognition.core.values import Photo, Pixels, Quad, Thumbnail

SIDE = 32  # pixels, of both sides of a thumbnail; with 48 or 64 a photo's blur and slips of the homography weigh more
WINDOW = 7  # pixels of a thumbnail; narrower ones compare noise, wider ones miss a title between other pictures
SEEN_SHARE = 0.4  # of a window, to be compared: the rest lies outside the photo or beside the work
NOISE_VARIANCE = 4.0  # of gray values: below, a window shows nothing that could be compared
LEAST_CONTRAST = 4.0  # gray values within a window: of less, light and noise decide what it resembles
BACKGROUND_STEP = 3  # gray values by which a plain background differs from the thumbnail's corner
# Of a thumbnail: what is less is no background, what is more is no border.
LEAST_BACKGROUND, MOST_BACKGROUND = 0.01, 0.5
OVERSAMPLING = 2  # so that shrinking, not the warp, averages the photo's pixels

Gray = NDArray[np.float64]  # (SIDE, SIDE)


def make_thumbnail(pixels: Pixels) -> Thumbnail:
    """Return the picture in gray, as a small square; the aspect ratio is given up, nothing is cut off."""
    return cv2.resize(to_gray(pixels), (SIDE, SIDE), interpolation=cv2.INTER_AREA)


def resemblance(photo: Pyramid, quad: Quad, thumbnail: Thumbnail) -> float:
    """Return how much what lies in `quad` (photo pixels) looks like the thumbnail's picture, −1 to 1.

    It is the mean correlation of windows, those weighing more that show more; 0 when too little is in the photo.
    """
    seen, compared = _aligned(photo, quad, thumbnail)
    return _windowed_correlation(thumbnail.astype(np.float64), seen, compared)


def resemblance_inside(photo: Pyramid, quad: Quad, thumbnail: Thumbnail, border: int) -> float | None:
    """Return the same of what lies `border` thumbnail pixels and more from the edge.

    None when too little of it is in the photo, or it is too plain to be compared.
    """
    seen, compared = _aligned(photo, quad, thumbnail)
    inside = np.zeros_like(compared)
    inside[border:-border, border:-border] = compared[border:-border, border:-border]
    reference = thumbnail.astype(np.float64)
    if inside.sum() < SEEN_SHARE * (SIDE - 2 * border) ** 2 or _contrast(reference, inside) < LEAST_CONTRAST:
        return None
    return _windowed_correlation(reference, seen, inside)


def _aligned(photo: Pyramid, quad: Quad, thumbnail: Thumbnail) -> tuple[Gray, Gray]:
    """Return what lies in `quad`, as the thumbnail shows it, and which of its pixels are to be compared (0 or 1)."""
    level = photo.level_for(quad, OVERSAMPLING * SIDE)
    seen, inside = _rectified(level, quad.scaled(level.scale))
    return seen.astype(np.float64), np.where(inside & ~_background(thumbnail), 1.0, 0.0)


def _rectified(photo: Photo, quad: Quad) -> tuple[Thumbnail, NDArray[np.bool_]]:
    """Return what lies in `quad` (pixels of `photo`) as a thumbnail, and which of its pixels are in the photo."""
    side = OVERSAMPLING * SIDE
    corners = np.array([[0, 0], [side, 0], [side, side], [0, side]], np.float32)
    to_photo = cv2.getPerspectiveTransform(corners, quad.corners)
    warp = np.linalg.inv(TO_CORNER) @ to_photo @ TO_CORNER
    flags = cv2.INTER_LINEAR | cv2.WARP_INVERSE_MAP
    seen = cv2.warpPerspective(to_gray(photo.pixels), warp, (side, side), flags=flags, borderMode=cv2.BORDER_REPLICATE)
    x, y = cv2.perspectiveTransform(_centers() * OVERSAMPLING, to_photo)[:, 0].T.reshape(2, SIDE, SIDE)
    height, width = photo.pixels.shape[:2]
    inside = (x > 0) & (x < width) & (y > 0) & (y < height)
    return cv2.resize(seen, (SIDE, SIDE), interpolation=cv2.INTER_AREA), inside


def _centers() -> NDArray[np.float32]:
    """Return the (SIDE², 1, 2) centers of a thumbnail's pixels."""
    row, column = np.mgrid[:SIDE, :SIDE] + 0.5
    return np.stack([column, row], axis=-1).reshape(-1, 1, 2).astype(np.float32)


def _background(thumbnail: Thumbnail) -> NDArray[np.bool_]:
    """Return which pixels are plain border: an octagonal work is photographed on black, hung on a wall."""
    plain = np.zeros((SIDE + 2, SIDE + 2), np.uint8)
    for corner in ((0, 0), (SIDE - 1, 0), (SIDE - 1, SIDE - 1), (0, SIDE - 1)):
        flags = 4 | cv2.FLOODFILL_MASK_ONLY | cv2.FLOODFILL_FIXED_RANGE | 255 << 8
        if not plain[corner[1] + 1, corner[0] + 1]:
            cv2.floodFill(thumbnail.copy(), plain, corner, 0, BACKGROUND_STEP, BACKGROUND_STEP, flags)
    filled = plain[1:-1, 1:-1]
    spread = cv2.dilate(filled, np.ones((3, 3), np.uint8)) > 0
    is_border = (filled > 0).mean() >= LEAST_BACKGROUND and spread.mean() <= MOST_BACKGROUND
    return spread if is_border else np.zeros_like(spread)


def _windowed_correlation(reference: Gray, photo: Gray, compared: Gray) -> float:
    """Return the mean of the windows' correlations, each weighed by the reference's contrast there."""
    weight, area = _windows(compared)
    if not weight.any():
        return 0.0
    reference_mean, photo_mean = _sum(reference * compared) / area, _sum(photo * compared) / area
    reference_variance = _variance(reference, compared, area)
    photo_variance = _variance(photo, compared, area)
    covariance = _sum(reference * photo * compared) / area - reference_mean * photo_mean
    correlation = covariance / np.sqrt((reference_variance + NOISE_VARIANCE) * (photo_variance + NOISE_VARIANCE))
    weight = weight * np.sqrt(reference_variance)
    return float((correlation * weight).sum() / max(weight.sum(), 1e-9))


def _contrast(reference: Gray, compared: Gray) -> float:
    """Return the standard deviation within a window, in gray values: the mean of all windows that are compared."""
    weight, area = _windows(compared)
    deviation = np.sqrt(_variance(reference, compared, area))
    return float((deviation * weight).sum() / max(weight.sum(), 1e-9))


def _windows(compared: Gray) -> tuple[Gray, Gray]:
    """Return which windows, each around one pixel, are compared (0 or 1), and how many pixels each has, at least 1."""
    area = _sum(compared)
    return compared * (area > SEEN_SHARE * WINDOW**2), np.maximum(area, 1.0)


def _variance(values: Gray, compared: Gray, area: Gray) -> Gray:
    mean = _sum(values * compared) / area
    return np.maximum(_sum(values**2 * compared) / area - mean**2, 0.0)


def _sum(values: Gray) -> Gray:
    return cv2.boxFilter(values, -1, (WINDOW, WINDOW), normalize=False, borderType=cv2.BORDER_CONSTANT)
