"""Taking records of works, creators, places and prices into the catalogue."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.auth.models import User
from django.core.exceptions import ValidationError
from django.utils import timezone

from catalog import services
from catalog.models import Artwork, Creator, Placement, Price, ReviewState, Room, Sale, Venue
from catalog.records import ArtworkRecord, CreatorRecord, PlaceRecord, PriceRecord, SaleRecord, VenueRecord
from catalog.services.creators import find_or_add_creator
from tests.catalog.factories import make_artwork, make_creator, make_price

pytestmark = pytest.mark.django_db

IRISES = ArtworkRecord(
    source="met",
    source_id="436528",
    title="Irises",
    creators=(CreatorRecord("Vincent van Gogh", ulan_id="500115588", birth_year=1853),),
    medium="Oil on canvas",
    height_cm=Decimal("73.7"),
    place=PlaceRecord(VenueRecord("The Met"), room="Gallery 825", floor="2"),
)
PRICE = PriceRecord(amount=Decimal(100), currency="USD", date=date(2000, 1, 1), source="A catalogue")


def move(work: Artwork, room: str, **options) -> Placement:
    return services.place_artwork(work, PlaceRecord(VenueRecord("The Met"), room=room, **options))


def test_a_record_becomes_a_work_with_its_creator_and_room():
    work, created = services.save_artwork(IRISES)
    assert created
    assert str(work.attributions.get()) == "Vincent van Gogh"
    placement = work.placements.get()
    assert (str(placement), placement.starts_on) == ("Gallery 825, The Met", None)
    assert Room.objects.get().floor == "2"


def test_the_same_record_again_changes_nothing(django_assert_max_num_queries):
    work, _ = services.save_artwork(IRISES)
    work.refresh_from_db()
    with django_assert_max_num_queries(8):
        again, created = services.save_artwork(IRISES)
    again.refresh_from_db()
    assert (again, created, again.updated_at) == (work, False, work.updated_at)
    assert work.placements.count() == work.attributions.count() == 1


def test_what_a_record_does_not_say_stays_and_what_it_says_is_empty_is_emptied():
    services.save_artwork(IRISES)
    work, _ = services.save_artwork(ArtworkRecord("met", "436528", "The Irises", medium=""))
    assert (work.title, work.medium, work.height_cm) == ("The Irises", "", Decimal("73.7"))
    assert work.attributions.exists()


def test_a_wrong_fact_leaves_nothing_behind():
    with pytest.raises(ValidationError, match="title"):
        services.save_artwork(replace(IRISES, title=""))
    with pytest.raises(ValidationError):
        services.save_artwork(replace(IRISES, creators=(CreatorRecord("X", birth_year=1900, death_year=1800),)))
    assert not Artwork.objects.exists()


def test_other_creators_replace_those_before():
    services.save_artwork(IRISES)
    work, _ = services.save_artwork(replace(IRISES, creators=(CreatorRecord("A"), CreatorRecord("B"))))
    assert [str(attribution) for attribution in work.attributions.all()] == ["A", "B"]


def test_an_authoritys_id_finds_a_creator_under_any_name():
    creator = make_creator("Vincent Willem van Gogh", ulan_id="500115588")
    found = find_or_add_creator(CreatorRecord("Gogh", ulan_id="500115588", nationality="Dutch"))
    assert found == creator
    assert (found.name, found.nationality) == ("Vincent Willem van Gogh", "Dutch")


def test_what_a_curator_wrote_of_a_creator_stays():
    make_creator("Goya", nationality="Spanish")
    assert find_or_add_creator(CreatorRecord("Goya", nationality="French")).nationality == "Spanish"


@pytest.mark.parametrize(
    "namesake",
    [{"birth_year": 1525}, {"ulan_id": "500013247"}, {"wikidata_id": "Q43270"}],
    ids=lambda facts: next(iter(facts)),
)
def test_namesakes_are_told_apart(namesake):
    make_creator("Pieter Bruegel", **namesake)
    other = CreatorRecord("Pieter Bruegel", birth_year=1564, ulan_id="500015828", wikidata_id="Q310820")
    find_or_add_creator(other)
    assert Creator.objects.count() == 2


def test_the_same_name_is_the_same_person_when_nothing_contradicts():
    creator = make_creator("Rosa Bonheur")
    assert find_or_add_creator(CreatorRecord("Rosa Bonheur", birth_year=1822)) == creator


def test_a_work_that_moves_keeps_where_it_was():
    work, today = make_artwork(), timezone.localdate()
    move(work, "Gallery 1")
    now = move(work, "Gallery 2")
    before = work.placements.exclude(pk=now.pk).get()
    assert (str(before), before.starts_on, before.ends_on) == ("Gallery 1, The Met", None, today - timedelta(days=1))
    assert (str(now), now.starts_on, now.ends_on) == ("Gallery 2, The Met", today, None)


def test_a_work_that_moves_twice_in_a_day_was_not_in_between():
    work = make_artwork()
    for room in ("Gallery 1", "Gallery 2", "Gallery 3"):
        last = move(work, room)
    assert str(last) == "Gallery 3, The Met"
    assert work.placements.count() == 2


def test_taking_a_work_off_view_is_a_move():
    work = make_artwork()
    move(work, "Gallery 1")
    assert not move(work, "", on_view=False).on_view
    assert list(work.placements.current().values_list("on_view", flat=True)) == [False]


def test_a_venue_is_found_by_name_and_keeps_what_curators_changed():
    venue = services.find_or_add_venue(VenueRecord("The Met", city="New York", latitude=40.0, longitude=-73.0))
    Venue.objects.update(address="Fifth Avenue")
    assert services.find_or_add_venue(VenueRecord("the met")) == venue
    assert (
        services.find_or_add_venue(VenueRecord("The Met", city="New York", address="Elsewhere")).address
        == "Fifth Avenue"
    )
    assert services.find_or_add_venue(VenueRecord("The Met", city="Paris")) != venue


def test_rooms_of_one_name_in_two_venues_are_two_rooms():
    for venue in ("A", "B"):
        services.place_artwork(make_artwork(), PlaceRecord(VenueRecord(venue), room="Room 1"))
    assert Room.objects.count() == 2


def test_a_price_waits_for_review_and_remembers_who_entered_it():
    user = User.objects.create(username="curator")
    price = services.record_price(make_artwork(), PRICE, entered_by=user)
    assert (price.review_state, price.entered_by, price.kind) == (ReviewState.PENDING, user, Price.Kind.REALISED)


def test_a_price_is_recorded_once_and_keeps_its_review():
    work = make_artwork()
    price = services.record_price(work, PRICE)
    user = User.objects.create(username="curator")
    assert services.review_prices(Price.objects.all(), ReviewState.REJECTED, reviewer_id=user.pk) == [price]
    again = services.record_price(work, PRICE, review_state=ReviewState.APPROVED)
    assert (again, again.review_state, again.reviewed_by) == (price, ReviewState.REJECTED, user)
    assert again.reviewed_at is not None


@pytest.mark.parametrize("facts", [{"amount": Decimal(0)}, {"currency": "dollars"}, {"currency": "usd"}])
def test_a_price_without_a_positive_amount_and_a_currency_is_refused(facts):
    with pytest.raises(ValidationError):
        services.record_price(make_artwork(), replace(PRICE, **facts))
    assert not Price.objects.exists()


def test_prices_of_one_lot_share_the_sale():
    work = make_artwork()
    sale = SaleRecord(VenueRecord("Christie's", city="London"), date(2000, 1, 1), lot="110")
    for kind in (Price.Kind.HAMMER, Price.Kind.REALISED):
        make_price(work, kind=kind, sale=sale)
    assert Sale.objects.get().lots.get().prices.count() == 2
