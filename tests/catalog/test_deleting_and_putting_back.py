"""What is deleted by hand comes back whole: with its pictures, and with what named it."""

import os
from datetime import date

import pytest
from django.core.management import call_command
from django.db.models import Model
from django.urls import reverse

from catalog import services
from catalog.models import Artwork, FloorPlan, Lot, Placement, Price, ReferenceImage, Room, Stop, Tour, Venue
from catalog.records import SaleRecord, VenueRecord
from catalog.selectors.history import changes_of
from tests.catalog.factories import (
    is_stored,
    make_artwork,
    make_placement,
    make_price,
    make_recording,
    make_reference_image,
    make_room,
    make_venue,
    picture_bytes,
)

pytestmark = pytest.mark.django_db


@pytest.fixture
def desk(admin_client):
    return admin_client


def name_of(row: Model) -> str:
    return f"admin:catalog_{row._meta.model_name}"


def delete(desk, row: Model) -> None:
    """Delete a row on its page, as a curator does."""
    answer = desk.post(reverse(f"{name_of(row)}_delete", args=[row.pk]), {"post": "yes"})
    assert answer.status_code == 302
    assert not type(row)._base_manager.filter(pk=row.pk).exists()


def put_back(desk, row: Model) -> str:
    """Put back that a row was deleted."""
    record = type(row).history.filter(history_type="-").first()  # type: ignore[attr-defined]
    change = {"change": f"{row._meta.model_name}-{record.history_id}"}
    return desk.post(reverse(f"{name_of(row)}_history", args=[row.pk]), change, follow=True).content.decode()


@pytest.mark.medium
def test_works_hang_again_in_a_room_that_is_put_back(desk):
    room = make_room(label="825")
    placement = make_placement(make_artwork(), room)
    delete(desk, room)
    placement.refresh_from_db()
    assert placement.room is None
    change = changes_of(Artwork, placement.artwork_id, 1)[0]
    assert (change.who, change.why) == ("admin", f"Room deleted: {room}")
    put_back(desk, room)
    placement.refresh_from_db()
    assert placement.room == room


@pytest.mark.medium
def test_a_work_that_was_hung_elsewhere_since_stays_there(desk):
    room, other = make_room(label="825"), make_room(make_venue("Elsewhere"), label="1")
    placement = make_placement(make_artwork(), room)
    delete(desk, room)
    placement = Placement.objects.get(pk=placement.pk)
    placement.room = other
    placement.save()
    put_back(desk, room)
    placement.refresh_from_db()
    assert placement.room == other


@pytest.mark.medium
def test_a_room_that_is_deleted_on_the_page_of_its_venue_or_from_the_list_is_told_in_the_history_too(desk):
    room = make_room(label="825")
    placement = make_placement(make_artwork(), room)
    chosen = {"action": "delete_selected", "_selected_action": [room.pk], "post": "yes"}
    desk.post(reverse("admin:catalog_room_changelist"), chosen)
    assert placement.history.first().room_id is None
    put_back(desk, room)
    page = reverse("admin:catalog_venue_change", args=[room.venue_id])
    form = {name: value or "" for name, value in desk.get(page).context["adminform"].form.initial.items()}
    rows = {"rooms-0-id": room.pk, "rooms-0-venue": room.venue_id, "rooms-0-label": "825", "rooms-0-DELETE": "on"}
    for prefix, count in (("rooms", 1), ("floor_plans", 0), ("responsibilities", 0)):
        rows |= {f"{prefix}-TOTAL_FORMS": count, f"{prefix}-INITIAL_FORMS": count}
    desk.post(page, {**form, **rows})
    assert not Room.objects.exists()
    assert placement.history.first().room_id is None


@pytest.mark.medium
def test_stops_are_in_their_room_and_have_their_recording_again(desk):
    room, recording = make_room(label="825"), make_recording()
    tour = Tour.objects.create(venue=room.venue, title="Highlights")
    stop = Stop.objects.create(tour=tour, room=room, recording=recording)
    for row in (room, recording):
        delete(desk, row)
        assert changes_of(Tour, tour.pk, 1)[0].verb == "changed"
        put_back(desk, row)
    stop.refresh_from_db()
    assert (stop.room, stop.recording) == (room, recording)


