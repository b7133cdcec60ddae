"""How to take a better photo, when this one named nothing: measured on the photo, said in words.

Limits were chosen on the 227 photos of the `choose` split, of most of which nothing should be said, and on rendered
photos of 24 works with and without each trouble: docs/decisions/0005-advice.md.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import resize_longest, to_gray
from recognition.core.quality import (
    MEASURED_SIDE,
    blur_of,
    edges_around,
    glare_share,
    largest_rectangle,
    tilt_degrees,
)
from recognition.core.values import Advice, Answer, Decision, LocalFeatures, Photo, Pixels, Quad

DARK_LUMA = 35  # median of 0..255, with a tenth brightest below twice that; one of 227 photos of `choose` is as dark
BLURRED_FROM = 0.5  # the most blurred photo of `choose` has 0.48, of the rendered ordinary ones 0.45
GLARE_FROM = 0.01  # of the work
STEEP_FROM = 50.0  # degrees
SMALL_BELOW = 0.05  # of the photo: what the `small` tier means
PLAIN_WALL = 0.02  # of the pixels around a small work that may be edges: otherwise it is a part of something larger
FEW_FEATURES = 60  # of up to 600: a bare wall has fewer, every photo of `choose` more
BELIEVED = 0.3  # confidence from which a hypothesis' outline is better than the largest rectangle
MOST_SAID = 2  # more advice than one can follow at once is none

TOO_DARK = Advice("too_dark", "The photo is very dark. Turn toward the light or let the camera adjust, then try again.")
BLURRED = Advice("blurred", "The photo is blurred. Hold the phone still, tap the artwork to focus, then try again.")
GLARE = Advice("glare", "A reflection covers part of the artwork. Take a step to the side so that it moves off.")
TOO_STEEP = Advice("too_steep", "The artwork is seen from the side. Stand in front of it and hold the phone upright.")
TOO_FAR = Advice("too_far", "The artwork is small in the photo. Step closer or zoom in so that it fills the frame.")
FEW_DETAILS = Advice("few_details", "There is little to recognize. Step closer so that the artwork fills the frame.")


def advise(photo: Photo, local: LocalFeatures, decision: Decision) -> tuple[Advice, ...]:
    """Return what would help, what helps most first, at most `MOST_SAID`; nothing when works were named."""
    if decision.answer is Answer.MATCH:
        return ()
    small = resize_longest(photo.pixels, MEASURED_SIDE)
    troubles = tuple(_troubles(small, _hypothesis(decision, small.shape[1] / photo.width)))[:MOST_SAID]
    return troubles or ((FEW_DETAILS,) if len(local) < FEW_FEATURES else ())


def _hypothesis(decision: Decision, scale: float) -> Quad | None:
    """Return the outline of the likeliest work, in pixels of the measured copy; None when none is likely."""
    for evidence in decision.candidates[:1]:
        if evidence.verification and evidence.confidence >= BELIEVED:
            return Quad((evidence.verification.quad.corners * scale).astype(np.float32))
    return None


def _troubles(small: Pixels, hypothesis: Quad | None) -> Iterator[Advice]:
    """Find troubles in the order of what they cost: without light or focus there is nothing to go on with."""
    seeing = tuple(_troubles_of_seeing(to_gray(small)))
    yield from seeing
    # In a photo that is dark or blurred rectangles are guesswork.
    work = hypothesis or (None if seeing else largest_rectangle(small))
    if glare_share(small, work) > GLARE_FROM:
        yield GLARE
    if work is not None:
        yield from _troubles_of_place(small, work)


def _troubles_of_seeing(gray: NDArray[np.uint8]) -> Iterator[Advice]:
    if np.median(gray) < DARK_LUMA and np.percentile(gray, 90) < 2 * DARK_LUMA:
        yield TOO_DARK
    if blur_of(gray) > BLURRED_FROM:
        yield BLURRED


def _troubles_of_place(small: Pixels, work: Quad) -> Iterator[Advice]:
    height, width = small.shape[:2]
    if tilt_degrees(work, width, height) > STEEP_FROM:
        yield TOO_STEEP
    if abs(work.area) < SMALL_BELOW * width * height and edges_around(small, work) < PLAIN_WALL:
        yield TOO_FAR
