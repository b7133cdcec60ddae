"""What every test of recognition gets: its own folder; and, unless marked `model`, a small embedder for the CNN."""

from pathlib import Path
from typing import Any

import pytest

from recognition import gallery, resources
from recognition.resources import Extractor
from tests.core.pictures import TinyEmbedder, plain_pca


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    gallery.reset()


@pytest.fixture(autouse=True)
def small_extractor(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    if request.node.get_closest_marker("model") is None:
        extractor = Extractor(TinyEmbedder(), plain_pca())
        monkeypatch.setattr(resources, "_load_extractor", lambda: extractor)
