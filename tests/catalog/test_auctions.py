"""Auctions, their days and their lots."""

from datetime import date

import pytest
from django.urls import reverse

from catalog.models import Lot, ReviewState, Sale
from catalog.selectors import sale_page, venue_page
from tests.catalog.factories import make_artwork, make_price, make_venue

pytestmark = pytest.mark.django_db


def make_sale(day: date, **facts) -> Sale:
    return Sale.objects.create(venue=facts.pop("venue", None) or make_venue("Christie's"), starts_on=day, **facts)


def test_a_house_lists_the_next_auction_first_and_then_the_latest():
    venue = make_venue("Christie's")
    for year in (1970, 1961, 2998, 2999):
        make_sale(date(year, 5, 1), venue=venue)
    assert [sale.days for sale in venue_page(venue.pk).sales] == [
        "1 May 2998",
        "1 May 2999",
        "1 May 1970",
        "1 May 1961",
    ]


@pytest.mark.medium
def test_lots_stand_in_the_order_of_their_numbers_with_estimate_and_price(client):
    sale = make_sale(date(2020, 5, 1), title="Old Masters")
    lots = {
        number: Lot.objects.create(sale=sale, artwork=make_artwork(f"Work {number}"), number=number, outcome="sold")
        for number in ("10", "9")
    }
    for kind, amount in (("estimate_low", "100"), ("estimate_high", "200"), ("realised", "300")):
        price = make_price(lots["9"].artwork, amount, kind=kind)
        price.lot = lots["9"]
        price.save()
    first, second = sale_page(sale.pk).lots
    assert (first.number, first.estimate, first.price, first.outcome) == ("9", "$100 – $200", "$300", "Sold")
    assert (second.number, second.estimate, second.price) == ("10", "", "")
    text = client.get(sale.get_absolute_url()).content.decode()
    assert text.index("Lot 9:") < text.index("Lot 10:")


def test_a_price_that_nobody_approved_is_not_shown_with_its_lot():
    lot = Lot.objects.create(sale=make_sale(date(2020, 5, 1)), artwork=make_artwork())
    price = make_price(lot.artwork, "300", review_state=ReviewState.PENDING)
    price.lot = lot
    price.save()
    assert sale_page(lot.sale_id).lots[0].price == ""


def test_an_auction_of_several_days_says_both_ends():
    sale = make_sale(date(2020, 5, 1), ends_on=date(2020, 5, 3))
    assert sale_page(sale.pk).sale.days == "1 May 2020 – 3 May 2020"


def test_an_unknown_sale_is_not_found(client):
    assert client.get(reverse("sale", args=[404])).status_code == 404
