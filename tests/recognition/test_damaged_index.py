"""An index that a disk changed is not searched: the one before it is, at once, and another one is built."""

import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import reverse

from recognition import gallery, tasks
from recognition.core.errors import DamagedIndex, IncompatibleIndex
from recognition.core.index_files import MANIFEST_FILE
from recognition.gallery import get_gallery, indexes_dir, open_build
from recognition.indexing import build_index
from recognition.models import IndexBuild
from recognition.runner import recognize_bytes
from recognition.tasks import SWEEP_SECONDS
from tests.findings import note_finding
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


def flip_a_byte(file: Path) -> None:
    """Change one byte in the middle of a file, and neither its size nor when it was written."""
    data = bytearray(file.read_bytes())
    data[len(data) // 2] ^= 0xFF
    file.write_bytes(bytes(data))


def cut_off(file: Path) -> None:
    file.write_bytes(file.read_bytes()[:-100])


def remove(file: Path) -> None:
    file.unlink()


DAMAGES: Sequence[tuple[Callable[[Path], None], str]] = [
    (damage, name)
    for damage in (flip_a_byte, cut_off, remove)
    for name in ("global.faiss", "local.faiss", "points.u16", "descriptors.u4", "vectors.f16")
] + [(remove, MANIFEST_FILE), (cut_off, MANIFEST_FILE)]


def named(seed: int) -> list[int]:
    return [evidence.artwork_id for evidence in recognize_bytes(photo_of(seed)).matches]


def folder_of(build: IndexBuild) -> Path:
    return indexes_dir() / build.name


@pytest.fixture
def builds() -> tuple[IndexBuild, IndexBuild]:
    """An older build of one work, and the active one of two."""
    hang(71)
    older = build_index()
    hang(72)
    newer = build_index()
    assert older is not None
    assert newer is not None
    gallery.reset()
    return older, newer


def test_any_damage_is_noticed_before_a_photo_is_answered_from_it() -> None:
    hang(71)
    build = build_index()
    assert build is not None
    for damage, name in DAMAGES:
        file = folder_of(build) / name
        whole = file.read_bytes()
        damage(file)
        with pytest.raises(DamagedIndex):
            open_build(build.name)
        file.write_bytes(whole)
    open_build(build.name)


@pytest.mark.medium
def test_the_build_before_it_answers_at_once_and_the_next_sweep_mends_it(
    builds: tuple[IndexBuild, IndexBuild], caplog: pytest.LogCaptureFixture
) -> None:
    older, newer = builds
    flip_a_byte(folder_of(newer) / "points.u16")
    begun = time.monotonic()
    assert named(71)
    answered = time.monotonic() - begun
    assert f"The older index {older.name} is searched instead" in caplog.text
    newer.refresh_from_db()
    assert "points.u16 changed" in newer.problem

    begun = time.monotonic()
    tasks.index_missing()
    mended = time.monotonic() - begun
    active = IndexBuild.objects.get(active=True)
    assert (active.problem, active.reference_count) == ("", 2)
    assert named(72)
    assert set(IndexBuild.objects.all()) == {active, older}  # of those before it, the one that is whole is kept
    note_finding(
        "A file of the index is flipped, cut off or missing when it is opened",
        sees="an answer from the index before it",
        seconds=answered,
        test=__file__,
    )
    note_finding(
        "A file of the index is damaged: works that the index before it lacks",
        sees="“not in the catalogue” until another index is built; the admin says what is wrong",
        seconds=mended,
        sweep_seconds=SWEEP_SECONDS,
        test=__file__,
    )


@pytest.mark.medium
def test_an_operator_sees_what_is_wrong_with_a_build(builds: tuple[IndexBuild, IndexBuild]) -> None:
    flip_a_byte(folder_of(builds[1]) / "points.u16")
    named(71)
    client = Client()
    client.force_login(User.objects.create_superuser("operator"))
    assert "points.u16 changed" in client.get(reverse("admin:recognition_indexbuild_changelist")).content.decode()


@pytest.mark.medium
def test_what_changes_while_a_process_searches_it_is_found_within_the_hour(
    builds: tuple[IndexBuild, IndexBuild],
) -> None:
    assert named(72)
    flip_a_byte(folder_of(builds[1]) / "vectors.f16")
    assert not get_gallery().is_substitute()
    begun = time.monotonic()
    tasks.check_index()
    assert named(71)
    assert get_gallery().is_substitute()
    note_finding(
        "A disk changes bytes of an index that is being searched",
        sees="answers may lack a work until it is found; then as above",
        seconds=time.monotonic() - begun,
        sweep_seconds=timedelta(hours=1).total_seconds(),
        test=__file__,
    )


@pytest.mark.medium
def test_a_build_that_is_as_it_was_again_is_searched_again(builds: tuple[IndexBuild, IndexBuild]) -> None:
    for build in builds:
        folder_of(build).rename(folder_of(build).with_suffix(".away"))
    with pytest.raises(DamagedIndex):
        named(71)
    for build in builds:
        folder_of(build).with_suffix(".away").rename(folder_of(build))
    assert named(72)
    assert IndexBuild.objects.get(active=True).problem == ""


@pytest.mark.medium
def test_a_build_of_another_network_is_passed_over_but_not_called_damaged(
    builds: tuple[IndexBuild, IndexBuild], monkeypatch: pytest.MonkeyPatch
) -> None:
    _, newer = builds
    opened = gallery.open_build

    def refuse_newer(name: str, *, whole: bool = False):
        if name == newer.name:
            raise IncompatibleIndex("built by another network")
        return opened(name, whole=whole)

    monkeypatch.setattr(gallery, "open_build", refuse_newer)
    begun = time.monotonic()
    assert named(71)
    note_finding(
        "The active index is of another network",
        sees="an answer from the index before it, if that fits; else “being prepared” until one is built",
        seconds=time.monotonic() - begun,
        test=__file__,
    )
    assert get_gallery().is_substitute()
    newer.refresh_from_db()
    assert newer.problem == ""


def test_a_large_build_is_opened_without_being_read_whole(
    builds: tuple[IndexBuild, IndexBuild], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gallery, "CHECKED_AT_OPENING", 0)
    flip_a_byte(folder_of(builds[1]) / "thumbnails.u8")
    open_build(builds[1].name)
    with pytest.raises(DamagedIndex):
        open_build(builds[1].name, whole=True)
