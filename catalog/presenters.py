"""Pages with their drawings: the one value that a template gets."""

from dataclasses import dataclass

from django.utils.safestring import SafeString

from catalog import selectors
from catalog.drawings.chart import PriceChart, draw_prices
from catalog.drawings.plan import PlanDrawing, draw_plans
from catalog.drawings.scale import ScaleDrawing, draw_to_scale
from catalog.drawings.world import WorldMap, draw_world
from catalog.exporters.schema_org import data_block
from catalog.pages import ArtworkPage, RoomPage, StopPage, TourPage, VenueLine, VenuePage


@dataclass(frozen=True)
class ArtworkView:
    """A work, its size, its prices and its place, drawn."""

    work: ArtworkPage
    address: str
    """The whole address of the page, to hand on."""
    citation: str
    scale: ScaleDrawing | None
    charts: tuple[PriceChart, ...]
    plans: tuple[PlanDrawing, ...]
    data_block: SafeString
    """The same for search engines."""


@dataclass(frozen=True)
class VenueView:
    """A venue with the plans of its floors."""

    page: VenuePage
    plans: tuple[PlanDrawing, ...]


@dataclass(frozen=True)
class RoomView:
    """A room, pointed out on its floor."""

    page: RoomPage
    plans: tuple[PlanDrawing, ...]


@dataclass(frozen=True)
class VenueListView:
    """The venues, listed and on the map."""

    venues: tuple[VenueLine, ...]
    world: WorldMap | None
    tile_url: str
    """A pattern with {z}, {x} and {y}, or "" for the drawn map."""


@dataclass(frozen=True)
class TourView:
    """A tour with its stops on the plans."""

    page: TourPage
    plans: tuple[PlanDrawing, ...]


@dataclass(frozen=True)
class TourStopView:
    """A stop, pointed out on its floor."""

    page: StopPage
    plans: tuple[PlanDrawing, ...]


def artwork_view(pk: int, address: str) -> ArtworkView:
    """Return a work's page. Raises Artwork.DoesNotExist."""
    work = selectors.artwork_page(pk)
    shown = selectors.room_of(pk)
    return ArtworkView(
        work=work,
        address=address,
        citation=cite(work, address),
        scale=draw_to_scale(*work.size) if work.size else None,
        charts=draw_prices(work.prices),
        plans=draw_plans([shown[1]], here=shown[0]) if shown else (),
        data_block=data_block(work, address, site=address.removesuffix(work.card.url)),
    )


def cite(work: ArtworkPage, address: str) -> str:
    """Return how to cite a work: "Vincent van Gogh, Irises, 1890, The Metropolitan Museum of Art, 58.187. https://…"."""
    card = work.card
    facts = [card.creator, card.title, card.date_text, card.medium, card.venue, work.accession_number]
    return f"{', '.join(filter(None, facts))}. {address}"


def venue_view(pk: int) -> VenueView:
    """Return a venue's page. Raises Venue.DoesNotExist."""
    page = selectors.venue_page(pk)
    return VenueView(page, draw_plans(page.floors))


def room_view(pk: int) -> RoomView:
    """Return a room's page. Raises Room.DoesNotExist."""
    page = selectors.room_page(pk)
    return RoomView(page, draw_plans([page.floor], here=pk))


def venue_list_view(tile_url: str) -> VenueListView:
    """Return the venues, and where they are."""
    venues = tuple(selectors.venue_list())
    return VenueListView(venues, draw_world(venues), tile_url)


def tour_view(pk: int) -> TourView:
    """Return a tour's page. Raises Tour.DoesNotExist."""
    page = selectors.tour_page(pk)
    return TourView(page, draw_plans(page.floors, stops=_stop_numbers(page)))


def stop_view(pk: int, number: int) -> TourStopView:
    """Return the page of one stop. Raises Tour.DoesNotExist, Stop.DoesNotExist."""
    page = selectors.stop_page(pk, number)
    return TourStopView(page, draw_plans(page.floors, here=page.stop.room.id if page.stop.room else None))


def _stop_numbers(page: TourPage) -> dict[int, str]:
    """Return the numbers of the stops in each room: "3", "3, 4"."""
    numbers: dict[int, list[str]] = {}
    for stop in page.stops:
        if stop.room:
            numbers.setdefault(stop.room.id, []).append(str(stop.number))
    return {room: ", ".join(found) for room, found in numbers.items()}
