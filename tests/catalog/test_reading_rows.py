"""What the cells of a row say about a work."""

from decimal import Decimal

import pytest

from catalog.exceptions import RowError
from catalog.importers.rows import image_names, read_row
from catalog.models import Attribution
from catalog.records import ArtworkRecord


def record(venue: str = "", **cells: str) -> ArtworkRecord:
    return read_row({"source_id": "1", "title": "Irises", **cells}, source="test", venue=venue)


@pytest.mark.parametrize(
    ("cell", "years", "words"),
    [
        ("1889", (1889, 1889), None),
        ("1503–1506", (1503, 1506), None),
        ("1889-90", (1889, 1890), None),
        ("-480", (-480, -480), None),
        ("480 BCE", (-480, -480), None),
        ("79 AD", (79, 79), None),
        ("ca. 1520", (None, None), "ca. 1520"),
        ("", (None, None), None),
    ],
)
def test_a_year_is_one_or_two_numbers_or_words(cell, years, words):
    work = record(year=cell)
    assert ((work.begin_year, work.end_year), work.date_text) == (years, words)


def test_words_for_the_date_win_over_those_in_the_year():
    assert record(year="ca. 1520", date_text="about 1520").date_text == "about 1520"


@pytest.mark.parametrize(("cell", "size"), [("73.7", "73.7"), ("73,7", "73.7"), ("73.7 cm", "73.7"), ("", None)])
def test_sizes_are_centimeters(cell, size):
    assert record(height_cm=cell).height_cm == (Decimal(size) if size else None)


def test_several_creators_share_a_cell():
    work = record(creator="Rubens | Jan Brueghel", qualifier="Workshop of")
    assert work.creators is not None
    assert [creator.name for creator in work.creators] == ["Rubens", "Jan Brueghel"]
    assert {creator.qualifier for creator in work.creators} == {Attribution.Qualifier.WORKSHOP_OF}


def test_a_column_that_is_not_there_says_nothing_and_an_empty_one_says_nobody():
    assert record().creators is None
    assert record(creator="").creators == ()
    assert record().medium is None
    assert record(medium="").medium == ""


def test_rights_are_an_address_or_a_usual_name():
    assert record(rights="CC0").rights_uri == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert record(rights="https://example.org/r").rights_uri == "https://example.org/r"
    assert record().rights_uri is None


def test_a_place_needs_a_venue():
    assert record(room="19").place is None
    named, default = record(room="19", venue="The Met", floor="2").place, record("Pinacoteca", room="19").place
    assert named is not None
    assert default is not None
    assert (named.venue.name, named.room, named.floor, named.on_view) == ("The Met", "19", "2", True)
    assert default.venue.name == "Pinacoteca"


@pytest.mark.parametrize(("cell", "on_view"), [("", True), ("yes", True), ("No", False), ("0", False)])
def test_works_are_on_view_unless_the_row_says_otherwise(cell, on_view):
    place = record("The Met", on_view=cell).place
    assert place is not None
    assert place.on_view is on_view


def test_several_images_share_a_cell():
    assert image_names({"image": "a.jpg | b.jpg"}) == ["a.jpg", "b.jpg"]
    assert image_names({}) == []


@pytest.mark.parametrize(
    ("cells", "words"),
    [
        ({"source_id": ""}, "source_id is empty"),
        ({"title": ""}, "title is empty"),
        ({"height_cm": "tall"}, "“tall” is no number"),
        ({"width_cm": "0"}, "not more than zero"),
        ({"depth_cm": "NaN"}, "no number"),
        ({"depth_cm": "-5"}, "no number"),
        ({"rights": "mine"}, "rightsstatements.org"),
        ({"creator": "Rubens", "qualifier": "maybe"}, "attributed to"),
        ({"venue": "The Met", "on_view": "perhaps"}, "neither yes nor no"),
    ],
)
def test_a_cell_that_cannot_be_understood_says_what_to_write(cells, words):
    with pytest.raises(RowError, match=words):
        record(**cells)
