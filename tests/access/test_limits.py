"""How much one address may ask for: photos, bytes and pixels in an hour, photos at once, explanations, suggestions."""

import time
from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from access import allowances
from access.allowances import ADDRESS
from recognition import crowding
from recognition.models import Recognition
from tests.catalog.factories import picture_bytes

pytestmark = pytest.mark.django_db

API = "/api/v1/recognitions/"
ME, OTHER = "198.51.100.1", "198.51.100.2"


@pytest.fixture(autouse=True)
def own_folder(settings: Any, tmp_path: Any) -> None:
    settings.DATA_DIR = tmp_path
    settings.MEDIA_ROOT = tmp_path / "media"


@pytest.fixture(autouse=True)
def nothing_is_recognized(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("recognition.tasks.run_recognition.delay", lambda pk: None)


@pytest.fixture
def allow(monkeypatch: pytest.MonkeyPatch) -> Any:
    return lambda **numbers: monkeypatch.setattr(allowances, "ADDRESS", replace(ADDRESS, **numbers))


@pytest.fixture(params=["page", "script", "api"])
def door(request: pytest.FixtureRequest) -> Any:
    return request.param


def send(client, door: str, address: str = ME, **headers: str):
    photo = SimpleUploadedFile("photo.jpg", picture_bytes(width=200, height=100))
    headers |= {"accept": "application/json"} if door == "script" else {}
    path = API if door == "api" else reverse("scan")
    return client.post(path, {"photo": photo}, REMOTE_ADDR=address, headers=headers)


def is_taken(response) -> bool:
    return response.status_code in (201, 202, 302)


def assert_refused(response, door: str, status: int, code: str, words: str) -> None:
    assert response.status_code == status
    assert int(response.headers["Retry-After"]) > 0
    if door == "page":
        assert 'role="alert"' in response.content.decode()
        assert words in response.content.decode()
    else:
        assert response.json() == {"code": code, "message": response.json()["message"], "fields": {}}
        assert words in response.json()["message"]


@pytest.mark.medium
def test_photos_of_an_address_are_counted(client, door, allow):
    allow(photos=2)
    assert is_taken(send(client, door))
    assert is_taken(send(client, door))
    assert_refused(send(client, door), door, 429, "throttled", "Much has been sent from here")
    assert Recognition.objects.count() == 2


def test_another_address_has_its_own_allowance(client, door, allow):
    allow(photos=1)
    assert is_taken(send(client, door))
    assert is_taken(send(client, door, OTHER))


def test_a_forged_header_multiplies_nothing(client, door, allow):
    allow(photos=1)
    assert is_taken(send(client, door, **{"x-forwarded-for": "10.0.0.1"}))
    assert send(client, door, **{"x-forwarded-for": "10.0.0.2"}).status_code == 429


def test_page_and_api_take_from_one_allowance(client, allow):
    allow(photos=1)
    assert is_taken(send(client, "page"))
    assert send(client, "api").status_code == 429


def test_bytes_are_counted_before_they_are_read(client, door, allow):
    allow(bytes=1500)
    assert_refused(send(client, door), door, 429, "throttled", "Much has been sent from here")
    assert not Recognition.objects.exists()


def test_pixels_are_counted_whatever_the_bytes(client, door, allow):
    allow(pixels=30_000)  # a photo has 20,000
    assert is_taken(send(client, door))
    assert is_taken(send(client, door))
    assert_refused(send(client, door), door, 429, "throttled", "Much has been sent from here")


def test_what_is_refused_costs_nothing(client, allow):
    allow(bytes=100)
    send(client, "api")
    allow()
    assert allowances.spend(allowances.asker_of(client.get("/", REMOTE_ADDR=ME).wsgi_request), "bytes", 0) == 0


def test_the_hour_after_everything_may_be_sent_again(client, allow, monkeypatch):
    allow(photos=1)
    send(client, "api")
    refused = send(client, "api")
    later = time.time() + int(refused.headers["Retry-After"])
    monkeypatch.setattr(time, "time", lambda: later)
    assert is_taken(send(client, "api"))


def test_no_more_photos_of_an_address_are_in_work_at_once_than_may(client, door, monkeypatch):
    monkeypatch.setattr(crowding, "MOST_OF_ONE", 1)
    assert is_taken(send(client, door))
    assert_refused(send(client, door), door, 429, "too_many_at_once", "Many photos from here are being compared")
    assert is_taken(send(client, door, OTHER))


def test_a_photo_that_is_answered_makes_room(client, monkeypatch):
    monkeypatch.setattr(crowding, "MOST_OF_ONE", 1)
    send(client, "api")
    Recognition.objects.update(status="done", sender="")
    assert is_taken(send(client, "api"))


def test_a_full_queue_says_when_to_come_back(client, door, monkeypatch):
    monkeypatch.setattr(crowding, "MOST_IN_WORK", 1)
    assert is_taken(send(client, door, OTHER))
    assert_refused(send(client, door), door, 503, "busy", "Many photos are being compared at the moment")
    assert Recognition.objects.count() == 1


def test_a_photo_that_a_killed_process_left_fills_no_queue(client, settings, monkeypatch):
    monkeypatch.setattr(crowding, "MOST_IN_WORK", 1)
    send(client, "api")
    Recognition.objects.update(heartbeat_at="2020-01-01T00:00Z")
    assert is_taken(send(client, "api"))
    settings.CELERY_TASK_ALWAYS_EAGER = False  # with a broker it waits for its turn, however long
    Recognition.objects.update(heartbeat_at="2020-01-01T00:00Z")
    assert send(client, "api").status_code == 503


def test_a_photo_that_comes_too_late_leaves_no_file(client, settings, monkeypatch):
    seen: Iterator[Any] = iter((Recognition.objects.none(), Recognition.objects.all()))
    monkeypatch.setattr(crowding, "_in_work", lambda: next(seen))
    monkeypatch.setattr(crowding, "MOST_IN_WORK", 1)
    Recognition.objects.create(width=1, height=1)
    assert send(client, "api").status_code == 503
    assert [path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file()] == []


def test_the_row_tells_of_nobody_once_it_is_answered(client):
    send(client, "api")
    row = Recognition.objects.get()
    assert len(row.sender) == 64
    assert ME not in row.sender


@pytest.mark.parametrize("name", ["recognition-saliency", "saliency-picture", "api-saliency"])
def test_explanations_are_counted(client, allow, name):
    allow(saliency=1)
    row = Recognition.objects.create(width=1, height=1, status="done")
    args = [row.pk] if name == "api-saliency" else [row.pk, 1]
    url = f"{reverse(name, args=args)}?artwork=1"
    assert [client.get(url).status_code for _ in range(2)] == [404, 429]


def test_suggestions_are_counted(client, allow):
    allow(suggestions=1)
    url = reverse("suggestions")
    refused = [client.get(url, {"q": "ir"}) for _ in range(2)][1]
    assert (refused.status_code, refused.json()["code"]) == (429, "throttled")


def test_reading_the_api_is_counted(client, allow):
    allow(reads=1)
    assert [client.get("/api/v1/artworks/").status_code for _ in range(2)] == [200, 429]


def test_photos_of_contributions_are_counted_before_they_are_looked_at(client, allow):
    allow(photos=0)
    photo = SimpleUploadedFile("photo.jpg", b"never decoded")
    assert client.post(reverse("contribute-work"), {"title": "Irises", "photo": photo}).status_code == 429
