"""What is extracted from a reference image once, and how it is kept: one small file per picture, named by its hash.

Files are content-addressed, so a build that was killed goes on where it stopped, and two works with the same picture
share one file. Descriptors are kept as int8, a quarter of their size, without loss of recognition (docs/evaluation.md).
"""

import os
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognition.core.decode import DecodeLimits, decode_photo
from recognition.core.embed import Embedder, embed_whole
from recognition.core.local import LocalPca, LookConfig, extract_local
from recognition.core.values import LocalFeatures, Vector

EXTRACTOR_VERSION = 1  # raise it when reference features change: the fingerprint of an index includes it
REFERENCE_LOOK = LookConfig(side=1000, features=800)
REFERENCE_LIMITS = DecodeLimits(max_bytes=200 * 2**20, max_pixels=400_000_000)  # from a curator, not from a stranger
VOTING_FEATURES = 300  # the strongest of a reference's features, those that vote
INT8_SCALE = 200.0  # components of a 64-dimensional unit vector stay below 0.63


@dataclass(frozen=True)
class ReferenceFeatures:
    """A reference image as the index keeps it: vector (d,) float32, points (n, 2) float32, descriptors (n, k) int8."""

    vector: Vector
    width: int
    height: int
    points: NDArray[np.float32]
    descriptors: NDArray[np.int8]

    def local(self) -> LocalFeatures:
        """Return the points with their descriptors as unit vectors."""
        return LocalFeatures(self.points, unpack_descriptors(self.descriptors))


def extract_reference(data: bytes, embedder: Embedder, pca: LocalPca) -> ReferenceFeatures:
    """Decode a reference image and extract both channels.

    Raises:
        PhotoError: the picture cannot be decoded.
    """
    photo = decode_photo(data, REFERENCE_LIMITS)
    local = extract_local(photo, pca, REFERENCE_LOOK)
    vector = embed_whole(photo.pixels, embedder)
    return ReferenceFeatures(vector, photo.width, photo.height, local.points, pack_descriptors(local.descriptors))


def extraction_fingerprint(embedder: Embedder, pca: LocalPca) -> str:
    """Name everything that a reference's features depend on; features and indexes of another name are refused."""
    return f"{embedder.fingerprint}-{pca.fingerprint}-{EXTRACTOR_VERSION}"


def pack_descriptors(descriptors: NDArray[np.float32]) -> NDArray[np.int8]:
    """Return unit vectors as int8."""
    return np.clip(np.round(descriptors * INT8_SCALE), -127, 127).astype(np.int8)


def unpack_descriptors(packed: NDArray[np.int8]) -> NDArray[np.float32]:
    """Return int8 descriptors as float32 unit vectors."""
    vectors = packed.astype(np.float32)
    return vectors / np.maximum(np.linalg.norm(vectors, axis=1, keepdims=True), 1e-12)


@dataclass(frozen=True)
class FeatureStore:
    """The folder of extracted features of one fingerprint."""

    folder: Path

    def has(self, sha256: str) -> bool:
        """Tell whether the picture with this hash is extracted."""
        return self._path(sha256).exists()

    def save(self, sha256: str, features: ReferenceFeatures) -> None:
        """Keep `features`; the file appears whole or not at all."""
        path = self._path(sha256)
        path.parent.mkdir(parents=True, exist_ok=True)
        draft = path.with_suffix(f".{os.getpid()}.part")
        with draft.open("wb") as file:
            np.savez(
                file,
                vector=features.vector,
                size=np.array([features.width, features.height]),
                points=features.points,
                descriptors=features.descriptors,
            )
            file.flush()
            os.fsync(file.fileno())
        draft.replace(path)

    def load(self, sha256: str) -> ReferenceFeatures:
        """Read what `save` kept.

        Raises:
            FileNotFoundError: nothing is kept for this hash.
        """
        with np.load(self._path(sha256)) as arrays:
            width, height = arrays["size"].tolist()
            return ReferenceFeatures(arrays["vector"], width, height, arrays["points"], arrays["descriptors"])

    def _path(self, sha256: str) -> Path:
        return self.folder / sha256[:2] / f"{sha256}.npz"
