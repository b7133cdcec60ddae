"""Works that look alike, for the catalogue's pages."""

from pathlib import Path

import pytest

from catalog.services import remove_artwork
from recognition import gallery
from recognition.gallery import indexes_dir
from recognition.indexing import build_index
from recognition.similar import similar_artworks
from tests.catalog.factories import make_artwork, make_reference_image
from tests.recognition.museum import hang, picture_of

# Listeners are told when a transaction commits, so these tests need real commits.
pytestmark = pytest.mark.django_db(transaction=True)


@pytest.mark.medium
def test_the_works_that_look_most_alike_come_first_and_never_the_work_itself() -> None:
    work, *others = [hang(seed) for seed in (71, 72, 73)]
    twin = make_artwork("A print of it")
    make_reference_image(twin, picture_of(71))
    found = similar_artworks(work.pk, 8)
    assert found[0] == twin.pk
    assert set(found) == {twin.pk, *(other.pk for other in others)}


def test_no_more_are_given_than_asked_for() -> None:
    work, *_ = [hang(seed) for seed in (71, 72, 73)]
    assert len(similar_artworks(work.pk, 1)) == 1


@pytest.mark.medium
def test_works_in_the_build_and_works_added_since_are_alike_to_each_other() -> None:
    built = hang(71)
    build_index()
    added = hang(72)
    assert similar_artworks(built.pk, 8) == [added.pk]
    assert similar_artworks(added.pk, 8) == [built.pk]


@pytest.mark.medium
def test_a_removed_work_is_not_shown() -> None:
    work, other = hang(71), hang(72)
    build_index()
    remove_artwork(other)
    assert similar_artworks(work.pk, 8) == []


def test_a_work_without_a_picture_looks_like_nothing() -> None:
    hang(71)
    assert similar_artworks(make_artwork().pk, 8) == []


def test_a_damaged_index_costs_the_page_its_neighbors_and_nothing_else(caplog: pytest.LogCaptureFixture) -> None:
    work = hang(71)
    build = build_index()
    assert build is not None
    _damage(indexes_dir() / build.name)
    gallery.reset()
    assert similar_artworks(work.pk, 8) == []
    assert "Similar works are left out" in caplog.text


def _damage(folder: Path) -> None:
    for file in folder.glob("*.faiss"):
        file.write_bytes(file.read_bytes()[:10])
