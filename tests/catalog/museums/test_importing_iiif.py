"""`import_museum iiif`: manifests of IIIF Presentation 2 and 3, and collections of them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog.importers.museums.iiif import picture, record, words
from catalog.models import Artwork
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.conftest import Desk, makers
from tests.catalog.museums.imitation import Imitation

HOST = "https://museum.example"
SERVICE = f"{HOST}/iiif/whistler"
MOTHER: dict[str, Any] = {
    "@context": "http://iiif.io/api/presentation/3/context.json",
    "id": f"{HOST}/mother.json",
    "type": "Manifest",
    "label": {"fr": ["La Mère de Whistler"], "en": ["Whistler's Mother"]},
    "metadata": [
        {"label": {"en": ["Creator"]}, "value": {"none": ["Whistler, James Abbott McNeill"]}},
        {"label": {"en": ["Date"]}, "value": {"none": ["1871"]}},
        {"label": {"en": ["Medium"]}, "value": {"en": ["oil on canvas"]}},
        {"label": {"en": ["Dimensions"]}, "value": {"en": ["144.3 x 162.4 cm"]}},
    ],
    "summary": {"en": ["<p>Arrangement in <em>Grey</em> and Black No. 1</p>"]},
    "rights": "http://creativecommons.org/publicdomain/mark/1.0/",
    "requiredStatement": {"label": {"en": ["Held By"]}, "value": {"none": ["Musée d'Orsay, Paris"]}},
}
OLDER: dict[str, Any] = {
    "@context": "http://iiif.io/api/presentation/2/context.json",
    "@id": f"{HOST}/older.json",
    "@type": "sc:Manifest",
    "label": [{"@value": "Le Moulin", "@language": "fr"}, {"@value": "The Mill", "@language": "en"}],
    "metadata": [{"label": "Artist", "value": "Rembrandt van Rijn (Dutch, 1606–1669)"}],
    "license": "https://creativecommons.org/publicdomain/zero/1.0/",
    "attribution": "Widener Collection",
}


def shown(width: int = 4000, **service: Any) -> list[dict[str, Any]]:
    body = {"id": f"{HOST}/whole.jpg", "type": "Image", "width": width, "height": 3000}
    if service:
        body["service"] = [{"id": SERVICE, **service}]
    return [{"type": "Canvas", "items": [{"items": [{"type": "Annotation", "body": body}]}]}]


def shown_before(**service: Any) -> list[dict[str, Any]]:
    resource = {"@id": f"{HOST}/whole.jpg", "width": 4000, "height": 3000, "service": {"@id": SERVICE, **service}}
    return [{"canvases": [{"images": [{"resource": resource}]}]}]


@pytest.mark.parametrize(
    ("value", "text"),
    [
        ("The Mill", "The Mill"),
        ({"@value": "The Mill"}, "The Mill"),
        ([{"@value": "Le Moulin", "@language": "fr"}, {"@value": "The Mill", "@language": "en"}], "The Mill"),
        ({"nl": ["De Molen"], "en": ["The Mill"]}, "The Mill"),
        ({"none": ["De Molen"]}, "De Molen"),
        ({"fr": ["Un", "Deux"]}, "Un\nDeux"),
        (["Un", "Deux"], "Un\nDeux"),
        (None, ""),
        ({}, ""),
    ],
)
def test_a_text_is_read_however_either_version_writes_it(value: Any, text: str):
    assert words(value) == text


def test_version_3_is_read():
    work = record(MOTHER)
    [creator] = makers(work)
    assert (work.title, work.source_id) == ("Whistler's Mother", f"{HOST}/mother.json")
    assert (creator.name, creator.sort_name) == ("James Abbott McNeill Whistler", "Whistler, James Abbott McNeill")
    assert (work.date_text, work.medium, work.height_cm) == ("1871", "oil on canvas", Decimal("144.3"))
    assert work.description == "Arrangement in Grey and Black No. 1"
    assert (work.rights_uri, work.credit_line) == (MOTHER["rights"], "Musée d'Orsay, Paris")


def test_version_2_is_read():
    work = record(OLDER)
    [creator] = makers(work)
    assert (work.title, work.rights_uri) == ("The Mill", OLDER["license"])
    assert (creator.name, creator.birth_year, creator.nationality) == ("Rembrandt van Rijn", 1606, "Dutch")
    assert work.credit_line == "Widener Collection"


def test_what_a_manifest_does_not_say_is_left_as_it_is():
    work = record({"id": f"{HOST}/bare.json", "label": {"none": ["Untold"]}})
    assert (work.creators, work.medium, work.dimensions, work.rights_uri) == (None, None, None, None)
    assert (work.description, work.credit_line) == (None, None)


def test_a_long_address_is_known_by_its_hash():
    first, second = (record({**MOTHER, "id": f"{HOST}/{'a' * 200}{number}"}) for number in (1, 2))
    assert len(first.source_id) == 64
    assert first.source_id != second.source_id


def test_a_license_that_is_no_address_is_none():
    assert record({**OLDER, "license": "All rights reserved"}).rights_uri is None


def test_a_server_of_version_3_is_asked_for_a_width():
    sized = {**MOTHER, "items": shown(type="ImageService3", profile="level2")}
    assert picture(sized) == f"{SERVICE}/full/1600,/0/default.jpg"


def test_a_picture_that_is_small_is_asked_for_as_it_is():
    small = {**MOTHER, "items": shown(width=1114, type="ImageService3", profile="level1")}
    assert picture(small) == f"{SERVICE}/full/max/0/default.jpg"
    small = {
        **MOTHER,
        "items": shown(width=1114, type="ImageService2", profile="http://iiif.io/api/image/2/level1.json"),
    }
    assert picture(small) == f"{SERVICE}/full/full/0/default.jpg"


def test_a_server_that_makes_no_sizes_is_asked_for_the_picture_that_it_names():
    assert picture({**MOTHER, "items": shown(type="ImageService3", profile="level0")}) == f"{HOST}/whole.jpg"
    assert picture({**MOTHER, "items": shown()}) == f"{HOST}/whole.jpg"


def test_a_server_of_version_2_says_its_level_in_a_list_and_its_address_unencrypted():
    profile = ["http://iiif.io/api/image/2/level2.json", {"formats": ["jpg"]}]
    older = {**OLDER, "sequences": shown_before(profile=profile)}
    older["sequences"][0]["canvases"][0]["images"][0]["resource"]["service"]["@id"] = SERVICE.replace("https", "http")
    assert picture(older) == f"{SERVICE}/full/1600,/0/default.jpg"


def test_of_several_pictures_to_choose_from_the_first_is_taken():
    canvases = shown()
    annotation = canvases[0]["items"][0]["items"][0]
    annotation["body"] = {"type": "Choice", "items": [annotation["body"], {"id": f"{HOST}/x-ray.jpg"}]}
    assert picture({**MOTHER, "items": canvases}) == f"{HOST}/whole.jpg"


@pytest.mark.django_db
def test_manifests_of_a_collection_come_with_their_pictures(desk: Desk, museums: Imitation):
    inner = {"type": "Collection", "items": [{"id": f"{HOST}/older.json"}, {"id": f"{HOST}/all.json"}]}
    museums.says(
        f"{HOST}/all.json", {"type": "Collection", "items": [{"id": f"{HOST}/mother.json"}, {"id": f"{HOST}/i"}]}
    )
    museums.says(f"{HOST}/i", inner)
    museums.says(f"{HOST}/mother.json", {**MOTHER, "items": shown(type="ImageService3", profile="level2")})
    museums.says(f"{HOST}/older.json", {**OLDER, "sequences": shown_before(profile="level2")})
    museums.says(f"{SERVICE}/full/1600,/0/default.jpg", picture_bytes())
    desk.brings("iiif", "--ids", f"{HOST}/all.json")
    assert "2 works added, 0 brought up to date, 0 known already, 2 pictures added, 0 problems" in desk.out


@pytest.mark.django_db
def test_pictures_on_another_host_are_asked_for_when_it_is_allowed(desk: Desk, museums: Imitation):
    elsewhere = json.loads(
        json.dumps({**MOTHER, "items": shown()}).replace(f"{HOST}/whole", "https://cdn.example/whole")
    )
    museums.says(f"{HOST}/mother.json", elsewhere)
    museums.says("https://cdn.example/whole.jpg", picture_bytes())
    desk.brings("iiif", "--ids", f"{HOST}/mother.json")
    assert "cdn.example is not asked: it is no host of this source." in desk.err
    desk.brings("iiif", "--ids", f"{HOST}/mother.json", "--allow-host", "cdn.example")
    assert Artwork.objects.get().reference_images.count() == 1


@pytest.mark.shared_data
def test_the_cookbooks_real_manifests_are_read(shared_data: Path):
    paths = sorted((shared_data / "museum_records" / "iiif").glob("*/*manifest*.json"))
    for path in paths:
        text = path.read_text().replace("{{ id.url }}", f"{HOST}/{path.name}").replace("{{ id.path }}", HOST)
        manifest = json.loads(text)
        assert record(manifest).title
        assert picture(manifest).startswith(("https://iiif.io/api/", "https://fixtures.iiif.io/"))
    assert len(paths) > 10
