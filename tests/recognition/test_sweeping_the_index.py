"""Each minute the catalogue is compared with what is searched; whatever was lost on the way is queued again."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.utils import timezone

from catalog.models import Artwork
from catalog.services import remove_artwork
from recognition import gallery, tasks, upkeep
from recognition.indexing import build_index
from recognition.models import DeltaEntry, IndexBuild, UnusablePicture
from recognition.resources import Extractor, get_feature_store
from recognition.runner import recognize_bytes
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)

Hang = Callable[[int], Artwork]


@pytest.fixture
def hang_unheard(settings: Any) -> Hang:
    """Add a work whose announcement is lost."""

    def hang_unheard(seed: int) -> Artwork:
        settings.CATALOG_REFERENCE_LISTENER = "tests.browser.site.ignore_references"
        artwork = hang(seed)
        settings.CATALOG_REFERENCE_LISTENER = "recognition.intake.references_added"
        return artwork

    return hang_unheard


def named(seed: int) -> list[int]:
    return [evidence.artwork_id for evidence in recognize_bytes(photo_of(seed)).matches]


@pytest.mark.medium
def test_a_work_whose_message_was_lost_is_indexed_beside_the_build(hang_unheard: Hang) -> None:
    hang(71)
    build_index()
    lost = hang_unheard(72)
    tasks.index_missing()
    assert named(72) == [lost.pk]
    assert (DeltaEntry.objects.count(), IndexBuild.objects.count()) == (1, 1)


def test_many_lost_works_are_left_to_one_build(hang_unheard: Hang, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "DELTA_BATCH", 1)
    hang_unheard(71)
    hang_unheard(72)
    tasks.index_missing()
    assert IndexBuild.objects.get(active=True).reference_count == 2


@pytest.mark.medium
def test_nothing_is_queued_when_everything_is_searched(monkeypatch: pytest.MonkeyPatch) -> None:
    hang(71)
    build_index()
    hang(72)
    monkeypatch.setattr(tasks.index_references, "apply_async", lambda *a, **k: pytest.fail("queued"))
    monkeypatch.setattr(tasks.build_index, "apply_async", lambda *a, **k: pytest.fail("queued"))
    tasks.index_missing()


@pytest.mark.medium
def test_a_delta_that_grew_large_is_merged(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(upkeep, "DELTA_MOST", 1)
    hang(71)
    hang(72)
    tasks.index_missing()
    assert IndexBuild.objects.get(active=True).reference_count == 2
    assert not DeltaEntry.objects.exists()


@pytest.mark.medium
def test_a_build_with_many_removed_works_is_built_anew() -> None:
    first = hang(71)
    hang(72)
    build_index()
    remove_artwork(first)
    tasks.index_missing()
    assert IndexBuild.objects.get(active=True).reference_count == 1


def test_a_catalogue_that_was_emptied_is_not_searched_any_more() -> None:
    artwork = hang(71)
    build_index()
    remove_artwork(artwork)
    tasks.index_missing()
    assert not IndexBuild.objects.exists()
    assert len(gallery.get_gallery().refresh()) == 0
    assert not [path for path in gallery.indexes_dir().iterdir() if path.is_dir()]


@pytest.mark.medium
def test_a_damaged_index_is_replaced() -> None:
    hang(71)
    build = build_index()
    assert build is not None
    (gallery.indexes_dir() / build.name / "manifest.json").unlink()
    gallery.reset()
    tasks.index_missing()
    assert named(71)


@pytest.mark.medium
def test_features_that_got_lost_cost_one_work_until_they_are_extracted_again(caplog: pytest.LogCaptureFixture) -> None:
    hang(71)
    lost = hang(72)
    get_feature_store()._path(lost.reference_images.get().sha256).unlink()
    gallery.reset()
    assert named(71)
    assert named(72) == []
    assert caplog.text.count("are lost") == 1
    tasks.index_missing()
    assert named(72) == [lost.pk]


@pytest.fixture
def broken(hang_unheard: Hang) -> Artwork:
    """A work whose picture cannot be read."""
    artwork = hang_unheard(71)
    image = artwork.reference_images.get()
    image.file.storage.delete(str(image.file.name))
    return artwork


def tries(monkeypatch: pytest.MonkeyPatch) -> list[list[int]]:
    """Note which pictures sweeps have extracted from now on."""
    queued: list[list[int]] = []
    monkeypatch.setattr(tasks.index_references, "apply_async", lambda args, **options: queued.append(*args))
    return queued


def test_a_picture_that_cannot_be_used_is_remembered_and_not_tried_every_minute(
    broken: Artwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.index_missing()
    unusable = UnusablePicture.objects.get()
    assert (unusable.reference_image.artwork, bool(unusable.reason)) == (broken, True)
    queued = tries(monkeypatch)
    tasks.index_missing()
    assert queued == []


def test_a_picture_that_could_not_be_used_is_tried_again_the_next_day(
    broken: Artwork, monkeypatch: pytest.MonkeyPatch
) -> None:
    tasks.index_missing()
    UnusablePicture.objects.update(tried_at=timezone.now() - timedelta(days=2))
    queued = tries(monkeypatch)
    tasks.index_missing()
    assert queued == [[broken.reference_images.get().pk]]


@pytest.mark.medium
def test_a_picture_that_can_be_used_again_is_not_called_unusable_any_more(
    hang_unheard: Hang, monkeypatch: pytest.MonkeyPatch
) -> None:
    artwork = hang_unheard(71)

    def refuse(extractor: Extractor, data: bytes) -> None:
        raise OSError("the disk is away")

    with monkeypatch.context() as patch:
        patch.setattr(Extractor, "extract", refuse)
        tasks.index_missing()
    assert UnusablePicture.objects.get().reason == "the disk is away"
    build_index()
    assert not UnusablePicture.objects.exists()
    assert named(71) == [artwork.pk]
