"""What the pages of venues and rooms show."""

from collections.abc import Iterable

from django.db.models import Count, Q

from catalog.models import Placement, Room, Venue
from catalog.pages import ArtworkCard, RoomPage, VenueLine, VenuePage
from catalog.selectors.cards import artwork_cards
from catalog.selectors.rooms import floors_of, room_lines
from catalog.selectors.sales import sales_of
from catalog.selectors.tours import tours_in
from catalog.selectors.words import ticket_words
from catalog.text import natural_key

# A museum may say of all its works that they are on view and of none where: this many are shown, the rest counted.
MOST_WITHOUT_ROOM = 48


def venue_list() -> list[VenueLine]:
    """Return the venues that can be visited, by name, in one query."""
    shown = Q(placements__in=Placement.objects.on_view())
    venues = Venue.objects.filter(closed=False).annotate(artwork_count=Count("placements", filter=shown))
    return [_venue_line(venue, venue.artwork_count) for venue in venues.order_by("name", "city")]


def venue_page(pk: int) -> VenuePage:
    """Return a venue with its rooms by floor, unknown floors last.

    Raises:
        Venue.DoesNotExist: there is no such venue.
    """
    venue = Venue.objects.get(pk=pk)
    rooms = room_lines(venue)
    without_room = Placement.objects.on_view().filter(venue=venue, room=None)
    without_room_count = without_room.count()
    count = sum(room.artwork_count for room in rooms) + without_room_count
    shown = _cards(without_room.order_by("artwork__search_text")[:MOST_WITHOUT_ROOM])
    return VenuePage(
        venue=_venue_line(venue, count),
        floors=floors_of(venue, rooms),
        without_room=shown,
        without_room_count=without_room_count,
        tours=tours_in(venue),
        sales=sales_of(venue),
    )


def room_page(pk: int) -> RoomPage:
    """Return a room with its works and its neighbors by number.

    Raises:
        Room.DoesNotExist: there is no such room.
    """
    venue = Room.objects.select_related("venue").get(pk=pk).venue
    rooms = room_lines(venue)
    place = next(number for number, room in enumerate(rooms) if room.id == pk)
    return RoomPage(
        room=rooms[place],
        venue=_venue_line(venue, Placement.objects.on_view().filter(venue=venue).count()),
        works=_cards(Placement.objects.on_view().filter(room=pk)),
        previous=rooms[place - 1] if place else None,
        next=rooms[place + 1] if place + 1 < len(rooms) else None,
        floor=next(floor for floor in floors_of(venue, rooms) if floor.label == rooms[place].floor),
    )


def _cards(placements: Iterable[Placement]) -> tuple[ArtworkCard, ...]:
    cards = artwork_cards(placement.artwork_id for placement in placements)
    return tuple(sorted(cards.values(), key=lambda card: natural_key(card.title)))


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
        ticket=ticket_words(venue),
        website=venue.website,
        url=venue.get_absolute_url(),
        artwork_count=artwork_count,
    )
