"""Small galleries of drawn paintings, built through the same doors as real ones."""

from collections.abc import Mapping
from functools import cache
from pathlib import Path

from recognition.core.features import ReferenceFeatures, extract_reference
from recognition.core.index import GalleryIndex
from recognition.core.index_faiss import FaissIndex, build_faiss
from recognition.core.search import LoadReference
from recognition.core.values import Reference
from tests.core.pictures import TinyEmbedder, draw_painting, encode, plain_pca

FINGERPRINT = "test"


def features_of(*seeds: int) -> dict[int, ReferenceFeatures]:
    """Return the features of paintings by their seeds, which are their ids too."""
    return {seed: _features(seed) for seed in seeds}


@cache
def _features(seed: int) -> ReferenceFeatures:
    return extract_reference(encode(draw_painting(seed)), TinyEmbedder(), plain_pca())


def build(folder: Path, references: Mapping[int, ReferenceFeatures], name: str = "build") -> FaissIndex:
    """Build an index on disk and open it."""
    build_faiss(folder / name, FINGERPRINT, references.items())
    return FaissIndex(folder / name)


def loader_of(index: GalleryIndex) -> LoadReference:
    """Return a function that loads references; a painting's work has its id plus 1,000."""

    def load(reference_id: int) -> Reference:
        features = index.features(reference_id)
        return Reference(
            reference_id, reference_id + 1000, features.width, features.height, features.local(), features.thumbnail
        )

    return load
