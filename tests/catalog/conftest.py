"""What every test of the catalogue gets: its own folder for files, and a listener that only notes what it is told."""

import pytest

announced: list[list[int]] = []


def note_announcement(ids: list[int]) -> None:
    """Stand in for the recognizer."""
    announced.append(ids)


@pytest.fixture(autouse=True)
def announcements(settings, tmp_path) -> list[list[int]]:
    """The lists of reference image ids that were announced, in order."""
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"
    settings.CATALOG_SIMILARITY = ""
    settings.CATALOG_REFERENCE_LISTENER = f"{__name__}.note_announcement"
    announced.clear()
    return announced
