"""A photo that is sent twice with one idempotency key is recognized once."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.contrib.auth.models import User
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test import Client
from django.utils import timezone

from access.tokens import issue
from recognition import idempotency, intake, tasks
from recognition.models import IdempotencyKey, Recognition
from tests.catalog.factories import make_venue
from tests.core.pictures import draw_painting, encode

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/api/v1/recognitions/"
# As small as photos may be: what is seen in them does not matter here.
PHOTO, OTHER_PHOTO = (encode(draw_painting(seed, 64, 64)) for seed in (71, 72))


@pytest.fixture(autouse=True)
def waiting_in_the_queue(monkeypatch: pytest.MonkeyPatch) -> None:
    """Workers are busy with others: most of this is about what happens before they come to it."""
    monkeypatch.setattr(intake, "_queue", lambda _task, *_arguments: None)


def send(client: Client, key: str | None = "one", *, photo: bytes = PHOTO, headers: Any = None, **more: Any):
    sent = {**({"Idempotency-Key": key} if key is not None else {}), **(headers or {})}
    address = {"REMOTE_ADDR": more.pop("address", "127.0.0.1")}
    return client.post(URL, {"photo": SimpleUploadedFile("photo.jpg", photo), **more}, headers=sent, **address)


def stored_photos() -> list[Path]:
    return [path for path in (Path(site.MEDIA_ROOT) / "photos").rglob("*") if path.is_file()]


@pytest.mark.medium
def test_the_same_photo_with_the_same_key_is_the_same_recognition(client: Client):
    first, second = send(client), send(client)
    assert (first.status_code, second.status_code) == (202, 202)
    assert second.json() == first.json()
    assert second.headers["Location"] == first.headers["Location"]
    tasks.run_recognition(first.json()["id"])
    third = send(client)
    assert (third.status_code, third.json()["id"], third.json()["status"]) == (201, first.json()["id"], "done")
    assert Recognition.objects.get().attempts == 1
    assert len(stored_photos()) == 1


def test_only_the_repetition_says_that_it_is_one(client: Client):
    first, second = send(client), send(client)
    assert "Idempotency-Replayed" not in first.headers
    assert second.headers["Idempotency-Replayed"] == "true"


def test_without_a_key_each_request_is_its_own(client: Client):
    send(client, None)
    send(client, None)
    assert Recognition.objects.count() == 2
    assert not IdempotencyKey.objects.exists()


def test_a_key_with_another_photo_is_refused(client: Client):
    send(client)
    refused = send(client, photo=OTHER_PHOTO)
    assert (refused.status_code, refused.json()["code"]) == (422, "idempotency_key_reused")
    assert Recognition.objects.count() == 1


def test_a_key_with_another_venue_is_refused(client: Client):
    send(client)
    assert send(client, venue=make_venue().pk).json()["code"] == "idempotency_key_reused"


def of_a_token() -> dict[str, str]:
    owner, _ = User.objects.get_or_create(username="partner")
    _, secret = issue(owner, "Kiosk", ["recognize"])
    return {"Authorization": f"Bearer {secret}"}


@pytest.mark.parametrize("is_elsewhere", [True, False])
def test_the_same_key_of_another_sender_is_another_key(client: Client, is_elsewhere: bool):
    send(client)
    other: Any = {"address": "192.0.2.7"} if is_elsewhere else {"headers": of_a_token()}
    assert "Idempotency-Replayed" not in send(client, photo=OTHER_PHOTO, **other).headers
    assert Recognition.objects.count() == 2


def test_neither_sender_nor_key_is_kept(client: Client):
    theirs = of_a_token()
    send(client, "my-secret-key", address="192.0.2.7")
    send(client, "my-secret-key", headers=theirs)
    assert IdempotencyKey.objects.count() == 2
    kept = str(list(IdempotencyKey.objects.values()))
    assert not any(secret in kept for secret in ("my-secret-key", "192.0.2.7", theirs["Authorization"].split("_")[1]))


@pytest.mark.parametrize("key", ["", "two words", "é", "x" * 201])
def test_what_can_be_no_key_is_refused(client: Client, key: str):
    refused = send(client, key)
    assert (refused.status_code, refused.json()["code"]) == (400, "invalid_idempotency_key")
    assert not Recognition.objects.exists()


def test_after_a_day_a_key_is_forgotten(client: Client):
    send(client)
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    assert "Idempotency-Replayed" not in send(client).headers
    assert Recognition.objects.count() == 2
    assert IdempotencyKey.objects.count() == 1


def test_the_clock_forgets_keys_that_nobody_asks_for(client: Client):
    send(client, "old")
    IdempotencyKey.objects.update(created_at=timezone.now() - timedelta(hours=24, seconds=1))
    IdempotencyKey.objects.create(digest="new", content="new")
    tasks.forget_idempotency_keys()
    assert [key.digest for key in IdempotencyKey.objects.all()] == ["new"]


def test_a_photo_that_was_refused_leaves_its_key_free(client: Client):
    assert send(client, photo=b"no photo").status_code == 415
    assert not IdempotencyKey.objects.exists()
    assert send(client).status_code == 202


def test_while_the_first_is_worked_on_the_second_is_told_when_to_ask_again(client: Client, monkeypatch):
    answers: list[Any] = []

    def send_again_meanwhile(*args: Any, **options: Any) -> Recognition:
        if not answers:
            answers.append(send(Client()))
        return accept(*args, **options)

    accept = intake.accept_photo
    monkeypatch.setattr(idempotency, "accept_photo", send_again_meanwhile)
    assert send(client).status_code == 202
    (meanwhile,) = answers
    assert (meanwhile.status_code, meanwhile.json()["code"]) == (409, "idempotency_key_in_use")
    assert int(meanwhile.headers["Retry-After"]) >= 1
    assert Recognition.objects.count() == 1


def test_a_key_whose_process_is_gone_can_be_used_again(client: Client):
    send(client)
    IdempotencyKey.objects.update(recognition=None, created_at=timezone.now() - timedelta(seconds=61))
    assert send(client).status_code == 202
    assert IdempotencyKey.objects.get().recognition is not None


def test_who_lost_the_key_meanwhile_stores_nothing(client: Client, monkeypatch):
    def lose_the_key(*args: Any, **options: Any) -> Recognition:
        IdempotencyKey.objects.all().delete()
        return accept(*args, **options)

    accept = intake.accept_photo
    monkeypatch.setattr(idempotency, "accept_photo", lose_the_key)
    assert send(client).status_code == 409
    assert not Recognition.objects.exists()
    assert stored_photos() == []


def test_of_many_at_the_same_moment_one_is_recognized():
    start = threading.Barrier(4)
    answers: list[Any] = []

    def send_at_once() -> None:
        start.wait()
        answers.append(send(Client()))
        connection.close()

    senders = [threading.Thread(target=send_at_once) for _ in range(4)]
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    taken = [answer for answer in answers if answer.status_code == 202]
    assert {answer.status_code for answer in answers} <= {202, 409}
    assert len({answer.json()["id"] for answer in taken}) == 1
    assert Recognition.objects.count() == IdempotencyKey.objects.count() == 1


def test_a_recognition_that_is_removed_takes_its_key_along(client: Client):
    send(client)
    intake.remove_recognitions(Recognition.objects.all())
    assert not IdempotencyKey.objects.exists()
    assert send(client).status_code == 202
