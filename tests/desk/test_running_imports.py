"""Imports in the background: checked, written and taken back by a worker that may be killed at any time."""

from collections.abc import Callable
from datetime import timedelta
from itertools import count

import pytest
from django.utils import timezone

from catalog.models import Artwork
from desk import running, tasks
from desk.models import CatalogImport
from desk.queueing import rescue, take_step
from tests.catalog.factories import make_artwork, picture_bytes
from tests.desk.imports import TABLE, Status, checked, committed, fingerprint, messages, states, step, undone, zipped

pytestmark = pytest.mark.django_db


class Killed(BaseException):
    """What no handler catches, as a killed process runs none."""


@pytest.fixture
def one_by_one(monkeypatch):
    monkeypatch.setattr(running, "WRITTEN_TOGETHER", 1)


@pytest.fixture
def kill_at(monkeypatch, one_by_one) -> Callable[[int], None]:
    """Kill the worker, once, while it is at its nth group of rows."""

    def arm(group: int) -> None:
        save, groups = running._save, count(1)

        def save_or_die(rows):
            save(rows)
            if next(groups) == group:
                raise Killed

        monkeypatch.setattr(running, "_save", save_or_die)

    return arm


def silence(run: CatalogImport) -> None:
    CatalogImport.objects.filter(pk=run.pk).update(heartbeat_at=timezone.now() - timedelta(hours=1))
    run.refresh_from_db()


def test_a_check_tells_what_would_become_of_each_row_and_why():
    make_artwork("Irises", source="museum", source_id="1")
    make_artwork("The Harvester", source="museum", source_id="2", medium="Oil")
    run = checked("source_id,title,medium\n1,Irises,\n2,The Harvesters,Oil on wood\n3,,x\n4,New,\n4,Again,\n")
    assert run.status == Status.CHECKED
    assert states(run) == ["same", "changed", "refused", "new", "refused"]
    assert run.rows.get(number=3).differences == [
        ["title", "The Harvester", "The Harvesters"],
        ["medium", "Oil", "Oil on wood"],
    ]
    assert messages(run) == {
        4: "title is empty. Every row needs one.",
        6: "source_id 4 is in row 5 already. Give each work its own.",
    }


@pytest.mark.medium
def test_creators_and_places_are_among_the_differences():
    committed()
    run = checked(TABLE.replace("Rembrandt", "Rembrandt van Rijn").replace("Gallery 825", "Gallery 826"))
    differences = {row.number: row.differences for row in run.rows.exclude(state="same")}
    assert differences == {
        2: [["place", "Gallery 825, The Met", "Gallery 826, The Met"]],
        4: [["creators", "Rembrandt", "Rembrandt van Rijn"]],
    }


@pytest.mark.medium
def test_a_worker_killed_in_the_middle_loses_nothing_and_the_next_goes_on(kill_at):
    kill_at(2)
    with pytest.raises(Killed):
        checked()
    run = CatalogImport.objects.get()
    assert states(run) == ["new", "unread", "unread"]
    silence(run)
    tasks.requeue_abandoned_imports()
    assert states(run) == ["new"] * 3


@pytest.mark.medium
@pytest.mark.parametrize("way", ["commit", "undo"])
def test_killed_while_writing_or_undoing_each_row_is_done_once(way, kill_at):
    before = fingerprint()
    run = checked()
    if way == "undo":
        step(run, Status.CHECKED, Status.COMMITTING)
    kill_at(2)
    steps = (Status.CHECKED, Status.COMMITTING) if way == "commit" else (Status.COMMITTED, Status.UNDOING)
    with pytest.raises(Killed):
        step(run, *steps)
    silence(run)
    tasks.requeue_abandoned_imports()
    run.refresh_from_db()
    assert states(run) == (["added"] * 3 if way == "commit" else ["undone"] * 3)
    assert Artwork.objects.count() == (3 if way == "commit" else 0)
    if way == "commit":
        undone(run)
    assert fingerprint() == before


def test_of_two_workers_one_works(monkeypatch):
    run = checked()
    CatalogImport.objects.filter(pk=run.pk).update(status=Status.COMMITTING, is_claimed=True)
    tasks.run_import(run.pk)
    assert not Artwork.objects.exists()


@pytest.mark.medium
def test_a_worker_that_was_given_up_writes_nothing_more(monkeypatch, one_by_one):
    run = checked()
    save = running._save

    def taken_over(rows):
        save(rows)
        CatalogImport.objects.filter(pk=run.pk).update(attempts=99)

    monkeypatch.setattr(running, "_save", taken_over)
    step(run, Status.CHECKED, Status.COMMITTING)
    assert states(run) == ["added", "new", "new"]


def test_an_import_that_kills_its_workers_is_given_up_and_can_be_tried_again():
    run = checked()
    CatalogImport.objects.filter(pk=run.pk).update(
        status=Status.COMMITTING, is_claimed=True, releases=running.MAX_RELEASES
    )
    silence(run)
    tasks.requeue_abandoned_imports()
    run.refresh_from_db()
    assert (run.status, run.failed_in) == (Status.FAILED, Status.COMMITTING)
    step(run, Status.FAILED, Status.COMMITTING)
    assert states(run) == ["added"] * 3


def test_without_workers_opening_its_page_lets_an_abandoned_import_go_on():
    run = checked()
    CatalogImport.objects.filter(pk=run.pk).update(status=Status.COMMITTING, is_claimed=True)
    silence(run)
    rescue(run)
    assert states(run) == ["added"] * 3


def test_a_step_is_taken_once():
    run = checked()
    assert take_step(run, Status.CHECKED, Status.COMMITTING)
    assert not take_step(run, Status.CHECKED, Status.COMMITTING)


def test_a_table_that_is_gone_fails_in_words():
    run = checked()
    run.table.storage.delete(str(run.table.name))
    CatalogImport.objects.filter(pk=run.pk).update(status=Status.FAILED, failed_in=Status.CHECKING)
    step(run, Status.FAILED, Status.CHECKING)
    assert run.status == Status.FAILED
    assert run.error


@pytest.mark.medium
def test_new_pictures_are_announced_when_they_are_written_and_not_before(announced):
    archive = zipped(
        {"t.csv": "source_id,title,image\n1,A,a.jpg\n2,B,b.jpg\n", "a.jpg": picture_bytes(1), "b.jpg": "no"}
    )
    run = checked(archive, "works.zip")
    assert states(run) == ["new", "refused"]
    assert not any(announced)
    step(run, Status.CHECKED, Status.COMMITTING)
    assert [len(ids) for ids in announced if ids] == [1]
