"""What tests of the desk share: their own folder for files, and a recognizer that only notes what it is told."""

import pytest


@pytest.fixture(autouse=True)
def announced(settings, tmp_path, monkeypatch, db) -> list[list[int]]:
    """The lists of reference image ids that were announced, in order."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    told: list[list[int]] = []
    monkeypatch.setattr("catalog.services.pictures.import_string", lambda _name: told.append)
    return told
