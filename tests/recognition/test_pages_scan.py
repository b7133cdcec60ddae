"""The start page: taking a photo with and without a script, and what is said of one that cannot be used."""

import io

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse
from PIL import Image

from recognition.intake import examples_dir
from recognition.models import Recognition
from tests.catalog.factories import make_reference_image, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.fixture
def accepted(monkeypatch) -> list[bytes]:
    """The photos that were taken in; none is looked at."""
    photos: list[bytes] = []

    def accept(data: bytes, **of_whom: object) -> Recognition:
        photos.append(data)
        return Recognition.objects.create(photo="photos/1.jpg", width=64, height=48)

    monkeypatch.setattr("recognition.intake.accept_photo", accept)
    return photos


@pytest.fixture
def example(settings, tmp_path) -> str:
    """The name of an example photo."""
    settings.MEDIA_ROOT = tmp_path
    examples_dir().mkdir()
    (examples_dir() / "irises.jpg").write_bytes(picture_bytes(width=1200, height=1600))
    return "irises"


def a_photo(content: bytes = b"", name: str = "photo.jpg") -> dict[str, SimpleUploadedFile]:
    return {"photo": SimpleUploadedFile(name, content or picture_bytes())}


def test_the_page_says_how_many_works_it_knows(client):
    make_reference_image()
    make_reference_image()
    assert "We know 2 works." in client.get(reverse("scan")).content.decode()


def test_a_form_without_a_script_leads_to_the_answer(client, accepted):
    response = client.post(reverse("scan"), a_photo())
    assert response.status_code == 302
    assert response.url == reverse("recognition", args=[Recognition.objects.get().pk])
    assert accepted == [picture_bytes()]


def test_a_script_gets_the_address_of_the_answer(client, accepted):
    response = client.post(reverse("scan"), a_photo(), headers={"accept": "application/json"})
    assert response.status_code == 201
    assert response.json() == {"url": reverse("recognition", args=[Recognition.objects.get().pk])}


def test_a_form_without_a_photo_asks_for_one(client):
    response = client.post(reverse("scan"))
    assert response.status_code == 422
    assert "Choose a photo first." in response.content.decode()


def test_a_file_that_is_no_photo_is_refused_with_what_to_do(client):
    response = client.post(reverse("scan"), a_photo(b"Dear museum, ...", "letter.jpg"))
    assert response.status_code == 415
    assert 'role="alert"' in response.content.decode()
    assert "JPEG" in response.content.decode()
    assert not Recognition.objects.exists()


def test_a_script_gets_the_refusal_in_the_one_error_shape(client):
    response = client.post(reverse("scan"), a_photo(b"Dear museum, ..."), headers={"accept": "application/json"})
    assert response.status_code == 415
    assert set(response.json()) == {"code", "message", "fields"}
    assert response.json()["code"] == "unsupported_format"


def test_a_file_too_large_is_refused_before_it_is_read(client, settings, accepted):
    settings.PHOTO_MAX_BYTES = 1024**2
    response = client.post(reverse("scan"), a_photo(bytes(1024**2 + 1)))
    assert response.status_code == 413
    assert "1 MB" in response.content.decode()
    assert accepted == []


def test_a_form_without_its_token_is_refused_with_what_to_do(accepted):
    response = Client(enforce_csrf_checks=True).post(reverse("scan"), a_photo())
    assert response.status_code == 403
    assert "send the photo again" in response.content.decode()
    assert accepted == []


def test_an_unknown_example_photo_is_not_found(client):
    assert client.get(reverse("example-photo", args=["no-such-photo"])).status_code == 404


def test_an_example_photo_is_shown_small(client, example):
    assert f'value="{example}"' in client.get(reverse("scan")).content.decode()
    shown = Image.open(io.BytesIO(client.get(reverse("example-photo", args=[example])).content))
    assert max(shown.size) == 400


def test_an_example_photo_is_made_small_once(client, example, monkeypatch):
    url = reverse("example-photo", args=[example])
    first = client.get(url).content
    monkeypatch.setattr("recognition.intake.decode_photo", lambda *arguments: pytest.fail("decoded again"))
    assert client.get(url).content == first


def test_a_tapped_example_that_is_gone_is_said_to_be_not_found(client):
    response = client.post(reverse("scan"), {"example": "gone"}, headers={"accept": "application/json"})
    assert (response.status_code, response.json()["code"]) == (404, "unknown_example")


def test_a_tapped_example_is_taken_in_as_a_photo(client, example):
    response = client.post(reverse("scan"), {"example": example})
    assert response.url == reverse("recognition", args=[Recognition.objects.get().pk])
