"""What the catalogue's pages show: values only, so that a template runs no query.

Every text field may be empty (""), every `url` is a path on this site, every picture URL is a fixed rendition.
"""

from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True)
class ArtworkCard:
    """All that a result line or a tile shows of one work."""

    id: int
    source_id: str
    title: str
    creator: str
    """Everyone credited, in words: "Workshop of Rembrandt", "Peter Paul Rubens and Jan Brueghel"."""
    date_text: str
    medium: str
    dimensions: str
    size_cm: str
    """Height × width × depth: "73.7 × 92.1 cm"."""
    credit_line: str
    venue: str
    venue_url: str
    room: str
    room_url: str
    on_view: bool
    url: str
    thumb_url: str
    """320 px at most; "" when the work has no picture."""
    picture_url: str
    """1,200 px at most; "" when the work has no picture."""
    picture_alt: str
    price: str
    """The newest price realised or asked, in one line: "£2,310,000 · Christie's London, 1970"."""


@dataclass(frozen=True)
class CreatorCredit:
    """One maker of a work: `prefix name suffix` reads as a museum label does, the name being the link."""

    name: str
    prefix: str
    suffix: str
    lifespan: str
    nationality: str
    url: str


@dataclass(frozen=True)
class PictureView:
    """One reference image in its fixed sizes."""

    id: int
    thumb_url: str
    large_url: str
    alt: str
    credit: str
    rights_url: str


@dataclass(frozen=True)
class PriceLine:
    """One approved price. `sale` and `lot` are "" outside an auction."""

    date: date
    date_text: str
    """The date as the source gives it, or in full: "27 November 1970"."""
    kind: str
    """In words: "Price realised"."""
    amount: str
    """With its currency: "£2,310,000", "CHF 45,000"."""
    currency: str
    source: str
    source_url: str
    sale: str
    """House, place and title of the sale."""
    lot: str


@dataclass(frozen=True)
class PlacementLine:
    """Where the work is or was shown. `period` is "" when neither end is known."""

    venue: str
    venue_url: str
    room: str
    room_url: str
    period: str
    on_view: bool
    current: bool


@dataclass(frozen=True)
class ArtworkPage:
    """One work with all that is known of it."""

    card: ArtworkCard
    description: str
    culture: str
    classification: str
    accession_number: str
    creators: tuple[CreatorCredit, ...]
    prices: tuple[PriceLine, ...]
    """Newest first."""
    placements: tuple[PlacementLine, ...]
    """The present one first, then newest first."""
    pictures: tuple[PictureView, ...]
    """The primary one first."""
    by_same_creator: tuple[ArtworkCard, ...]
    in_same_room: tuple[ArtworkCard, ...]
    rights_url: str
    source_url: str
    wikidata_url: str


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
    url: str
    artwork_count: int
    """Works on view now."""


@dataclass(frozen=True)
class Floor:
    """The rooms of one floor, in the order of their numbers."""

    label: str
    rooms: tuple[RoomLine, ...]


@dataclass(frozen=True)
class VenuePage:
    """A venue, its rooms by floor, and the works that are there but in no known room."""

    venue: VenueLine
    floors: tuple[Floor, ...]
    without_room: tuple[ArtworkCard, ...]
    """The first of them, by title."""
    without_room_count: int


@dataclass(frozen=True)
class RoomPage:
    """A room, its works, and its neighbours by number."""

    room: RoomLine
    venue: VenueLine
    works: tuple[ArtworkCard, ...]
    previous: RoomLine | None
    next: RoomLine | None


@dataclass(frozen=True)
class CreatorLine:
    """A creator in a list."""

    id: int
    name: str
    lifespan: str
    nationality: str
    url: str
    artwork_count: int


@dataclass(frozen=True)
class CreatorPage:
    """A creator and their works, oldest first."""

    id: int
    name: str
    alternative_names: tuple[str, ...]
    lifespan: str
    """"1853–1890", "active 1836–1870", or ""."""
    nationality: str
    biography: str
    ulan_url: str
    wikidata_url: str
    works: tuple[ArtworkCard, ...]
