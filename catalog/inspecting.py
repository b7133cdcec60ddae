"""Looking at pictures that curators and museums give, in a process of its own: of all decoders TIFF's is the oldest.

It is started when a picture comes, and gone a minute after the last. What is stored has been decoded whole there, and
only then do pages' renditions of it come from the site's own process.
"""

import threading
from functools import lru_cache

from django.conf import settings

from bounded.limits import Bound, Busy, Limits, OutOfBounds
from bounded.process import BoundedProcess, SameProcess, Worker
from catalog.exceptions import UnreadablePicture
from catalog.pictures import InspectedPicture

JOB = "catalog.picture_job"
# 89 megapixels with transparency and a place to forget are the most: docs/decisions/0014-bounded-decoding.md.
LIMITS = Limits(
    memory_bytes=2560 * 2**20, seconds=60.0, answer_bytes=512 * 2**20, wait_seconds=120.0, idle_seconds=60.0
)
ADVICE = {
    Bound.TIME: "The picture takes too long to read. Save a smaller copy, or a JPEG, and try again.",
    Bound.MEMORY: "The picture takes too much memory to read. Save a smaller copy, or a JPEG, and try again.",
    Bound.DIED: "The picture is damaged so that it cannot be read. Export it again and try again.",
}

_lock = threading.Lock()


def inspect_apart(content: bytes) -> InspectedPicture:
    """Return a picture as it is to be stored, see `pictures.inspect_picture`, within bounds of memory and time.

    Raises:
        UnreadablePicture: no JPEG, PNG, WebP or TIFF, damaged, too large, or more than it may take to read.
    """
    try:
        answer = get_inspector().run({}, content)
    except OutOfBounds as error:
        raise UnreadablePicture(ADVICE[error.bound]) from error
    except Busy as error:
        raise UnreadablePicture("Many pictures are being read. Wait a minute and try again.") from error
    if "refused" in answer.facts:
        raise UnreadablePicture(answer.facts["refused"])
    facts = answer.facts
    stored = content if facts["as_given"] else bytes(answer.data)
    return InspectedPicture(stored, facts["extension"], facts["width"], facts["height"])


def get_inspector() -> Worker:
    """Return what reads pictures for this process, which starts when it is first used."""
    with _lock:
        return _inspector()


def reset() -> None:
    """End the process that reads pictures; the next picture starts another."""
    with _lock:
        _inspector().stop()
        _inspector.cache_clear()


@lru_cache(maxsize=1)
def _inspector() -> Worker:
    return BoundedProcess(JOB, LIMITS) if settings.DECODE_APART else SameProcess(JOB)
