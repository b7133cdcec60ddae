"""The decoder of visitors' photos, but that some bytes are too much for it."""

import os
from collections.abc import Mapping
from typing import Any

from recognition.core import photo_job

warm_up = photo_job.warm_up


def run(facts: Mapping[str, Any], data: bytes) -> tuple[Mapping[str, Any], bytes]:
    """Fall, or ask for too much, when told to."""
    if data == b"abort":
        os.abort()
    if data == b"eat":
        bytearray(8 * 2**30)
    return photo_job.run(facts, data)
