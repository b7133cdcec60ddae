"""With ARTRECOG_PHOTO_DAYS=0 a photo is deleted as soon as it is answered, and its answer stays readable."""

from pathlib import Path

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile

from recognition.indexing import build_index
from recognition.models import Recognition
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)


def stored_photos() -> list[Path]:
    return list(Path(site.MEDIA_ROOT, "photos").rglob("*.jpg"))


def send(client, data: bytes):
    return client.post("/", {"photo": SimpleUploadedFile("photo.jpg", data)}, follow=True)


@pytest.mark.medium
def test_the_photo_is_gone_when_the_answer_is_shown(client, settings):
    settings.PHOTO_DAYS = 0
    hang(71)
    build_index()
    page = send(client, photo_of(71)).content.decode()
    assert "Painting 71" in page
    assert "Your photo is deleted by now" in page
    assert Recognition.objects.get().decision == "match"
    assert stored_photos() == []


@pytest.mark.medium
def test_it_is_gone_too_when_recognizing_it_failed(client, settings):
    settings.PHOTO_DAYS = 0
    hang(71)
    send(client, photo_of(71))
    assert Recognition.objects.get().is_finished
    assert stored_photos() == []


@pytest.mark.medium
def test_it_is_there_when_photos_are_kept(client):
    hang(71)
    build_index()
    send(client, photo_of(71))
    assert len(stored_photos()) == 1


@pytest.mark.parametrize(
    ("days", "words"), [(0, "as soon as they are answered"), (1, "after 1 day."), (30, "after 30 days.")]
)
def test_the_start_page_says_how_long_photos_are_kept(client, settings, days, words):
    settings.PHOTO_DAYS = days
    assert f"Photos are deleted {words}" in client.get("/").content.decode()
