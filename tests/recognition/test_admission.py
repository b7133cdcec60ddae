"""A photo that would wait for too long is not taken in; its visitor is told when to come back."""

from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from recognition import tasks
from recognition.admission import LONGEST_WAIT_SECONDS, SECONDS_EACH, Queue, queue_now
from recognition.models import Recognition
from tests.findings import note_finding
from tests.recognition.museum import photo_of

pytestmark = pytest.mark.django_db

ENOUGH = int(LONGEST_WAIT_SECONDS / SECONDS_EACH) + 1


@pytest.fixture(autouse=True)
def with_workers(settings: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    """A site with a broker, whose workers have not come to anything yet."""
    settings.CELERY_TASK_ALWAYS_EAGER = False
    monkeypatch.setattr(tasks.run_recognition, "delay", lambda pk: None)


def queue(count: int, **facts: object) -> None:
    Recognition.objects.bulk_create(Recognition(width=600, height=450, **facts) for _ in range(count))


def send(client: Client, door: str, **headers: str):
    photo = SimpleUploadedFile("p.jpg", photo_of(71))
    return client.post(reverse(door), {"photo": photo}, headers=headers)


@pytest.mark.parametrize(
    ("waiting", "at_work", "seconds_each", "wait"),
    [(0, 0, None, 0), (10, 0, None, 20), (10, 1, 1.5, 15), (10, 2, 1.5, 7.5), (0, 4, 9.0, 0)],
)
def test_one_waits_for_those_before_shared_among_the_workers(waiting, at_work, seconds_each, wait):
    assert Queue(waiting, at_work, seconds_each).wait_seconds == wait


def test_the_queue_is_counted_in_one_query(django_assert_num_queries):
    now = timezone.now()
    queue(3)
    queue(1, status="running", started_at=now)
    queue(1, status="done", started_at=now - timedelta(seconds=4), finished_at=now)
    long_ago = now - timedelta(hours=1)
    queue(1, status="done", started_at=long_ago - timedelta(seconds=40), finished_at=long_ago, heartbeat_at=long_ago)
    with django_assert_num_queries(1):
        assert queue_now() == Queue(3, 1, 4.0)


@pytest.mark.medium
@pytest.mark.parametrize(("door", "accept"), [("api-recognitions", "*/*"), ("scan", "application/json")])
def test_a_program_is_told_when_to_come_back(client: Client, door: str, accept: str):
    queue(ENOUGH)
    response = send(client, door, accept=accept)
    assert (response.status_code, response.json()["code"]) == (503, "busy")
    assert response.json()["message"].endswith("Please try again in a minute.")
    assert int(response.headers["Retry-After"]) >= 5
    assert Recognition.objects.count() == ENOUGH
    note_finding(
        "More photos come than are answered within half a minute",
        sees="503 with `Retry-After`; the page keeps the photo on the phone and sends it again",
        seconds=int(response.headers["Retry-After"]),
        test=__file__,
    )


def test_the_page_says_so_in_place(client: Client):
    queue(ENOUGH)
    response = send(client, "scan", accept="text/html")
    assert response.status_code == 503
    assert "Retry-After" in response.headers
    assert "Many photos are being compared" in response.content.decode()


def test_a_photo_that_waits_for_a_bearable_time_is_taken_in(client: Client):
    queue(ENOUGH - 1)
    assert send(client, "api-recognitions").status_code == 202


def test_a_site_without_workers_answers_as_it_can(client: Client, settings: Any):
    settings.CELERY_TASK_ALWAYS_EAGER = True
    queue(ENOUGH)
    assert send(client, "api-recognitions").status_code != 503
