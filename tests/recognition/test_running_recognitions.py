"""A recognition is answered once, whoever is told of it and however often; what goes wrong is kept in its row."""

import time
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest
from celery.exceptions import SoftTimeLimitExceeded
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from recognition import gallery, runner, tasks
from recognition.answers import to_result
from recognition.core.index import GalleryIndex
from recognition.core.values import Decision, Reference
from recognition.decoding import STORED_SIDE
from recognition.indexing import build_index
from recognition.intake import accept_photo
from recognition.models import DeltaEntry, Recognition
from recognition.runner import ABANDONED_AFTER
from recognition.tasks import SWEEP_SECONDS
from tests.core.pictures import draw_painting, encode
from tests.findings import note_finding
from tests.recognition.museum import PHOTO_HEIGHT, PHOTO_WIDTH, hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Recognition:
    """A recognition that is queued and that no worker has seen yet."""
    with monkeypatch.context() as patch:
        patch.setattr(tasks.run_recognition, "delay", lambda pk: None)
        return accept_photo(photo_of(71))


def leave_unheard() -> None:
    """Let a minute pass in which nothing is heard of any recognition."""
    Recognition.objects.update(heartbeat_at=timezone.now() - ABANDONED_AFTER - timedelta(seconds=1))


def test_a_second_worker_does_nothing(waiting: Recognition) -> None:
    assert Recognition.objects.claim(waiting.pk)
    assert not Recognition.objects.claim(waiting.pk)
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("running", 1)


@pytest.mark.medium
def test_a_task_that_is_delivered_twice_answers_once(waiting: Recognition) -> None:
    tasks.run_recognition(str(waiting.pk))
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("done", 1)


@pytest.mark.medium
def test_what_a_killed_worker_left_is_run_again(waiting: Recognition) -> None:
    Recognition.objects.claim(waiting.pk)
    leave_unheard()
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("done", 2)


def test_a_photo_that_outlived_three_workers_is_given_up(waiting: Recognition) -> None:
    for _ in range(3):
        Recognition.objects.claim(waiting.pk)
        Recognition.objects.update(status="pending")
        leave_unheard()
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error_code, waiting.attempts) == ("failed", "gave_up", 3)


@pytest.mark.medium
def test_what_never_reached_a_worker_is_queued_again(waiting: Recognition) -> None:
    leave_unheard()
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert waiting.status == "done"


def test_what_is_being_worked_on_is_left_alone(waiting: Recognition) -> None:
    Recognition.objects.claim(waiting.pk)
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert waiting.status == "running"


def test_of_two_sweeps_one_queues_what_was_abandoned(waiting: Recognition) -> None:
    Recognition.objects.claim(waiting.pk)
    leave_unheard()
    assert runner.requeue_abandoned() == [waiting.pk]
    # Nothing ran yet, as with a long queue: the next sweep of another worker leaves it in its place.
    assert runner.requeue_abandoned() == []


def test_a_sweep_that_is_late_leaves_what_another_worker_has_taken_up(waiting: Recognition) -> None:
    Recognition.objects.claim(waiting.pk)
    assert not Recognition.objects.requeue(waiting.pk, timezone.now() - ABANDONED_AFTER)
    waiting.refresh_from_db()
    assert waiting.status == "running"


@pytest.mark.medium
def test_what_takes_long_is_not_abandoned_while_it_is_worked_on(
    waiting: Recognition, monkeypatch: pytest.MonkeyPatch
) -> None:
    hang(71)
    monkeypatch.setattr(runner, "BEAT_SECONDS", 0.0)
    open_index, load, swept = runner.searchable_index, gallery.load_reference, list[list[UUID]]()

    def open_slowly() -> GalleryIndex:
        leave_unheard()
        return open_index()

    def sweep_and_load(index: GalleryIndex, reference_id: int) -> Reference | None:
        swept.append(runner.requeue_abandoned())
        return load(index, reference_id)

    monkeypatch.setattr(runner, "searchable_index", open_slowly)
    monkeypatch.setattr(runner, "load_reference", sweep_and_load)
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert swept == [[]]
    assert (waiting.status, waiting.attempts) == ("done", 1)


def sweep_before_the_answer_is_kept(decision: Decision, width: int, height: int) -> dict[str, Any]:
    """Do what a sweep does after the clock was set forward while a worker works; then let the worker go on."""
    leave_unheard()
    runner.requeue_abandoned()
    return to_result(decision, width, height)


@pytest.mark.medium
@pytest.mark.parametrize("attempts", [0, runner.MAX_ATTEMPTS - 1])
def test_living_work_that_a_clock_set_forward_makes_look_dead_is_not_lost(
    waiting: Recognition, monkeypatch: pytest.MonkeyPatch, attempts: int
) -> None:
    Recognition.objects.update(attempts=attempts)
    monkeypatch.setattr(runner, "to_result", sweep_before_the_answer_is_kept)
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error_code, waiting.attempts) == ("done", "", attempts + 1)
    note_finding(
        "The clock is set forward by an hour while a worker works",
        sees="the answer; at worst another worker does the same again",
        seconds=0,
        test=__file__,
    )


