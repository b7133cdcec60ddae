"""What the pages of venues and rooms show."""

from collections.abc import Iterable
from itertools import groupby

from django.db.models import Count, Q

from catalog.models import Placement, Room, Venue
from catalog.pages import ArtworkCard, Floor, RoomLine, RoomPage, VenueLine, VenuePage
from catalog.selectors.cards import artwork_cards
from catalog.text import natural_key

# A museum may say of all its works that they are on view and of none where: this many are shown, the rest counted.
MOST_WITHOUT_ROOM = 48


def venue_list() -> list[VenueLine]:
    """Return the venues that can be visited, by name, in one query."""
    shown = Q(placements__in=Placement.objects.on_view())
    venues = Venue.objects.filter(closed=False).annotate(artwork_count=Count("placements", filter=shown))
    return [_venue_line(venue, venue.artwork_count) for venue in venues]


def venue_page(pk: int) -> VenuePage:
    """Return a venue with its rooms by floor, unknown floors last.

    Raises:
        Venue.DoesNotExist: there is no such venue.
    """
    venue = Venue.objects.get(pk=pk)
    rooms = _rooms(venue)
    without_room = Placement.objects.on_view().filter(venue=venue, room=None)
    without_room_count = without_room.count()
    count = sum(room.artwork_count for room in rooms) + without_room_count
    shown = _cards(without_room.order_by("artwork__search_text")[:MOST_WITHOUT_ROOM])
    return VenuePage(_venue_line(venue, count), _floors(rooms), shown, without_room_count)


def room_page(pk: int) -> RoomPage:
    """Return a room with its works and its neighbors by number.

    Raises:
        Room.DoesNotExist: there is no such room.
    """
    venue = Room.objects.select_related("venue").get(pk=pk).venue
    rooms = _rooms(venue)
    place = next(number for number, room in enumerate(rooms) if room.id == pk)
    return RoomPage(
        room=rooms[place],
        venue=_venue_line(venue, Placement.objects.on_view().filter(venue=venue).count()),
        works=_cards(Placement.objects.on_view().filter(room=pk)),
        previous=rooms[place - 1] if place else None,
        next=rooms[place + 1] if place + 1 < len(rooms) else None,
    )


def _rooms(venue: Venue) -> list[RoomLine]:
    """Return every room in the order that one walks: by floor, then by number."""
    shown = Q(placements__in=Placement.objects.on_view())
    rooms = venue.rooms.annotate(artwork_count=Count("placements", filter=shown))
    lines = [_room_line(room, room.artwork_count) for room in rooms]
    return sorted(lines, key=lambda line: (not line.floor, natural_key(line.floor), natural_key(line.label)))


def _floors(rooms: Iterable[RoomLine]) -> tuple[Floor, ...]:
    return tuple(Floor(label, tuple(group)) for label, group in groupby(rooms, key=lambda room: room.floor))


def _cards(placements: Iterable[Placement]) -> tuple[ArtworkCard, ...]:
    cards = artwork_cards(placement.artwork_id for placement in placements)
    return tuple(sorted(cards.values(), key=lambda card: natural_key(card.title)))


def _room_line(room: Room, artwork_count: int) -> RoomLine:
    return RoomLine(
        id=room.pk,
        label=room.label,
        floor=room.floor_label,
        plan_x=room.plan_x,
        plan_y=room.plan_y,
        url=room.get_absolute_url(),
        artwork_count=artwork_count,
    )


def _venue_line(venue: Venue, artwork_count: int) -> VenueLine:
    return VenueLine(
        id=venue.pk,
        name=venue.name,
        kind=venue.kind,
        kind_label=venue.get_kind_display(),
        address=venue.address,
        city=venue.city,
        country=venue.country,
        latitude=venue.latitude,
        longitude=venue.longitude,
        opening_hours=venue.opening_hours,
        website=venue.website,
        url=venue.get_absolute_url(),
        artwork_count=artwork_count,
    )
