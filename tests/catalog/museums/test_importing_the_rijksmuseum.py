"""`import_museum rijksmuseum`, with records in the form of Linked Art that the museum documents."""

from decimal import Decimal
from typing import Any

import pytest

from catalog.importers.museums.rijksmuseum import record
from catalog.models import Artwork, Attribution
from tests.catalog.factories import picture_bytes
from tests.catalog.museums.conftest import Desk, makers
from tests.catalog.museums.imitation import Answer, Imitation

ID = "https://id.rijksmuseum.nl/"
SEARCH = "https://data.rijksmuseum.nl/search/collection"
AAT = "http://vocab.getty.edu/aat/"
PUBLIC_DOMAIN = "https://creativecommons.org/publicdomain/mark/1.0/"
ENGLISH, DUTCH = "300388277", "300388256"


def kind(number: str) -> dict[str, str]:
    return {"id": f"{AAT}{number}", "type": "Type"}


def said(content: Any, number: str, language: str = ENGLISH, as_type: str = "LinguisticObject") -> dict[str, Any]:
    return {"type": as_type, "content": content, "classified_as": [kind(number)], "language": [kind(language)]}


def length(value: Any, number: str, unit: str = "300379098") -> dict[str, Any]:
    return {"type": "Dimension", "value": value, "unit": kind(unit), "classified_as": [kind(number)]}


def made_by(words: str) -> dict[str, Any]:
    return {"type": "Production", "referred_to_by": [said(words, "300435417")]}


WATCH: dict[str, Any] = {
    "id": f"{ID}200107928",
    "type": "HumanMadeObject",
    "identified_by": [
        {"type": "Identifier", "content": "SK-C-5", "classified_as": [kind("300312355")]},
        said("De Nachtwacht", "300404670", DUTCH, "Name"),
        said("The Night Watch", "300404670", ENGLISH, "Name"),
    ],
    "produced_by": {
        "type": "Production",
        "part": [made_by("Rembrandt van Rijn (signed by artist)"), made_by("Scheltens & Giltay")],
        "timespan": {
            "begin_of_the_begin": "1642-01-01T00:00:00Z",
            "end_of_the_end": "1642-12-31T23:59:59Z",
            "identified_by": [{"type": "Name", "content": "1642", "language": [kind(ENGLISH)]}],
        },
    },
    "referred_to_by": [
        said("olieverf op doek", "300435429", DUTCH),
        said("oil on canvas", "300435429"),
        said("height 379.5 cm x width 453.5 cm", "300435430"),
        said("On loan from the City of Amsterdam", "300026687"),
        said("<p>A militia company moves out.</p>", "300435452"),
    ],
    "dimension": [
        length("379.5", "300055644"),
        length(4535, "300055647", "300379097"),
        length(337, "300056240", "300379226"),
    ],
    "current_location": {"id": f"{ID}24010", "type": "Place"},
    "shows": [{"id": f"{ID}202107928", "type": "VisualItem"}],
}
SHOWN: dict[str, Any] = {
    "subject_to": [{"type": "Right", "classified_as": [{"id": PUBLIC_DOMAIN}]}],
    "digitally_shown_by": [{"id": f"{ID}500923", "type": "DigitalObject"}],
}
DIGITAL = {"access_point": [{"id": "https://iiif.micr.io/PJEZO/full/max/0/default.jpg"}]}
PICTURE = "https://iiif.micr.io/PJEZO/full/!1600,1600/0/default.jpg"


def artwork(**facts: Any):
    return record({**WATCH, **facts}, PUBLIC_DOMAIN)


def creators(*parts: dict[str, Any]):
    return makers(artwork(produced_by={"part": list(parts)}))


def served(museums: Imitation, **item: Any) -> None:
    museums.says(f"{ID}200107928", WATCH)
    museums.says(f"{ID}202107928", {**SHOWN, **item})
    museums.says(f"{ID}500923", DIGITAL)
    museums.says(PICTURE, picture_bytes())


def test_statements_are_told_apart_by_their_kind_and_taken_in_english():
    assert (artwork().title, artwork().accession_number) == ("The Night Watch", "SK-C-5")
    assert (artwork().medium, artwork().credit_line) == ("oil on canvas", "On loan from the City of Amsterdam")
    assert artwork().description == "A militia company moves out."
    assert (artwork().date_text, artwork().begin_year, artwork().end_year) == ("1642", 1642, 1642)


def test_a_title_that_is_only_dutch_is_taken():
    assert artwork(identified_by=WATCH["identified_by"][:2]).title == "De Nachtwacht"
    assert artwork(identified_by=WATCH["identified_by"][:1]).title == "SK-C-5"


def test_each_length_is_in_its_own_unit_and_a_weight_is_none():
    assert (artwork().height_cm, artwork().width_cm, artwork().depth_cm) == (Decimal("379.5"), Decimal("453.5"), None)


