"""Tours, and their stops where the works are now."""

from collections.abc import Iterable, Sequence

from django.db.models import Count, QuerySet
from django.urls import reverse

from catalog.models import Artwork, Placement, Recording, Stop, Tour, Venue
from catalog.pages import RecordingView, RoomLine, StopPage, StopView, TourLine, TourPage
from catalog.selectors.cards import artwork_cards
from catalog.selectors.rooms import floors_of, room_lines
from catalog.selectors.texts import recording_view


def tour_list() -> tuple[TourLine, ...]:
    """Return the tours that visitors may take."""
    return _lines(Tour.objects.published())


def tours_in(venue: Venue) -> tuple[TourLine, ...]:
    """Return the tours through a venue."""
    return _lines(Tour.objects.published().filter(venue=venue))


def tours_past(artwork: Artwork) -> tuple[TourLine, ...]:
    """Return the tours that stop before a work."""
    return _lines(Tour.objects.published().filter(stops__artwork=artwork))


def tour_page(pk: int) -> TourPage:
    """Return a tour with its stops in order.

    Raises:
        Tour.DoesNotExist: there is no such tour for visitors.
    """
    tour = Tour.objects.published().select_related("venue").get(pk=pk)
    rooms = room_lines(tour.venue)
    stops = _stops(tour, {room.id: room for room in rooms})
    passed = {stop.room.floor for stop in stops if stop.room}
    floors = floors_of(tour.venue, (room for room in rooms if room.floor in passed))
    return TourPage(_tour_line(tour, len(stops)), tour.venue.name, tour.venue.get_absolute_url(), stops, floors)


def stop_page(pk: int, number: int) -> StopPage:
    """Return the stop of this number, from 1, and the way on.

    Raises:
        Tour.DoesNotExist, Stop.DoesNotExist: there is no such tour for visitors, or no such stop.
    """
    page = tour_page(pk)
    urls = ["", *(stop.url for stop in page.stops), ""]
    if not 1 <= number <= len(page.stops):
        raise Stop.DoesNotExist
    stop = page.stops[number - 1]
    floors = tuple(floor for floor in page.floors if stop.room in floor.rooms)
    return StopPage(page.tour, stop, urls[number - 1], urls[number + 1], floors)


def _stops(tour: Tour, rooms: dict[int, RoomLine]) -> tuple[StopView, ...]:
    stops = list(tour.stops.select_related("recording", "artwork", "room__venue"))
    works = [stop.artwork_id for stop in stops if stop.artwork_id]
    cards = artwork_cards(works)
    heard = _recordings(works)
    now = dict(Placement.objects.on_view().filter(artwork__in=works).values_list("artwork", "room"))
    return tuple(
        StopView(
            number=number,
            title=str(stop),
            text=stop.text,
            url=reverse("stop", args=[tour.pk, number]),
            card=cards.get(stop.artwork_id or 0),
            room=rooms.get(now.get(stop.artwork_id or 0) or stop.room_id or 0),
            recordings=_views([stop.recording] if stop.recording else heard.get(stop.artwork_id or 0, [])),
        )
        for number, stop in enumerate(stops, 1)
    )


def _recordings(works: Sequence[int]) -> dict[int, list[Recording]]:
    heard: dict[int, list[Recording]] = {}
    for recording in Recording.objects.filter(artwork__in=works):
        heard.setdefault(recording.artwork_id or 0, []).append(recording)
    return heard


def _views(recordings: Iterable[Recording]) -> tuple[RecordingView, ...]:
    return tuple(recording_view(recording) for recording in recordings)


def _lines(tours: QuerySet[Tour]) -> tuple[TourLine, ...]:
    """Count in a query of its own: `tours` may be joined with one of its stops."""
    counted = Tour.objects.filter(pk__in=tours.values("pk")).annotate(stop_count=Count("stops"))
    in_order = counted.select_related("venue").order_by("title", "pk")
    return tuple(_tour_line(tour, tour.stop_count) for tour in in_order)


def _tour_line(tour: Tour, stop_count: int) -> TourLine:
    return TourLine(
        id=tour.pk,
        title=tour.title,
        summary=tour.summary,
        venue=tour.venue.name,
        minutes=tour.minutes,
        stop_count=stop_count,
        url=tour.get_absolute_url(),
    )
