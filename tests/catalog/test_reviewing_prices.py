"""Prices in the admin: who approves them, and how one is taken down again."""

from decimal import Decimal

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from simple_history.models import HistoricalChanges

from artrecog.roles import add_missing_roles
from catalog import services
from catalog.exporters.prices import price_rows
from catalog.models import Artwork, Price, ReviewState
from catalog.selectors import artwork_page
from tests.catalog.factories import make_artwork, make_price

pytestmark = pytest.mark.django_db
LIST = "admin:catalog_price_changelist"


@pytest.fixture
def curator(client) -> User:
    add_missing_roles()
    user = User.objects.create_user("curator", is_staff=True)
    user.groups.add(Group.objects.get(name="Curator"))
    client.force_login(user)
    return user


def act(client, action: str, *prices: Price, **said: str) -> str:
    chosen = {"action": action, "_selected_action": [price.pk for price in prices], **said}
    return client.post(reverse(LIST), chosen, follow=True).content.decode()


@pytest.mark.parametrize(("four_eyes", "state"), [(True, ReviewState.PENDING), (False, ReviewState.APPROVED)])
def test_with_four_eyes_nobody_approves_what_they_entered(client, curator, settings, four_eyes, state):
    settings.PRICE_FOUR_EYES = four_eyes
    own = make_price(make_artwork(), review_state=ReviewState.PENDING, entered_by=curator)
    other = make_price(make_artwork(), review_state=ReviewState.PENDING)
    page = act(client, "approve", own, other)
    states = dict(Price.objects.values_list("pk", "review_state"))
    assert states == {own.pk: state, other.pk: ReviewState.APPROVED}
    assert ("somebody else must approve" in page) == four_eyes


@pytest.mark.medium
def test_with_four_eyes_whoever_changed_a_price_last_does_not_approve_it(client, curator, settings):
    settings.PRICE_FOUR_EYES = True
    price = make_price(make_artwork(), review_state=ReviewState.APPROVED)
    change = reverse("admin:catalog_price_change", args=[price.pk])
    form = client.get(change).context["adminform"].form
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    client.post(change, {**data, "amount": "12"})
    act(client, "approve", price)
    price.refresh_from_db()
    assert (int(price.amount), price.review_state) == (12, ReviewState.PENDING)
    assert price.entered_by == curator


def test_with_four_eyes_anybody_rejects_their_own(client, curator, settings):
    settings.PRICE_FOUR_EYES = True
    own = make_price(make_artwork(), review_state=ReviewState.PENDING, entered_by=curator)
    act(client, "reject", own)
    own.refresh_from_db()
    assert own.review_state == ReviewState.REJECTED


@pytest.mark.medium
def test_a_price_that_is_taken_down_is_shown_to_staff_alone_until_it_is_put_up_again(client, curator):
    work = make_artwork()
    price = make_price(work, amount="53000")
    act(client, "take_down", price, reason="The house asked for it, letter of 3 May")
    assert artwork_page(work.pk).prices == ()
    assert "53,000" not in client.get(work.get_absolute_url()).content.decode()
    assert not Price.objects.approved().exists()
    page = client.get(reverse("admin:catalog_price_change", args=[price.pk])).content.decode()
    assert "The house asked for it, letter of 3 May" in page
    assert next(price_rows(Price.objects.all()))[-1] == "taken down"
    act(client, "put_up", price)
    assert len(artwork_page(work.pk).prices) == 1


def test_nothing_is_taken_down_without_a_reason(client, curator):
    price = make_price(make_artwork())
    assert "without a reason" in act(client, "take_down", price, reason="  ")
    assert Price.objects.approved().get() == price


@pytest.mark.medium
def test_approving_does_not_put_up_what_was_taken_down(client, curator):
    price = make_price(make_artwork())
    act(client, "take_down", price, reason="Wrong work")
    act(client, "approve", price)
    assert not Price.objects.approved().exists()


def test_who_may_not_review_takes_nothing_down(client):
    add_missing_roles()
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    price = make_price(make_artwork())
    act(client, "take_down", price, reason="I do not like it")
    assert Price.objects.approved().get() == price


def put_back(client, price: Price, change: HistoricalChanges | None = None) -> str:
    change = change or price.history.first()
    history = reverse("admin:catalog_price_history", args=[price.pk])
    return client.post(history, {"change": f"price-{change.history_id}"}, follow=True).content.decode()


def rejected(entered_by: User) -> Price:
    price = make_price(make_artwork(), review_state=ReviewState.APPROVED, entered_by=entered_by)
    services.review_prices(Price.objects.all(), ReviewState.REJECTED, reviewer_id=None)
    return price


@pytest.mark.parametrize(("four_eyes", "state"), [(True, ReviewState.REJECTED), (False, ReviewState.APPROVED)])
def test_with_four_eyes_nobody_puts_back_in_the_history_that_their_own_price_was_rejected(
    client, curator, settings, four_eyes, state
):
    settings.PRICE_FOUR_EYES = four_eyes
    price = rejected(entered_by=curator)
    assert ("somebody else must put it back" in put_back(client, price)) == four_eyes
    price.refresh_from_db()
    assert price.review_state == state


def test_with_four_eyes_somebody_else_puts_back_that_a_price_was_rejected(client, curator, settings):
    settings.PRICE_FOUR_EYES = True
    price = rejected(entered_by=User.objects.create_user("registrar"))
    put_back(client, price)
    assert Price.objects.approved().get() == price


def test_a_fact_of_an_approved_price_that_is_put_back_is_reviewed_again(client, curator):
    price = make_price(make_artwork(), amount="100", review_state=ReviewState.PENDING)
    price.amount = Decimal(12)
    price.save()
    change = price.history.first()
    services.review_prices(Price.objects.all(), ReviewState.APPROVED, reviewer_id=None)
    put_back(client, price, change)
    price.refresh_from_db()
    assert (price.amount, price.review_state, price.entered_by) == (Decimal(100), ReviewState.PENDING.value, curator)


@pytest.mark.medium
def test_with_four_eyes_an_own_price_that_was_deleted_comes_back_to_wait(client, curator, settings):
    settings.PRICE_FOUR_EYES = True
    own = make_price(make_artwork(), entered_by=curator)
    other = make_price(make_artwork())
    for price in (own, other):
        pk = price.pk
        price.delete()
        price.pk = pk
        put_back(client, price)
    states = dict(Price.objects.values_list("pk", "review_state"))
    assert states == {own.pk: ReviewState.PENDING, other.pk: ReviewState.APPROVED}


@pytest.mark.medium
def test_with_four_eyes_a_work_that_comes_back_brings_an_own_price_to_wait(client, curator, settings):
    settings.PRICE_FOUR_EYES = True
    work = make_artwork()
    make_price(work, entered_by=curator)
    services.remove_artwork(Artwork.objects.get())
    change = Artwork.history.first()
    client.post(reverse("admin:catalog_artwork_history", args=[work.pk]), {"change": f"artwork-{change.history_id}"})
    assert Price.objects.get().review_state == ReviewState.PENDING


def test_with_four_eyes_undoing_a_merge_approves_nothing(client, curator, settings):
    settings.PRICE_FOUR_EYES = True
    kept, merged = make_artwork(), make_artwork()
    for work in (kept, merged):
        make_price(work, review_state=ReviewState.PENDING, entered_by=curator)
    changes = services.merge_artworks(kept, merged)
    services.undo_merge(changes)
    assert set(Price.objects.values_list("review_state", flat=True)) == {ReviewState.PENDING}
