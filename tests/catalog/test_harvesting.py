"""OAI-PMH: what an aggregator gets, page by page, and what it is told when it asks wrongly."""

import datetime
from typing import Any
from xml.etree import ElementTree

import pytest
from django.urls import reverse

from catalog import services
from catalog.exporters.oai import answers
from catalog.importers.batch import Work, import_works
from catalog.models import Artwork, Price
from catalog.records import ArtworkRecord, PlaceRecord, VenueRecord
from tests.catalog.factories import (
    make_artwork,
    make_creator,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    make_venue,
)

LONG_AGO = datetime.datetime(2024, 5, 1, 12, tzinfo=datetime.UTC)
pytestmark = pytest.mark.django_db
OAI = "{http://www.openarchives.org/OAI/2.0/}"
DC = "{http://purl.org/dc/elements/1.1/}"
LIDO = "{http://www.lido-schema.org}"
CC0 = "https://creativecommons.org/publicdomain/zero/1.0/"


def ask(client, verb: str, method: str = "get", **arguments: str) -> ElementTree.Element:
    """Return the document that answers, after looking at what every answer has."""
    response = getattr(client, method)(reverse("oai-pmh"), {"verb": verb, **arguments})
    assert (response.status_code, response["Content-Type"]) == (200, "text/xml")
    document = ElementTree.fromstring(response.content)
    assert [child.tag for child in document][:2] == [f"{OAI}responseDate", f"{OAI}request"]
    assert document.findtext(f"{OAI}request") == "http://testserver/oai/"
    return document


def error(client, verb: str, **arguments: str) -> str:
    found = ask(client, verb, **arguments).find(f"{OAI}error")
    assert found is not None
    return found.attrib["code"]


def texts(document: ElementTree.Element, name: str) -> list[str]:
    return [element.text or "" for element in document.iter(name)]


def saved_on(day: str, title: str = "Irises", **facts: Any) -> Artwork:
    work = make_artwork(title, **facts)
    Artwork.objects.filter(pk=work.pk).update(changed_at=datetime.datetime.fromisoformat(f"{day}T12:00:00+00:00"))
    return work


def test_the_repository_says_who_it_is(client, settings):
    settings.ADMIN_EMAIL = "registrar@example.org"
    saved_on("2024-05-01")
    told = ask(client, "Identify")
    assert texts(told, f"{OAI}protocolVersion") == ["2.0"]
    assert texts(told, f"{OAI}adminEmail") == ["registrar@example.org"]
    assert texts(told, f"{OAI}earliestDatestamp") == ["2024-05-01T12:00:00Z"]
    assert texts(told, f"{OAI}deletedRecord") == ["no"]


def test_without_an_address_the_webmaster_is_written_to(client):
    assert texts(ask(client, "Identify"), f"{OAI}adminEmail") == ["webmaster@testserver"]


def test_records_come_as_dublin_core(client):
    work = make_artwork("Irises", make_creator(), date_text="1890", medium="Oil", rights_uri=CC0, accession_number="5")
    make_reference_image(work)
    make_placement(work, make_venue())
    told = ask(client, "GetRecord", identifier=f"oai:testserver:{work.pk}", metadataPrefix="oai_dc")
    assert texts(told, f"{DC}title") == ["Irises"]
    assert texts(told, f"{DC}creator") == ["Vincent van Gogh"]
    assert texts(told, f"{DC}identifier") == [f"http://testserver{work.get_absolute_url()}", "5"]
    assert texts(told, f"{DC}rights") == [CC0]
    assert texts(told, f"{DC}relation") == ["http://testserver" + reverse("iiif-manifest", args=[work.pk])]
    assert texts(told, f"{OAI}setSpec") == [f"venue:{work.placements.get().venue_id}"]


def test_records_come_as_lido(client):
    work = make_artwork("Irises", make_creator(), begin_year=1890, end_year=1891, height_cm="73.7", rights_uri=CC0)
    make_reference_image(work, credit="A photographer")
    make_placement(work, make_venue())
    told = ask(client, "ListRecords", metadataPrefix="lido")
    assert texts(told, f"{LIDO}earliestDate") == ["1890"]
    assert texts(told, f"{LIDO}measurementValue") == ["73.70"]
    assert texts(told, f"{LIDO}creditLine") == ["A photographer"]
    (wrap,) = told.iter(f"{LIDO}administrativeMetadata")
    # In the order that LIDO's schema demands.
    assert [child.tag.removeprefix(LIDO) for child in wrap] == ["rightsWorkWrap", "recordWrap", "resourceWrap"]


