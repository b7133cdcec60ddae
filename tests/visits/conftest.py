"""What every test of visits gets: its own folder, and a recognizer that only listens."""

import pytest
from django.core.files.base import ContentFile

from recognition.models import Recognition
from tests.catalog.factories import picture_bytes


@pytest.fixture(autouse=True)
def own_folder(settings, tmp_path) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CATALOG_REFERENCE_LISTENER = "tests.browser.site.ignore_references"


@pytest.fixture
def scan(db) -> Recognition:
    """A photo in which nothing of the catalogue was found."""
    row = Recognition(status=Recognition.Status.DONE, decision="no_match", width=640, height=480)
    row.photo.save("photo.jpg", ContentFile(picture_bytes(width=640, height=480)), save=False)
    row.save()
    return row
