"""Who wants to know when a photo has its answer is told, once, by a message that can be trusted."""

import json
from datetime import timedelta
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.utils import timezone

from artrecog_client import InvalidSignature, verify
from recognition import runner
from recognition.indexing import build_index
from recognition.models import Recognition
from tests.core.pictures import draw_painting, encode
from tests.recognition.museum import hang, photo_of
from tests.webhooks.conftest import Receiver, register
from webhooks import tasks
from webhooks.models import Delivery, Event

pytestmark = pytest.mark.django_db(transaction=True)

SMALL = encode(draw_painting(71, 64, 64))
FINISHED = Event.RECOGNITION_FINISHED


def send(client: Client, photo: bytes = SMALL) -> Any:
    return client.post("/api/v1/recognitions/", {"photo": SimpleUploadedFile("photo.jpg", photo)}).json()


@pytest.mark.medium
def test_a_finished_photo_is_told_without_photo_place_or_visitor(client: Client, receiver: Receiver):
    endpoint, work = register(FINISHED), hang(71)
    build_index()
    answer = send(client, photo_of(71))
    (message,) = receiver.messages
    event = verify(endpoint.secret, message.headers, message.body)
    assert (event.type, message.path) == ("recognition.finished", "/artworks?a=1")
    assert set(event.data) == {"id", "status", "decision", "matches", "error"}
    assert (event.data["id"], event.data["decision"]) == (answer["id"], "match")
    (match,) = event.data["matches"]
    assert (match["artwork"]["id"], set(match)) == (work.pk, {"artwork", "confidence"})
    assert Delivery.objects.get().status == "delivered"


@pytest.mark.medium
def test_a_photo_that_fails_is_told_with_its_error(client: Client, receiver: Receiver):
    register(FINISHED)
    answer = send(client)
    Recognition.objects.update(status="running", attempts=3, heartbeat_at=timezone.now() - timedelta(minutes=5))
    Delivery.objects.all().delete()
    assert runner.requeue_abandoned() == []
    told = json.loads(receiver.messages[-1].body)["data"]
    assert (told["id"], told["status"], told["error"]["code"]) == (answer["id"], "failed", "gave_up")


@pytest.mark.medium
def test_only_who_wants_to_know_is_told(client: Client, receiver: Receiver):
    register(Event.ARTWORK_CHANGED)
    register(FINISHED, active=False)
    send(client)
    assert receiver.messages == []
    assert not Delivery.objects.exists()


@pytest.mark.medium
def test_an_answer_is_there_even_when_the_endpoint_is_not(client: Client, receiver: Receiver):
    register(FINISHED)
    receiver.status = 500
    assert send(client)["status"] == "done"
    delivery = Delivery.objects.get()
    assert (delivery.status, delivery.response_status, delivery.problem) == ("pending", 500, "It answered 500.")


@pytest.mark.medium
def test_a_photo_does_not_wait_for_an_endpoint_that_fails(client: Client, receiver: Receiver):
    register(FINISHED, failing_since=timezone.now())
    assert send(client)["status"] == "done"
    assert receiver.messages == []
    tasks.sweep_deliveries()
    assert len(receiver.messages) == 1


@pytest.mark.medium
def test_nobody_listens_when_no_listener_is_named(client: Client, receiver: Receiver, settings):
    settings.RECOGNITION_LISTENER = ""
    register(FINISHED)
    assert send(client)["status"] == "done"
    assert not Delivery.objects.exists()


@pytest.mark.medium
def test_a_message_of_another_or_an_old_or_a_changed_one_is_told_apart(client: Client, receiver: Receiver):
    endpoint, other = register(FINISHED), register()
    send(client)
    (message,) = receiver.messages
    at = int(message.headers["webhook-timestamp"])
    assert verify(endpoint.secret, message.headers, message.body, now=at + 299).id == str(Delivery.objects.get().pk)
    with pytest.raises(InvalidSignature, match="not that of this secret"):
        verify(other.secret, message.headers, message.body)
    with pytest.raises(InvalidSignature, match="not that of this secret"):
        verify(endpoint.secret, message.headers, message.body + b" ")
    with pytest.raises(InvalidSignature, match="not that of this secret"):
        verify(endpoint.secret, message.headers | {"webhook-timestamp": str(at + 1)}, message.body)
    with pytest.raises(InvalidSignature, match="too long ago"):
        verify(endpoint.secret, message.headers, message.body, now=at + 301)
    with pytest.raises(InvalidSignature, match="missing"):
        verify(endpoint.secret, {}, message.body)
