"""Whatever a file was bent into, it is taken or refused in words: nothing falls, hangs or stays behind."""

from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client

from catalog import inspecting
from catalog.exceptions import UnreadablePicture
from catalog.inspecting import inspect_apart
from recognition import decoding
from tests.core.mutations import mutated_photos, valid_photos
from tests.services.fuzzing import check, send_mutated

pytestmark = [pytest.mark.services, pytest.mark.django_db]

PHOTOS = 300


@pytest.fixture(autouse=True)
def apart(settings: Any, tmp_path: Path) -> Any:
    _end_processes()  # what reads in the test's own process, after tests before these
    settings.DECODE_APART, settings.MEDIA_ROOT = True, tmp_path
    yield
    _end_processes()


def test_bent_photos_are_taken_or_refused_in_words() -> None:
    check(send_mutated(PHOTOS, seed=1), PHOTOS)


def test_all_that_is_bent_was_a_photo_once() -> None:
    refused = [name for name in valid_photos() if name not in ("TIFF", "GIF") and not _is_taken(valid_photos()[name])]
    assert refused == []
    assert len(set(mutated_photos(200, seed=2))) > 190
    assert list(mutated_photos(20, seed=3)) == list(mutated_photos(20, seed=3))


def test_the_page_says_what_is_wrong_and_works_on(client: Client) -> None:
    for number, data in enumerate(mutated_photos(20, seed=4)):
        photo = SimpleUploadedFile(f"{number}.jpg", data)
        assert client.post("/", {"photo": photo}).status_code in (302, 413, 415, 422)
    assert client.get("/").status_code == 200


def test_bent_pictures_of_curators_are_taken_or_refused_in_words() -> None:
    said = [_said_of(data) for data in mutated_photos(100, seed=5)]
    assert said.count("") > 5
    assert not [words for words in said if words and "again" not in words and "smaller copy" not in words]


def _end_processes() -> None:
    decoding.reset()
    inspecting.reset()


def _said_of(picture: bytes) -> str:
    try:
        inspect_apart(picture)
    except UnreadablePicture as refusal:
        return str(refusal)
    return ""


def _is_taken(data: bytes) -> bool:
    return decoding.make_stored_photo(data).width > 0
