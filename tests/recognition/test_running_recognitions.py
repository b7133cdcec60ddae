"""A recognition is answered once, whoever is told of it and however often; what goes wrong is kept in its row."""

from datetime import timedelta

import pytest
from django.utils import timezone

from recognition import gallery, tasks
from recognition.indexing import build_index
from recognition.intake import accept_photo
from recognition.models import Recognition
from recognition.runner import ABANDONED_AFTER
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def waiting(monkeypatch: pytest.MonkeyPatch) -> Recognition:
    """A recognition that is queued and that no worker has seen yet."""
    with monkeypatch.context() as patch:
        patch.setattr(tasks.run_recognition, "delay", lambda pk: None)
        return accept_photo(photo_of(71))


def test_a_second_worker_does_nothing(waiting: Recognition) -> None:
    assert Recognition.objects.claim(waiting.pk)
    assert not Recognition.objects.claim(waiting.pk)
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("running", 1)


def test_a_task_that_is_delivered_twice_answers_once(waiting: Recognition) -> None:
    tasks.run_recognition(str(waiting.pk))
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("done", 1)


def test_what_a_killed_worker_left_is_run_again(waiting: Recognition) -> None:
    Recognition.objects.claim(waiting.pk)
    long_ago = timezone.now() - ABANDONED_AFTER - timedelta(seconds=1)
    Recognition.objects.update(heartbeat_at=long_ago)
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.attempts) == ("done", 2)


def test_a_photo_that_outlived_three_workers_is_given_up(waiting: Recognition) -> None:
    for _ in range(3):
        Recognition.objects.claim(waiting.pk)
        Recognition.objects.update(status="pending", heartbeat_at=timezone.now() - 2 * ABANDONED_AFTER)
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error_code, waiting.attempts) == ("failed", "gave_up", 3)


def test_what_never_reached_a_worker_is_queued_again(waiting: Recognition) -> None:
    Recognition.objects.update(heartbeat_at=timezone.now() - ABANDONED_AFTER - timedelta(seconds=1))
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert waiting.status == "done"


def test_what_is_being_worked_on_is_left_alone(waiting: Recognition) -> None:
    Recognition.objects.claim(waiting.pk)
    tasks.requeue_abandoned()
    waiting.refresh_from_db()
    assert waiting.status == "running"


def test_a_damaged_index_fails_the_recognition_with_words(waiting: Recognition) -> None:
    hang(71)
    build = build_index()
    assert build is not None
    (gallery.indexes_dir() / build.name / "manifest.json").unlink()
    gallery.reset()
    tasks.run_recognition(str(waiting.pk))
    waiting.refresh_from_db()
    assert (waiting.status, waiting.error_code) == ("failed", "damaged_index")
    assert waiting.error_message


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


def test_a_large_photo_is_answered_in_pixels_of_the_photo_as_taken() -> None:
    hang(71)
    row = accept_photo(photo_of(71))
    (match,) = row.result["matches"]
    assert (row.width, row.height) == (600, 800)
    assert all(-200 < x < 800 and -200 < y < 1000 for x, y in match["quad"])
