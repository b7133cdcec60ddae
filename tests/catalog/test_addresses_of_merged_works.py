"""What programs hold of a work that was merged leads to the work that was kept, and back when they are two again."""

from xml.etree import ElementTree

import pytest
from django.urls import reverse

from catalog import services
from catalog.models import Artwork
from tests.catalog.factories import make_artwork, make_reference_image, picture_bytes

pytestmark = pytest.mark.django_db
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


@pytest.fixture
def pair() -> tuple[Artwork, Artwork]:
    kept = make_artwork("Irises", source_id="K1", rights_uri=CC0)
    merged = make_artwork("Irises (still life)", source_id="M1", rights_uri=CC0)
    for work in (kept, merged):
        make_reference_image(work, picture_bytes(seed=work.pk))
    return kept, merged


@pytest.mark.medium
@pytest.mark.parametrize("name", ["artwork-linked-art", "iiif-manifest", "artwork"])
def test_the_address_of_a_merged_work_leads_to_the_same_of_the_kept_one(client, pair, name):
    kept, merged = pair
    former = reverse(name, args=[merged.pk])
    changes = services.merge_artworks(kept, merged)
    response = client.get(former)
    assert (response.status_code, response.url) == (302, reverse(name, args=[kept.pk]))
    assert client.get(response.url).status_code == 200
    services.undo_merge(changes)
    assert client.get(former).status_code == 200


@pytest.mark.parametrize("name", ["artwork-linked-art", "iiif-manifest"])
def test_scripts_of_other_sites_may_follow(client, pair, name):
    former = reverse(name, args=[pair[1].pk])
    services.merge_artworks(*pair)
    assert client.get(former)["Access-Control-Allow-Origin"] == "*"


def test_the_pictures_of_both_are_in_the_manifest_of_the_kept_one_at_their_old_addresses(client, pair):
    kept, merged = pair
    picture = merged.reference_images.get()
    services.merge_artworks(kept, merged)
    manifest = client.get(reverse("iiif-manifest", args=[kept.pk])).json()
    assert len(manifest["items"]) == 2
    assert client.get(reverse("iiif-info", args=[picture.pk])).status_code == 200


def test_neither_the_sitemap_nor_harvesters_are_told_of_the_merged_work(client, pair):
    kept, merged = pair
    former = merged.pk
    services.merge_artworks(kept, merged)
    listed = client.get("/sitemap-works.xml").content.decode()
    assert kept.get_absolute_url() in listed
    assert reverse("artwork", args=[former]) not in listed
    assert harvested(client, verb="ListIdentifiers") == [f"oai:testserver:{kept.pk}"]
    assert harvested(client, verb="GetRecord", identifier=f"oai:testserver:{former}") == []


def harvested(client, **arguments: str) -> list[str]:
    """Return the identifiers of records, which stand in their headers."""
    answer = client.get(reverse("oai-pmh"), {**arguments, "metadataPrefix": "oai_dc"}).content
    header = "{http://www.openarchives.org/OAI/2.0/}header/{http://www.openarchives.org/OAI/2.0/}identifier"
    return [element.text or "" for element in ElementTree.fromstring(answer).iterfind(f".//{header}")]