@pytest.mark.parametrize("prefix", ["oai_dc", "lido"])
def test_a_picture_that_may_not_be_handed_on_is_in_no_record(client, prefix):
    make_reference_image(make_artwork())
    assert b"iiif" not in ElementTree.tostring(ask(client, "ListRecords", metadataPrefix=prefix))


def test_a_long_list_is_continued_until_every_record_was_sent_once(client, monkeypatch):
    monkeypatch.setattr(answers, "PAGE", 2)
    for number in range(5):
        saved_on(f"2024-05-0{1 + number // 3}", f"Work {number}")
    told = ask(client, "ListIdentifiers", metadataPrefix="oai_dc")
    found, tokens = texts(told, f"{OAI}identifier"), texts(told, f"{OAI}resumptionToken")
    while tokens and tokens[0]:
        told = ask(client, "ListIdentifiers", resumptionToken=tokens[0])
        found += texts(told, f"{OAI}identifier")
        tokens = texts(told, f"{OAI}resumptionToken")
    assert tokens == [""]
    assert found == [f"oai:testserver:{pk}" for pk in Artwork.objects.order_by("pk").values_list("pk", flat=True)]


def test_a_short_list_has_no_token(client):
    make_artwork()
    assert texts(ask(client, "ListRecords", metadataPrefix="oai_dc"), f"{OAI}resumptionToken") == []


@pytest.mark.parametrize(
    ("dates", "titles"),
    [
        ({"from": "2024-05-02"}, ["Second", "Third"]),
        ({"until": "2024-05-02"}, ["First", "Second"]),
        ({"from": "2024-05-02", "until": "2024-05-02"}, ["Second"]),
        ({"from": "2024-05-02T12:00:00Z", "until": "2024-05-02T12:00:00Z"}, ["Second"]),
    ],
)
def test_dates_narrow_a_list_both_ends_included(client, dates, titles):
    for day, title in enumerate(("First", "Second", "Third"), start=1):
        saved_on(f"2024-05-0{day}", title)
    assert texts(ask(client, "ListRecords", metadataPrefix="oai_dc", **dates), f"{DC}title") == titles


def test_a_list_may_be_asked_for_until_the_end_of_time(client):
    saved_on("2024-05-01")
    assert texts(ask(client, "ListRecords", metadataPrefix="oai_dc", until="9999-12-31"), f"{DC}title") == ["Irises"]


def test_what_xml_forbids_in_a_request_does_not_break_the_answer(client):
    assert error(client, "ListRecords", resumptionToken="no\x01token") == "badResumptionToken"


def test_a_set_holds_what_is_in_a_venue_today(client):
    venue = make_venue()
    make_placement(make_artwork("Irises"), venue)
    make_artwork("Roses")
    (name,) = texts(ask(client, "ListSets"), f"{OAI}setSpec")
    told = ask(client, "ListRecords", metadataPrefix="oai_dc", set=name)
    assert texts(told, f"{DC}title") == ["Irises"]


def test_formats_are_named_with_their_schemas(client):
    assert texts(ask(client, "ListMetadataFormats"), f"{OAI}metadataPrefix") == ["oai_dc", "lido"]


def test_a_request_may_be_posted(client):
    assert texts(ask(client, "ListMetadataFormats", method="post"), f"{OAI}metadataPrefix")


