"""A build resumes, swaps whole, refuses foreign or damaged indexes, and never runs twice at once."""

import pytest
from django.core.management import CommandError, call_command

from catalog.models import ReferenceImage
from recognition import gallery, indexing, resources
from recognition.core.errors import DamagedIndex, IncompatibleIndex
from recognition.core.features import ReferenceFeatures
from recognition.gallery import get_gallery, indexes_dir
from recognition.indexing import build_index
from recognition.models import IndexBuild
from recognition.resources import Extractor, get_feature_store
from recognition.runner import recognize_bytes
from tests.core.pictures import TinyEmbedder, plain_pca
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

    monkeypatch.setattr(indexing, "EXTRACTION_BATCH", 1)
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


def test_two_builds_at_once_are_refused() -> None:
    hang(71)
    with indexing._exclusive(), pytest.raises(CommandError, match="Another process"):
        call_command("build_index")


def test_an_index_of_another_network_is_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    hang(71)
    build_index()
    gallery.reset()
    monkeypatch.setattr(resources, "_load_extractor", lambda: Extractor(OtherEmbedder(), plain_pca()))
    with pytest.raises(IncompatibleIndex, match="build_index"):
        recognize_bytes(photo_of(71))


def test_building_with_another_network_replaces_the_index(monkeypatch: pytest.MonkeyPatch) -> None:
    artwork = hang(71)
    build_index()
    monkeypatch.setattr(resources, "_load_extractor", lambda: Extractor(OtherEmbedder(), plain_pca()))
    assert build_index() is not None
    assert [evidence.artwork_id for evidence in recognize_bytes(photo_of(71)).matches] == [artwork.pk]


def test_a_damaged_index_is_refused_and_a_build_heals_it() -> None:
    artwork = hang(71)
    build = build_index()
    assert build is not None
    (indexes_dir() / build.name / "points.f32").unlink()
    gallery.reset()
    with pytest.raises(DamagedIndex, match="build_index"):
        get_gallery().refresh()
    assert build_index() is not None
    assert [evidence.artwork_id for evidence in recognize_bytes(photo_of(71)).matches] == [artwork.pk]


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
