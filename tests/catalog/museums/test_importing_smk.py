"""`import_museum smk`, with records in the form that SMK's API documents."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.importers.museums.smk import record
from catalog.models import Artwork, Attribution
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.conftest import Desk, makers
from tests.catalog.museums.imitation import Imitation

API = "https://api.smk.dk/api/v1/art"
SEARCH = f"{API}/search/?keys=*&filters=[has_image:true]&lang=en&rows=100&offset="
SERVICE = "https://iip.smk.dk/iiif/jp2/kms760.tif.jp2"
DANCE: dict[str, Any] = {
    "id": "1180038205_object",
    "object_number": "KMS760",
    "titles": [
        {"title": "Et selskab af danske kunstnere i Rom", "language": "dansk", "type": "museumstitel"},
        {"title": "A Company of Danish Artists in Rome", "language": "engelsk", "type": "museumstitel"},
    ],
    "production": [
        {
            "creator": "Hansen, Constantin",
            "creator_date_of_birth": "1804-11-03T00:00:00.000Z",
            "creator_date_of_death": "1880-03-29T00:00:00.000Z",
            "creator_nationality": "Danish",
        }
    ],
    "production_date": [{"start": "1837-01-01T00:00:00.000Z", "end": "1837-12-31T00:00:00.000Z", "period": "1837"}],
    "techniques": ["Oil on canvas"],
    "object_names": [{"name": "Painting"}],
    "dimensions": [
        {"part": "Brutto", "type": "højde", "value": "85", "unit": "centimeter"},
        {"part": "Brutto", "type": "bredde", "value": "96", "unit": "centimeter"},
        {"part": "Netto", "type": "højde", "value": "62", "unit": "centimeter", "notes": "620 x 740 mm"},
        {"part": "Netto", "type": "bredde", "value": "74,5", "unit": "centimeter"},
        {"part": "Netto", "type": "vægt", "value": "3", "unit": "kilogram"},
    ],
    "credit_line": ["Acquired 1837"],
    "public_domain": True,
    "rights": "https://creativecommons.org/publicdomain/mark/1.0/",
    "on_display": True,
    "current_location_name": "Sal 217A",
    "frontend_url": "https://open.smk.dk/artwork/image/KMS760",
    "image_iiif_id": SERVICE,
}


def artwork(**facts: Any):
    return record({**DANCE, **facts})


def side(kind: str, value: str, unit: str = "centimeter", **facts: str) -> dict[str, str]:
    return {"type": kind, "value": value, "unit": unit, **facts}


def test_the_english_title_is_taken_wherever_it_stands():
    assert artwork().title == "A Company of Danish Artists in Rome"
    assert artwork(titles=DANCE["titles"][:1]).title == "Et selskab af danske kunstnere i Rom"
    assert artwork(titles=[{"title": None, "language": "engelsk"}, *DANCE["titles"][:1]]).title.startswith("Et selskab")
    assert artwork(titles=None).title == "Untitled"


def test_the_size_is_without_the_frame_and_reads_a_comma():
    assert (artwork().height_cm, artwork().width_cm) == (Decimal(62), Decimal("74.5"))
    assert artwork().dimensions == "62 × 74.5 cm"


def test_sides_of_two_parts_are_not_mixed():
    mixed = artwork(dimensions=[side("højde", "62", part="Netto"), side("bredde", "96", part="Brutto")])
    assert (mixed.height_cm, mixed.width_cm) == (Decimal(62), None)


def test_a_size_in_millimeters_becomes_centimeters():
    small = artwork(dimensions=[side("højde", "410", "millimeter"), side("bredde", "575", "millimeter")])
    assert (small.height_cm, small.width_cm) == (Decimal(41), Decimal("57.5"))


def test_a_size_of_the_frame_alone_is_none_of_the_work():
    assert artwork(dimensions=DANCE["dimensions"][:2]).height_cm is None


def test_a_name_is_turned_and_kept_for_sorting():
    [creator] = makers(artwork())
    assert (creator.name, creator.sort_name) == ("Constantin Hansen", "Hansen, Constantin")
    assert (creator.birth_year, creator.death_year, creator.nationality) == (1804, 1880, "Danish")


def test_a_qualifier_in_danish_is_understood_and_others_are_kept():
    [person] = DANCE["production"]
    [copy] = makers(artwork(production=[{**person, "creator_qualifier": "Kopi efter"}]))
    [other] = makers(artwork(production=[{**person, "creator_qualifier": "Andet"}]))
    assert (copy.name, copy.qualifier) == ("Constantin Hansen", Attribution.Qualifier.COPY_AFTER)
    assert (other.qualifier, other.note) == (Attribution.Qualifier.ATTRIBUTED_TO, "(andet)")


def test_who_only_printed_it_is_no_maker():
    [person] = DANCE["production"]
    assert artwork(production=[{**person, "creator_role": "trykker"}]).creators == ()


def test_nulls_are_empty():
    bare = artwork(**{name: None for name in DANCE if name != "object_number"})
    assert (bare.title, bare.medium, bare.credit_line, bare.rights_uri) == ("Untitled", "", "", "")
    assert (bare.height_cm, bare.begin_year, bare.creators) == (None, None, ())


@pytest.mark.django_db
def test_works_come_with_pictures_and_their_room(desk: Desk, museums: Imitation):
    museums.says(
        f"{SEARCH}0", {"found": 2, "items": [DANCE, {**DANCE, "object_number": "KMS1", "public_domain": False}]}
    )
    museums.says(f"{SERVICE}/full/!1600,1600/0/default.jpg", picture_bytes())
    desk.brings("smk")
    assert "2 works added, 0 brought up to date, 0 known already, 1 pictures added, 0 problems" in desk.out
    room = Artwork.objects.get(source_id="KMS760").placements.get().room
    assert room
    assert room.label == "Sal 217A"


@pytest.mark.django_db
def test_a_work_is_named_by_its_inventory_number(desk: Desk, museums: Imitation):
    museums.says(f"{API}/?object_number=KMS760&lang=en", {"items": [DANCE]})
    museums.says(f"{API}/?object_number=KMS0&lang=en", {"items": []})
    desk.brings("smk", "--ids", "KMS760", "KMS0", "--without-pictures")
    assert Artwork.objects.get().source_id == "KMS760"
    assert "KMS0: there is no such work." in desk.err
