"""Rooms in the order that one walks, and the plans that they lie on."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Count, Q
from django.urls import reverse
from django.utils.http import urlencode

from catalog.models import FloorPlan, Placement, Room, Venue
from catalog.models.venues import floor_name, floor_words
from catalog.pages import Floor, PlanPicture, RoomLine
from catalog.text import natural_key


def room_lines(venue: Venue) -> list[RoomLine]:
    """Return every room of a venue: by floor, then by number, unknown floors last."""
    shown = Q(placements__in=Placement.objects.on_view())
    rooms = venue.rooms.annotate(artwork_count=Count("placements", filter=shown))
    lines = [_room_line(room, room.artwork_count) for room in rooms]
    return sorted(lines, key=lambda line: (not line.floor, natural_key(line.floor), natural_key(line.label)))


def floors_of(venue: Venue, rooms: Iterable[RoomLine]) -> tuple[Floor, ...]:
    """Return `rooms`, which stand in order, floor by floor with their plans."""
    plans = {floor_words(plan.floor): _plan_picture(plan) for plan in venue.floor_plans.all()}
    by_floor = groupby(rooms, key=lambda room: room.floor)
    return tuple(Floor(label, tuple(group), _works_url(venue, label), plans.get(label)) for label, group in by_floor)


def _works_url(venue: Venue, label: str) -> str:
    query = urlencode({"venue": str(venue.pk), "floor": floor_name(label)})
    return f"{reverse('artwork-list')}?{query}" if label else ""


def room_of(artwork_id: int) -> tuple[int, Floor] | None:
    """Return the room where a visitor finds a work, and the floor that it lies on; None when nobody knows."""
    shown = Placement.objects.on_view().filter(artwork=artwork_id).select_related("room", "venue").first()
    if shown is None or shown.room is None:
        return None
    floors = floors_of(shown.venue, room_lines(shown.venue))
    return shown.room.pk, next(floor for floor in floors if floor.label == shown.room.floor_label)


def _room_line(room: Room, artwork_count: int) -> RoomLine:
    return RoomLine(
        id=room.pk,
        label=room.label,
        floor=room.floor_label,
        plan_x=room.plan_x,
        plan_y=room.plan_y,
        plan_width=room.plan_width,
        plan_height=room.plan_height,
        url=room.get_absolute_url(),
        artwork_count=artwork_count,
    )


def _plan_picture(plan: FloorPlan) -> PlanPicture:
    url = reverse("plan-picture", args=[plan.pk]) if plan.picture else ""
    return PlanPicture(url, plan.width, plan.height, plan.note)
