"""What pages show of venues, rooms and auctions."""

from dataclasses import dataclass

from catalog.pages.works import ArtworkCard, TourLine


@dataclass(frozen=True)
class VenueLine:
    """A place to visit. `latitude` and `longitude` are both numbers (WGS 84 degrees) or both None."""

    id: int
    name: str
    kind: str
    """"museum", "gallery" or "auction_house"."""
    kind_label: str
    address: str
    city: str
    country: str
    latitude: float | None
    longitude: float | None
    opening_hours: str
    ticket: str
    """"$30 (adults, 2024)", "Free", or ""."""
    website: str
    url: str
    artwork_count: int
    """Works on view now."""


@dataclass(frozen=True)
class RoomLine:
    """A room; `plan_x`, `plan_y` run from 0 to 1, from the top left corner of the floor's plan, or are None."""

    id: int
    label: str
    floor: str
    """"Floor 2", "Ground floor", or "" when not known."""
    plan_x: float | None
    plan_y: float | None
    plan_width: float | None
    """Shares of the plan's width and height, around that place; None where nobody drew the room."""
    plan_height: float | None
    url: str
    artwork_count: int
    """Works on view now."""


@dataclass(frozen=True)
class PlanPicture:
    """What lies under the rooms of a floor."""

    url: str
    width: int
    """Pixels, as `height`; both 0 without a picture."""
    height: int
    note: str
    """What a visitor must know: "Schematic, not to scale"."""


@dataclass(frozen=True)
class Floor:
    """The rooms of one floor, in the order of their numbers."""

    label: str
    rooms: tuple[RoomLine, ...]
    works_url: str
    """All that is on view on it; "" where the floor is not known."""
    plan: PlanPicture | None
    """None where no curator said anything about a plan; rooms may have places all the same."""


@dataclass(frozen=True)
class SaleLine:
    """An auction in a list."""

    id: int
    title: str
    """"" when the house gave none."""
    days: str
    """"15 November 1961", "3 May 2027 – 5 May 2027"."""
    is_past: bool
    url: str
    lot_count: int


@dataclass(frozen=True)
class LotLine:
    """A work as it is offered."""

    number: str
    outcome: str
    """"Sold", "Bought in", "Withdrawn", or ""."""
    estimate: str
    """"£1,000,000 – £1,500,000", or ""."""
    price: str
    """What was paid, or ""."""
    url: str
    """The house's own page."""
    card: ArtworkCard


@dataclass(frozen=True)
class SalePage:
    """An auction with its lots, by number."""

    sale: SaleLine
    house: str
    house_url: str
    number: str
    website: str
    lots: tuple[LotLine, ...]


@dataclass(frozen=True)
class VenuePage:
    """A venue, its rooms by floor, and the works that are there but in no known room."""

    venue: VenueLine
    floors: tuple[Floor, ...]
    without_room: tuple[ArtworkCard, ...]
    """The first of them, by title."""
    without_room_count: int
    tours: tuple[TourLine, ...]
    sales: tuple[SaleLine, ...]
    """Those to come first, the next one foremost; then the past, newest first."""


@dataclass(frozen=True)
class RoomPage:
    """A room, its works, and its neighbours by number."""

    room: RoomLine
    venue: VenueLine
    works: tuple[ArtworkCard, ...]
    previous: RoomLine | None
    next: RoomLine | None
    floor: Floor
    """The room's own, to show where it lies."""