@pytest.mark.medium
def test_what_was_lost_before_the_clock_was_set_back_is_run_again(waiting: Recognition) -> None:
    Recognition.objects.claim(waiting.pk)
    Recognition.objects.update(heartbeat_at=timezone.now() + timedelta(hours=1))
    begun = time.monotonic()
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("done", 2)
    note_finding(
        "The clock is set back by an hour after a worker was killed",
        sees="waits longer, then reads the answer",
        seconds=time.monotonic() - begun,
        sweep_seconds=SWEEP_SECONDS,
        test=__file__,
    )


@pytest.mark.medium
def test_what_takes_too_long_is_left_for_another_attempt(waiting: Recognition, monkeypatch: pytest.MonkeyPatch) -> None:
    def hang_for_ever(*arguments: object) -> None:
        raise SoftTimeLimitExceeded

    with monkeypatch.context() as patch:
        patch.setattr(runner, "recognize_in", hang_for_ever)
        with pytest.raises(SoftTimeLimitExceeded):
            tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert waiting.status == "running"
    leave_unheard()
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("done", 2)


@pytest.mark.medium
@pytest.mark.parametrize("door", ["recognition", "api-recognition"])
def test_without_a_broker_the_visitor_who_asks_has_an_abandoned_photo_answered(
    waiting: Recognition, client: Client, door: str
) -> None:
    Recognition.objects.claim(waiting.pk)
    leave_unheard()
    client.get(reverse(door, args=[waiting.pk]))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("done", 2)


@pytest.fixture
def damaged(waiting: Recognition) -> Recognition:
    """A recognition that waits, and an index that lacks a file."""
    hang(71)
    build = build_index()
    assert build is not None
    (gallery.indexes_dir() / build.name / "manifest.json").unlink()
    gallery.reset()
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    return waiting


def test_a_damaged_index_fails_the_recognition_and_tells_the_visitor_when_to_come_back(damaged: Recognition) -> None:
    assert (damaged.status, damaged.error_code) == ("failed", "damaged_index")
    assert damaged.error_message == "The catalogue is being prepared. Try again in a few minutes."


def test_a_damaged_index_is_logged_with_its_cause(
    waiting: Recognition, caplog: pytest.LogCaptureFixture, request: pytest.FixtureRequest
) -> None:
    request.getfixturevalue("damaged")
    assert "manifest.json" in caplog.text


def test_a_catalogue_of_which_nothing_is_indexed_names_no_photo_a_stranger(waiting: Recognition) -> None:
    hang(71)
    DeltaEntry.objects.all().delete()
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error_code) == ("failed", "empty_gallery")
    assert "being prepared" in waiting.error_message


@pytest.mark.medium
def test_an_answer_tells_how_many_pictures_were_searched(waiting: Recognition) -> None:
    hang(71)
    hang(72)
    DeltaEntry.objects.filter(reference_image__artwork__title="Painting 72").delete()
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert waiting.result["searched"] == 1


@pytest.mark.medium
def test_an_answer_that_cannot_be_kept_is_a_fault_of_ours(
    waiting: Recognition, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(runner, "to_result", lambda *arguments: {"confidence": object()})
    with pytest.raises(TypeError):
        tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error_code) == ("failed", "internal_error")


@pytest.mark.medium
@pytest.mark.parametrize(("width", "height"), [(64, 1270), (204, 4000), (64, 64)])
def test_a_photo_that_was_accepted_is_never_refused_afterwards(width: int, height: int) -> None:
    row = accept_photo(encode(draw_painting(5, width, height)))
    assert (row.status, row.error_code) == ("done", "")


@pytest.mark.medium
def test_a_work_that_several_parts_of_a_photo_resemble_is_asked_for_once(waiting: Recognition) -> None:
    hang(72)
    with CaptureQueriesContext(connection) as queries:
        tasks.run_recognition(str(waiting.pk))
    asked = [
        sql for query in queries if (sql := query["sql"]).startswith('SELECT "catalog_referenceimage"."artwork_id"')
    ]
    assert len(asked) == 1


def test_a_fault_of_ours_is_recorded_and_raised(waiting: Recognition, monkeypatch: pytest.MonkeyPatch) -> None:
    def broken(*arguments: object) -> None:
        raise ZeroDivisionError

    monkeypatch.setattr("recognition.runner.recognize_in", broken)
    with pytest.raises(ZeroDivisionError):
        tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error_code) == ("failed", "internal_error")
    assert "Try again" in waiting.error_message


def test_the_visitor_of_a_one_process_site_sees_a_fault_as_a_failed_recognition(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr("recognition.runner.recognize_in", lambda *arguments: 1 / 0)
    assert accept_photo(photo_of(71)).status == "failed"


@pytest.mark.medium
def test_a_large_photo_is_answered_in_pixels_of_the_photo_as_taken() -> None:
    hang(71)
    row = accept_photo(photo_of(71))
    (match,) = row.result["matches"]
    assert (row.width, row.height) == (PHOTO_WIDTH, PHOTO_HEIGHT)
    assert all(-200 < x < 800 and -200 < y < 1000 for x, y in match["quad"])


def test_a_stored_photo_is_looked_at_as_large_as_it_is() -> None:
    assert runner.STORED_PHOTO.limits.working_side == STORED_SIDE
