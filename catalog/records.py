"""What importers hand to `services`: one shape for every source.

`None` means that the source does not say: what the catalogue holds is left as it is. An empty text means that the
source says there is nothing.
"""

import datetime
from dataclasses import dataclass
from decimal import Decimal

from catalog.models import Artwork, Attribution, Lot, Price, Venue


@dataclass(frozen=True)
class CreatorRecord:
    """A maker as a source names them. An existing creator's blanks are filled, their other facts stay."""

    name: str
    qualifier: str = Attribution.Qualifier.ARTIST
    note: str = ""
    """What follows the name: "and assistants"."""
    sort_name: str = ""
    alternative_names: tuple[str, ...] = ()
    birth_year: int | None = None
    death_year: int | None = None
    date_text: str = ""
    nationality: str = ""
    ulan_id: str = ""
    wikidata_id: str = ""


@dataclass(frozen=True)
class VenueRecord:
    """A venue as a source knows it, found again by its name and city."""

    name: str
    city: str = ""
    kind: str = Venue.Kind.MUSEUM
    address: str = ""
    country: str = ""
    latitude: float | None = None
    longitude: float | None = None
    opening_hours: str = ""
    website: str = ""
    closed: bool = False


@dataclass(frozen=True)
class PlaceRecord:
    """Where a work is now. Without a `room` it is somewhere in the venue."""

    venue: VenueRecord
    room: str = ""
    floor: str = ""
    on_view: bool = True


@dataclass(frozen=True)
class ArtworkRecord:
    """A work as a source describes it, found again by (`source`, `source_id`)."""

    source: str
    source_id: str
    title: str
    source_url: str | None = None
    accession_number: str | None = None
    creators: tuple[CreatorRecord, ...] | None = None
    culture: str | None = None
    date_text: str | None = None
    begin_year: int | None = None
    end_year: int | None = None
    medium: str | None = None
    dimensions: str | None = None
    height_cm: Decimal | None = None
    width_cm: Decimal | None = None
    depth_cm: Decimal | None = None
    classification: str | None = None
    credit_line: str | None = None
    rights_uri: str | None = None
    description: str | None = None
    wikidata_id: str | None = None
    place: PlaceRecord | None = None


@dataclass(frozen=True)
class SaleRecord:
    """An auction and the lot in it, found again by house, day, title and number."""

    house: VenueRecord
    date: datetime.date
    title: str = ""
    number: str = ""
    lot: str = ""
    outcome: str = Lot.Outcome.SOLD


@dataclass(frozen=True)
class PriceRecord:
    """A price as a source gives it."""

    amount: Decimal
    currency: str
    date: datetime.date
    source: str
    """The name of the publication or archive."""
    kind: str = Price.Kind.REALISED
    date_text: str = ""
    source_url: str = ""
    sale: SaleRecord | None = None


@dataclass(frozen=True)
class TextRecord:
    """A chapter of a work's past as a source tells it."""

    kind: str
    text: str
    """One owner or exhibition a line."""
    source: str
    source_url: str = ""


@dataclass(frozen=True)
class StopRecord:
    """A halt of a tour before a work."""

    artwork: Artwork
    text: str
