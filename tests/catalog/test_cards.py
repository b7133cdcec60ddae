"""What a result line or a tile says of a work."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.utils import timezone

from catalog.models import Artwork, Attribution, Placement, Price, ReviewState, Venue
from catalog.pages import ArtworkCard
from catalog.records import SaleRecord, VenueRecord
from catalog.selectors import artwork_cards
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

CHRISTIES = VenueRecord("Christie's", city="London", kind=Venue.Kind.AUCTION_HOUSE)


def card(work: Artwork) -> ArtworkCard:
    return artwork_cards([work.pk])[work.pk]


def test_cards_come_in_the_order_asked_for_and_skip_what_is_gone():
    first, second = make_artwork(), make_artwork()
    assert list(artwork_cards([second.pk, 10**9, first.pk, second.pk])) == [second.pk, first.pk]


@pytest.mark.medium
def test_many_cards_cost_as_few_queries_as_one(django_assert_num_queries):
    works = [make_artwork(creator=f"Creator {number}") for number in range(5)]
    for work in works:
        make_reference_image(work)
        make_placement(work, make_room(label=f"Gallery {work.pk}", venue=make_venue(f"Venue {work.pk}")))
        make_price(work, sale=SaleRecord(CHRISTIES, date(2020, 5, 1)))
    with django_assert_num_queries(5):
        assert len(artwork_cards(work.pk for work in works)) == 5


@pytest.mark.parametrize(
    ("sides", "words"),
    [
        ({}, ""),
        ({"height_cm": Decimal("73.70"), "width_cm": Decimal("92.10")}, "73.7 × 92.1 cm"),
        (
            {"height_cm": Decimal("74.00"), "width_cm": Decimal("92.14"), "depth_cm": Decimal("2.5")},
            "74 × 92.1 × 2.5 cm",
        ),
        ({"height_cm": Decimal(200)}, "200 cm"),
    ],
)
def test_the_size_is_in_centimeters(sides, words):
    assert card(make_artwork(**sides)).size_cm == words


@pytest.mark.parametrize(
    ("facts", "words"),
    [
        ({"date_text": "ca. 1520", "begin_year": 1515, "end_year": 1525}, "ca. 1520"),
        ({"begin_year": 1889, "end_year": 1889}, "1889"),
        ({"begin_year": -10, "end_year": 5}, "10 BCE–5"),
        ({"begin_year": 1889}, "1889"),
        ({}, ""),
    ],
)
def test_the_date_is_the_labels_or_the_years(facts, words):
    assert card(make_artwork(**facts)).date_text == words


def test_makers_are_credited_as_on_a_label():
    work = make_artwork()
    names = [
        (Attribution.Qualifier.WORKSHOP_OF, "Rembrandt", ""),
        (Attribution.Qualifier.ARTIST, "Wang Hui", "and assistants"),
        (Attribution.Qualifier.AFTER, "Titian", ""),
    ]
    for order, (qualifier, name, note) in enumerate(names):
        Attribution.objects.create(
            artwork=work, creator=make_creator(name), qualifier=qualifier, note=note, order=order
        )
    assert card(work).creator == "Workshop of Rembrandt, Wang Hui and assistants and After Titian"


def test_an_unnamed_maker_has_a_culture_at_most():
    assert card(make_artwork(culture="Korea")).creator == "Unidentified artist, Korea"
    assert card(make_artwork()).creator == ""


def test_the_picture_is_described_by_the_label():
    work = make_artwork("Irises", creator="Vincent van Gogh")
    image = make_reference_image(work)
    shown = card(work)
    assert shown.picture_alt == "Irises, Vincent van Gogh"
    assert shown.thumb_url == f"/pictures/{image.pk}/thumb.jpg"
    assert shown.picture_url == f"/pictures/{image.pk}/large.jpg"


def test_a_work_without_a_picture_has_no_picture_address():
    assert (card(make_artwork()).thumb_url, card(make_artwork()).picture_url) == ("", "")


def test_the_primary_picture_is_shown():
    work = make_artwork()
    make_reference_image(work)
    primary = make_reference_image(work, is_primary=True)
    assert str(primary.pk) in card(work).thumb_url


def test_a_work_on_view_is_in_its_room():
    room = make_room(make_venue("The Met"), "Gallery 825")
    work = make_artwork()
    make_placement(work, room)
    shown = card(work)
    assert (shown.venue, shown.room, shown.on_view) == ("The Met", "Gallery 825", True)
    assert (shown.venue_url, shown.room_url) == (room.venue.get_absolute_url(), room.get_absolute_url())


def test_a_work_in_store_has_a_venue_and_is_not_on_view():
    work = make_artwork()
    make_placement(work, make_venue("The Met"), on_view=False)
    assert (card(work).venue, card(work).room, card(work).on_view) == ("The Met", "", False)


def test_a_loan_wins_over_the_home_and_ends():
    today = timezone.localdate()
    work = make_artwork()
    make_placement(work, make_venue("Home"))
    loan = make_placement(work, make_venue("Abroad"), starts_on=today, ends_on=today + timedelta(days=30))
    assert card(work).venue == "Abroad"
    Placement.objects.filter(pk=loan.pk).update(starts_on=today - timedelta(days=9), ends_on=today - timedelta(days=1))
    assert card(work).venue == "Home"


def test_where_a_work_will_be_is_not_where_it_is():
    work = make_artwork()
    make_placement(work, make_venue("Abroad"), starts_on=timezone.localdate() + timedelta(days=1))
    assert (card(work).venue, card(work).on_view) == ("", False)


def test_the_newest_price_names_where_it_was_paid():
    work = make_artwork()
    make_price(work, "100", date=date(1900, 1, 1))
    sale = SaleRecord(CHRISTIES, date(1970, 11, 27))
    make_price(work, "2310000", currency="GBP", date=date(1970, 11, 27), sale=sale)
    assert card(work).price == "£2,310,000 · Christie's London, 1970"


def test_an_asking_price_says_so_and_names_its_source():
    work = make_artwork()
    make_price(work, "1250.50", currency="CHF", kind=Price.Kind.ASKING, source="A gallery")
    assert card(work).price == "Asking CHF 1,250.50 · A gallery, 2020"


def test_estimates_and_prices_that_nobody_approved_are_no_headline():
    work = make_artwork()
    make_price(work, kind=Price.Kind.ESTIMATE_LOW)
    make_price(work, review_state=ReviewState.PENDING)
    make_price(work, "7", review_state=ReviewState.REJECTED)
    assert card(work).price == ""
