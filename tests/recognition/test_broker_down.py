"""A broker that cannot be reached costs time, never a photo or a new work: the rows wait for the next sweep."""

from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone
from kombu.exceptions import OperationalError

from recognition import tasks
from recognition.models import DeltaEntry, Recognition
from recognition.runner import ABANDONED_AFTER
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


@contextmanager
def broker_down(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    def refuse(*arguments: object) -> None:
        raise OperationalError("Error 111 connecting to 127.0.0.1:6379. Connection refused.")

    with monkeypatch.context() as patch:
        for task in (tasks.run_recognition, tasks.index_references, tasks.build_index):
            patch.setattr(task, "delay", refuse)
        yield


@pytest.mark.medium
def test_a_photo_is_taken_in_and_answered_later(client: Client, monkeypatch: pytest.MonkeyPatch) -> None:
    with broker_down(monkeypatch):
        response = client.post("/api/v1/recognitions/", {"photo": SimpleUploadedFile("p.jpg", photo_of(71))})
    assert (response.status_code, response.json()["status"]) == (202, "pending")
    Recognition.objects.update(heartbeat_at=timezone.now() - 2 * ABANDONED_AFTER)
    tasks.requeue_abandoned()
    assert client.get(response["Location"]).json()["status"] == "done"


def test_a_new_work_is_catalogued_and_indexed_later(
    monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    with broker_down(monkeypatch):
        hang(71)
    assert "The broker cannot be reached" in caplog.text
    assert not DeltaEntry.objects.exists()
    tasks.index_missing()
    assert DeltaEntry.objects.count() == 1
