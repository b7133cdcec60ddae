"""What pages show of works and their makers."""

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
    picture_width: int = 0
    """Pixels of the stored picture, as `picture_height`: pages keep its place with them. 0 without a picture."""
    picture_height: int = 0


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
    width: int
    """Pixels of the stored picture; its sizes keep the ratio."""
    height: int
    thumb_url: str
    large_url: str
    srcset: str
    """The sizes to choose from, with their widths in pixels, as HTML's `srcset` has it."""
    zoom_url: str
    """3,000 px at most, to look at closely."""
    alt: str
    credit: str
    rights_url: str


@dataclass(frozen=True)
class PriceLine:
    """One approved price. `sale` and `lot` are "" outside an auction."""

    date: date
    date_text: str
    """The date as the source gives it, or in full: "27 November 1970"."""
    code: str
    """"realised", "asking" …"""
    kind: str
    """In words: "Price realised"."""
    value: float
    """The amount as a number, to draw it; `amount` is exact."""
    amount: str
    """With its currency: "£2,310,000", "CHF 45,000"."""
    currency: str
    source: str
    source_url: str
    sale: str
    """House, place and title of the sale."""
    sale_url: str
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
class TextView:
    """A chapter of a work's past."""

    title: str
    """"Provenance", "Exhibition history"."""
    lines: tuple[str, ...]
    source: str
    source_url: str


@dataclass(frozen=True)
class RecordingView:
    """Something to listen to, and the same to read."""

    title: str
    url: str
    media_type: str
    """"audio/mpeg", "audio/mp4" or "audio/ogg"."""
    language: str
    transcript: str
    credit: str


@dataclass(frozen=True)
class TourLine:
    """A tour in a list."""

    id: int
    title: str
    summary: str
    venue: str
    minutes: int | None
    stop_count: int
    url: str


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
    size: tuple[float, float] | None
    """Height and width in centimeters, where both are known."""
    pictures: tuple[PictureView, ...]
    """The primary one first, of those that visitors may see."""
    recognizable: bool
    """Whether there is a picture to compare photos with, shown or not."""
    texts: tuple[TextView, ...]
    """Provenance, then exhibition history."""
    recordings: tuple[RecordingView, ...]
    tours: tuple[TourLine, ...]
    """Those that stop before it."""
    similar: tuple[ArtworkCard, ...]
    """What looks like it, the most alike first; empty where nobody knows."""
    by_same_creator: tuple[ArtworkCard, ...]
    in_same_room: tuple[ArtworkCard, ...]
    rights_url: str
    source_url: str
    wikidata_url: str


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
