"""The plan of a floor in the admin: rooms are drawn on it, and works move from room to room."""

import datetime

import pytest
from django.contrib.auth.models import Group, User
from django.urls import reverse
from django.utils import timezone

from artrecog.roles import add_missing_roles
from catalog.models import Placement, Room
from tests.catalog.factories import make_artwork, make_placement, make_room, make_venue

pytestmark = pytest.mark.django_db
YESTERDAY = timezone.localdate() - datetime.timedelta(days=1)


@pytest.fixture
def desk(client):
    add_missing_roles()
    editor = User.objects.create_user("editor", is_staff=True)
    editor.groups.add(Group.objects.get(name="Editor"))
    client.force_login(editor)
    return client


def plan_of(room: Room) -> str:
    return reverse("admin:catalog_venue_plan", args=[room.venue_id]) + f"?floor={room.floor}"


def numbers(room: Room, left="", top="", width="", height="") -> dict[str, object]:
    said = {"left": left, "top": top, "width": width, "height": height}
    return {f"room-{room.pk}-{name}": value for name, value in said.items()}


def arrange(client, room: Room, *places: dict[str, object], seen: str | None = None) -> str:
    digest = seen or client.get(plan_of(room)).context["page"].seen
    said = {"arrange": "1", "seen": digest}
    for place in places:
        said |= place
    return client.post(plan_of(room), said, follow=True).content.decode()


def move(client, room: Room, *works) -> str:
    said = {"move": "1", "to": room.pk, "work": [work.pk for work in works]}
    return client.post(plan_of(room), said, follow=True).content.decode()


@pytest.mark.medium
def test_a_room_is_drawn_where_its_rectangle_is_and_taken_off_again(desk):
    room = make_room(floor="2")
    assert "1 room was changed" in arrange(desk, room, numbers(room, 10, 20, 30, 40))
    room.refresh_from_db()
    assert (room.plan_x, room.plan_y, room.plan_width, room.plan_height) == pytest.approx((0.25, 0.4, 0.3, 0.4))
    arrange(desk, room, numbers(room))
    room.refresh_from_db()
    assert (room.plan_x, room.plan_width) == (None, None)


@pytest.mark.medium
@pytest.mark.parametrize(
    ("place", "problem"),
    [
        ({"left": 10, "top": 20}, "Give all four numbers"),
        ({"left": 80, "top": 20, "width": 30, "height": 10}, "The room leaves the plan"),
        ({"left": 10, "top": 95, "width": 30, "height": 10}, "The room leaves the plan"),
        ({"left": -1, "top": 20, "width": 30, "height": 10}, "greater than or equal to 0"),
        ({"left": "x", "top": 20, "width": 30, "height": 10}, "Enter a number"),
    ],
)
def test_a_wrong_place_is_told_and_nothing_is_saved(desk, place, problem):
    room = make_room(floor="2")
    other = make_room(room.venue, "Gallery 1", floor="2")
    page = arrange(desk, room, numbers(room, **place), numbers(other, 1, 1, 10, 10))
    assert problem in page
    assert "Nothing is saved" in page
    assert not Room.objects.exclude(plan_x=None).exists()


@pytest.mark.medium
def test_of_two_who_arrange_a_floor_at_once_the_second_looks_again(desk):
    room = make_room(floor="2")
    seen = desk.get(plan_of(room)).context["page"].seen
    arrange(desk, room, numbers(room, 10, 20, 30, 40), seen=seen)
    assert "Somebody else arranged this floor" in arrange(desk, room, numbers(room, 1, 1, 9, 9), seen=seen)
    room.refresh_from_db()
    assert room.plan_x == pytest.approx(0.25)


@pytest.mark.medium
def test_a_room_with_a_place_that_was_never_drawn_stays_so_until_it_is_changed(desk):
    room = make_room(floor="2", plan_x=0.5, plan_y=0.5)
    page = desk.get(plan_of(room)).context["page"].rooms[0].form.initial
    assert "0 rooms were changed" in arrange(desk, room, numbers(room, **page))
    room.refresh_from_db()
    assert room.plan_width is None


@pytest.mark.medium
def test_works_hang_in_another_room_from_today_and_where_they_were_is_their_past(desk):
    old, new = make_room(label="Old", floor="1"), None
    new = make_room(old.venue, "New", floor="1")
    shown, stored = make_artwork("Irises"), make_artwork("Lilies")
    make_placement(shown, old)
    make_placement(stored, old, on_view=False)
    assert "in New from today on" in move(desk, new, shown, stored)
    now = {str(place.artwork): (place.room, place.on_view) for place in Placement.objects.current()}
    assert now == {"Irises": (new, True), "Lilies": (new, False)}
    past = Placement.objects.filter(room=old)
    assert {place.ends_on for place in past} == {YESTERDAY}


def test_a_work_that_hangs_there_already_stays_as_it_is(desk):
    room = make_room(floor="1")
    placement = make_placement(make_artwork(), room)
    move(desk, room, placement.artwork)
    assert Placement.objects.get() == placement


@pytest.mark.medium
def test_moving_nothing_or_nowhere_is_told(desk):
    room = make_room(floor="1")
    make_placement(make_artwork("Irises"), room)
    assert "Choose works, and the room" in move(desk, room)
    elsewhere = make_room(make_venue(name="Another"), "Elsewhere", floor="1")
    said = {"move": "1", "to": elsewhere.pk, "work": Placement.objects.get().artwork_id}
    assert "Choose works, and the room" in desk.post(plan_of(room), said, follow=True).content.decode()


@pytest.mark.medium
def test_works_without_a_room_are_listed_to_be_hung(desk):
    room = make_room(floor="1")
    work = make_artwork("Roomless")
    Placement.objects.create(artwork=work, venue=room.venue)
    assert "Without a room" in desk.get(plan_of(room)).content.decode()
    move(desk, room, work)
    assert Placement.objects.current().get().room == room


def test_the_plan_opens_on_the_first_floor_and_leads_to_the_others(desk):
    room = make_room(label="A", floor="2")
    make_room(room.venue, "B", floor="1")
    make_room(room.venue, "C")
    page = desk.get(reverse("admin:catalog_venue_plan", args=[room.venue_id])).context["page"]
    assert page.floor == "1"
    assert [words for _, words in page.floors] == ["Without a floor", "Floor 1", "Floor 2"]


def test_who_may_only_read_arranges_nothing(client):
    add_missing_roles()
    reader = User.objects.create_user("reader", is_staff=True)
    reader.groups.add(Group.objects.get(name="Read-only"))
    client.force_login(reader)
    assert client.get(plan_of(make_room(floor="1"))).status_code == 403
