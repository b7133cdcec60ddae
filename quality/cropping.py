"""Cutting the picture itself out of a reference image, seen from its front; the original is kept."""

import math
from collections.abc import Sequence
from dataclasses import replace

import cv2
import numpy as np
from django.core.files.base import ContentFile
from django.db import transaction

from catalog import services
from catalog.models import ReferenceImage
from catalog.pictures import JPEG_QUALITY
from quality.models import Crop
from recognition.core.decode import decode_photo, encode_jpeg
from recognition.core.features import REFERENCE_LIMITS
from recognition.core.preprocess import rectify
from recognition.core.regions import find_regions
from recognition.core.values import Photo, Pixels, Quad

# A crop keeps the pixels of all but the largest pictures; four bytes a pixel while it is made.
LIMITS = replace(REFERENCE_LIMITS, working_side=8000)
PREVIEW_SIDE = 800  # pixels at most, of a preview
SHORTEST_SIDE = 64  # pixels, below which nothing could be recognized
LEAST_ANGLE, LARGEST_ANGLE = 30, 150  # degrees at a corner: flatter ones are slips, not perspective
WHOLE = ((0.0, 0.0), (1.0, 0.0), (1.0, 1.0), (0.0, 1.0))

Corners = Sequence[tuple[float, float]]
"""(x, y) × 4 in shares of the picture's width and height, clockwise from the work's top left corner."""


class UnusableCorners(Exception):
    """Four corners that are no outline of a picture; the message says what to do."""


def proposed_corners(image: ReferenceImage) -> Corners:
    """Return the largest picture that is found in a reference image; the whole of it where none is.

    Raises:
        PhotoError: the file cannot be read.
    """
    photo = decode_photo(_content(image), REFERENCE_LIMITS)
    largest = max(find_regions(photo), key=lambda quad: cv2.contourArea(quad.corners), default=None)
    if largest is None:
        return WHOLE
    shares = np.clip(largest.corners / (photo.width, photo.height), 0, 1)
    return [(round(float(x), 4), round(float(y), 4)) for x, y in shares]


def crop_picture(image: ReferenceImage, corners: Corners, *, user_id: int | None) -> ReferenceImage:
    """Put what lies between four corners in the place of a picture that was not cropped before; return that.

    Raises:
        UnusableCorners: they lie outside, cross, or leave too little. PhotoError: the file cannot be read.
    """
    original = _content(image)
    pixels = _cut_out(original, corners)
    with transaction.atomic():
        name = str(image.file.name)
        cropped = services.replace_reference_image(image, encode_jpeg(pixels, JPEG_QUALITY))
        crop = Crop(picture=cropped, corners=list(map(list, corners)), cropped_by_id=user_id)
        crop.original.save(name, ContentFile(original))
    return cropped


def preview(image: ReferenceImage, corners: Corners) -> bytes:
    """Return as a small JPEG what `crop_picture` would put in a picture's place.

    Raises:
        UnusableCorners, PhotoError: as `crop_picture` does.
    """
    pixels = _cut_out(_content(image), corners, PREVIEW_SIDE)
    return encode_jpeg(pixels, JPEG_QUALITY)


def restore_original(crop: Crop) -> ReferenceImage:
    """Put the file of before a crop in its place again, byte for byte; return that picture."""
    with crop.original.open() as file:
        original: bytes = file.read()
    storage, name = crop.original.storage, str(crop.original.name)
    with transaction.atomic():
        restored = services.replace_reference_image(crop.picture, original)
        transaction.on_commit(lambda: storage.delete(name))
    return restored


def _content(image: ReferenceImage) -> bytes:
    with image.file.open() as file:
        content: bytes = file.read()
    return content


def _cut_out(original: bytes, corners: Corners, longest_side: float = math.inf) -> Pixels:
    photo = decode_photo(original, LIMITS)
    quad = _quad(corners, photo)
    pixels, _ = rectify(photo.pixels, quad, round(min(quad.extent, longest_side)))
    return pixels


def _quad(corners: Corners, photo: Photo) -> Quad:
    """Return the outline in pixels of `photo`, having checked that it can be one."""
    height, width = photo.pixels.shape[:2]
    shares = np.array(corners, np.float32)
    if shares.min() < 0 or shares.max() > 1:
        raise UnusableCorners("A corner lies outside the picture: give each from 0 to 100 percent.")
    quad = Quad((shares * (width, height)).astype(np.float32))
    if quad.area <= 0 or not cv2.isContourConvex(quad.corners):
        raise UnusableCorners("The sides cross: give the corners clockwise, from the work's top left one on.")
    if not ((quad.angles >= LEAST_ANGLE) & (quad.angles <= LARGEST_ANGLE)).all():
        raise UnusableCorners("A corner is too flat for a picture that was seen from the side.")
    if quad.sides.min() < SHORTEST_SIDE:
        raise UnusableCorners(f"Too little is left: each side must be {SHORTEST_SIDE} pixels at least.")
    return quad
