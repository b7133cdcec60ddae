"""A stranger's photo → what is stored of it. Runs in a process of its own (see `bounded`): no Django, no model.

The answer is a JPEG of our own making, so nothing of the photo's bytes is read again by anybody.
"""

from collections.abc import Mapping
from typing import Any

import cv2
from PIL import AvifImagePlugin, Image

from recognition.core.decode import DecodeLimits, decode_photo, encode_jpeg
from recognition.core.errors import PhotoError

# As many on a machine of 64 cores: each thread takes address space of what the process may have.
AVIF_THREADS = 2


def warm_up() -> None:
    """Load every plug-in of Pillow, since no file can be opened afterwards."""
    Image.init()
    AvifImagePlugin.DEFAULT_MAX_THREADS = AVIF_THREADS


def run(facts: Mapping[str, Any], data: bytes) -> tuple[Mapping[str, Any], bytes]:
    """Return width and height of the upright photo, and its pixels as a JPEG; or why there are none.

    facts: `max_bytes`, `side` (of the JPEG, at most) and `quality`.

    Raises:
        MemoryError: there is not enough.
    """
    try:
        photo = decode_photo(data, DecodeLimits(facts["max_bytes"], working_side=facts["side"]))
        jpeg = encode_jpeg(photo.pixels, facts["quality"])
    except PhotoError as refusal:
        return {"refused": refusal.code, "message": refusal.message}, b""
    except cv2.error as error:
        if error.code == cv2.Error.StsNoMem:
            raise MemoryError from error
        raise
    return {"width": photo.width, "height": photo.height}, jpeg
