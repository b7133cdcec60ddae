"""The plans of floors."""

import pytest

from catalog import services
from catalog.drawings.plan import draw_plans, short_label
from catalog.models import FloorPlan, Room
from catalog.selectors import venue_page
from tests.catalog.factories import make_room, make_venue, picture_bytes

pytestmark = pytest.mark.django_db


def test_rooms_lie_where_the_curator_put_them():
    room = make_room(plan_x=0.25, plan_y=0.5)
    (plan,) = draw_plans(venue_page(room.venue_id).floors, here=room.pk)
    (mark,) = plan.rooms
    assert (mark.x, mark.y) == (25, plan.height / 2)
    assert mark.is_here


@pytest.mark.medium
def test_no_two_rooms_overlap():
    venue = make_venue()
    for number in range(30):
        make_room(venue, f"Gallery {600 + number * 3}", floor="2")
    services.lay_out_rooms(venue)
    (plan,) = draw_plans(venue_page(venue.pk).floors)
    for n, one in enumerate(plan.rooms):
        for other in plan.rooms[:n]:
            assert max(abs(one.x - other.x), abs(one.y - other.y)) >= one.width


def test_a_floor_without_places_has_no_plan():
    assert draw_plans(venue_page(make_room().venue_id).floors) == ()


@pytest.mark.medium
def test_a_schematic_plan_says_so_on_the_page(client):
    room = make_room(floor="2")
    assert services.lay_out_rooms(room.venue) == 1
    for page in (room.venue, room):
        assert "Schematic: rooms in the order of their numbers" in client.get(page.get_absolute_url()).content.decode()


def test_places_that_a_curator_gave_are_kept():
    venue = make_venue()
    placed = make_room(venue, "Gallery 1", floor="1", plan_x=0.9, plan_y=0.1)
    make_room(venue, "Gallery 2", floor="1")
    assert services.lay_out_rooms(venue) == 0
    assert Room.objects.get(pk=placed.pk).plan_x == 0.9


def test_the_curators_picture_lies_under_the_rooms(client):
    room = make_room(floor="2", plan_x=0.5, plan_y=0.5)
    plan = FloorPlan.objects.create(venue=room.venue, floor="2")
    services.set_plan_picture(plan, picture_bytes(width=200, height=50))
    (drawing,) = draw_plans(venue_page(room.venue_id).floors)
    assert drawing.height == 25
    assert b"".join(client.get(drawing.picture_url)).startswith(b"\xff\xd8")  # a JPEG


def test_another_picture_replaces_the_first():
    plan = FloorPlan.objects.create(venue=make_venue())
    services.set_plan_picture(plan, picture_bytes(seed=1))
    before = plan.picture.name
    services.set_plan_picture(plan, picture_bytes(seed=2))
    assert FloorPlan.objects.get().picture.name != before


def test_a_room_is_named_by_its_number_or_its_first_letters():
    assert [short_label(label) for label in ("Gallery 825", "Room 9a", "Nave")] == ["825", "9a", "Nav"]


def test_a_room_that_is_drawn_has_its_own_size():
    room = make_room(plan_x=0.5, plan_y=0.5, plan_width=0.4, plan_height=0.2)
    (plan,) = draw_plans(venue_page(room.venue_id).floors)
    (mark,) = plan.rooms
    assert (mark.left, mark.width) == (30, 40)
    assert mark.height == pytest.approx(0.2 * plan.height, abs=0.01)
    assert mark.top == pytest.approx(0.4 * plan.height, abs=0.01)
