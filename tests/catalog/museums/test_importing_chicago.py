"""`import_museum aic`, with records as the API of the Art Institute of Chicago returns them."""

import json
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from catalog.importers.museums.aic import FIELDS, record
from catalog.models import Artwork, Attribution
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.conftest import Desk, makers
from tests.catalog.museums.imitation import Imitation

API = "https://api.artic.edu/api/v1/artworks"
BASE = "https://www.artic.edu/iiif/2"
# As the API's documentation shows one, cut to what is read.
EARLE: dict[str, Any] = {
    "id": 4,
    "title": "Priest and Boy",
    "main_reference_number": "1880.1",
    "date_start": 1865,
    "date_end": 1880,
    "date_display": "n.d.",
    "artist_display": "Lawrence Carmichael Earle\nAmerican, 1845-1921",
    "artist_title": "Lawrence Carmichael Earle",
    "artist_titles": ["Lawrence Carmichael Earle"],
    "place_of_origin": "United States",
    "description": None,
    "dimensions": "47.2 × 34.5 cm (18 5/8 × 13 5/8 in.)",
    "dimensions_detail": [{"depth": None, "width": 34, "height": 47, "diameter": None, "clarification": None}],
    "medium_display": "Watercolor over graphite on cream wove paper",
    "credit_line": "The Charles Deering Collection",
    "is_public_domain": True,
    "is_on_view": False,
    "gallery_title": None,
    "artwork_type_title": "Drawing and Watercolor",
    "image_id": "1753b638-d4fb-8e45-3db9-92dde7f053da",
}


def artwork(**facts: Any):
    return record({**EARLE, **facts})


def page(*records: dict[str, Any], pages: int = 1) -> dict[str, Any]:
    return {"pagination": {"total_pages": pages}, "data": list(records), "config": {"iiif_url": BASE}}


def listing(number: int = 1) -> str:
    return f"{API}?fields={FIELDS}&limit=100&page={number}"


def test_the_size_is_read_from_the_text_since_the_numbers_are_cut_off():
    assert (artwork().height_cm, artwork().width_cm) == (Decimal("47.2"), Decimal("34.5"))


def test_the_years_of_an_undated_work_are_those_of_its_maker_and_date_nothing():
    assert (artwork().date_text, artwork().begin_year, artwork().end_year) == ("n.d.", None, None)
    dated = artwork(date_display="c. 1615–75", date_start=1615, date_end=1675)
    assert (dated.begin_year, dated.end_year) == (1615, 1675)


def test_years_that_came_the_wrong_way_round_are_turned():
    turned = artwork(date_display="1500s", date_start=1599, date_end=1500)
    assert (turned.begin_year, turned.end_year) == (1500, 1599)


def test_the_maker_is_named_with_nationality_and_years():
    [creator] = makers(artwork())
    assert (creator.name, creator.nationality) == ("Lawrence Carmichael Earle", "American")
    assert (creator.birth_year, creator.death_year) == (1845, 1921)


def test_a_publisher_beside_the_maker_is_none():
    words = "Giovanni Battista Piranesi (Italian, 1720-1778)\npublished by Francesco (Italian, 1758-1810)"
    [creator] = makers(artwork(artist_display=words, artist_titles=["Giovanni Battista Piranesi"]))
    assert (creator.name, creator.nationality, creator.death_year) == ("Giovanni Battista Piranesi", "Italian", 1778)


def test_a_workshop_is_told_from_its_master():
    words = "Workshop of Sandro Botticelli\nItalian, 1445-1510"
    [creator] = makers(artwork(artist_display=words, artist_titles=["Sandro Botticelli"]))
    assert (creator.name, creator.qualifier) == ("Sandro Botticelli", Attribution.Qualifier.WORKSHOP_OF)


def test_a_work_of_nobody_known_has_a_culture():
    unknown = artwork(artist_display="Unknown artist", artist_titles=[], artist_title=None, place_of_origin="Peru")
    assert (unknown.creators, unknown.culture) == ((), "Peru")


def test_nulls_are_empty():
    bare = artwork(**{name: None for name in EARLE if name not in ("id", "title")})
    assert (bare.medium, bare.credit_line, bare.dimensions, bare.description) == ("", "", "", "")
    assert (bare.height_cm, bare.begin_year, bare.creators) == (None, None, ())


def test_the_text_about_a_work_names_its_author():
    told = artwork(description="<p>Rossini trained in <em>Bologna</em>.</p>")
    assert told.description == "Rossini trained in Bologna.\n– Art Institute of Chicago, CC BY 4.0"


def test_a_work_that_is_not_shown_is_in_no_room():
    stored, shown = artwork().place, artwork(is_on_view=True, gallery_title="Gallery 241").place
    assert stored
    assert shown
    assert (stored.room, stored.on_view, shown.room, shown.on_view) == ("", False, "Gallery 241", True)


@pytest.mark.medium
@pytest.mark.django_db
def test_works_come_page_by_page_with_pictures_from_where_the_answer_says(desk: Desk, museums: Imitation):
    museums.says(listing(1), page(EARLE, pages=2))
    museums.says(listing(2), page({**EARLE, "id": 9, "is_public_domain": False}, pages=2))
    museums.says(f"{BASE}/{EARLE['image_id']}/full/1686,/0/default.jpg", picture_bytes())
    desk.brings("aic")
    assert "2 works added, 0 brought up to date, 0 known already, 1 pictures added, 0 problems" in desk.out
    assert Artwork.objects.get(source_id="4").reference_images.count() == 1
    assert museums.headers[0]["AIC-User-Agent"]


@pytest.mark.django_db
def test_works_are_searched_or_named(desk: Desk, museums: Imitation):
    museums.says(f"{API}/search?q=earle&fields={FIELDS}&limit=100&page=1", page(EARLE))
    museums.says(f"{API}/9?fields={FIELDS}", {"data": {**EARLE, "id": 9}, "config": {"iiif_url": BASE}})
    desk.brings("aic", "--query", "earle", "--without-pictures")
    desk.brings("aic", "--ids", "9", "10", "--without-pictures")
    assert Artwork.objects.count() == 2
    assert "artworks/10" in desk.err
    assert "is not there (404)" in desk.err


@pytest.mark.django_db
def test_a_picture_on_a_host_that_the_museum_was_not_known_for_is_not_asked_for(desk: Desk, museums: Imitation):
    museums.says(listing(), {**page(EARLE), "config": {"iiif_url": "https://cdn.example/iiif/2"}})
    desk.brings("aic")
    assert "cdn.example is not asked" in desk.err
    assert "1 works added" in desk.out


@pytest.mark.shared_data
@pytest.mark.django_db
def test_the_museums_real_records_are_taken(desk: Desk, museums: Imitation, shared_data: Path):
    folder = shared_data / "museum_records" / "aic" / "artworks"
    records = [json.loads(path.read_bytes()) for path in sorted(folder.glob("*.json"))]
    museums.says(listing(), page(*records))
    desk.brings("aic", "--without-pictures")
    assert (
        f"{len(records)} works added, 0 brought up to date, 0 known already, 0 pictures added, 0 problems" in desk.out
    )
    sized = Artwork.objects.filter(height_cm__gt=0, width_cm__gt=0).count()
    assert sized == len(records)
