"""`import_museum wikidata`, with answers in the form of the query service and of Commons."""

from decimal import Decimal
from typing import Any
from urllib.parse import urlencode

import pytest
from django.core.management import CommandError

from catalog.importers.museums.wikidata import FACTS, LIST, record
from catalog.models import Artwork
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.conftest import Desk, makers
from tests.catalog.museums.imitation import Imitation, asked_for

ITEM = "http://www.wikidata.org/entity/"
COMMONS = "https://commons.wikimedia.org/w/api.php"
THUMB = "https://upload.wikimedia.org/thumb/1600px-Irises.jpg"
IRISES: dict[str, str] = {
    "work": f"{ITEM}Q1512126",
    "workLabel": "Irises",
    "workDescription": "painting by Vincent van Gogh",
    "maker": f"{ITEM}Q5582",
    "makerLabel": "Vincent van Gogh",
    "born": "1853-03-30T00:00:00Z",
    "died": "1890-07-29T00:00:00Z",
    "ulan": "500115588",
    "made": "1890-01-01T00:00:00Z",
    "precision": "9",
    "materialLabel": "oil paint",
    "height": "0.737",
    "width": "0.921",
    "place": f"{ITEM}Q160236",
    "placeLabel": "Metropolitan Museum of Art",
    "number": "58.187",
    "picture": "http://commons.wikimedia.org/wiki/Special:FilePath/Irises%20by%20Vincent_van%20Gogh.jpg",
}


def artwork(*others: dict[str, str], **facts: str):
    return record([{**IRISES, **facts}, *({**IRISES, **other} for other in others)])


def without(*names: str) -> dict[str, str]:
    return {name: value for name, value in IRISES.items() if name not in names}


def served(museums: Imitation, *rows: dict[str, str], item: str = "Q1512126", license_code: str = "pd") -> None:
    query = FACTS.format(items=f"wd:{item}")
    museums.says(sparql(query), bindings(*rows))
    name = "File:Irises by Vincent van Gogh.jpg"
    asked = {"action": "query", "format": "json", "formatversion": 2, "prop": "imageinfo", "titles": name}
    asked |= {"iiprop": "url|extmetadata", "iiextmetadatafilter": "License", "iiurlwidth": 1600}
    info = {"thumburl": THUMB, "url": "https://upload.wikimedia.org/Irises.jpg"}
    page = {"title": name, "imageinfo": [{**info, "extmetadata": {"License": {"value": license_code}}}]}
    museums.says(asked_for(f"{COMMONS}?{urlencode(asked)}"), {"query": {"pages": [page]}})
    museums.says(THUMB, picture_bytes())


def sparql(query: str) -> str:
    asked = urlencode({"format": "json", "query": " ".join(query.split())})
    return asked_for(f"https://query.wikidata.org/sparql?{asked}")


def bindings(*rows: dict[str, str]) -> dict[str, Any]:
    return {"results": {"bindings": [{name: {"value": value} for name, value in row.items()} for row in rows]}}


def test_normalized_meters_become_centimeters():
    assert (artwork().height_cm, artwork().width_cm) == (Decimal("73.7"), Decimal("92.1"))


def test_of_several_sizes_the_smallest_is_the_work_without_its_frame():
    framed = artwork({"height": "1.05", "width": "0.921"}, {"height": "1.05", "width": "1.2"})
    assert (framed.height_cm, framed.width_cm) == (Decimal("73.7"), Decimal("92.1"))


def test_what_is_stated_several_times_counts_once_and_in_any_order():
    rows = [{**IRISES, "materialLabel": material} for material in ("oil paint", "canvas", "oil paint")]
    assert record(rows).medium == "canvas, oil paint"
    assert record(rows) == record(rows[::-1])
    assert [creator.name for creator in makers(record(rows))] == ["Vincent van Gogh"]


def test_the_maker_comes_with_the_numbers_of_authorities():
    [creator] = makers(artwork())
    assert (creator.wikidata_id, creator.ulan_id) == ("Q5582", "500115588")
    assert (creator.birth_year, creator.death_year) == (1853, 1890)


