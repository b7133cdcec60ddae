"""Files that no row names are removed after a day; what is named, or young, stays."""

import os
import time
from pathlib import Path

import pytest
from django.conf import settings

from catalog.services import remove_artwork
from recognition.intake import accept_photo
from recognition.resources import get_feature_store
from recognition.tasks import remove_leftovers
from recognition.tidying import LEFT_AFTER_SECONDS
from tests.findings import note_finding
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


def age(path: Path) -> Path:
    """Let a file be older than a day."""
    long_ago = time.time() - LEFT_AFTER_SECONDS - 60
    os.utime(path, (long_ago, long_ago))
    return path


@pytest.mark.medium
def test_a_photo_whose_row_was_never_written_is_removed_after_a_day() -> None:
    named = age(Path(accept_photo(photo_of(71)).photo.path))
    orphan, young = (named.with_name(name) for name in ("orphan.jpg", "young.jpg"))
    for path in (orphan, young):
        path.write_bytes(b"a photo")
    age(orphan)
    begun = time.monotonic()
    remove_leftovers()
    assert [path.exists() for path in (named, orphan, young)] == [True, False, True]
    note_finding(
        "The web process is killed between storing a photo and writing its row",
        sees="no answer to this photo: the phone sends it again",
        lost="nothing; the file without a row is removed after a day",
        seconds=time.monotonic() - begun,
        sweep_seconds=LEFT_AFTER_SECONDS,
        test=__file__,
    )


@pytest.mark.medium
def test_features_of_a_picture_that_left_the_catalogue_are_removed_of_every_network() -> None:
    kept, gone = hang(71), hang(72)
    store = get_feature_store()
    paths = [age(store._path(work.reference_images.get().sha256)) for work in (kept, gone)]
    older = settings.DATA_DIR / "features" / "older-network" / paths[1].parent.name / paths[1].name
    older.parent.mkdir(parents=True)
    older.write_bytes(paths[1].read_bytes())
    paths.append(age(older))
    remove_artwork(gone)
    begun = time.monotonic()
    remove_leftovers()
    assert [path.exists() for path in paths] == [True, False, False]
    note_finding(
        "A picture leaves the catalogue: what was extracted from it",
        sees="nothing: its work is not named from then on",
        lost="nothing; the features are removed after a day",
        seconds=time.monotonic() - begun,
        sweep_seconds=LEFT_AFTER_SECONDS,
        test=__file__,
    )


def test_what_an_extraction_that_was_killed_left_half_written_is_removed() -> None:
    hang(71)
    folder = get_feature_store().folder / "ab"
    folder.mkdir()
    draft = folder / "of-a-killed-process.part"
    draft.write_bytes(b"half")
    remove_leftovers()
    assert draft.exists()
    age(draft)
    remove_leftovers()
    assert not draft.exists()


def test_a_site_without_files_has_nothing_to_remove() -> None:
    remove_leftovers()
