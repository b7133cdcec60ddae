"""A build resumes, swaps whole, refuses foreign or damaged indexes, and never runs twice at once."""

import errno

import pytest
from django.core.management import CommandError, call_command

from catalog.models import ReferenceImage
from catalog.services import remove_artwork
from recognition import gallery, indexing, resources, tasks
from recognition.core.errors import DamagedIndex, DamagedPhoto, IncompatibleIndex
from recognition.core.features import ReferenceFeatures
from recognition.gallery import get_gallery, indexes_dir
from recognition.indexing import build_index
from recognition.models import DeltaEntry, IndexBuild, UnusablePicture
from recognition.resources import Extractor, get_extractor, get_feature_store
from recognition.runner import recognize_bytes
from tests.core.pictures import TinyEmbedder, plain_pca
from tests.findings import note_finding
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


class OtherEmbedder(TinyEmbedder):
    fingerprint = "other"


def test_a_killed_build_goes_on_where_it_stopped(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.intake.DELTA_BATCH", 0)
    hang(71)
    hang(72)
    extracted: list[int] = []

    def killed_after_one(items):
        for image, is_extracted in items:
            extracted.append(image.pk)
            yield image, is_extracted
            raise KeyboardInterrupt

    monkeypatch.setattr(indexing, "EXTRACTED_AHEAD", 1)
    with pytest.raises(KeyboardInterrupt):
        build_index(killed_after_one)
    assert not IndexBuild.objects.exists()
    first = ReferenceImage.objects.get(pk=extracted[0])
    assert get_feature_store().has(first.sha256)

    seen: list[bytes] = []
    extract = Extractor.extract

    def noted(self: Extractor, data: bytes) -> ReferenceFeatures:
        seen.append(data)
        return extract(self, data)

    monkeypatch.setattr(Extractor, "extract", noted)
    build = build_index()
    assert build is not None
    assert (build.reference_count, len(seen)) == (2, 1)


@pytest.mark.medium
def test_a_killed_build_loses_no_more_than_it_was_ahead(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.intake.DELTA_BATCH", 0)
    monkeypatch.setattr(indexing, "EXTRACTED_AHEAD", 2)
    for seed in range(71, 76):
        hang(seed)
    begun: list[bytes] = []

    def noted(self: Extractor, data: bytes) -> ReferenceFeatures:
        begun.append(data)
        raise DamagedPhoto("No matter.")

    def killed_at_once(items):
        next(iter(items))
        raise KeyboardInterrupt

    monkeypatch.setattr(Extractor, "extract", noted)
    with pytest.raises(KeyboardInterrupt):
        build_index(killed_at_once)
    assert len(begun) <= 2


def test_two_builds_at_once_are_refused() -> None:
    hang(71)
    with indexing._exclusive(), pytest.raises(CommandError, match="Another process"):
        call_command("build_index")


@pytest.mark.medium
def test_a_build_task_that_finds_another_build_running_leaves_it_the_work(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.intake.DELTA_BATCH", 0)
    hang(71)
    latecomers = iter([72])

    def more_comes(items):
        yield from items
        for seed in latecomers:
            hang(seed)
            tasks.build_index()  # refused by the lock, without a word

    build = build_index(more_comes)
    assert build is not None
    assert (build.active, build.reference_count) == (True, 2)
    note_finding(
        "Two builds at once",
        sees="nothing: the second leaves its pictures to the first, which takes them in",
        seconds=0,
        test=__file__,
    )


@pytest.mark.medium
def test_a_build_is_not_repeated_for_a_work_that_was_indexed_beside_it() -> None:
    hang(71)
    passes: list[int] = []
    latecomers = iter([72])

    def one_comes(items):
        passes.append(1)
        yield from items
        for seed in latecomers:
            hang(seed)

    build_index(one_comes)
    assert len(passes) == 1
    assert recognize_bytes(photo_of(72)).matches


def test_what_a_killed_build_left_on_the_disk_is_removed_and_what_is_searched_stays() -> None:
    hang(71)
    build = build_index()
    assert build is not None
    for name in ("20250101T000000-abcdef", "20250101T000000-abcdef.part"):
        (indexes_dir() / name).mkdir()
    build_index()
    assert [path.name for path in indexes_dir().iterdir() if path.is_dir()] == [build.name]


def test_entries_that_the_active_build_holds_leave_the_delta_even_if_nothing_is_built() -> None:
    image = hang(71).reference_images.get()
    build_index()
    DeltaEntry.objects.create(reference_image=image, fingerprint=get_extractor().fingerprint)
    assert build_index() is None
    assert not DeltaEntry.objects.exists()


@pytest.mark.medium
def test_an_emptied_catalogue_leaves_no_build(capsys: pytest.CaptureFixture[str]) -> None:
    artwork = hang(71)
    build_index()
    remove_artwork(artwork)
    call_command("build_index")
    assert "Import works" in capsys.readouterr().err
    assert not IndexBuild.objects.exists()
    assert recognize_bytes(photo_of(71)).matches == ()


def test_an_index_of_another_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    hang(71)
    build_index()
    gallery.reset()
    monkeypatch.setattr(resources, "_load_extractor", lambda: Extractor(OtherEmbedder(), plain_pca()))
    with pytest.raises(IncompatibleIndex, match="build_index"):
        recognize_bytes(photo_of(71))


@pytest.mark.medium
def test_building_with_another_network_replaces_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    artwork = hang(71)
    build_index()
    monkeypatch.setattr(resources, "_load_extractor", lambda: Extractor(OtherEmbedder(), plain_pca()))
    assert build_index() is not None
    assert [evidence.artwork_id for evidence in recognize_bytes(photo_of(71)).matches] == [artwork.pk]


@pytest.mark.medium
def test_a_damaged_index_is_refused_and_a_build_heals_it() -> None:
    artwork = hang(71)
    build = build_index()
    assert build is not None
    (indexes_dir() / build.name / "points.u16").unlink()
    gallery.reset()
    with pytest.raises(DamagedIndex, match="build_index"):
        get_gallery().refresh()
    assert build_index() is not None
    assert [evidence.artwork_id for evidence in recognize_bytes(photo_of(71)).matches] == [artwork.pk]


@pytest.mark.medium
def test_a_full_disk_stops_a_build_with_a_word_and_leaves_the_active_one(monkeypatch: pytest.MonkeyPatch) -> None:
    artwork = hang(71)
    active = build_index()
    assert active is not None
    hang(72)

    def full_disk(*arguments: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("recognition.core.index_faiss.publish", full_disk)
    with pytest.raises(CommandError, match="No space left on device.*searched as before.*Make room"):
        call_command("build_index")
    assert [path.name for path in indexes_dir().iterdir() if path.is_dir()] == [active.name]
    assert [evidence.artwork_id for evidence in recognize_bytes(photo_of(71)).matches] == [artwork.pk]


def test_no_room_for_features_is_no_fault_of_the_pictures(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.intake.DELTA_BATCH", 0)
    hang(71)
    active = build_index()
    hang(72)

    def full_disk(*arguments: object, **arrays: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("numpy.savez", full_disk)
    with pytest.raises(CommandError, match="cannot be kept"):
        call_command("build_index")
    assert not UnusablePicture.objects.exists()
    assert IndexBuild.objects.get(active=True) == active
    assert list(get_feature_store().folder.rglob("*.part")) == []


def test_a_picture_that_lost_its_file_is_left_out_with_a_warning(caplog: pytest.LogCaptureFixture) -> None:
    hang(71)
    artwork = hang(72)
    image = artwork.reference_images.get()
    image.file.storage.delete(str(image.file.name))
    (get_feature_store()._path(image.sha256)).unlink()
    build = build_index()
    assert build is not None
    assert build.reference_count == 1
    assert "cannot be indexed" in caplog.text
