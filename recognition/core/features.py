"""What is extracted from a reference image once, and how it is kept: one small file per picture, named by its hash.

Files are content-addressed, so a build that was killed goes on where it stopped, and two works with the same picture
share one file. Everything is kept as coarsely as it may be, and used so from the start, so that nothing is lost later:
descriptors in 4 bits a number, which turns them by five degrees where two views of one point differ by forty; points as
16-bit parts of the longest side, a hundredth of a pixel; the vector rounded to half precision, which moves no cosine by
more than a thousandth.
"""

import os
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from uuid import uuid4
from zipfile import BadZipFile

import numpy as np
from numpy.typing import NDArray

from recognition.core.decode import FORMATS, DecodeLimits, decode_photo
from recognition.core.embed import Embedder, embed_whole
from recognition.core.errors import UnwrittenIndex
from recognition.core.local import LocalPca, LookConfig, extract_local
from recognition.core.resemblance import make_thumbnail
from recognition.core.values import LocalFeatures, Thumbnail, Vector

EXTRACTOR_VERSION = 7  # raise it when reference features change: the fingerprint of an index includes it
REFERENCE_LOOK = LookConfig(side=1000, features=1070)  # with 560, 4 of 115 photos of `choose` lose a name
# From a curator, not from a stranger: larger, and museums' TIFFs too.
REFERENCE_LIMITS = DecodeLimits(max_bytes=200 * 2**20, max_pixels=170_000_000, formats=(*FORMATS, "TIFF"))
VOTING_FEATURES = 300  # the strongest of a reference's features, those that vote
UINT16_MAX = 65_535
NUMBERS_A_BYTE = 2  # of a packed descriptor
# The 16 values that stand for a normal number with the least square error (Max 1960), and the borders between them.
_UPPER_LEVELS = np.array([0.1284, 0.3881, 0.6568, 0.9424, 1.2562, 1.6181, 2.0690, 2.7326], np.float32)
_LEVELS = np.concatenate([-_UPPER_LEVELS[::-1], _UPPER_LEVELS])
_BORDERS = (_LEVELS[1:] + _LEVELS[:-1]) / 2
# Both numbers of each byte as one item, which NumPy looks up four times as fast as a row of two.
_PAIR_OF_BYTE = np.stack([np.repeat(_LEVELS, 16), np.tile(_LEVELS, 16)], axis=1).view(np.complex64).ravel()


@dataclass(frozen=True)
class ReferenceFeatures:
    """A reference image as the index keeps it.

    vector: (d,) float32 of half precision. points: (n, 2), in 1/65,535 of the longer of `width` and `height`.
    descriptors: (n, k / 2), see `pack_descriptors`.
    """

    vector: Vector
    width: int
    height: int
    points: NDArray[np.uint16]
    descriptors: NDArray[np.uint8]
    thumbnail: Thumbnail

    def local(self) -> LocalFeatures:
        """Return the points in pixels, with their descriptors as unit vectors."""
        points = self.points * np.float32(max(self.width, self.height) / UINT16_MAX)
        return LocalFeatures(points, unpack_descriptors(self.descriptors))


def extract_reference(data: bytes, embedder: Embedder, pca: LocalPca) -> ReferenceFeatures:
    """Decode a reference image and extract both channels.

    Raises:
        PhotoError: the picture cannot be decoded.
    """
    photo = decode_photo(data, REFERENCE_LIMITS)
    local = extract_local(photo, pca, REFERENCE_LOOK)
    vector = embed_whole(photo.pixels, embedder).astype(np.float16).astype(np.float32)
    points = pack_points(local.points, photo.width, photo.height)
    thumbnail = make_thumbnail(photo.pixels)
    return ReferenceFeatures(vector, photo.width, photo.height, points, pack_descriptors(local.descriptors), thumbnail)


def extraction_fingerprint(embedder: Embedder, pca: LocalPca) -> str:
    """Name everything that a reference's features depend on; features and indexes of another name are refused."""
    return f"{embedder.fingerprint}-{pca.fingerprint}-{EXTRACTOR_VERSION}"


