"""A contributed photo as it is stored, and the picture in it as the catalogue would show it."""

import cv2
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile

from recognition.core.decode import DecodeLimits, decode_photo, encode_jpeg
from recognition.core.preprocess import rectify
from recognition.core.regions import find_regions
from recognition.decoding import STORED_JPEG_QUALITY, STORED_SIDE, make_stored_photo
from recognition.intake import too_large

PICTURE_SIDE = 1600


def stored_photo(upload: UploadedFile) -> ContentFile:
    """Return an uploaded photo upright, at most `STORED_SIDE`, without metadata; another process reads it.

    Raises:
        PhotoError: it cannot be used.
    """
    if (upload.size or 0) > settings.PHOTO_MAX_BYTES:
        raise too_large()
    return ContentFile(make_stored_photo(upload.read()).jpeg, name="photo.jpg")


def picture_in(jpeg: bytes) -> ContentFile | None:
    """Return the largest picture that a stored photo shows, without its wall and seen from its front.

    None when no outline of a picture is found; whether the right one was found, the curator sees.
    """
    photo = decode_photo(jpeg, DecodeLimits(working_side=STORED_SIDE))
    largest = max(find_regions(photo), key=lambda quad: cv2.contourArea(quad.corners), default=None)
    if largest is None:
        return None
    side = min(PICTURE_SIDE, round(max(largest.sides)))
    pixels, _ = rectify(photo.pixels, largest.scaled(photo.pixels.shape[1] / photo.width), side)
    return ContentFile(encode_jpeg(pixels, STORED_JPEG_QUALITY), name="picture.jpg")
