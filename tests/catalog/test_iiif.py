"""What IIIF viewers of other sites get: manifests and collections that validate, and every size and tile they name."""

import io
import json
from typing import Any

import pytest
from django.urls import reverse
from iiif_prezi3 import Collection, Manifest
from PIL import Image

from catalog import services, tiles
from catalog.models import Artwork
from tests.catalog.factories import (
    make_artwork,
    make_creator,
    make_placement,
    make_reference_image,
    make_venue,
    picture_bytes,
)

pytestmark = pytest.mark.django_db
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
SITE = "http://testserver"


def make_free_work(title: str = "Irises", **facts: Any) -> Artwork:
    """Add a work with a picture that may be handed on."""
    work = make_artwork(title, rights_uri=CC0, **facts)
    make_reference_image(work, picture_bytes(seed=work.pk, width=1300, height=900), credit="A photographer")
    return work


def read(client, address: str) -> Any:
    response = client.get(address)
    assert response.status_code == 200
    assert response["Access-Control-Allow-Origin"] == "*"
    return json.loads(response.content)


def size_of(client, address: str) -> tuple[int, int]:
    response = client.get(address)
    assert response.status_code == 200, address
    return Image.open(io.BytesIO(response.getvalue())).size


def test_a_manifest_validates_and_says_what_the_label_says(client):
    work = make_free_work(creator=make_creator(), date_text="1890", credit_line="Gift", description="Flowers")
    told = read(client, reverse("iiif-manifest", args=[work.pk]))
    Manifest.model_validate(told)
    assert told["id"] == SITE + reverse("iiif-manifest", args=[work.pk])
    assert told["label"] == {"none": ["Irises"]}
    facts = {pair["label"]["en"][0]: pair["value"]["none"][0] for pair in told["metadata"]}
    assert facts == {"Creator": "Vincent van Gogh", "Date": "1890"}
    assert told["rights"] == "http://creativecommons.org/publicdomain/zero/1.0/"
    assert told["requiredStatement"]["value"] == {"none": ["Gift"]}
    assert told["items"][0]["requiredStatement"]["value"] == {"none": ["A photographer"]}


def test_a_work_without_a_free_picture_has_no_manifest(client):
    locked = make_reference_image(make_artwork("Roses"))
    assert client.get(reverse("iiif-manifest", args=[locked.artwork_id])).status_code == 404
    for name in ("iiif-info", "iiif-image"):
        assert client.get(reverse(name, args=[locked.pk])).status_code == 404
    assert client.get(reverse("iiif-part", args=[locked.pk, "full", "max"])).status_code == 404


def test_only_free_pictures_of_a_work_are_in_its_manifest(client):
    work = make_free_work()
    make_reference_image(work, rights_uri="https://rightsstatements.org/vocab/InC/1.0/")
    make_reference_image(work, public=False)
    assert len(read(client, reverse("iiif-manifest", args=[work.pk]))["items"]) == 1


@pytest.mark.medium
def test_a_picture_can_be_had_in_every_size_and_tile_that_is_named(client):
    picture = make_free_work().reference_images.get()
    told = read(client, reverse("iiif-info", args=[picture.pk]))
    assert (told["width"], told["height"], told["profile"]) == (1300, 900, "level0")
    assert told["tiles"] == [{"width": 512, "scaleFactors": [1, 2, 4]}]
    for size in told["sizes"]:
        wanted = (size["width"], size["height"])
        assert size_of(client, f"{told['id']}/full/{wanted[0]},{wanted[1]}/0/default.jpg") == wanted
    assert size_of(client, f"{told['id']}/1024,512,276,388/276,388/0/default.jpg") == (276, 388)
    assert size_of(client, f"{told['id']}/0,0,1024,900/512,450/0/default.jpg") == (512, 450)
    assert size_of(client, f"{told['id']}/full/max/0/default.jpg") == (1300, 900)


def test_tiles_of_one_scale_cover_the_picture_once():
    at_full_size = [part for part in tiles.parts(1300, 900).values() if part.width == part.sent_width <= tiles.TILE]
    assert sum(part.width * part.height for part in at_full_size) == 1300 * 900


@pytest.mark.parametrize("asked", ["0,0,100,100/max", "full/1,1", "full/300,", "square/max", "0,0,512,512/100,100"])
def test_nothing_else_can_be_had_so_that_nobody_fills_the_disk(client, asked):
    picture = make_free_work().reference_images.get()
    assert client.get(reverse("iiif-part", args=[picture.pk, *asked.split("/")])).status_code == 404


def test_pictures_go_out_no_larger_than_pages_show_them(client):
    picture = make_reference_image(make_artwork(rights_uri=CC0), picture_bytes(width=3200, height=20))
    told = read(client, reverse("iiif-info", args=[picture.pk]))
    assert (told["width"], told["height"]) == size_of(client, f"{told['id']}/full/max/0/default.jpg") == (3000, 19)


def test_a_pictures_base_address_leads_to_its_information(client):
    picture = make_free_work().reference_images.get()
    response = client.get(reverse("iiif-image", args=[picture.pk]))
    assert (response.status_code, response["Location"]) == (303, reverse("iiif-info", args=[picture.pk]))


def test_tiles_go_with_their_picture(client, settings, django_capture_on_commit_callbacks):
    picture = make_free_work().reference_images.get()
    size_of(client, reverse("iiif-part", args=[picture.pk, "full", "max"]))
    assert list((settings.DATA_DIR / "tiles").rglob("*.jpg"))
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_reference_image(picture)
    assert not list((settings.DATA_DIR / "tiles").rglob("*.jpg"))


def test_a_venue_and_a_creator_each_have_a_collection_of_their_works(client):
    venue, creator = make_venue(), make_creator()
    work = make_free_work(creator=creator)
    make_placement(work, venue)
    make_placement(make_artwork("Without a picture", creator), venue)
    for kind, owner in (("venue", venue), ("creator", creator)):
        told = read(client, reverse("iiif-collection", args=[kind, owner.pk]))
        Collection.model_validate(told)
        assert [item["id"] for item in told["items"]] == [SITE + reverse("iiif-manifest", args=[work.pk])]
    assert client.get(reverse("iiif-collection", args=["room", 1])).status_code == 404
