"""Arranging a floor: where its rooms lie on the plan, and which works hang in them."""

import hashlib
from collections.abc import Collection, Mapping, Sequence

from django.db import transaction

from catalog.exceptions import PlanChanged
from catalog.models import Artwork, Placement, Room
from catalog.records import PlaceRecord, VenueRecord
from catalog.services.changes import Journal, Writes
from catalog.services.places import PlaceShelf

PLACE = ("plan_x", "plan_y", "plan_width", "plan_height")
Place = tuple[float | None, float | None, float | None, float | None]
"""Middle from the left and from the top, width, height: shares of the plan's; None where there is none."""


def arrangement(rooms: Collection[Room]) -> str:
    """Return a digest of where rooms lie, to be given back to `arrange_rooms`."""
    places = sorted((room.pk, *(getattr(room, name) for name in PLACE)) for room in rooms)
    return hashlib.sha256(repr(places).encode()).hexdigest()


def arrange_rooms(rooms: Sequence[Room], places: Mapping[int, Place], *, seen: str) -> int:
    """Put rooms of one floor where they belong on its plan; return how many changed.

    Args:
        places: by the id of a room; rooms that it lacks stay where they are.
        seen: the arrangement that these places were made from.

    Raises:
        PlanChanged: it is another one by now. ValidationError: a place is not on the plan.
    """
    with transaction.atomic():
        held = list(Room.objects.select_for_update().filter(pk__in=[room.pk for room in rooms]))
        if arrangement(held) != seen:
            raise PlanChanged("Somebody else arranged this floor meanwhile. Look at it again, and repeat your changes.")
        return sum(_put(room, places[room.pk]) for room in held if room.pk in places)


def _put(room: Room, place: Place) -> bool:
    if tuple(getattr(room, name) for name in PLACE) == place:
        return False
    for name, value in zip(PLACE, place, strict=True):
        setattr(room, name, value)
    room.full_clean()
    room.save(update_fields=PLACE)
    return True


def move_to_room(artworks: Sequence[Artwork], room: Room) -> list[Placement]:
    """Hang works in `room` from today on; return where they are now.

    Where they were until now becomes their past. Being on view or not stays as it is; so do works that hang there.
    """
    venue, writes = VenueRecord(room.venue.name, city=room.venue.city), Writes()
    with transaction.atomic():
        shelf, shown = PlaceShelf(artworks), _shown(artworks)
        moved = [
            shelf.place(work, PlaceRecord(venue, room=room.label, on_view=shown.get(work.pk, True)), writes, Journal())
            for work in artworks
        ]
        writes.write()
    return moved


def _shown(artworks: Sequence[Artwork]) -> dict[int, bool]:
    """Return, by id, whether those works that hang somewhere are on view there."""
    return dict(Placement.objects.current().filter(artwork__in=artworks).values_list("artwork", "on_view"))
