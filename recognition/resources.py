"""What a process loads once, on first use after its fork: the embedder, the local PCA, the feature store."""

import threading
from dataclasses import dataclass
from functools import cached_property, lru_cache
from pathlib import Path

from django.conf import settings

from recognition.core.embed import Embedder
from recognition.core.features import FeatureStore, ReferenceFeatures, extract_reference, extraction_fingerprint
from recognition.core.local import LocalPca, packaged_pca

WEIGHTS_DIR = Path(__file__).parent / "weights"
LITERT_FILE = WEIGHTS_DIR / "descriptor.tflite"

_lock = threading.Lock()


@dataclass(frozen=True)
class Extractor:
    """Everything that turns pictures into features; its fingerprint names all that they depend on."""

    embedder: Embedder
    pca: LocalPca

    @cached_property
    def fingerprint(self) -> str:
        """Return the fingerprint that features and indexes carry."""
        return extraction_fingerprint(self.embedder, self.pca)

    def extract(self, data: bytes) -> ReferenceFeatures:
        """Extract both channels of a reference image. Raises PhotoError when it cannot be decoded."""
        return extract_reference(data, self.embedder, self.pca)


def get_extractor() -> Extractor:
    """Return this process's extractor, loading it on first use."""
    with _lock:
        return _load_extractor()


def get_feature_store() -> FeatureStore:
    """Return the store of what this extractor extracted."""
    return FeatureStore(settings.DATA_DIR / "features" / get_extractor().fingerprint)


def saved_model_dir() -> Path:
    """Return where `export_descriptor` puts the network for the TensorFlow embedder."""
    return settings.DATA_DIR / "models" / "descriptor"


def reset() -> None:
    """Forget what is loaded: after a fork, a change of settings, or new weights."""
    with _lock:
        _load_extractor.cache_clear()


@lru_cache(maxsize=1)
def _load_extractor() -> Extractor:
    return Extractor(_load_embedder(), packaged_pca())


def _load_embedder() -> Embedder:
    if settings.EMBEDDER == "tensorflow":
        from recognition.core.embed_tensorflow import TensorFlowEmbedder

        return TensorFlowEmbedder(saved_model_dir())
    from recognition.core.embed_litert import LiteRtEmbedder

    return LiteRtEmbedder(LITERT_FILE)
