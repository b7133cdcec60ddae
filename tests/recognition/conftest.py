"""What every test of recognition gets: its own folder; and, unless marked `model`, a small embedder for the CNN."""

from functools import cache
from pathlib import Path
from typing import Any

import pytest

from recognition import gallery, resources
from recognition.core.embed import Embedder
from recognition.core.features import ReferenceFeatures, extract_reference
from recognition.resources import Extractor
from tests.core.pictures import TinyEmbedder, plain_pca

SMALL_EXTRACTOR = Extractor(TinyEmbedder(), plain_pca())


@cache
def extract_once(data: bytes, embedder: Embedder) -> ReferenceFeatures:
    """Extract a drawn picture's features, however many tests hang it."""
    return extract_reference(data, embedder, plain_pca())


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    gallery.reset()


@pytest.fixture(autouse=True)
def small_extractor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("model") is None:
        monkeypatch.setattr(resources, "_load_extractor", lambda: SMALL_EXTRACTOR)
        monkeypatch.setattr(resources, "extract_reference", lambda data, embedder, _: extract_once(data, embedder))