@pytest.mark.medium
def test_a_tour_comes_back_with_its_stops(desk):
    room = make_room(label="825")
    tour = Tour.objects.create(venue=room.venue, title="Highlights")
    Stop.objects.create(tour=tour, room=room, title="Here")
    delete(desk, tour)
    put_back(desk, tour)
    assert [(stop.tour, stop.room) for stop in Stop.objects.all()] == [(tour, room)]


@pytest.mark.medium
def test_a_venue_comes_back_with_rooms_works_plans_and_tours(desk, django_capture_on_commit_callbacks):
    room = make_room(label="825", floor="2")
    make_placement(make_artwork(), room)
    plan = FloorPlan.objects.create(venue=room.venue, floor="2")
    services.set_plan_picture(plan, picture_bytes())
    tour = Tour.objects.create(venue=room.venue, title="Highlights")
    Stop.objects.create(tour=tour, room=room)
    with django_capture_on_commit_callbacks(execute=True):
        delete(desk, room.venue)
    put_back(desk, Venue(pk=room.venue_id))
    assert Placement.objects.get().room == Stop.objects.get().room == room
    back = FloorPlan.objects.get()
    assert back.picture.storage.exists(str(back.picture.name))


@pytest.mark.medium
def test_prices_belong_to_their_lots_again_when_a_sale_is_put_back(desk):
    sale = SaleRecord(house=VenueRecord("Christie's"), date=date(2020, 5, 1), title="Old Masters")
    price = make_price(make_artwork(), sale=sale)
    lot = price.lot
    assert lot
    delete(desk, lot.sale)
    put_back(desk, lot.sale)
    price.refresh_from_db()
    assert (price.lot, Price.objects.approved().get(), Lot.objects.get()) == (lot, price, lot)


@pytest.mark.medium
def test_a_deleted_work_comes_back_with_its_pictures_and_the_recognizer_is_told(
    desk, announcements, django_capture_on_commit_callbacks
):
    work = make_artwork("Irises")
    images = [make_reference_image(work), make_reference_image(work)]
    announcements.clear()
    with django_capture_on_commit_callbacks(execute=True):
        delete(desk, work)
        put_back(desk, work)
    assert {(image.pk, image.is_primary) for image in ReferenceImage.objects.all()} == {
        (image.pk, image.is_primary) for image in images
    }
    assert all(is_stored(image) for image in images)
    assert sorted(pk for told in announcements for pk in told) == sorted(image.pk for image in images)


@pytest.mark.medium
def test_a_picture_that_was_shown_first_comes_back_behind_the_one_that_is_now(desk):
    work = make_artwork()
    first, heir = make_reference_image(work), make_reference_image(work)
    delete(desk, first)
    put_back(desk, first)
    assert dict(ReferenceImage.objects.values_list("pk", "is_primary")) == {first.pk: False, heir.pk: True}


def remove_long_ago(image: ReferenceImage) -> None:
    """Remove a picture whose file is from yesterday."""
    path = image.file.path
    services.remove_reference_image(image)
    os.utime(path, (0, 0))


def test_the_files_of_what_was_removed_go_when_the_history_forgets_it(capsys):
    image, kept = make_reference_image(), make_reference_image()
    remove_long_ago(ReferenceImage.objects.get(pk=image.pk))
    os.utime(kept.file.path, (0, 0))
    call_command("forget_removed_files")
    assert is_stored(image)
    ReferenceImage.history.filter(id=image.pk).delete()
    call_command("forget_removed_files", "--dry-run")
    assert is_stored(image)
    call_command("forget_removed_files")
    assert not is_stored(image)
    assert is_stored(kept)
    assert "files deleted" in capsys.readouterr().out


def test_the_files_of_what_was_removed_go_at_once_where_they_must_not_be_kept(desk):
    image = make_reference_image()
    remove_long_ago(ReferenceImage.objects.get(pk=image.pk))
    call_command("forget_removed_files", "--days", "30")
    assert is_stored(image)
    call_command("forget_removed_files", "--days", "0")
    assert not is_stored(image)
    assert "Its file was deleted since" in put_back(desk, image)