def test_the_museums_own_kinds_of_length_are_known_too():
    own = {"value": 32, "unit": kind("300379098"), "classified_as": [{"id": f"{ID}22011"}]}
    assert artwork(dimension=[own]).height_cm == Decimal(32)


def test_of_several_heights_none_is_the_works():
    assert artwork(dimension=[length(32, "300055644"), length(50, "300055644")]).height_cm is None


def test_what_may_be_a_list_may_stand_alone():
    alone = artwork(
        identified_by=said(["The Night Watch"], "300404670", as_type="Name"),
        produced_by={"timespan": [WATCH["produced_by"]["timespan"]]},
    )
    assert (alone.title, alone.begin_year) == ("The Night Watch", 1642)


def test_nulls_are_empty():
    bare = record({"id": WATCH["id"]})
    assert (bare.title, bare.medium, bare.rights_uri, bare.creators) == ("Untitled", "", "", ())
    assert (bare.height_cm, bare.begin_year) == (None, None)


def test_the_first_maker_is_named_without_the_evidence_and_a_publisher_is_none():
    assert [creator.name for creator in makers(artwork())] == ["Rembrandt van Rijn"]


def test_an_attribution_is_no_certainty():
    [creator] = creators(made_by("attributed to Rembrandt van Rijn"))
    assert (creator.name, creator.qualifier) == ("Rembrandt van Rijn", Attribution.Qualifier.ATTRIBUTED_TO)


def test_whose_design_a_print_is_after_is_not_its_maker():
    design = {**made_by("after design by Rembrandt van Rijn"), "assigned_by": [{"assigned_property": "influenced_by"}]}
    assert [creator.name for creator in creators(design, made_by("Jan Six"))] == ["Jan Six"]


def test_an_unknown_hand_is_nobody():
    assert creators(made_by("anonymous")) == []
    notation = [{"@language": "nl", "@value": "anoniem"}, {"@language": "en", "@value": "anonymous"}]
    assert creators({"carried_out_by": [{"notation": notation}]}) == []


@pytest.mark.django_db
def test_a_picture_is_found_two_records_away(desk: Desk, museums: Imitation):
    served(museums)
    desk.brings("rijksmuseum", "--ids", "200107928")
    assert "1 works added, 0 brought up to date, 0 known already, 1 pictures added, 0 problems" in desk.out
    assert Artwork.objects.get().reference_images.get().rights_uri == PUBLIC_DOMAIN
    assert museums.headers[0]["Accept"].startswith("application/ld+json")


@pytest.mark.django_db
def test_a_picture_under_copyright_stays_there(desk: Desk, museums: Imitation):
    served(museums, subject_to=[{"classified_as": [{"id": "http://rightsstatements.org/vocab/InC/1.0/"}]}])
    desk.brings("rijksmuseum", "--ids", "200107928")
    assert "1 works added, 0 brought up to date, 0 known already, 0 pictures added, 0 problems" in desk.out
    assert Artwork.objects.get().rights_uri == "http://rightsstatements.org/vocab/InC/1.0/"


@pytest.mark.django_db
def test_a_work_without_a_picture_is_taken(desk: Desk, museums: Imitation):
    served(museums, digitally_shown_by=None)
    desk.brings("rijksmuseum", "--ids", "200107928")
    assert "1 works added, 0 brought up to date, 0 known already, 0 pictures added, 0 problems" in desk.out


@pytest.mark.django_db
def test_a_search_by_maker_goes_on_where_the_answer_says(desk: Desk, museums: Imitation):
    served(museums)
    first = f"{SEARCH}?creator=Rembrandt van Rijn&imageAvailable=true"
    museums.says(first, {"orderedItems": [{"id": f"{ID}1"}], "next": {"id": f"{SEARCH}?pageToken=abc"}})
    museums.says(f"{SEARCH}?pageToken=abc", {"orderedItems": [{"id": f"{ID}200107928"}]})
    museums.says(f"{ID}1", Answer(status=410))
    desk.brings("rijksmuseum", "--query", "Rembrandt van Rijn", "--without-pictures")
    assert Artwork.objects.get().source_id == "200107928"
    assert f"{ID}1 is not there (410)" in desk.err


@pytest.mark.django_db
def test_a_work_is_named_by_the_number_on_its_label(desk: Desk, museums: Imitation):
    served(museums)
    museums.says(f"{SEARCH}?objectNumber=SK-C-5", {"orderedItems": [{"id": f"{ID}200107928"}]})
    museums.says(f"{SEARCH}?objectNumber=SK-0", {"orderedItems": []})
    desk.brings("rijksmuseum", "--ids", "SK-C-5", "SK-0", "--without-pictures")
    assert Artwork.objects.get().accession_number == "SK-C-5"
    assert "SK-0 is no object of the Rijksmuseum" in desk.err
