"""Perceptual hashes: pictures that look the same have nearly the same bits, whatever their size and compression.

The low frequencies of a small gray copy, each above or below their median, as in PDQ (Facebook 2019) and pHash (Zauner
2010); ours needs no package, and leaves out PDQ's own way of shrinking.
"""

from collections.abc import Sequence

import cv2
import numpy as np
from numpy.typing import NDArray

from recognition.core.preprocess import to_gray
from recognition.core.values import Pixels

SIDE = 64  # of the gray copy; the aspect ratio is given up
FREQUENCIES = 16  # of each direction, without the constant one
HASH_BYTES = FREQUENCIES**2 // 8

Hashes = NDArray[np.uint8]  # (n, HASH_BYTES)


def perceptual_hash(pixels: Pixels) -> bytes:
    """Return `HASH_BYTES` bytes that name what a picture looks like."""
    small = cv2.resize(to_gray(pixels), (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    low = cv2.dct(small)[1 : FREQUENCIES + 1, 1 : FREQUENCIES + 1]
    return np.packbits(low > np.median(low)).tobytes()


def as_hashes(hashes: Sequence[bytes]) -> Hashes:
    """Return hashes as rows to be compared."""
    return np.frombuffer(b"".join(hashes), np.uint8).reshape(-1, HASH_BYTES)


def bits_apart(one: bytes, others: Hashes) -> NDArray[np.int64]:
    """Return how many bits of `one` differ from each of the (n, HASH_BYTES) others."""
    differing: NDArray[np.uint8] = np.bitwise_count(others ^ np.frombuffer(one, np.uint8))
    apart: NDArray[np.int64] = differing.sum(1, dtype=np.int64)
    return apart
