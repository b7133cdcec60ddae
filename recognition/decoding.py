"""Decoding what visitors send, in a process of its own: none of their bytes reaches a decoder of the site's process.

The limits, and what they rest on (`docs/decisions/0014-bounded-decoding.md` has the figures).
"""

import threading
from dataclasses import dataclass
from functools import lru_cache

from django.conf import settings

from bounded.limits import Bound, Busy, Limits, OutOfBounds
from bounded.process import BoundedProcess, SameProcess, Worker
from recognition.core.errors import (
    DamagedPhoto,
    DecoderBusy,
    EmptyPhoto,
    PhotoError,
    PhotoTooDemanding,
    PhotoTooLarge,
    PhotoTooSmall,
    UnsupportedFormat,
)

JOB = "recognition.core.photo_job"
STORED_JPEG_QUALITY = 92
STORED_SIDE = 2048  # what a phone's 12 megapixels are when decoded at half their size, which costs little
LIMITS = Limits(
    memory_bytes=1280 * 2**20,
    seconds=10.0,
    answer_bytes=3 * STORED_SIDE * STORED_SIDE,  # the pixels themselves; a JPEG of them is a tenth
)
SMALLER = "Send a smaller copy, or save it as JPEG."
ADVICE = {
    Bound.TIME: f"It takes too long to read this photo. {SMALLER}",
    Bound.MEMORY: f"It takes too much memory to read this photo. {SMALLER}",
    Bound.DIED: "The photo is damaged and cannot be read. Take it again or choose another one.",
}
# What the process may say, by the code that it says.
REFUSALS: dict[str, type[PhotoError]] = {
    refusal.code: refusal for refusal in (EmptyPhoto, UnsupportedFormat, DamagedPhoto, PhotoTooLarge, PhotoTooSmall)
}

_lock = threading.Lock()


@dataclass(frozen=True)
class StoredPhoto:
    """A photo as it is stored: an upright sRGB JPEG without metadata; and its size as taken."""

    jpeg: bytes
    width: int
    height: int


def make_stored_photo(data: bytes) -> StoredPhoto:
    """Decode a visitor's photo and encode what is stored of it: at most `STORED_SIDE`, without metadata.

    Raises:
        PhotoError: it cannot be used, or only with more memory or time than it may have.
    """
    facts = {"max_bytes": settings.PHOTO_MAX_BYTES, "side": STORED_SIDE, "quality": STORED_JPEG_QUALITY}
    try:
        answer = get_decoder().run(facts, data)
    except OutOfBounds as error:
        refusal = DamagedPhoto if error.bound == Bound.DIED else PhotoTooDemanding
        raise refusal(ADVICE[error.bound]) from error
    except Busy as error:
        raise DecoderBusy("Other photos are being read. Send yours again in a few seconds.") from error
    if "refused" in answer.facts:
        raise REFUSALS[answer.facts["refused"]](answer.facts["message"])
    return StoredPhoto(bytes(answer.data), answer.facts["width"], answer.facts["height"])


def get_decoder() -> Worker:
    """Return what decodes for this process, which starts when it is first used."""
    with _lock:
        return _decoder()


def reset() -> None:
    """End the process that decodes; the next photo starts another."""
    with _lock:
        _decoder().stop()
        _decoder.cache_clear()


@lru_cache(maxsize=1)
def _decoder() -> Worker:
    return BoundedProcess(JOB, LIMITS) if settings.DECODE_APART else SameProcess(JOB)
