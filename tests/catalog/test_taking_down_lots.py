"""A lot is taken down with a reason, with all its prices, and put up again."""

from datetime import date
from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from artrecog.roles import add_missing_roles
from catalog import services
from catalog.exporters.prices import price_rows
from catalog.models import Lot, Price, ReviewState, Sale
from catalog.records import PriceRecord, SaleRecord, VenueRecord
from catalog.selectors import artwork_page, sale_page, venue_page
from catalog.selectors.history import changes_of
from tests.catalog.factories import make_artwork, make_price

pytestmark = pytest.mark.django_db
WHY = "The owner asked for it, letter of 3 May"
SALE = SaleRecord(house=VenueRecord("Christie's"), date=date(2020, 5, 1), title="Old Masters", lot="9")


def log_in(client, role: str) -> User:
    add_missing_roles()
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def offered(amount: str = "53000", artwork=None) -> Lot:
    """Return a lot with an approved price."""
    price = make_price(artwork or make_artwork("Irises"), amount, kind="realised", sale=SALE)
    assert price.lot
    return price.lot


def act(client, action: str, *lots: Lot, **said: str) -> str:
    chosen = {"action": action, "_selected_action": [lot.pk for lot in lots], **said}
    return client.post(reverse("admin:catalog_lot_changelist"), chosen, follow=True).content.decode()


def what_visitors_read(client, lot: Lot) -> str:
    pages = (
        lot.artwork.get_absolute_url(),
        lot.sale.get_absolute_url(),
        lot.sale.venue.get_absolute_url(),
        reverse("artwork-list"),
        f"/api/v1/artworks/{lot.artwork_id}/",
        reverse("artwork-linked-art", args=[lot.artwork_id]),
    )
    return " ".join(client.get(page).content.decode() for page in pages)


@pytest.mark.medium
def test_a_lot_that_is_taken_down_is_shown_to_staff_alone_until_it_is_put_up_again(client):
    lot = offered()
    log_in(client, "Curator")
    assert "53,000" in what_visitors_read(client, lot)
    act(client, "take_down", lot, reason=WHY)
    seen = what_visitors_read(client, lot)
    assert "53,000" not in seen
    assert "53000" not in seen
    assert WHY not in seen
    assert (sale_page(lot.sale_id).lots, sale_page(lot.sale_id).sale.lot_count) == ((), 0)
    assert [sale.lot_count for sale in venue_page(lot.sale.venue_id).sales] == [0]
    assert next(price_rows(Price.objects.all()))[-1] == "taken down"
    assert "1 lot is put up again" in act(client, "put_up", lot)
    assert len(sale_page(lot.sale_id).lots) == len(artwork_page(lot.artwork_id).prices) == 1


@pytest.mark.medium
def test_the_history_names_who_took_it_down_and_why(client):
    lot = offered()
    log_in(client, "Curator")
    act(client, "take_down", lot, reason=WHY)
    for model, pk in ((Lot, lot.pk), (Price, Price.objects.get().pk)):
        change = changes_of(model, pk, 1)[0]
        assert (change.who, change.why) == ("Curator", f"Taken down: {WHY}")
    page = client.get(reverse("admin:catalog_lot_history", args=[lot.pk])).content.decode()
    assert f"<ins>{WHY}</ins>" in page


@pytest.mark.medium
def test_nothing_is_taken_down_without_a_reason_or_the_right(client):
    lot = offered()
    log_in(client, "Curator")
    assert "without a reason" in act(client, "take_down", lot)
    log_in(client, "Editor")
    act(client, "take_down", lot, reason=WHY)
    assert Lot.objects.shown().get() == lot


def test_a_price_that_was_taken_down_by_itself_stays_down_when_its_lot_is_put_up(client):
    lot = offered()
    services.take_down(Price.objects.all(), "It is wrong")
    services.take_down(Lot.objects.all(), WHY)
    services.put_up(Lot.objects.all())
    assert not Price.objects.approved().exists()
    assert Lot.objects.shown().get() == lot


def test_what_is_recorded_of_a_lot_that_is_down_stays_down_with_it():
    lot = offered()
    services.take_down(Lot.objects.all(), WHY)
    record = PriceRecord(Decimal(9), "USD", date(2020, 5, 1), "A newspaper", kind="hammer", sale=SALE)
    services.record_price(lot.artwork, record, review_state=ReviewState.APPROVED)
    assert not Price.objects.approved().exists()
    services.put_up(Lot.objects.all())
    assert Price.objects.approved().count() == 2


def test_prices_stay_down_when_their_lot_is_deleted():
    lot = offered()
    services.take_down(Lot.objects.all(), WHY)
    lot.delete()
    assert Price.objects.count() == 1
    assert not Price.objects.approved().exists()


def test_who_may_not_review_prices_puts_no_lot_up_by_its_history(client):
    lot = offered()
    services.take_down(Lot.objects.all(), WHY)
    log_in(client, "Editor")
    change = lot.history.first()
    history = reverse("admin:catalog_lot_history", args=[lot.pk])
    assert client.post(history, {"change": f"lot-{change.history_id}"}).status_code == 403
    assert not Lot.objects.shown().exists()


@pytest.mark.medium
def test_of_two_works_that_are_merged_a_lot_and_a_price_stay_down_that_one_of_them_had_down():
    kept, merged = make_artwork(), make_artwork()
    offered(artwork=kept)
    lot = offered(artwork=merged)
    services.take_down(Lot.objects.filter(pk=lot.pk), WHY)
    changes = services.merge_artworks(kept, merged)
    assert not Price.objects.approved().exists()
    assert not Lot.objects.shown().exists()
    services.undo_merge(changes)
    assert [price.artwork for price in Price.objects.approved()] == [kept]
    assert Sale.objects.get().lots.shown().count() == 1
