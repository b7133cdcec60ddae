"""Records of The Met's API, with the traps that real ones hold."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.importers.met import Size, met_record
from catalog.models import Attribution
from catalog.records import ArtworkRecord, CreatorRecord

IRISES: dict[str, Any] = {
    "objectID": 436528,
    "objectURL": "https://www.metmuseum.org/art/collection/search/436528",
    "accessionNumber": "58.187",
    "isPublicDomain": True,
    "title": "Irises",
    "culture": "",
    "constituents": [{"role": "Artist", "name": "Vincent van Gogh"}],
    "artistPrefix": "",
    "artistDisplayName": "Vincent van Gogh",
    "artistDisplayBio": "Dutch, Zundert 1853–1890 Auvers-sur-Oise",
    "artistSuffix": "",
    "artistAlphaSort": "Gogh, Vincent van",
    "artistNationality": "Dutch",
    "artistBeginDate": "1853",
    "artistEndDate": "1890",
    "artistWikidata_URL": "https://www.wikidata.org/wiki/Q5582",
    "artistULAN_URL": "http://vocab.getty.edu/page/ulan/500115588",
    "objectDate": "1890",
    "objectBeginDate": 1890,
    "objectEndDate": 1890,
    "medium": "Oil on canvas",
    "dimensions": "29 x 36 1/4 in. (73.7 x 92.1 cm)",
    "measurements": [],
    "creditLine": "Gift of Adele R. Levy, 1958",
    "classification": "Paintings",
    "objectWikidata_URL": "https://www.wikidata.org/wiki/Q1512126",
    "GalleryNumber": "825",
}


def record(**facts: Any) -> ArtworkRecord:
    return met_record({**IRISES, **facts})


def measured(element: str, description: str | None = None, **sides: float) -> dict[str, Any]:
    return {"elementName": element, "elementDescription": description, "elementMeasurements": sides}


def size(*measurements: dict[str, Any], text: str = "") -> Size:
    work = record(measurements=list(measurements) or None, dimensions=text)
    return work.height_cm, work.width_cm, work.depth_cm


def artist(**facts: Any) -> CreatorRecord:
    creators = record(**facts).creators
    assert creators is not None
    return creators[0]


def lifetime(bio: str, begin: str = "", end: str = "") -> tuple[int | None, int | None, str]:
    person = artist(artistDisplayBio=bio, artistBeginDate=begin, artistEndDate=end)
    return person.birth_year, person.death_year, person.date_text


def test_a_record_is_known_by_the_object_id_as_text():
    work = record()
    assert (work.source, work.source_id, work.accession_number) == ("met", "436528", "58.187")
    assert work.source_url == "https://www.metmuseum.org/art/collection/search/436528"


def test_only_works_in_the_public_domain_are_cc0():
    assert record().rights_uri == "https://creativecommons.org/publicdomain/zero/1.0/"
    assert record(isPublicDomain=False).rights_uri == ""


def test_authorities_are_taken_from_their_addresses():
    assert (artist().ulan_id, artist().wikidata_id, record().wikidata_id) == ("500115588", "Q5582", "Q1512126")
    assert artist(artistULAN_URL="(not assigned)", artistWikidata_URL="").ulan_id == ""


def test_a_gallery_is_a_room_on_its_floor():
    place = record().place
    assert place is not None
    assert (place.venue.name, place.room, place.floor) == ("The Metropolitan Museum of Art", "Gallery 825", "2")
    assert place.on_view


def test_the_floor_of_other_wings_is_not_guessed():
    place = record(GalleryNumber="952").place
    assert place is not None
    assert (place.room, place.floor) == ("Gallery 952", "")


@pytest.mark.parametrize("gallery", ["", None])
def test_no_gallery_means_off_view(gallery):
    place = record(GalleryNumber=gallery).place
    assert place is not None
    assert (place.room, place.on_view) == ("", False)


def test_the_picture_is_measured_and_not_its_frame_or_mounting():
    frame = measured("Frame", Height=100.0, Width=120.0, Depth=9.0)
    overall = measured("Overall", Height=73.65999, Width=92.075)
    assert size(frame, overall) == (Decimal("73.7"), Decimal("92.1"), None)
    scroll = measured("Overall with mounting", Height=201.6129, Width=71.12014)
    assert size(scroll, overall, measured("Image", Height=114.45898, Width=55.56261))[0] == Decimal("114.5")


def test_a_part_of_a_set_is_not_the_whole():
    parts = [measured("Overall", letter, Height=28.8, Width=689.4) for letter in "ab"]
    text = "a: 11 × 271 in. (28.8 × 689.4 cm)\r\nb: 11 × 300 in. (28.8 × 763 cm)"
    assert size(*parts, text=text) == (None, None, None)


def test_a_width_entered_as_depth_is_read_from_the_text():
    wrong = measured("Overall", Depth=190.18288, Width=153.6703)
    text = "60 1/2 x 74 7/8 in. (153.7 x 190.2 cm)"
    assert size(wrong, text=text) == (Decimal("153.7"), Decimal("190.2"), None)


def test_without_measurements_the_text_tells_when_it_tells_one_size():
    assert size(text="29 x 36 in. (73.7 × 92.1 × 2.5 cm)") == (Decimal("73.7"), Decimal("92.1"), Decimal("2.5"))
    assert size() == (None, None, None)


def test_a_round_work_is_as_high_as_wide():
    assert size(measured("Overall", Diameter=59.69)) == (Decimal("59.7"), Decimal("59.7"), None)


def test_lines_of_dimensions_end_as_everywhere_else():
    assert record(dimensions="Image: 45 in.\r\nOverall: 79 in.").dimensions == "Image: 45 in.\nOverall: 79 in."


@pytest.mark.parametrize("name", ["", "Unidentified artist", "Unknown"])
def test_an_unnamed_maker_is_no_creator(name):
    work = record(artistDisplayName=name, constituents=None, culture="Korea")
    assert (work.creators, work.culture) == ((), "Korea")


def test_other_names_are_taken_out_of_the_brackets():
    greco = artist(
        artistDisplayName="El Greco (Domenikos Theotokopoulos)",
        artistAlphaSort="Greco, El (Domenikos Theotokopoulos)",
    )
    assert (greco.name, greco.sort_name) == ("El Greco", "Greco, El")
    assert greco.alternative_names == ("Domenikos Theotokopoulos",)
    assert artist(artistDisplayName="Hans Baldung (called Hans Baldung Grien)").alternative_names == (
        "Hans Baldung Grien",
    )


def test_a_name_is_not_shouted():
    assert artist(artistDisplayName="Qu Ding", artistAlphaSort="QU DING").sort_name == "Qu Ding"


@pytest.mark.parametrize(
    ("bio", "begin", "end", "expected"),
    [
        ("Dutch, Zundert 1853–1890 Auvers-sur-Oise", "1853", "1890", (1853, 1890, "")),
        ("Greek, Iráklion (Candia) 1541–1614 Toledo", "1540", "1614", (1541, 1614, "")),
        ("Netherlandish, Maaseik ca. 1390–1441 Bruges", "1390", "1441", (1390, 1441, "ca. 1390–1441")),
        ("Italian, Venice 1460/66?–1525/26 Venice", "1460", "1526", (1460, 1526, "1460/66?–1525/26")),
        ("Italian, Siena 1436–after 1518 Siena", "1436", "1518", (1436, 1518, "1436–after 1518")),
        ("Chinese, active ca. 1023–ca. 1056", "0950", "1150", (None, None, "active ca. 1023–ca. 1056")),
        ("Italian, active by 1278–died 1318 Siena", "1278", "1318", (None, None, "active by 1278–died 1318")),
        ("Chinese, 1082–1135; r. 1100–25", "1082", "1135", (1082, 1135, "")),
        ("Indian", "", "", (None, None, "")),
    ],
)
def test_years_of_activity_are_no_lifetime(bio, begin, end, expected):
    assert lifetime(bio, begin, end) == expected


@pytest.mark.parametrize(
    ("prefix", "suffix", "qualifier", "note"),
    [
        ("", "", Attribution.Qualifier.ARTIST, ""),
        ("", "and assistants", Attribution.Qualifier.ARTIST, "and assistants"),
        ("Attributed to", "", Attribution.Qualifier.ATTRIBUTED_TO, ""),
        ("Painting attributed to", "or a follower", Attribution.Qualifier.ATTRIBUTED_TO, "or a follower"),
        ("Workshop of", "", Attribution.Qualifier.WORKSHOP_OF, ""),
        ("Copy after", "", Attribution.Qualifier.COPY_AFTER, ""),
        ("After", "", Attribution.Qualifier.AFTER, ""),
        ("Possibly", "", Attribution.Qualifier.ATTRIBUTED_TO, "(Possibly)"),
    ],
)
def test_prefixes_qualify_and_suffixes_follow_the_name(prefix, suffix, qualifier, note):
    person = artist(artistPrefix=prefix, artistSuffix=suffix)
    assert (person.qualifier, person.note) == (qualifier, note)


def test_further_artists_are_named_and_other_roles_are_not():
    second = {
        "role": "Artist",
        "name": "Jan Brueghel",
        "constituentULAN_URL": "http://vocab.getty.edu/page/ulan/500027269",
    }
    lender = {"role": "Former owner", "name": "Somebody"}
    creators = record(constituents=[IRISES["constituents"][0], second, lender]).creators
    assert creators is not None
    assert [(creator.name, creator.ulan_id) for creator in creators[1:]] == [("Jan Brueghel", "500027269")]


@pytest.mark.parametrize(
    ("facts", "years"),
    [
        ({"objectBeginDate": -480, "objectEndDate": -470}, (-480, -470)),
        ({"objectBeginDate": 1865, "objectEndDate": 1860}, (1860, 1865)),
        ({"objectBeginDate": None, "objectEndDate": ""}, (None, None)),
        ({"objectBeginDate": 0, "objectEndDate": 0}, (None, None)),
    ],
)
def test_years_are_ordered_and_nothing_is_no_year(facts, years):
    work = record(**facts)
    assert (work.begin_year, work.end_year) == years


def test_missing_facts_and_markup_do_no_harm():
    bare = met_record({"objectID": 1})
    assert (bare.title, bare.creators, bare.medium) == ("Untitled", (), "")
    assert record(title="<i>Irises</i>").title == "Irises"
