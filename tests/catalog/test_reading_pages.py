"""What the pages of a work, a creator, a venue and a room are given."""

from collections.abc import Iterable
from datetime import date
from decimal import Decimal

import pytest

from catalog.models import Artwork, Attribution, Creator, ReviewState, Room, Venue
from catalog.pages import ArtworkCard
from catalog.records import SaleRecord, VenueRecord
from catalog.selectors import artwork_page, creator_page, room_page, venue_list, venue_page
from tests.catalog.factories import (
    make_artwork,
    make_creator,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    make_venue,
)

pytestmark = pytest.mark.django_db


def titles(cards: Iterable[ArtworkCard]) -> list[str]:
    return [card.title for card in cards]


@pytest.mark.parametrize(
    ("read", "missing"),
    [
        (artwork_page, Artwork.DoesNotExist),
        (creator_page, Creator.DoesNotExist),
        (venue_page, Venue.DoesNotExist),
        (room_page, Room.DoesNotExist),
    ],
)
def test_what_does_not_exist_is_an_error(read, missing):
    with pytest.raises(missing):
        read(1)


@pytest.mark.medium
def test_a_full_page_costs_few_queries(django_assert_max_num_queries):
    room, creator = make_room(), make_creator()
    for number in range(8):
        work = make_artwork(f"Work {number}", creator=creator)
        make_placement(work, room)
        make_reference_image(work)
        make_price(work)
    with django_assert_max_num_queries(16):
        page = artwork_page(work.pk)
    assert len(page.by_same_creator) == len(page.in_same_room) == 7


def test_each_maker_is_named_with_what_is_known():
    work = make_artwork()
    creator = make_creator("Rembrandt", birth_year=1606, death_year=1669, nationality="Dutch")
    Attribution.objects.create(
        artwork=work, creator=creator, qualifier=Attribution.Qualifier.WORKSHOP_OF, note="(possibly)"
    )
    (credit,) = artwork_page(work.pk).creators
    assert (credit.prefix, credit.name, credit.suffix) == ("Workshop of", "Rembrandt", "(possibly)")
    assert (credit.lifespan, credit.nationality) == ("1606–1669", "Dutch")
    assert credit.url == creator.get_absolute_url()


def test_prices_come_newest_first_with_date_kind_source_and_sale():
    work = make_artwork()
    house = VenueRecord("Christie's", city="London")
    make_price(work, "90", date=date(1887, 3, 25), date_text="March 1887")
    make_price(
        work,
        "2310000",
        currency="GBP",
        date=date(1970, 11, 27),
        source="The Times",
        source_url="https://example.org/1970",
        sale=SaleRecord(house, date(1970, 11, 27), title="Old Masters", lot="110"),
    )
    make_price(work, "1", review_state=ReviewState.PENDING)
    newest, oldest = artwork_page(work.pk).prices
    assert (newest.date_text, newest.kind, newest.amount) == ("27 November 1970", "Price realised", "£2,310,000")
    assert (newest.sale, newest.lot) == ("Christie's London, Old Masters", "110")
    assert (newest.source, newest.source_url) == ("The Times", "https://example.org/1970")
    assert (oldest.date_text, oldest.sale, oldest.lot) == ("March 1887", "", "")


def test_the_present_place_comes_before_the_past_ones():
    work = make_artwork()
    make_placement(work, make_venue("First"), starts_on=date(1900, 1, 1), ends_on=date(1950, 12, 31))
    make_placement(work, make_venue("Second"), starts_on=date(1951, 1, 1))
    make_placement(work, make_venue("Third"), starts_on=date(2100, 1, 1))
    lines = artwork_page(work.pk).placements
    assert [(line.venue, line.current) for line in lines] == [("Second", True), ("Third", False), ("First", False)]
    assert [line.period for line in lines] == [
        "since 1 January 1951",
        "since 1 January 2100",
        "1 January 1900 – 31 December 1950",
    ]


