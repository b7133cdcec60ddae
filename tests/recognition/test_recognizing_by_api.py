"""The recognition API: a photo in, an answer out, and a plain sentence for whatever cannot be used."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings as site
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from recognition.indexing import build_index
from recognition.models import Recognition
from tests.catalog.factories import make_venue
from tests.core.test_refusing_photos import REFUSED
from tests.recognition.museum import hang, photo_of

pytestmark = pytest.mark.django_db(transaction=True)

URL = "/api/v1/recognitions/"


def send(client: Client, data: bytes, name: str = "photo.jpg", **fields: object):
    return client.post(URL, {"photo": SimpleUploadedFile(name, data), **fields})


def stored_files() -> list[Path]:
    return [path for path in Path(site.MEDIA_ROOT).rglob("*") if path.is_file() and "photos" in path.parts]


@pytest.mark.medium
def test_a_photo_is_answered_in_the_contracts_shape(client: Client) -> None:
    artwork = hang(71)
    build_index()
    response = send(client, photo_of(71))
    answer = response.json()
    assert response.status_code == 201
    assert set(answer) == {"id", "status", "decision", "matches", "candidates", "advice", "timings_ms", "error"}
    assert (answer["status"], answer["decision"], answer["error"]) == ("done", "match", None)
    (match,) = answer["matches"]
    assert match["artwork"] == {
        "id": artwork.pk,
        "source_id": "71",
        "title": "Painting 71",
        "creator": "A Painter",
        "url": f"/works/{artwork.pk}/",
    }
    assert match["confidence"] > 0.9
    assert match["inliers"] > 10
    assert match["evidence"].startswith(f"{match['inliers']} matching details inside one consistent perspective")
    assert len(match["quad"]) == 4
    assert answer["timings_ms"]["total"] > 0
    assert client.get(response["Location"]).json() == answer


@pytest.mark.medium
def test_a_work_that_left_the_catalogue_leaves_old_answers(client: Client) -> None:
    artwork = hang(71)
    url = send(client, photo_of(71))["Location"]
    artwork.delete()
    assert client.get(url).json()["matches"] == []


@pytest.mark.medium
def test_an_unknown_work_is_no_match(client: Client) -> None:
    hang(71)
    answer = send(client, photo_of(99)).json()
    assert answer["decision"] in ("no_match", "uncertain")
    assert answer["matches"] == []


@pytest.mark.medium
def test_the_most_similar_works_of_no_match_are_labelled_as_not_it(client: Client) -> None:
    hang(71)
    answer = send(client, photo_of(99)).json()
    assert answer["decision"] == "no_match"
    assert [work["artwork"]["source_id"] for work in answer["candidates"]] == ["71"]
    assert all(work["evidence"].startswith("Not this work: ") for work in answer["candidates"])


@pytest.mark.parametrize("name", REFUSED)
def test_what_cannot_be_used_is_refused_and_nothing_is_stored(client: Client, name: str) -> None:
    data, _, advice = REFUSED[name]
    response = send(client, data)
    problem = response.json()
    assert 400 <= response.status_code < 500
    assert set(problem) == {"code", "message", "fields"}
    assert advice in problem["message"]
    assert not Recognition.objects.exists()
    assert stored_files() == []


def test_a_photo_of_too_many_bytes_is_refused_unread(client: Client, settings: Any) -> None:
    settings.PHOTO_MAX_BYTES = 2**20
    response = send(client, bytes(2**20 + 1))
    assert (response.status_code, response.json()["code"]) == (413, "photo_too_large")


def test_a_request_without_a_photo_says_which_field_is_missing(client: Client) -> None:
    response = client.post(URL, {})
    assert response.status_code == 400
    assert "photo" in response.json()["fields"]


@pytest.mark.medium
def test_an_unknown_venue_is_refused_and_a_known_one_is_noted(client: Client) -> None:
    assert send(client, photo_of(71), venue=12345).status_code == 400
    venue = make_venue()
    send(client, photo_of(71), venue=venue.pk)
    assert Recognition.objects.get().venue == venue


def test_an_unknown_recognition_is_not_found_in_the_apis_shape(client: Client) -> None:
    response = client.get(f"{URL}00000000-0000-0000-0000-000000000000/")
    assert response.status_code == 404
    assert response.json()["code"] == "not_found"


@pytest.mark.medium
def test_what_is_stored_is_only_pixels(client: Client) -> None:
    send(client, photo_of(71))
    (stored,) = stored_files()
    assert b"Exif" not in stored.read_bytes()
    assert stored.name.endswith(".jpg")


@pytest.mark.medium
@pytest.mark.parametrize(
    "name",
    [
        "../../etc/passwd\x00.php",
        "photo.jpg.php",
        "..\\..\\boot.ini",
        "-rf.jpg",
        ".htaccess",
        "\u202egpj.exe",
        f"{'ä' * 300}.jpg",
        "CON",
        "a;b|c&d.jpg",
    ],
)
def test_a_name_full_of_tricks_does_not_matter(client: Client, name: str) -> None:
    head = f'--b\r\nContent-Disposition: form-data; name="photo"; filename="{name}"\r\nContent-Type: image/jpeg\r\n\r\n'
    body = head.encode() + photo_of(71) + b"\r\n--b--\r\n"
    assert client.post(URL, body, content_type="multipart/form-data; boundary=b").status_code == 201
    (stored,) = stored_files()
    assert stored.stem == str(Recognition.objects.get().pk)
