"""A work is recognizable as soon as it is in the catalogue, and unfindable as soon as it is not, without a restart."""

import pytest
from django.core.management import call_command

from catalog.services import remove_artwork
from recognition.gallery import get_gallery
from recognition.indexing import build_index
from recognition.models import DeltaEntry, IndexBuild
from recognition.runner import recognize_bytes
from tests.recognition.museum import hang, photo_of

# Listeners are told when a transaction commits, so these tests need real commits.
pytestmark = pytest.mark.django_db(transaction=True)


def named(seed: int) -> list[int]:
    """Return the ids of the works that are named in a photo of the painting."""
    return [evidence.artwork_id for evidence in recognize_bytes(photo_of(seed)).matches]


def test_a_new_work_is_named_at_once_without_a_build() -> None:
    artwork = hang(71)
    assert named(71) == [artwork.pk]
    assert DeltaEntry.objects.count() == 1


def test_a_work_added_after_a_build_is_named_beside_those_in_it() -> None:
    first = hang(71)
    build_index()
    second = hang(72)
    assert (named(71), named(72)) == ([first.pk], [second.pk])


def test_a_build_takes_in_what_was_added() -> None:
    hang(71)
    build = build_index()
    assert build is not None
    assert build.reference_count == 1
    assert DeltaEntry.objects.count() == 0
    assert len(get_gallery().refresh()) == 1
    assert named(71)


def test_a_removed_work_is_not_named_whether_it_was_built_or_added() -> None:
    built = hang(71)
    build_index()
    added = hang(72)
    remove_artwork(built)
    remove_artwork(added)
    assert (named(71), named(72)) == ([], [])


def test_a_build_after_a_removal_forgets_the_work() -> None:
    hang(71)
    artwork = hang(72)
    build_index()
    remove_artwork(artwork)
    build = build_index()
    assert build is not None
    assert build.reference_count == 1


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


def test_an_empty_catalogue_answers_no_match_and_says_what_to_do_when_built(capsys: pytest.CaptureFixture[str]) -> None:
    assert named(71) == []
    call_command("build_index")
    assert "Import works" in capsys.readouterr().err


def test_only_the_active_build_and_the_one_before_it_are_kept() -> None:
    for seed in (71, 72, 73, 74):
        hang(seed)
        build_index()
    assert IndexBuild.objects.count() == 2
    assert IndexBuild.objects.filter(active=True).count() == 1
