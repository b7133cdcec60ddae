"""Where a photo was taken is kept nowhere: not in what is stored of it, not in what is served, not in an answer."""

from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from recognition.models import Recognition
from tests.core.private import SECRET, private_photos

pytestmark = pytest.mark.django_db

VISITORS = [name for name in private_photos() if not name.startswith("TIFF")]


def files() -> list[Path]:
    return [path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file()]


def is_known_to(data: bytes) -> bool:
    return SECRET in data or b"Exif" in data or b"xmpmeta" in data


@pytest.mark.parametrize("name", VISITORS)
def test_a_visitors_photo_loses_where_it_was_taken(client: Client, name: str, caplog: Any) -> None:
    caplog.set_level("INFO")
    answer = client.post("/api/v1/recognitions/", {"photo": SimpleUploadedFile("photo", private_photos()[name])})
    row = Recognition.objects.get()
    served = client.get(reverse("recognition-photo", args=[row.pk]))
    (stored,) = files()
    assert not is_known_to(stored.read_bytes())
    assert not is_known_to(b"".join(served.streaming_content))  # type: ignore[attr-defined]
    assert SECRET not in answer.content + client.get(reverse("recognition", args=[row.pk])).content
    assert SECRET.decode() not in caplog.text


@pytest.mark.medium
@pytest.mark.parametrize("name", ["JPEG, Exif", "HEIC, behind its end", "PNG, tEXt", "WebP, XMP", "AVIF, Exif"])
def test_a_contributed_photo_loses_it_too_and_so_does_the_picture_in_it(client: Client, name: str) -> None:
    photo = SimpleUploadedFile("photo.jpg", private_photos()[name])
    assert client.post(reverse("contribute-work"), {"photo": photo, "title": "Nympheas"}).status_code == 302
    assert files()
    assert not [path.name for path in files() if is_known_to(path.read_bytes())]
