"""Linked Art and schema.org: what programs read is right, and reads as JSON-LD."""

import json
import re
from importlib.resources import files
from typing import Any

import pytest
from cromulent import reader
from django.urls import reverse
from pyld import jsonld

from catalog.exporters.linked_art import CONTEXT, iso_year
from catalog.models import Attribution
from tests.catalog.factories import (
    make_artwork,
    make_creator,
    make_placement,
    make_reference_image,
    make_room,
    make_venue,
)

pytestmark = pytest.mark.django_db
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"
CRM = "http://www.cidoc-crm.org/cidoc-crm/"


def bundled_context(address: str, _options: Any) -> dict[str, Any]:
    """Stand in for linked.art: the context that its authors' own library brings."""
    assert address == CONTEXT
    text = (files("cromulent") / "data" / "linked-art.json").read_text(encoding="utf-8")
    return {"contextUrl": None, "documentUrl": address, "document": json.loads(text), "contentType": None}


def read(client, name: str, pk: int) -> tuple[dict[str, Any], dict[str, Any]]:
    """Return a document, and what it says as RDF: objects by the last part of their predicate."""
    response = client.get(reverse(name, args=[pk]))
    assert response["Content-Type"].startswith("application/ld+json")
    told = json.loads(response.content)
    quads = jsonld.to_rdf(told, {"documentLoader": bundled_context})["@default"]
    said: dict[str, Any] = {}
    for quad in quads:
        said.setdefault(quad["predicate"]["value"].rsplit("/", 1)[-1], []).append(quad["object"]["value"])
    # Every class, and every property of a class, is one of Linked Art's.
    reader.Reader(validate_profile=False).read(json.loads(response.content))
    return told, said


@pytest.mark.medium
def test_a_work_is_linked_art(client):
    facts = {"medium": "Oil on canvas", "accession_number": "58.187", "wikidata_id": "Q1", "credit_line": "Gift"}
    sizes = {"height_cm": "73.7", "width_cm": "92.1"}
    work = make_artwork("Irises", make_creator(), begin_year=1890, end_year=1890, rights_uri=CC0, **facts, **sizes)
    make_reference_image(work)
    make_placement(work, make_room())
    told, said = read(client, "artwork-linked-art", work.pk)
    assert told["type"] == "HumanMadeObject"
    assert f"{CRM}E22_Human-Made_Object" in said["22-rdf-syntax-ns#type"]
    assert {"Irises", "58.187", "Oil on canvas", "Gift", "Vincent van Gogh"} <= set(said["P190_has_symbolic_content"])
    assert {float(value) for value in said["P90_has_value"]} == {73.7, 92.1}
    assert said["P82a_begin_of_the_begin"] == ["1890-01-01T00:00:00Z"]
    (maker,) = said["P14_carried_out_by"]
    assert maker == "http://testserver" + reverse("creator-linked-art", args=[work.creators.get().pk])
    assert told["representation"][0]["digitally_shown_by"][0]["subject_to"][0]["classified_as"][0]["id"] == CC0


def test_who_is_named_with_a_qualifier_is_named_in_words_only(client):
    work = make_artwork("Portrait")
    Attribution.objects.create(artwork=work, creator=make_creator("Rembrandt"), qualifier="workshop_of")
    told, said = read(client, "artwork-linked-art", work.pk)
    assert "produced_by" not in told
    assert "Workshop of Rembrandt" in said["P190_has_symbolic_content"]


def test_a_picture_that_may_not_be_handed_on_is_not_described(client):
    image = make_reference_image(make_artwork())
    told, _ = read(client, "artwork-linked-art", image.artwork_id)
    assert "representation" not in told
    assert "iiif" not in json.dumps(told)


def test_a_creator_is_linked_art(client):
    person = make_creator(birth_year=1853, death_year=1890, ulan_id="500115588", alternative_names=["V. van Gogh"])
    told, said = read(client, "creator-linked-art", person.pk)
    assert told["type"] == "Person"
    assert {"Vincent van Gogh", "V. van Gogh"} <= set(said["P190_has_symbolic_content"])
    assert told["equivalent"] == [{"id": "http://vocab.getty.edu/ulan/500115588", "type": "Person"}]
    assert told["born"]["timespan"]["begin_of_the_begin"] == "1853-01-01T00:00:00Z"


def test_a_venue_is_linked_art(client):
    venue = make_venue(latitude=40.779, longitude=-73.963, website="https://www.metmuseum.org")
    told, said = read(client, "venue-linked-art", venue.pk)
    assert (told["type"], told["defined_by"]) == ("Place", "POINT(-73.963 40.779)")
    assert "http://vocab.getty.edu/aat/300005768" in said["P2_has_type"]


@pytest.mark.parametrize(("year", "iso"), [(1890, "1890"), (79, "0079"), (-1, "0000"), (-480, "-0479")])
def test_years_before_the_common_era_count_from_zero(year, iso):
    assert iso_year(year) == iso


def test_no_document_is_of_what_does_not_exist(client):
    for name in ("artwork-linked-art", "creator-linked-art", "venue-linked-art"):
        assert client.get(reverse(name, args=[404])).status_code == 404


def in_page(client, pk: int) -> dict[str, Any]:
    """Return what the page of a work tells search engines."""
    page = client.get(reverse("artwork", args=[pk])).content.decode()
    (block,) = re.findall(r'<script type="application/ld\+json">(.*?)</script>', page, flags=re.DOTALL)
    told: dict[str, Any] = json.loads(block)
    return told


def test_the_page_of_a_work_tells_search_engines_what_it_shows(client):
    work = make_artwork("Irises", make_creator(), date_text="1890", height_cm="73.7", width_cm="92.1", rights_uri=CC0)
    image = make_reference_image(work, credit="A photographer")
    told = in_page(client, work.pk)
    address = "http://testserver" + work.get_absolute_url()
    assert (told["@type"], told["@id"], told["name"], told["dateCreated"]) == (
        "VisualArtwork",
        address,
        "Irises",
        "1890",
    )
    assert told["creator"][0]["name"] == "Vincent van Gogh"
    assert told["height"] == {"@type": "QuantitativeValue", "value": 73.7, "unitCode": "CMT"}
    assert told["image"][0]["contentUrl"] == "http://testserver" + reverse("picture", args=[image.pk, "large"])


def test_search_engines_are_not_told_of_a_picture_that_may_not_be_copied(client):
    image = make_reference_image(make_artwork())
    assert "image" not in in_page(client, image.artwork_id)


def test_a_title_cannot_end_the_block(client):
    title = "</script><script>alert(1)</script> & <!-- Co"
    work = make_artwork(title)
    assert in_page(client, work.pk)["name"] == title
