"""Facts that the database refuses, whoever writes them."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction

from catalog.models import Placement, Price, ReferenceImage, Source, Venue
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


def refuses(constraint: str) -> pytest.RaisesExc[IntegrityError]:
    return pytest.raises(IntegrityError, match=constraint)


def test_two_records_of_one_source_cannot_share_an_id():
    make_artwork(source="met", source_id="1")
    make_artwork(source="aic", source_id="1")
    with pytest.raises(IntegrityError), transaction.atomic():
        make_artwork(source="met", source_id="1")


def test_two_works_may_share_an_accession_number():
    assert make_artwork(accession_number="14.40.626").pk != make_artwork(accession_number="14.40.626").pk


@pytest.mark.parametrize(
    "facts", [{"begin_year": 1890, "end_year": 1889}, {"height_cm": Decimal(0)}, {"width_cm": Decimal(-1)}]
)
def test_a_work_has_possible_years_and_sizes(facts):
    with refuses("artwork_"):
        make_artwork(**facts)


def test_years_before_the_common_era_are_negative():
    assert make_artwork(begin_year=-480, end_year=-470).date_label == "480 BCE–470 BCE"


def test_nobody_dies_before_birth():
    with refuses("creator_born_before_death"):
        make_creator(birth_year=1900, death_year=1853)


@pytest.mark.parametrize(("latitude", "longitude"), [(91, 0), (0, 181), (40.8, None)])
def test_a_venue_is_on_earth(latitude, longitude):
    with refuses("venue_on_earth"):
        make_venue(latitude=latitude, longitude=longitude)


def test_a_room_is_on_its_plan():
    with refuses("room_on_plan"):
        make_room(plan_x=0.5, plan_y=1.5)


def test_a_placement_does_not_end_before_it_begins():
    with refuses("placement_starts_before_end"):
        make_placement(make_artwork(), make_venue(), starts_on=date(2020, 1, 2), ends_on=date(2020, 1, 1))


def test_a_room_brings_its_own_venue():
    room = make_room(make_venue("The Louvre"))
    assert make_placement(make_artwork(), room).venue == room.venue


def test_a_room_of_another_venue_is_refused():
    placement = Placement(artwork=make_artwork(), room=make_room(make_venue("A")), venue=make_venue("B"))
    with pytest.raises(ValidationError, match="another venue"):
        placement.full_clean()


def test_a_placement_without_any_place_is_refused():
    with pytest.raises(ValidationError, match="Choose a room or a venue"):
        Placement(artwork=make_artwork()).full_clean()


def test_a_work_has_one_primary_picture():
    work = make_artwork()
    make_reference_image(work)
    other = make_reference_image(work)
    with pytest.raises(IntegrityError):
        ReferenceImage.objects.filter(pk=other.pk).update(is_primary=True)


@pytest.mark.parametrize("facts", [{"amount": 0}, {"amount": -5}, {"currency": "usd"}, {"currency": "$"}])
def test_a_price_is_a_positive_amount_in_a_currency(facts):
    price = {"amount": 5, "currency": "USD", "kind": Price.Kind.HAMMER, "date": date(2020, 1, 1), **facts}
    source = Source.objects.create(name="A catalogue")
    with refuses("price_"):
        Price.objects.create(artwork=make_artwork(), source=source, **price)


def test_money_is_exact():
    price = make_price(make_artwork(), "2310000.10")
    price.refresh_from_db()
    assert price.amount == Decimal("2310000.10")


def test_a_source_of_prices_cannot_be_deleted():
    price = make_price(make_artwork())
    with pytest.raises(IntegrityError, match="protected"):
        price.source.delete()


def test_deleting_a_room_leaves_the_work_in_its_venue():
    room = make_room()
    placement = make_placement(make_artwork(), room)
    room.delete()
    placement.refresh_from_db()
    assert (placement.room, placement.venue.name) == (None, Venue.objects.get().name)
