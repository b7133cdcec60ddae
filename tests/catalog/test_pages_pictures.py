"""Reference images as pages load them: in fixed sizes, for ever cacheable, never as anything but a picture."""

import io

import pytest
from django.urls import reverse
from PIL import Image

from tests.catalog.factories import make_reference_image, picture_bytes

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize(("preset", "size"), [("thumb", (320, 160)), ("large", (1200, 600))])
def test_a_picture_comes_in_the_size_asked_for(client, preset, size):
    image = make_reference_image(content=picture_bytes(width=1600, height=800))
    response = client.get(reverse("picture", args=[image.pk, preset]))
    picture = Image.open(io.BytesIO(b"".join(response.streaming_content)))
    assert (picture.format, picture.size) == ("JPEG", size)


def test_a_picture_may_be_cached_for_good_and_is_never_sniffed(client):
    response = client.get(reverse("picture", args=[make_reference_image().pk, "thumb"]))
    response.close()
    assert "immutable" in response.headers["Cache-Control"]
    assert response.headers["X-Content-Type-Options"] == "nosniff"


def test_an_unknown_size_is_not_found(client):
    image = make_reference_image()
    response = client.get(reverse("picture", args=[image.pk, "enormous"]))
    assert response.status_code == 404
    assert "immutable" not in response.headers.get("Cache-Control", "")


def test_an_unknown_picture_is_not_found(client):
    assert client.get(reverse("picture", args=[404, "thumb"])).status_code == 404


def test_a_picture_whose_file_is_lost_is_not_found(client):
    image = make_reference_image()
    image.file.delete(save=False)
    assert client.get(reverse("picture", args=[image.pk, "thumb"])).status_code == 404
