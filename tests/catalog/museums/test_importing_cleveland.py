"""`import_museum cleveland`, with records in the form that the museum's API documents."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.importers.museums.cleveland import record
from catalog.models import Artwork, Attribution
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.conftest import Desk, makers
from tests.catalog.museums.imitation import Imitation

API = "https://openaccess-api.clevelandart.org/api/artworks/"
CDN = "https://openaccess-cdn.clevelandart.org/1953.424/1953.424"
SAINT: dict[str, Any] = {
    "id": 130707,
    "accession_number": "1953.424",
    "share_license_status": "CC0",
    "current_location": "118 Italian Renaissance",
    "title": "Head of Saint John the Baptist",
    "creation_date": "c. 1550–1650",
    "creation_date_earliest": 1550,
    "creation_date_latest": 1650,
    "culture": ["Spain or Northern Italy, mid 16th - mid 17th century"],
    "technique": "oil on canvas",
    "type": "Painting",
    "measurements": "Framed: 80.6 x 104.8 x 7.6 cm (31 3/4 x 41 1/4 x 3 in.); Unframed: 50 x 75.2 cm (19 11/16 in.)",
    "dimensions": {
        "framed": {"height": 0.806, "width": 1.048, "depth": 0.076},
        "unframed": {"height": 0.5, "width": 0.752},
    },
    "description": "The scroll reads <em>Ecce Agnus Dei</em>.<br>It wraps the cross.",
    "external_resources": {"wikidata": ["https://www.wikidata.org/wiki/Q60472815"], "internet_archive": []},
    "url": "https://clevelandart.org/art/1953.424",
    "images": {
        "web": {"url": f"{CDN}_web.jpg", "width": "1263", "height": "830"},
        "print": {"url": f"{CDN}_print.jpg", "width": "3400", "height": "2235"},
        "full": {"url": f"{CDN}_full.tif", "width": "6060", "height": "3983"},
    },
    "creditline": "Mr. and Mrs. William H. Marlatt Fund",
    "creators": [],
}
ROUSSEAU = {
    "description": "Henri Rousseau (French, 1844–1910)",
    "role": "artist",
    "qualifier": None,
    "birth_year": "1844",
    "death_year": "1910",
}


def artwork(**facts: Any):
    return record({**SAINT, **facts})


def page(*records: dict[str, Any], total: int | None = None) -> dict[str, Any]:
    return {"info": {"total": len(records) if total is None else total}, "data": list(records)}


def test_meters_become_centimeters_and_the_frame_is_left_aside():
    assert (artwork().height_cm, artwork().width_cm, artwork().depth_cm) == (Decimal(50), Decimal("75.2"), None)


def test_a_size_of_the_frame_alone_is_none_of_the_work():
    framed = artwork(dimensions={"framed": {"height": 0.806, "width": 1.048}})
    assert (framed.height_cm, framed.width_cm) == (None, None)


def test_a_size_that_only_the_text_gives_is_read_from_it():
    assert artwork(dimensions={}).width_cm == Decimal("75.2")


def test_markup_becomes_lines():
    assert artwork().description == "The scroll reads Ecce Agnus Dei.\nIt wraps the cross."


def test_a_work_that_is_not_shown_has_no_location():
    stored, shown = artwork(current_location=None).place, artwork().place
    assert stored
    assert shown
    assert (stored.room, stored.on_view, shown.room, shown.on_view) == ("", False, "118 Italian Renaissance", True)


def test_a_work_of_nobody_known_has_a_culture():
    assert artwork().creators == ()
    assert artwork().culture == "Spain or Northern Italy, mid 16th - mid 17th century"


def test_a_maker_is_told_from_nationality_and_years():
    [creator] = makers(artwork(creators=[ROUSSEAU]))
    assert (creator.name, creator.nationality) == ("Henri Rousseau", "French")
    assert (creator.birth_year, creator.death_year) == (1844, 1910)


def test_a_qualifier_is_taken_and_a_printer_is_no_maker():
    printer = {**ROUSSEAU, "description": "Auguste Delâtre (French, 1822–1907)", "role": "printer"}
    [creator] = makers(artwork(creators=[{**ROUSSEAU, "qualifier": "attributed to"}, printer]))
    assert (creator.name, creator.qualifier) == ("Henri Rousseau", Attribution.Qualifier.ATTRIBUTED_TO)


def test_rights_are_told_by_an_address():
    assert artwork().rights_uri == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert artwork(share_license_status="Copyrighted").rights_uri == "https://rightsstatements.org/vocab/InC/1.0/"
    assert artwork(share_license_status="Loan").rights_uri == ""


def test_nulls_are_empty():
    bare = artwork(**{name: None for name in SAINT if name not in ("id", "title")})
    assert (bare.medium, bare.culture, bare.wikidata_id, bare.creators) == ("", "", "", ())
    assert (bare.height_cm, bare.begin_year, bare.rights_uri) == (None, None, "")


@pytest.mark.django_db
def test_works_come_with_the_smallest_picture_that_is_large_enough(desk: Desk, museums: Imitation):
    small = {"web": {"url": f"{CDN}_web.jpg", "width": "893", "height": "600"}, "print": SAINT["images"]["print"]}
    museums.says(f"{API}?has_image=1&limit=100&skip=0", page(SAINT, {**SAINT, "id": 2, "images": small}))
    museums.says(f"{CDN}_web.jpg", picture_bytes(1))
    museums.says(f"{CDN}_print.jpg", picture_bytes(2))
    desk.brings("cleveland")
    assert "2 works added, 0 brought up to date, 0 known already, 2 pictures added, 0 problems" in desk.out
    assert museums.asked[1:] == [f"{CDN}_web.jpg", f"{CDN}_print.jpg"]


@pytest.mark.django_db
def test_pictures_under_copyright_stay_there(desk: Desk, museums: Imitation):
    museums.says(f"{API}?has_image=1&limit=100&skip=0", page({**SAINT, "share_license_status": "Copyrighted"}))
    desk.brings("cleveland")
    assert "1 works added, 0 brought up to date, 0 known already, 0 pictures added, 0 problems" in desk.out


@pytest.mark.django_db
def test_a_search_is_read_page_by_page(desk: Desk, museums: Imitation):
    for number in (0, 1):
        answer = page({**SAINT, "id": number}, total=101)
        museums.says(f"{API}?q=saint john&has_image=1&limit=100&skip={number * 100}", answer)
    desk.brings("cleveland", "--query", "saint john", "--without-pictures")
    assert Artwork.objects.count() == 2


@pytest.mark.django_db
def test_works_are_named_by_accession_numbers(desk: Desk, museums: Imitation):
    museums.says(f"{API}1953.424", {"data": SAINT})
    desk.brings("cleveland", "--ids", "1953.424", "1.1", "--without-pictures")
    assert Artwork.objects.get().source_id == "130707"
    assert "artworks/1.1 is not there (404)" in desk.err
