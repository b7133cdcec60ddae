"""A work is recognizable as soon as it is in the catalogue, and unfindable as soon as it is not, without a restart."""

from typing import Any

import pytest
from django.core.management import call_command

from catalog.models import ReferenceImage
from catalog.services import remove_artwork
from recognition import tasks
from recognition.core.features import ReferenceFeatures
from recognition.gallery import get_gallery
from recognition.indexing import build_index, index_references
from recognition.intake import references_added
from recognition.models import DeltaEntry, IndexBuild
from recognition.resources import Extractor
from recognition.runner import recognize_bytes
from tests.recognition.museum import hang, photo_of

# Listeners are told when a transaction commits, so these tests need real commits.
pytestmark = pytest.mark.django_db(transaction=True)


def named(seed: int) -> list[int]:
    """Return the ids of the works that are named in a photo of the painting."""
    return [evidence.artwork_id for evidence in recognize_bytes(photo_of(seed)).matches]


@pytest.mark.medium
def test_a_new_work_is_named_at_once_without_a_build() -> None:
    artwork = hang(71)
    assert named(71) == [artwork.pk]
    assert DeltaEntry.objects.count() == 1


@pytest.mark.medium
def test_a_work_added_after_a_build_is_named_beside_those_in_it() -> None:
    first = hang(71)
    build_index()
    second = hang(72)
    assert (named(71), named(72)) == ([first.pk], [second.pk])


@pytest.mark.medium
def test_a_build_takes_in_what_was_added() -> None:
    hang(71)
    build = build_index()
    assert build is not None
    assert build.reference_count == 1
    assert DeltaEntry.objects.count() == 0
    assert len(get_gallery().refresh()) == 1
    assert named(71)


@pytest.mark.medium
def test_a_removed_work_is_not_named_whether_it_was_built_or_added() -> None:
    built = hang(71)
    build_index()
    added = hang(72)
    remove_artwork(built)
    remove_artwork(added)
    assert (named(71), named(72)) == ([], [])


@pytest.mark.medium
def test_a_build_after_a_removal_forgets_the_work() -> None:
    hang(71)
    artwork = hang(72)
    build_index()
    remove_artwork(artwork)
    build = build_index()
    assert build is not None
    assert build.reference_count == 1


@pytest.mark.medium
def test_a_process_that_searches_takes_up_another_process_s_build() -> None:
    hang(71)
    build_index()
    before = get_gallery().refresh()
    hang(72)
    build_index()
    assert len(get_gallery().refresh()) == 2
    # A query that began before keeps the index that it began with.
    assert len(before) == 1


def test_nothing_is_built_when_nothing_changed(capsys: pytest.CaptureFixture[str]) -> None:
    hang(71)
    call_command("build_index")
    call_command("build_index")
    assert "up to date" in capsys.readouterr().out
    assert IndexBuild.objects.count() == 1


@pytest.mark.medium
def test_an_empty_catalogue_answers_no_match_and_says_what_to_do_when_built(capsys: pytest.CaptureFixture[str]) -> None:
    assert named(71) == []
    call_command("build_index")
    assert "Import works" in capsys.readouterr().err


@pytest.mark.medium
def test_only_the_active_build_and_the_one_before_it_are_kept() -> None:
    for seed in (71, 72, 73, 74):
        hang(seed)
        build_index()
    assert IndexBuild.objects.count() == 2
    assert IndexBuild.objects.filter(active=True).count() == 1


@pytest.mark.medium
def test_a_picture_deleted_while_it_is_indexed_costs_only_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks.index_references, "delay", lambda ids: None)
    works = [hang(seed) for seed in (71, 72, 73)]
    doomed = works[1].reference_images.get()
    with doomed.file.open() as file:
        picture = file.read()
    extract = Extractor.extract

    def extract_late(self: Extractor, data: bytes) -> ReferenceFeatures:
        if data == picture:
            doomed.delete()
        return extract(self, data)

    monkeypatch.setattr(Extractor, "extract", extract_late)
    index_references(ReferenceImage.objects.values_list("pk", flat=True))
    assert (named(71), named(72), named(73)) == ([works[0].pk], [], [works[2].pk])


def test_many_works_at_once_are_left_to_a_build_and_without_a_broker_a_warning_says_so(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    monkeypatch.setattr("recognition.intake.DELTA_BATCH", 1)
    references_added([1, 2])
    assert "2 new pictures are not recognizable yet: run `manage.py build_index`" in caplog.text


def test_many_works_at_once_queue_a_build_where_there_are_workers(
    settings: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr("recognition.intake.DELTA_BATCH", 1)
    queued: list[str] = []
    monkeypatch.setattr(tasks.extract_features, "delay", lambda ids: queued.append(f"extract {ids}"))
    monkeypatch.setattr(tasks.build_index, "delay", lambda: queued.append("build"))
    references_added([1, 2])
    assert queued == ["extract [1]", "extract [2]", "build"]
