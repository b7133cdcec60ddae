"""Every change of the catalogue is kept, shown to staff, and can be put back."""

from datetime import date

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse

from artrecog.roles import add_missing_roles
from catalog import services
from catalog.models import Artwork, Attribution, FloorPlan, Placement, Price, ReferenceImage, ReviewState
from catalog.models.history import on_behalf_of
from catalog.records import ArtworkRecord
from catalog.selectors.history import changes_of
from tests.catalog.factories import (
    make_artwork,
    make_placement,
    make_price,
    make_reference_image,
    make_room,
    make_venue,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


def log_in(client, role: str) -> User:
    add_missing_roles()
    user = User.objects.create_user(role, is_staff=True)
    user.groups.add(Group.objects.get(name=role))
    client.force_login(user)
    return user


def history_of(row) -> str:
    return reverse(f"admin:catalog_{row._meta.model_name}_history", args=[row.pk])


def last_change(row) -> str:
    record = row.history.first()
    return f"{row._meta.model_name}-{record.history_id}"


def rename(client, work: Artwork, title: str) -> None:
    """Change a title as a curator does, in the form."""
    page = client.get(reverse("admin:catalog_artwork_change", args=[work.pk]))
    form = page.context["adminform"].form
    data = {name: "" if value is None else value for name, value in form.initial.items()}
    for formset in page.context["inline_admin_formsets"]:
        data |= {f"{formset.formset.prefix}-{name}": 0 for name in ("TOTAL_FORMS", "INITIAL_FORMS")}
    assert client.post(page.request["PATH_INFO"], {**data, "title": title}).status_code == 302


def test_to_ask_for_a_history_makes_no_class_anew():
    one, other = make_artwork("Irises"), make_artwork("Lilies")
    assert type(one.history) is type(other.history)
    assert [record.title for record in one.history.all()] == ["Irises"]


@pytest.mark.medium
def test_who_changed_what_from_what_to_what_stands_in_the_history(client):
    work = make_artwork("Irises")
    log_in(client, "Curator")
    rename(client, work, "Lilies")
    page = client.get(history_of(work)).content.decode()
    assert "by Curator" in page
    assert "<del>Irises</del>" in page
    assert "<ins>Lilies</ins>" in page


@pytest.mark.medium
def test_a_change_is_put_back_and_that_is_a_change_too(client):
    work = make_artwork("Irises")
    user = log_in(client, "Editor")
    rename(client, work, "Lilies")
    client.post(history_of(work), {"change": last_change(work)})
    work.refresh_from_db()
    assert work.title == "Irises"
    assert work.search_text.startswith("irises")
    latest = work.history.first()
    assert (latest.history_user, latest.history_type) == (user, "~")
    assert latest.history_change_reason.startswith("Put back: artwork of ")


@pytest.mark.medium
def test_what_was_changed_again_since_is_not_put_back(client):
    work = make_artwork("Irises")
    log_in(client, "Editor")
    rename(client, work, "Lilies")
    change = last_change(work)
    rename(client, work, "Orchids")
    answer = client.post(history_of(work), {"change": change}, follow=True)
    assert "Changed again since: title" in answer.content.decode()
    assert Artwork.objects.get().title == "Orchids"


@pytest.mark.medium
def test_who_may_only_read_sees_the_history_and_puts_nothing_back(client):
    work = make_artwork("Irises")
    work.title = "Lilies"
    work.save()
    log_in(client, "Read-only")
    page = client.get(history_of(work))
    assert "<ins>Lilies</ins>" in page.content.decode()
    assert "Put this back" not in page.content.decode()
    assert client.post(history_of(work), {"change": last_change(work)}).status_code == 403
    assert Artwork.objects.get().title == "Lilies"


def test_nobody_reads_a_history_without_a_role(client):
    work = make_artwork()
    client.force_login(User.objects.create_user("new", is_staff=True))
    assert client.get(history_of(work)).status_code == 403


@pytest.mark.medium
def test_an_approved_price_is_changed_back_by_those_alone_who_may_approve(client):
    price = make_price(make_artwork(), review_state=ReviewState.APPROVED)
    services.review_prices(Price.objects.all(), ReviewState.REJECTED, reviewer_id=None)
    log_in(client, "Editor")
    assert client.post(history_of(price), {"change": last_change(price)}).status_code == 403
    log_in(client, "Reviewer")
    assert client.post(history_of(price), {"change": last_change(price)}).status_code == 403
    log_in(client, "Curator")
    client.post(history_of(price), {"change": last_change(price)})
    assert Price.objects.get().review_state == ReviewState.APPROVED


@pytest.mark.medium
def test_a_deleted_work_comes_back_with_what_went_with_it_under_its_own_address(client):
    work = make_artwork("Irises", "Vincent van Gogh")
    make_placement(work, make_room(label="825"))
    make_price(work, date=date(1990, 5, 15))
    services.remove_artwork(Artwork.objects.get(pk=work.pk))
    assert not Artwork.objects.exists()
    log_in(client, "Curator")
    listed = client.get(reverse("admin:catalog_historicalartwork_changelist")).content.decode()
    assert history_of(work) in listed
    client.post(history_of(work), {"change": last_change(work)})
    assert Artwork.objects.get().pk == work.pk
    assert [str(credit.creator) for credit in Attribution.objects.all()] == ["Vincent van Gogh"]
    assert str(Placement.objects.get().room).startswith("825")
    assert Price.objects.count() == 1
    assert client.get(work.get_absolute_url()).status_code == 200


@pytest.mark.medium
def test_a_deleted_picture_whose_file_is_gone_is_to_be_added_again(client, django_capture_on_commit_callbacks):
    image = make_reference_image(make_artwork())
    with django_capture_on_commit_callbacks(execute=True):
        services.remove_reference_image(ReferenceImage.objects.get(), for_good=True)
    log_in(client, "Curator")
    answer = client.post(history_of(image), {"change": last_change(image)}, follow=True)
    assert "Its file was deleted since" in answer.content.decode()
    assert not ReferenceImage.objects.exists()


@pytest.mark.medium
def test_a_place_comes_back_with_its_rooms_and_what_hung_there(client):
    room = make_room(label="825")
    work = make_artwork()
    make_placement(work, room)
    log_in(client, "Curator")
    client.post(reverse("admin:catalog_venue_delete", args=[room.venue_id]), {"post": "yes"})
    assert not Placement.objects.exists()
    client.post(history_of(room.venue), {"change": last_change(room.venue)})
    assert Placement.objects.get().room == room


def dates_of_a_placement(work: Artwork) -> Placement:
    placement = make_placement(work, make_room(make_venue("Before"), label="1"))
    placement.ends_on = date(2020, 1, 1)
    placement.save()
    make_placement(work, make_room(make_venue("After"), label="2"))
    return placement


def number_of_a_record(work: Artwork) -> Artwork:
    former, work.source_id = work.source_id, "other"
    work.save()
    make_artwork(source_id=former)
    return work


def picture_shown_first(work: Artwork) -> ReferenceImage:
    former, later = make_reference_image(work), make_reference_image(work)
    services.make_primary(later)
    return former


@pytest.mark.medium
@pytest.mark.parametrize("contradicted", [dates_of_a_placement, number_of_a_record, picture_shown_first])
def test_what_contradicts_the_catalogue_of_today_is_refused_in_words(client, contradicted):
    work = make_artwork("Irises")
    changed = contradicted(work)
    written = changed.history.count()
    log_in(client, "Curator")
    answer = client.post(history_of(work), {"change": last_change(changed)}, follow=True)
    assert "Not put back. It contradicts what is in the catalogue now" in answer.content.decode()
    assert changed.history.count() == written


@pytest.mark.medium
def test_a_plan_keeps_its_picture_when_the_file_of_the_one_before_is_gone(client, django_capture_on_commit_callbacks):
    plan = FloorPlan.objects.create(venue=make_venue(), floor="1")
    with django_capture_on_commit_callbacks(execute=True):
        services.set_plan_picture(plan, picture_bytes(1))
        services.set_plan_picture(plan, picture_bytes(2))
    log_in(client, "Curator")
    answer = client.post(history_of(plan.venue), {"change": last_change(plan)}, follow=True)
    assert "Its file was deleted since" in answer.content.decode()
    plan.refresh_from_db()
    assert plan.picture.storage.exists(str(plan.picture.name))


@pytest.mark.parametrize("change", ["artwork-0", "artwork-x", "user-1", "nothing-1", ""])
def test_a_change_that_does_not_exist_is_not_found(client, change):
    work = make_artwork()
    log_in(client, "Curator")
    assert client.post(history_of(work), {"change": change}).status_code == 404


def test_the_history_of_what_never_was_is_not_found(client):
    log_in(client, "Curator")
    assert client.get(reverse("admin:catalog_artwork_history", args=[4711])).status_code == 404
    assert client.get(reverse("admin:catalog_artwork_history", args=["x"])).status_code == 404


def test_works_that_are_saved_together_keep_why_and_by_whom():
    registrar = User.objects.create_user("registrar")
    records = [ArtworkRecord("museum", str(number), title=f"Work {number}") for number in range(3)]
    with on_behalf_of(registrar, "Imported: works.csv"):
        services.save_artworks(records)
    told = [(change.verb, change.who, change.why) for change in changes_of(Artwork, Artwork.objects.all()[0].pk, 9)]
    assert told == [("added", "registrar", "Imported: works.csv")]


def test_a_price_is_told_by_its_amount():
    work = make_artwork()
    make_price(work, amount="5000")
    assert changes_of(Artwork, work.pk, 1)[0].row == "Price: $5,000"


def test_what_is_told_of_a_work_includes_its_places_and_ends_where_it_is_asked_to():
    work = make_artwork("Irises")
    make_placement(work, make_room(label="825"))
    rows = [change.row for change in changes_of(Artwork, work.pk, 9)]
    assert rows[1:] == ["Artwork: Irises"]
    assert rows[0].startswith("Placement: ")
    assert "825" in rows[0]
    assert len(changes_of(Artwork, work.pk, 1)) == 1


def test_a_changed_licence_of_a_source_is_put_back(client):
    source = make_price(make_artwork()).source
    source.license = "CC0"
    source.save()
    log_in(client, "Curator")
    assert "<ins>CC0</ins>" in client.get(history_of(source)).content.decode()
    client.post(history_of(source), {"change": last_change(source)})
    source.refresh_from_db()
    assert source.license == ""