@pytest.mark.parametrize(
    ("verb", "arguments", "code"),
    [
        ("", {}, "badVerb"),
        ("Nonsense", {}, "badVerb"),
        ("Identify", {"set": "venue:1"}, "badArgument"),
        ("ListRecords", {}, "badArgument"),
        ("ListRecords", {"metadataPrefix": "oai_dc", "resumptionToken": "x"}, "badArgument"),
        ("ListRecords", {"metadataPrefix": "oai_dc", "from": "yesterday"}, "badArgument"),
        ("ListRecords", {"metadataPrefix": "oai_dc", "from": "2024-05-02", "until": "2024-05-01"}, "badArgument"),
        ("ListRecords", {"metadataPrefix": "oai_dc", "from": "2024", "until": "2024-05-01T00:00:00Z"}, "badArgument"),
        ("ListRecords", {"metadataPrefix": "marc"}, "cannotDisseminateFormat"),
        ("ListRecords", {"metadataPrefix": "oai_dc", "from": "2999-01-01"}, "noRecordsMatch"),
        ("ListRecords", {"metadataPrefix": "oai_dc", "set": "nonsense"}, "noRecordsMatch"),
        ("ListRecords", {"resumptionToken": "forged"}, "badResumptionToken"),
        ("ListSets", {}, "noSetHierarchy"),
        ("ListSets", {"resumptionToken": "x"}, "badResumptionToken"),
        ("GetRecord", {"metadataPrefix": "oai_dc", "identifier": "oai:testserver:99999"}, "idDoesNotExist"),
        ("GetRecord", {"metadataPrefix": "oai_dc", "identifier": "oai:elsewhere:1"}, "idDoesNotExist"),
        ("GetRecord", {"metadataPrefix": "oai_dc", "identifier": f"oai:testserver:{10**30}"}, "idDoesNotExist"),
        ("ListMetadataFormats", {"identifier": "nonsense"}, "idDoesNotExist"),
    ],
)
def test_a_wrong_request_is_told_what_is_wrong(client, verb, arguments, code):
    make_artwork()
    assert error(client, verb, **arguments) == code


def test_an_argument_given_twice_is_wrong(client):
    response = client.get(reverse("oai-pmh") + "?verb=Identify&verb=Identify")
    assert b'code="badVerb"' in response.content


def test_text_that_xml_forbids_is_left_out(client):
    make_artwork("Iri\x1bses <&>")
    assert texts(ask(client, "ListRecords", metadataPrefix="oai_dc"), f"{DC}title") == ["Irises <&>"]


@pytest.mark.medium
def test_a_page_takes_a_fixed_number_of_queries(client, django_assert_num_queries):
    venue = make_venue()
    for number in range(20):
        make_placement(make_artwork(f"Work {number}", "Rubens"), venue)
    with django_assert_num_queries(4):
        ask(client, "ListRecords", metadataPrefix="lido")


def add_a_picture(work: Artwork) -> None:
    make_reference_image(work)


def hang(work: Artwork) -> None:
    services.place_artwork(work, PlaceRecord(VenueRecord("The Met"), room="825"))


def price_it(work: Artwork) -> None:
    make_price(work)


def rename_its_creator(work: Artwork) -> None:
    creator = work.creators.get()
    creator.name = "Another name"
    creator.save()


def delete_its_picture(work: Artwork) -> None:
    image = make_reference_image(work)
    Artwork.objects.update(changed_at=LONG_AGO)
    services.remove_reference_image(image)


def take_its_price_down(work: Artwork) -> None:
    make_price(work)
    Artwork.objects.update(changed_at=LONG_AGO)
    services.take_down(Price.objects.all(), "Wrong")


def rename_its_room(work: Artwork) -> None:
    room = make_placement(work, make_room(label="825")).room
    Artwork.objects.update(changed_at=LONG_AGO)
    assert room
    room.label = "826"
    room.save()


@pytest.mark.parametrize(
    "change",
    [add_a_picture, hang, price_it, rename_its_creator, delete_its_picture, take_its_price_down, rename_its_room],
)
def test_who_asks_for_what_changed_is_told_when_what_belongs_to_a_work_changed(client, change):
    work = saved_on("2024-05-01", creator=make_creator())
    other = saved_on("2024-05-01", "Lilies")
    change(work)
    told = ask(client, "ListIdentifiers", **{"metadataPrefix": "oai_dc", "from": "2024-05-02"})
    assert texts(told, f"{OAI}identifier") == [f"oai:testserver:{work.pk}"]
    assert other.pk != work.pk


def test_what_is_rehearsed_is_told_to_nobody(client):
    saved_on("2024-05-01", source="museum", source_id="1")
    record = ArtworkRecord("museum", "1", title="Irises", place=PlaceRecord(VenueRecord("The Met")))
    import_works([Work(record)], rehearse=True)
    assert error(client, "ListIdentifiers", **{"metadataPrefix": "oai_dc", "from": "2024-05-02"}) == "noRecordsMatch"