def test_a_number_of_another_form_is_no_number_of_the_authority():
    [creator] = makers(artwork(ulan="see 500115588"))
    assert creator.ulan_id == ""


@pytest.mark.parametrize(
    ("made", "precision", "years"),
    [
        ("1890-01-01T00:00:00Z", "9", (1890, 1890)),
        ("1890-05-01T00:00:00Z", "11", (1890, 1890)),
        ("1880-01-01T00:00:00Z", "8", (1880, 1889)),
        ("1600-01-01T00:00:00Z", "7", (1501, 1600)),
        ("1501-01-01T00:00:00Z", "7", (1501, 1600)),
        ("-0480-01-01T00:00:00Z", "9", (-480, -480)),
        ("1000-01-01T00:00:00Z", "6", (None, None)),
    ],
)
def test_a_date_is_no_more_exact_than_it_is_known(made: str, precision: str, years: tuple[int | None, int | None]):
    dated = artwork(made=made, precision=precision)
    assert (dated.begin_year, dated.end_year) == years


def test_an_unknown_hand_is_nobody():
    assert artwork(maker=f"{ITEM}Q4233718", makerLabel="anonymous").creators == ()


def test_what_has_no_label_is_not_named_by_its_number():
    unlabeled = artwork(makerLabel="Q5582", placeLabel="Q160236", workLabel="Q1512126")
    assert (unlabeled.creators, unlabeled.place, unlabeled.title) == ((), None, "Q1512126")


def test_what_is_missing_is_empty():
    bare = record([{"work": IRISES["work"], "workLabel": "Irises"}])
    assert (bare.medium, bare.creators, bare.place, bare.accession_number) == ("", (), None, "")
    assert (bare.height_cm, bare.begin_year) == (None, None)


@pytest.mark.django_db
def test_works_of_a_collection_come_with_free_pictures(desk: Desk, museums: Imitation):
    museums.says(sparql(LIST.format(item="Q160236")), bindings({"work": IRISES["work"]}))
    served(museums, IRISES)
    desk.brings("wikidata", "--query", "Q160236")
    assert "1 works added, 0 brought up to date, 0 known already, 1 pictures added, 0 problems" in desk.out
    assert (
        Artwork.objects.get().reference_images.get().rights_uri.startswith("https://creativecommons.org/publicdomain/")
    )
    assert museums.headers[0]["User-Agent"] == "artwork-recognition/1.0 (curator@example.org)"


@pytest.mark.django_db
def test_a_picture_whose_photographer_must_be_named_stays_there(desk: Desk, museums: Imitation):
    served(museums, IRISES, license_code="cc-by-sa-4.0")
    desk.brings("wikidata", "--ids", "Q1512126")
    assert "1 works added, 0 brought up to date, 0 known already, 0 pictures added, 0 problems" in desk.out


@pytest.mark.django_db
def test_a_work_without_a_picture_is_taken(desk: Desk, museums: Imitation):
    served(museums, without("picture"))
    desk.brings("wikidata", "--ids", "Q1512126")
    assert "1 works added" in desk.out


@pytest.mark.django_db
def test_an_item_that_is_none_is_named(desk: Desk, museums: Imitation):
    museums.says(sparql(FACTS.format(items="wd:Q999999999")), bindings())
    desk.brings("wikidata", "--ids", "Q999999999")
    assert "Q999999999 is no item of Wikidata" in desk.err


@pytest.mark.parametrize("query", ["", "Rembrandt", "Q1 } DROP", "Q1\nQ2"])
def test_nothing_but_an_item_gets_into_a_query(desk: Desk, museums: Imitation, query: str):
    with pytest.raises(CommandError, match="is no item of Wikidata"):
        desk.brings("wikidata", "--query", query)
    assert museums.asked == []


def test_nobody_is_asked_without_a_contact(desk: Desk, museums: Imitation, settings):
    settings.MUSEUM_CONTACT = ""
    with pytest.raises(CommandError, match="set ARTRECOG_CONTACT"):
        desk.brings("wikidata", "--ids", "Q1512126")
    assert museums.asked == []
