"""How to take a better photo, when this one named nothing: measured on the photo, said in words."""

import cv2
import numpy as np

from recognition.core.preprocess import resize_longest, to_gray
from recognition.core.values import Advice, Answer, Decision, LocalFeatures, Photo

ADVICE_SIDE = 500  # measurements below are made at this size, so that they do not depend on the camera
DARK_LUMA = 35  # median of 0..255, with a tenth brightest below twice that; one of 227 photos of `choose` is as dark
BLURRED_SHARPNESS = 40.0  # variance of the Laplacian; half that of the least sharp photo of `choose` (81)
FEW_FEATURES = 60  # of up to 2,400: a bare wall has fewer, every photo of `choose` more

TOO_DARK = Advice("too_dark", "The photo is very dark. Turn toward the light or let the camera adjust, then try again.")
BLURRED = Advice("blurred", "The photo is blurred. Hold the phone still, tap the artwork to focus, then try again.")
FEW_DETAILS = Advice("few_details", "There is little to recognize. Step closer so that the artwork fills the frame.")


def advise(photo: Photo, local: LocalFeatures, decision: Decision) -> tuple[Advice, ...]:
    """Return what would help; nothing when works were named."""
    if decision.answer is Answer.MATCH:
        return ()
    gray = to_gray(resize_longest(photo.pixels, ADVICE_SIDE))
    if np.median(gray) < DARK_LUMA and np.percentile(gray, 90) < 2 * DARK_LUMA:
        return (TOO_DARK,)
    if cv2.Laplacian(gray, cv2.CV_64F).var() < BLURRED_SHARPNESS:
        return (BLURRED,)
    return (FEW_DETAILS,) if len(local) < FEW_FEATURES else ()