def pack_points(points: NDArray[np.float32], width: int, height: int) -> NDArray[np.uint16]:
    """Return points in pixels of a picture as 16-bit parts of its longest side."""
    return np.round(points * (UINT16_MAX / max(width, height))).clip(0, UINT16_MAX).astype(np.uint16)


def pack_descriptors(descriptors: NDArray[np.float32]) -> NDArray[np.uint8]:
    """Return (n, k) unit vectors as (n, k / 2) bytes, 4 bits a number; k is a power of two.

    The first axes of a PCA spread six times as widely as the last. Turned by a Hadamard matrix, all spread alike and
    are nearly normal, so that one set of levels fits them all and nothing has to be learned.
    """
    dimensions = descriptors.shape[1]
    codes = np.searchsorted(_BORDERS, descriptors @ _hadamard(dimensions) * dimensions**0.5).astype(np.uint8)
    return codes[:, 0::2] << 4 | codes[:, 1::2]


def unpack_descriptors(packed: NDArray[np.uint8]) -> NDArray[np.float32]:
    """Return packed descriptors as (n, k) float32 unit vectors."""
    vectors = _PAIR_OF_BYTE[packed].view(np.float32) @ _hadamard(NUMBERS_A_BYTE * packed.shape[1])
    return vectors / np.linalg.norm(vectors, axis=1, keepdims=True)


@cache
def _hadamard(dimensions: int) -> NDArray[np.float32]:
    """Return the orthogonal Hadamard matrix (Sylvester 1867), which is its own inverse."""
    matrix = np.ones((1, 1), np.float32)
    while len(matrix) < dimensions:
        matrix = np.block([[matrix, matrix], [matrix, -matrix]])
    return matrix / np.float32(dimensions**0.5)


@dataclass(frozen=True)
class FeatureStore:
    """The folder of extracted features of one fingerprint."""

    folder: Path

    def has(self, sha256: str) -> bool:
        """Tell whether the picture with this hash is extracted."""
        return self._path(sha256).exists()

    def save(self, sha256: str, features: ReferenceFeatures) -> None:
        """Keep `features`; the file appears whole or not at all.

        Raises:
            UnwrittenIndex: there is no room for it.
        """
        path = self._path(sha256)
        draft = path.with_name(f"{uuid4()}.part")  # its own: two works with the same picture may be extracted at once
        try:
            path.parent.mkdir(parents=True, exist_ok=True)
            _write(draft, features)
            draft.replace(path)
        except OSError as error:
            draft.unlink(missing_ok=True)
            raise UnwrittenIndex(f"The features of a picture cannot be kept: {error}.") from error

    def load(self, sha256: str) -> ReferenceFeatures:
        """Read what `save` kept.

        Raises:
            FileNotFoundError: nothing usable is kept for this hash; a damaged file is removed, to be extracted again.
        """
        path = self._path(sha256)
        try:
            with path.open("rb") as file, np.load(file) as arrays:
                width, height = arrays["size"].tolist()
                vector = arrays["vector"].astype(np.float32)
                points, descriptors, thumbnail = (arrays[name] for name in ("points", "descriptors", "thumbnail"))
                return ReferenceFeatures(vector, width, height, points, descriptors, thumbnail)
        except (BadZipFile, ValueError, KeyError, EOFError) as error:
            path.unlink(missing_ok=True)
            raise FileNotFoundError(f"The features in {path} were damaged and are removed.") from error

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.npz"


def _write(path: Path, features: ReferenceFeatures) -> None:
    with path.open("wb") as file:
        np.savez(
            file,
            vector=features.vector.astype(np.float16),
            size=np.array([features.width, features.height]),
            points=features.points,
            descriptors=features.descriptors,
            thumbnail=features.thumbnail,
        )
        file.flush()
        os.fsync(file.fileno())
