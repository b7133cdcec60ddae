"""An operator sees how good each build is, and may go back to the one before; what was added since is still found."""

import pytest
from django.contrib.auth.models import Permission, User
from django.test import Client
from django.urls import reverse

from recognition import gallery
from recognition.indexing import activate_build, build_index
from recognition.models import DeltaEntry, IndexBuild
from recognition.runner import recognize_bytes
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)

LIST = reverse("admin:recognition_indexbuild_changelist")


def named(seed: int) -> list[int]:
    return [evidence.artwork_id for evidence in recognize_bytes(photo_of(seed)).matches]


def signed_in(*permissions: str) -> Client:
    user = User.objects.create_user("operator", is_staff=True)
    user.user_permissions.set(Permission.objects.filter(codename__in=permissions))
    client = Client()
    client.force_login(user)
    return client


@pytest.fixture
def builds() -> tuple[IndexBuild, IndexBuild]:
    """An older build of one work, and the active one of two."""
    hang(71)
    older = build_index()
    hang(72)
    newer = build_index()
    assert older is not None
    assert newer is not None
    return older, newer


def test_a_build_knows_its_size_and_how_much_it_finds(builds: tuple[IndexBuild, IndexBuild]) -> None:
    _, newer = builds
    newer.refresh_from_db()
    assert newer.size > 10_000
    assert newer.global_recall == 1.0
    assert newer.local_recall == pytest.approx(1.0, abs=0.05)
    assert (newer.global_kind, newer.local_kind) == ("SQfp16", "IDMap2,Flat")


def test_the_list_shows_recall_age_and_the_way_back(builds: tuple[IndexBuild, IndexBuild]) -> None:
    page = signed_in("view_indexbuild").get(LIST).content.decode()
    assert "100.0%" in page
    assert "minutes" in page
    assert "Roll back" in page


def test_rolling_back_asks_first_and_then_searches_the_older_build(builds: tuple[IndexBuild, IndexBuild]) -> None:
    older, _ = builds
    client = signed_in("view_indexbuild", "change_indexbuild")
    address = reverse("admin:recognition_indexbuild_activate", args=[older.pk])
    assert "Search this index" in client.get(address).content.decode()
    assert IndexBuild.objects.get(active=True) != older
    assert older.name in client.post(address, follow=True).content.decode()
    assert IndexBuild.objects.get(active=True) == older


@pytest.mark.medium
def test_works_added_since_are_found_after_rolling_back(builds: tuple[IndexBuild, IndexBuild]) -> None:
    activate_build(builds[0].pk)
    assert DeltaEntry.objects.count() == 1
    assert named(71)
    assert named(72)


@pytest.mark.medium
def test_going_forward_again_empties_the_delta(builds: tuple[IndexBuild, IndexBuild]) -> None:
    activate_build(builds[0].pk)
    activate_build(builds[1].pk)
    assert not DeltaEntry.objects.exists()
    assert named(72)


def test_who_may_only_look_cannot_switch(builds: tuple[IndexBuild, IndexBuild]) -> None:
    older, newer = builds
    address = reverse("admin:recognition_indexbuild_activate", args=[older.pk])
    assert signed_in("view_indexbuild").post(address).status_code == 403
    assert IndexBuild.objects.get(active=True) == newer


def test_a_damaged_build_is_not_activated(builds: tuple[IndexBuild, IndexBuild]) -> None:
    older, newer = builds
    (gallery.indexes_dir() / older.name / "manifest.json").unlink()
    address = reverse("admin:recognition_indexbuild_activate", args=[older.pk])
    page = signed_in("view_indexbuild", "change_indexbuild").post(address, follow=True).content.decode()
    assert "is incomplete" in page
    assert IndexBuild.objects.get(active=True) == newer