def test_pictures_come_primary_first_with_their_rights():
    work = make_artwork("Irises")
    make_reference_image(work)
    primary = make_reference_image(work, is_primary=True, credit="A photographer", rights_uri="https://example.org/r")
    first, _ = artwork_page(work.pk).pictures
    assert (first.id, first.credit, first.rights_url) == (primary.pk, "A photographer", "https://example.org/r")
    assert first.alt == "Irises"


def test_works_in_the_room_that_are_not_on_view_are_no_neighbors():
    room = make_room()
    work, shown, stored = make_artwork("One"), make_artwork("Two"), make_artwork("Three")
    make_placement(work, room)
    make_placement(shown, room)
    make_placement(stored, room, on_view=False)
    assert titles(artwork_page(work.pk).in_same_room) == ["Two"]


def test_a_creators_works_come_oldest_first_and_undated_last():
    creator = make_creator("Goya", alternative_names=["Francisco"], ulan_id="500118936", wikidata_id="Q5432")
    make_artwork("Undated", creator=creator)
    make_artwork("Late", creator=creator, begin_year=1800, end_year=1800)
    make_artwork("Early", creator=creator, begin_year=1780, end_year=1780)
    page = creator_page(creator.pk)
    assert titles(page.works) == ["Early", "Late", "Undated"]
    assert page.ulan_url == "https://vocab.getty.edu/page/ulan/500118936"
    assert page.wikidata_url == "https://www.wikidata.org/wiki/Q5432"
    assert page.alternative_names == ("Francisco",)


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"birth_year": 1853, "death_year": 1890}, "1853–1890"),
        ({"birth_year": 1946}, "born 1946"),
        ({"death_year": 1504}, "died 1504"),
        ({"birth_year": -480, "death_year": -430}, "480 BCE–430 BCE"),
        ({"date_text": "active 1836–1870", "birth_year": 1800}, "active 1836–1870"),
        ({}, ""),
    ],
)
def test_a_lifespan_leaves_open_what_is_not_known(facts, words):
    assert creator_page(make_creator(**facts).pk).lifespan == words


def test_venues_are_listed_with_how_much_they_show(django_assert_num_queries):
    met = make_venue("The Met", latitude=40.7794, longitude=-73.9632)
    make_venue("Closed for good", closed=True)
    for on_view in (True, True, False):
        make_placement(make_artwork(), met, on_view=on_view)
    with django_assert_num_queries(1):
        (line,) = venue_list()
    assert (line.name, line.artwork_count, line.latitude) == ("The Met", 2, 40.7794)


def test_rooms_are_grouped_by_floor_in_the_order_of_their_numbers(django_assert_max_num_queries):
    venue = make_venue()
    for label, floor in (("Room 10", "2"), ("Room 9", "2"), ("Vault", ""), ("Room 1", "1"), ("Room 2", "10")):
        make_placement(make_artwork(), make_room(venue, label, floor=floor))
    with django_assert_max_num_queries(7):
        page = venue_page(venue.pk)
    assert [(floor.label, [room.label for room in floor.rooms]) for floor in page.floors] == [
        ("Floor 1", ["Room 1"]),
        ("Floor 2", ["Room 9", "Room 10"]),
        ("Floor 10", ["Room 2"]),
        ("", ["Vault"]),
    ]
    assert page.venue.artwork_count == 5


def test_a_work_without_a_room_is_listed_under_the_venue():
    venue = make_venue()
    make_placement(make_artwork("Irises"), venue)
    make_placement(make_artwork("In store"), venue, on_view=False)
    page = venue_page(venue.pk)
    assert titles(page.without_room) == ["Irises"]
    assert page.without_room_count == page.venue.artwork_count == 1


def test_a_room_leads_to_its_neighbors():
    venue = make_venue()
    rooms = [make_room(venue, f"Room {number}") for number in (8, 9, 10)]
    make_placement(make_artwork("Irises", height_cm=Decimal(74)), rooms[1])
    page = room_page(rooms[1].pk)
    assert page.previous is not None
    assert page.next is not None
    assert (page.previous.label, page.room.label, page.next.label) == ("Room 8", "Room 9", "Room 10")
    assert titles(page.works) == ["Irises"]
    assert (room_page(rooms[0].pk).previous, room_page(rooms[2].pk).next) == (None, None)
